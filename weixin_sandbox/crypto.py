"""Callback encryption as WeCom does it [90968]: SHA-1 signature, AES-256-CBC with PKCS#7 over 32-byte blocks."""

import base64
import binascii
import hashlib
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


class CryptoError(Exception):
    """The ciphertext cannot be read with this key or is not meant for this receiver."""


def signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """Lowercase hex SHA-1 over the four strings, sorted and joined."""
    return hashlib.sha1("".join(sorted((token, timestamp, nonce, encrypted))).encode()).hexdigest()  # noqa: S324


def encrypt(aes_key: str, plaintext: bytes, receive_id: str, random16: bytes) -> str:
    """Base64 of AES(random16 ‖ length ‖ plaintext ‖ receive_id). `aes_key` is the 43-character EncodingAESKey."""
    body = random16 + struct.pack(">I", len(plaintext)) + plaintext + receive_id.encode()
    pad = BLOCK - len(body) % BLOCK
    encryptor = _cipher(aes_key).encryptor()
    return base64.b64encode(encryptor.update(body + bytes([pad]) * pad) + encryptor.finalize()).decode()


def decrypt(aes_key: str, encrypted: str, receive_id: str) -> bytes:
    """The plaintext inside `encrypted`. Raises CryptoError when it is broken or meant for another receiver."""
    try:
        raw = base64.b64decode(encrypted, validate=True)
        decryptor = _cipher(aes_key).decryptor()
        body = decryptor.update(raw) + decryptor.finalize()
    except (binascii.Error, ValueError) as error:
        raise CryptoError("not base64 of whole AES blocks") from error
    if not body or not 1 <= body[-1] <= BLOCK or body[-body[-1] :] != bytes([body[-1]]) * body[-1]:
        raise CryptoError("bad padding")
    content = body[: -body[-1]]
    if len(content) < 20:
        raise CryptoError("too short")
    (length,) = struct.unpack(">I", content[16:20])
    if length > len(content) - 20:
        raise CryptoError("length beyond the end")
    if content[20 + length :].decode(errors="replace") != receive_id:
        raise CryptoError("meant for another receiver")
    return content[20 : 20 + length]


def is_aes_key(text: str) -> bool:
    """Whether `text` is a 43-character EncodingAESKey."""
    return len(text) == 43 and text.isascii() and text.isalnum()


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
