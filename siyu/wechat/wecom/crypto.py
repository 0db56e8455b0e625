"""Callback signatures and encryption: SHA-1 over sorted parts, AES-256-CBC, PKCS#7 in blocks of 32 (doc 90968)."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

from siyu.kit import chance
from siyu.kit.errors import Forbidden, Invalid

BLOCK = 32
RANDOM_BYTES = 16
LENGTH_BYTES = 4
AES_KEY_CHARS = 43


class CallbackRefused(Forbidden):
    """A callback that did not come from WeCom for this receiver; the answer outside is always the same 403.

    `reason` (signature, ciphertext, padding, length, receiver) is for our own logs only.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("wecom.callback_refused", "回调签名或密文校验失败，请核对 Token 与 EncodingAESKey")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted body with what signs it, for a passive reply or a test's callback."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str

    def xml(self) -> bytes:
        """The reply envelope."""
        return (
            f"<xml><Encrypt><![CDATA[{self.encrypt}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{self.signature}]]></MsgSignature>"
            f"<TimeStamp>{self.timestamp}</TimeStamp><Nonce><![CDATA[{self.nonce}]]></Nonce></xml>"
        ).encode()


class CallbackCrypto:
    """Opens and seals the callbacks of one receiver.

    `receive_id` is the corp id for self-built apps (suite id for ISV commands); it must match what is inside.
    Raises `Invalid` when `aes_key` is not 43 base64 characters.
    """

    __slots__ = ("_cipher", "_receive_id", "_token")

    def __init__(self, *, token: str, aes_key: str, receive_id: str) -> None:
        key = decode_aes_key(aes_key)
        self._token = token
        self._receive_id = receive_id.encode()
        self._cipher = Cipher(AES256(key), CBC(key[:16]))

    def open(self, *, signature: str, timestamp: str, nonce: str, encrypt: str) -> bytes:
        """The plaintext of one callback (or echostr). Raises `CallbackRefused`; the signature is checked first."""
        expected = sign(self._token, timestamp, nonce, encrypt)
        if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
            raise CallbackRefused("signature")
        try:
            sealed = binascii.a2b_base64(encrypt, strict_mode=True)
        except (binascii.Error, ValueError) as error:
            raise CallbackRefused("ciphertext") from error
        if not sealed or len(sealed) % 16:
            raise CallbackRefused("ciphertext")
        decryptor = self._cipher.decryptor()
        return self._unwrap(decryptor.update(sealed) + decryptor.finalize())

    def seal(self, plain: bytes, *, timestamp: str, nonce: str) -> Sealed:
        """Encrypt and sign `plain` as this receiver."""
        content = chance.secret_bytes(RANDOM_BYTES) + len(plain).to_bytes(LENGTH_BYTES, "big") + plain
        content += self._receive_id
        pad = BLOCK - len(content) % BLOCK
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(content + bytes([pad]) * pad) + encryptor.finalize()
        encrypt = base64.b64encode(sealed).decode()
        return Sealed(encrypt, sign(self._token, timestamp, nonce, encrypt), timestamp, nonce)

    def _unwrap(self, padded: bytes) -> bytes:
        pad = padded[-1]
        if not 1 <= pad <= BLOCK or pad > len(padded) or padded[-pad:] != bytes([pad]) * pad:
            raise CallbackRefused("padding")
        start = RANDOM_BYTES + LENGTH_BYTES
        end = start + int.from_bytes(padded[RANDOM_BYTES:start], "big")
        if end > len(padded) - pad:
            raise CallbackRefused("length")
        if not hmac.compare_digest(padded[end : len(padded) - pad], self._receive_id):
            raise CallbackRefused("receiver")
        return padded[start:end]


def sign(token: str, timestamp: str, nonce: str, encrypt: str) -> str:
    """`sha1_hex(concat(sorted([token, timestamp, nonce, encrypt])))`, lower case."""
    joined = "".join(sorted((token, timestamp, nonce, encrypt)))
    return hashlib.sha1(joined.encode(errors="replace"), usedforsecurity=False).hexdigest()


def decode_aes_key(aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey. Raises `Invalid`."""
    try:
        # the 43rd character carries 4 spare bits, which WeCom does not clear: no strict mode here
        key = base64.b64decode(aes_key + "=")
    except (binascii.Error, ValueError) as error:
        raise Invalid("wecom.bad_aes_key", "EncodingAESKey 应为 43 位字母数字，请从企业微信后台重新复制") from error
    if len(aes_key) != AES_KEY_CHARS or len(key) != 32:
        raise Invalid("wecom.bad_aes_key", "EncodingAESKey 应为 43 位字母数字，请从企业微信后台重新复制")
    return key


def new_aes_key() -> str:
    """A fresh EncodingAESKey of 43 letters and digits, as the admin console makes them."""
    while True:
        key = base64.b64encode(chance.secret_bytes(32)).decode().rstrip("=")
        if key.isalnum():
            return key


def jsapi_signature(*, ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """The signature of `wx.config` / `wx.agentConfig` for a page; `url` without its `#…` part."""
    joined = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={url}"
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()
