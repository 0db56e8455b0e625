"""The short form of a key: 16 bytes, because a text key makes a slow unique index."""

import hashlib


def digest(key: str) -> bytes:
    """16 bytes of BLAKE2b over `key`."""
    return hashlib.blake2b(key.encode(), digest_size=16).digest()
