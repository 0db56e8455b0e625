"""Callbacks encrypted by wechatpy and by the vendor's @wecom/crypto are read by Siyu and by the sandbox, and back."""

import re

import pytest
from wechatpy.enterprise.crypto import WeChatCrypto

from siyu.wechat.wecom.crypto import CallbackCrypto
from weixin_sandbox import crypto

CORPID, TOKEN = "wwtea0000000000001", "QDG6eK"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
TIMESTAMP, NONCE = "1409659813", "1372623149"
MESSAGES = [
    "<xml><Event><![CDATA[change_external_contact]]></Event></xml>",
    "<xml><Name><![CDATA[你好，🍵 ]]]]><![CDATA[>]]></Name></xml>",
    *("x" * length for length in range(32)),  # every padding from 1 to 32
]


def siyu():
    return CallbackCrypto(token=TOKEN, aes_key=AES_KEY, receive_id=CORPID)


def read_by_siyu(encrypted, signature):
    return siyu().open(signature=signature, timestamp=TIMESTAMP, nonce=NONCE, encrypt=encrypted).decode()


def task(verb, **more):
    return {"verb": verb, "aes_key": AES_KEY, "token": TOKEN, "timestamp": TIMESTAMP, "nonce": NONCE, **more}


def test_what_the_vendors_package_encrypts_is_read_by_siyu_and_the_sandbox(vendor):
    made = vendor(*(task("encrypt", message=message, id=CORPID) for message in MESSAGES))

    assert [read_by_siyu(m["encrypt"], m["signature"]) for m in made] == MESSAGES
    assert [crypto.decrypt(AES_KEY, m["encrypt"], CORPID).decode() for m in made] == MESSAGES
    assert [crypto.signature(TOKEN, TIMESTAMP, NONCE, m["encrypt"]) for m in made] == [m["signature"] for m in made]


def test_what_the_sandbox_and_siyu_encrypt_is_read_by_the_vendors_package(vendor):
    ours = [crypto.encrypt(AES_KEY, message.encode(), CORPID, b"0123456789abcdef") for message in MESSAGES]
    sealed = [siyu().seal(message.encode(), timestamp=TIMESTAMP, nonce=NONCE) for message in MESSAGES]

    read = vendor(*(task("decrypt", encrypt=encrypt) for encrypt in [*ours, *(s.encrypt for s in sealed)]))

    assert [r["message"] for r in read] == MESSAGES * 2
    assert {r["id"] for r in read} == {CORPID}
    assert [r["signature"] for r in read[len(MESSAGES) :]] == [s.signature for s in sealed]


@pytest.mark.parametrize("message", MESSAGES[1:3])
def test_what_wechatpy_encrypts_is_read_by_siyu_and_the_sandbox(message):
    writer = WeChatCrypto(TOKEN, AES_KEY, CORPID)

    xml = writer.encrypt_message(message, NONCE, TIMESTAMP)

    encrypted = re.search(r"<Encrypt><!\[CDATA\[(.*?)\]\]>", xml).group(1)
    signature = re.search(r"<MsgSignature><!\[CDATA\[(.*?)\]\]>", xml).group(1)
    assert read_by_siyu(encrypted, signature) == message
    assert crypto.decrypt(AES_KEY, encrypted, CORPID).decode() == message
