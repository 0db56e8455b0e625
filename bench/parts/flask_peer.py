"""The peer: what most integrations run — Flask, wechatpy for the encryption, one INSERT and COMMIT per callback."""

import os
import threading
from hashlib import sha256

import psycopg
from flask import Flask, abort, request
from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException

STORE = "INSERT INTO peer_inbox (key, received_at, raw) VALUES (%s, now(), %s) ON CONFLICT DO NOTHING"

app = Flask(__name__)
crypto = WeChatCrypto(os.environ["PEER_TOKEN"], os.environ["PEER_AES_KEY"], os.environ["PEER_CORPID"])
mine = threading.local()


@app.post("/callback")
def callback() -> str:
    """Verify, decrypt, store, commit, answer."""
    signed = (request.args["msg_signature"], request.args["timestamp"], request.args["nonce"])
    try:
        plain = crypto.decrypt_message(request.get_data(), *signed)
    except WeChatException:
        abort(403)
    raw = plain.encode() if isinstance(plain, str) else plain
    _connection().execute(STORE, [sha256(raw).digest(), raw])
    return ""


def _connection() -> psycopg.Connection:
    """One lasting connection per thread, which is kinder than most peers are to themselves."""
    if not hasattr(mine, "connection"):
        mine.connection = psycopg.connect(os.environ["PEER_DATABASE_URL"], autocommit=True)
    found: psycopg.Connection = mine.connection
    return found
