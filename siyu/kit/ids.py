"""Identifiers: time-ordered UUIDs (version 7, RFC 9562 §5.7), so new rows land at the end of their index."""

from uuid import UUID

from siyu.kit import chance, clock


def new() -> UUID:
    """A fresh UUIDv7: 48 bits of milliseconds, then 74 random bits."""
    millis = int(clock.now().timestamp() * 1000)
    tail = int.from_bytes(chance.secret_bytes(10), "big")
    value = (millis & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76
    value |= (tail >> 68) << 64
    value |= 0b10 << 62
    value |= tail & 0x3FFFFFFFFFFFFFFF
    return UUID(int=value)
