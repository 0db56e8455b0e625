"""Identifiers that look like WeCom's and are a pure function of the seed."""

import hashlib

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def derive(seed: int, *parts: object, length: int = 32) -> str:
    """`length` letters and digits (at most 86) that depend on nothing but the seed and the parts."""
    digest = hashlib.blake2b(repr((seed, parts)).encode(), digest_size=64).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def fraction(seed: int, *parts: object) -> float:
    """A number in [0, 1) that depends on nothing but the seed and the parts."""
    digest = hashlib.blake2b(repr((seed, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
