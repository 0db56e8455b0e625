"""Callback signatures and encryption, against published vectors and against any altered byte."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.kit.errors import Invalid
from siyu.wechat.wecom.crypto import (
    CallbackCrypto,
    CallbackRefused,
    decode_aes_key,
    jsapi_signature,
    new_aes_key,
    sign,
)

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "crypto_vectors.json").read_text())
OPENABLE = [vector for vector in VECTORS if "plaintext" in vector]
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
RECEIVER = CallbackCrypto(token="QDG6eK", aes_key=KEY, receive_id="wx5823bf96d3bd56c7")


@pytest.mark.parametrize("vector", OPENABLE, ids=lambda vector: vector.get("note", vector["source"]))
def test_a_published_callback_opens_to_its_plaintext(vector: dict[str, Any]) -> None:
    crypto = CallbackCrypto(token=vector["token"], aes_key=vector["encoding_aes_key"], receive_id=vector["receiveid"])

    plain = crypto.open(
        signature=vector["msg_signature"],
        timestamp=vector["timestamp"],
        nonce=vector["nonce"],
        encrypt=vector.get("encrypt") or vector["echostr"],
    )

    assert plain.decode() == vector["plaintext"]


def test_a_published_signature_without_its_key_is_reproduced() -> None:
    (vector,) = [vector for vector in VECTORS if vector["kind"] == "wecom_signature_only"]

    signature = sign(vector["token"], vector["timestamp"], vector["nonce"], vector["encrypt"])

    assert signature == "8128e41a38892d814e4aa67753425da9dc8ec2b3"


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["kind"] == "jsapi_signature"], ids=lambda v: v["source"])
def test_a_published_jsapi_signature_is_reproduced(vector: dict[str, Any]) -> None:
    signature = jsapi_signature(
        ticket=vector["jsapi_ticket"], nonce=vector["noncestr"], timestamp=vector["timestamp"], url=vector["url"]
    )

    assert signature == vector["signature"]


@given(plain=st.binary(max_size=300))
def test_whatever_is_sealed_opens_again(plain: bytes) -> None:
    sealed = RECEIVER.seal(plain, timestamp="1409659813", nonce="n")

    opened = RECEIVER.open(signature=sealed.signature, timestamp="1409659813", nonce="n", encrypt=sealed.encrypt)

    assert opened == plain


@given(data=st.data())
def test_any_altered_byte_is_refused(data: st.DataObject) -> None:
    sealed = RECEIVER.seal(b"<xml><a>1</a></xml>", timestamp="1409659813", nonce="1372623149")
    parts = {
        "signature": sealed.signature,
        "timestamp": sealed.timestamp,
        "nonce": sealed.nonce,
        "encrypt": sealed.encrypt,
    }
    name = data.draw(st.sampled_from(sorted(parts)))
    at = data.draw(st.integers(0, len(parts[name]) - 1))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=0x4FFF).filter(lambda c: c != parts[name][at]))

    parts[name] = parts[name][:at] + other + parts[name][at + 1 :]

    with pytest.raises(CallbackRefused):
        RECEIVER.open(**parts)


@given(position=st.integers(0, 95), flip=st.integers(1, 255))
def test_a_signed_body_with_a_broken_padding_length_or_receiver_never_opens_to_something_else(
    position: int, flip: int
) -> None:
    sealed = RECEIVER.seal(b"x" * 40, timestamp="1", nonce="n")
    raw = bytearray(base64.b64decode(sealed.encrypt))
    raw[position] ^= flip
    encrypt = base64.b64encode(bytes(raw)).decode()

    try:
        opened = RECEIVER.open(signature=sign("QDG6eK", "1", "n", encrypt), timestamp="1", nonce="n", encrypt=encrypt)
    except CallbackRefused:
        return

    assert len(opened) == 40


def test_a_callback_of_another_corp_is_refused() -> None:
    stranger = CallbackCrypto(token="QDG6eK", aes_key=KEY, receive_id="wwsomebodyelse")
    sealed = stranger.seal(b"<xml/>", timestamp="1", nonce="n")

    with pytest.raises(CallbackRefused) as refused:
        RECEIVER.open(signature=sealed.signature, timestamp="1", nonce="n", encrypt=sealed.encrypt)

    assert refused.value.reason == "receiver"
    assert refused.value.status == 403


@pytest.mark.parametrize("encrypt", ["", "!!!!", "AAAA", "QUFBQUFBQUFBQUFBQUFBQQ==", "你好"])
def test_a_signed_body_that_is_no_ciphertext_is_refused(encrypt: str) -> None:
    signature = sign("QDG6eK", "1", "n", encrypt)

    with pytest.raises(CallbackRefused):
        RECEIVER.open(signature=signature, timestamp="1", nonce="n", encrypt=encrypt)


@pytest.mark.parametrize("key", ["", "short", "a" * 42, "a" * 44, "中" * 43])
def test_a_key_that_is_not_43_characters_is_refused_with_a_fix(key: str) -> None:
    with pytest.raises(Invalid, match=r"wecom\.bad_aes_key"):
        decode_aes_key(key)


def test_a_fresh_key_is_43_letters_and_digits() -> None:
    key = new_aes_key()

    assert len(key) == 43
    assert key.isalnum()
    assert len(decode_aes_key(key)) == 32
