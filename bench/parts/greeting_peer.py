"""The peer of greeting, as one would put it together: Flask and wechatpy in front, a job per callback behind.

`python -m bench.parts.greeting_peer <queue> …` works on queues; `bench.parts.greeting_peer:web` is the Flask app.
Jobs are procrastinate's, on the same PostgreSQL; with everything in one queue, first come is first served.
"""

import os
import sys
import threading
from xml.etree import ElementTree

import procrastinate
import requests
from flask import Flask, abort, request
from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException

CONCURRENCY = 8
API = f"{os.environ['PEER_WECOM_URL']}/cgi-bin"
DATABASE_URL = os.environ["PEER_DATABASE_URL"]
WELCOMES = os.environ["PEER_WELCOME_QUEUE"]

web = Flask(__name__)
crypto = WeChatCrypto(os.environ["PEER_TOKEN"], os.environ["PEER_AES_KEY"], os.environ["PEER_CORPID"])
deferring = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=DATABASE_URL, max_size=8))
jobs = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=DATABASE_URL))
mine = threading.local()
token: list[str] = []


@web.get("/callback")
def verify() -> str:
    """The check of the address."""
    asked = request.args
    found = crypto.check_signature(asked["msg_signature"], asked["timestamp"], asked["nonce"], asked["echostr"])
    return found.decode() if isinstance(found, bytes) else str(found)


@web.post("/callback")
def callback() -> str:
    """Verify, decrypt, queue a job, answer."""
    asked = request.args
    try:
        plain = crypto.decrypt_message(request.get_data(), asked["msg_signature"], asked["timestamp"], asked["nonce"])
    except WeChatException:
        abort(403)
    event = ElementTree.fromstring(plain)  # noqa: S314 - the sandbox's own, as peers read it
    code = event.findtext("WelcomeCode")
    if code:
        external_userid = event.findtext("ExternalUserID") or ""
        deferring.configure_task("greet", queue=WELCOMES).defer(external_userid=external_userid, code=code)
    return ""


@jobs.task(name="greet")
def greet(external_userid: str, code: str) -> None:
    """Read who it is, and send the welcome."""
    query = {"access_token": _token(), "external_userid": external_userid}
    found = _session().get(f"{API}/externalcontact/get", params=query, timeout=5).json()
    body = {"welcome_code": code, "text": {"content": f"{found['external_contact']['name']}你好"}}
    _session().post(f"{API}/externalcontact/send_welcome_msg", params={"access_token": _token()}, json=body, timeout=5)


@jobs.task(name="member")
def member(userid: str) -> None:
    """What waits in the background: reading a member again."""
    _session().get(f"{API}/user/get", params={"access_token": _token(), "userid": userid}, timeout=5)


def _session() -> requests.Session:
    if not hasattr(mine, "session"):
        mine.session = requests.Session()
    found: requests.Session = mine.session
    return found


def _token() -> str:
    if not token:
        asked = {"corpid": os.environ["PEER_CORPID"], "corpsecret": os.environ["PEER_SECRET"]}
        token.append(requests.get(f"{API}/gettoken", params=asked, timeout=5).json()["access_token"])
    return token[0]


deferring.open()


def main() -> None:
    """Work on the queues that were named, until stopped."""
    with jobs.open():
        jobs.run_worker(queues=sys.argv[1:], concurrency=CONCURRENCY)


if __name__ == "__main__":
    main()
