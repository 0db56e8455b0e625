"""Callback encryption against published vectors."""

import json
from pathlib import Path

import pytest

from weixin_sandbox import crypto

VECTORS = json.loads(Path(__file__).with_name("crypto_vectors.json").read_text(encoding="utf-8"))
READABLE = [vector for vector in VECTORS if "plaintext" in vector]


def encrypted_of(vector):
    return vector.get("encrypt") or vector["echostr"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["source"])
def test_the_signature_is_the_published_one(vector):
    made = crypto.signature(vector["token"], vector["timestamp"], vector["nonce"], encrypted_of(vector))

    assert made == vector["msg_signature"]


@pytest.mark.parametrize("vector", READABLE, ids=lambda v: f"{v['source']} pad {v['pad']}")
def test_the_plaintext_is_the_published_one(vector):
    plain = crypto.decrypt(vector["encoding_aes_key"], encrypted_of(vector), vector["receiveid"])

    assert plain.decode() == vector["plaintext"]


@pytest.mark.parametrize("vector", [v for v in READABLE if "random16" in v], ids=lambda v: f"pad {v['pad']}")
def test_the_same_random_prefix_gives_the_published_ciphertext(vector):
    made = crypto.encrypt(
        vector["encoding_aes_key"], vector["plaintext"].encode(), vector["receiveid"], vector["random16"].encode()
    )

    assert made == vector["encrypt"]


@pytest.mark.parametrize("broken", ["", "not base64!", "AAAA", "A" * 64])
def test_broken_ciphertext_is_refused(broken):
    with pytest.raises(crypto.CryptoError):
        crypto.decrypt(READABLE[0]["encoding_aes_key"], broken, "")


def test_a_message_for_another_corp_is_refused():
    vector = READABLE[0]

    with pytest.raises(crypto.CryptoError, match="another receiver"):
        crypto.decrypt(vector["encoding_aes_key"], vector["encrypt"], "wwsomebodyelse")
