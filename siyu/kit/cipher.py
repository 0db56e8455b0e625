"""Field encryption: AES-256-GCM with key ids, bound to its column and row, and a keyed hash to look values up by.

Stored form: `k1.<base64url(nonce ‖ ciphertext ‖ tag)>`. Keys come from the environment, never from the database.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from siyu.kit import chance
from siyu.kit.errors import SiyuError

NONCE_BYTES = 12


class Undecipherable(SiyuError):
    """A stored secret cannot be read: its key is missing or the bytes were altered."""


@dataclass(frozen=True)
class FieldCipher:
    """Encrypts and finds personal fields.

    `keys` maps a key id to 32 bytes; `current` names the one used for writing; `index_key` is 32 bytes.
    """

    keys: Mapping[str, bytes]
    current: str
    index_key: bytes

    def encrypt(self, plain: str, *, bound_to: str) -> str:
        """Encrypt `plain`; it opens only with the same `bound_to` (table.column/row)."""
        nonce = chance.secret_bytes(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, plain.encode(), bound_to.encode())
        return f"{self.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str, *, bound_to: str) -> str:
        """Open what `encrypt` made. Raises `Undecipherable`."""
        key_id, _, body = stored.partition(".")
        key = self.keys.get(key_id)
        if key is None:
            raise Undecipherable("cipher.key_missing", "缺少解密密钥，请恢复环境变量中的旧密钥", key_id=key_id)
        raw = base64.urlsafe_b64decode(body)
        try:
            return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()).decode()
        except InvalidTag as error:
            raise Undecipherable("cipher.altered", "密文与所在记录不符，可能被改动", key_id=key_id) from error

    def blind_index(self, value: str, *, namespace: str) -> bytes:
        """A keyed hash (32 bytes) equal for equal values, for look-up without decrypting."""
        return hmac.new(self.index_key, f"{namespace}\x1f{value}".encode(), hashlib.sha256).digest()


_cipher: FieldCipher | None = None


def install(cipher: FieldCipher) -> None:
    """Make `cipher` the one this process uses; the edge does this once at start."""
    global _cipher
    _cipher = cipher


def current() -> FieldCipher:
    """The installed cipher. Raises when the edge forgot to install one."""
    if _cipher is None:
        raise SiyuError("cipher.not_installed", "尚未配置字段加密密钥 SIYU_FIELD_KEYS")
    return _cipher
