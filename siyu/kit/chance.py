"""Chance, as rooms ask for it: stable draws by hashing, and real secrets where guessing must be impossible."""

import hashlib
import secrets


def share(*parts: str) -> float:
    """A number in [0, 1) that depends only on `parts`, so the same draw always falls the same way."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:7], "big") / (1 << 56)


def secret_bytes(count: int) -> bytes:
    """`count` bytes nobody can guess."""
    return secrets.token_bytes(count)


def secret_token(count: int = 16) -> str:
    """A URL-safe token of `count` random bytes (16 bytes = 22 characters)."""
    return secrets.token_urlsafe(count)
