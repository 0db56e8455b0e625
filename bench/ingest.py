"""ingest: encrypted callbacks per second until each is durable on disk.

Ours is the web process as it ships (`siyu web`) on a PostgreSQL with fsync on. The peer stores bodies of the same kind
in the same PostgreSQL. The limit is the same uvicorn with an app that answers nothing. Rounds of the three take turns;
medians count. After each round the rows are counted: a callback acknowledged but not there fails the run.
"""

import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import text

from bench.parts import servers
from bench.parts.figures import Figures
from bench.parts.load import Load, burst
from siyu.corp import apps, service
from siyu.corp.apps import Callback
from siyu.kit import cipher, postgres
from siyu.kit.db import Database
from siyu.settings import Settings
from siyu.wechat.wecom.crypto import CallbackCrypto

ROUNDS = 3
CALLBACKS = 20_000  # per round
PEER_CALLBACKS = 3_000
CONNECTIONS = 64
WARM_UP = 500
CORPID = "wwbench00000000001"
PEER_TABLE = "CREATE TABLE peer_inbox (key bytea PRIMARY KEY, received_at timestamptz NOT NULL, raw bytea)"
# the quickest of what was tried on two cores: 2 × 8, 2 × 32 and 5 × 8 gthread, 5 and 16 sync workers
PEER_SERVER = (
    "gunicorn", "--no-control-socket", "--workers", "2", "--worker-class", "gthread", "--threads", "32",
    "--keep-alive", "30",
)  # fmt: skip

BODY = (
    "<xml><ToUserName><![CDATA[{corpid}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>"
    "<CreateTime>{now}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
    "<Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[add_external_contact]]></ChangeType>"
    "<UserID><![CDATA[adviser{member}]]></UserID><ExternalUserID><![CDATA[wm{unique}]]></ExternalUserID>"
    "<State><![CDATA[{unique:.16}]]></State><WelcomeCode><![CDATA[{unique}]]></WelcomeCode></xml>"
)


@dataclass(frozen=True)
class Target:
    """One server under load: where it listens, and how many rows it stored (None: it stores nothing)."""

    port: int
    path: str
    callbacks: int
    stored: Callable[[], int] | None


def measure() -> Figures:
    """Callbacks per second of ours, the peer and the limit."""
    with tempfile.TemporaryDirectory(prefix="siyu-bench-") as folder, servers.database() as database:
        settings = Settings(data_dir=Path(folder), database_url=database.url)
        cipher.install(settings.cipher())
        callback = _company(database)
        ours, peer, limit = (postgres.free_port(first) for first in (21_000, 22_000, 23_000))
        web = {"SIYU_DATABASE_URL": database.url, "SIYU_DATA_DIR": folder, "SIYU_PORT": str(ours)}
        keys = {"PEER_TOKEN": callback.token, "PEER_AES_KEY": callback.aes_key, "PEER_CORPID": CORPID}
        flask = (*PEER_SERVER, "--bind", f"127.0.0.1:{peer}", "bench.parts.flask_peer:app")
        targets = {
            "ours": Target(ours, f"/callback/wecom/{callback.receiver_key}", CALLBACKS, _counter(database, "inbox")),
            "peer": Target(peer, "/callback", PEER_CALLBACKS, _counter(database, "peer_inbox")),
            "limit": Target(limit, "/callback", CALLBACKS, None),
        }
        with (
            servers.running(("siyu.cli", "web"), port=ours, environment=web),
            servers.running(flask, port=peer, environment={**keys, "PEER_DATABASE_URL": database.url}),
            servers.running(("bench.parts.empty", str(limit)), port=limit, environment={}),
        ):
            return _figures(_rounds(targets, _sealer(callback)))


Sealer = Callable[[Target, int], list[bytes]]


def _company(database: Database) -> Callback:
    with database.transaction() as session:
        corp_id = service.create_corp(session, name="bench", corpid=CORPID)
        service.save_app(session, corp_id, None, agentid="1000002", name="bench", secret=secrets.token_hex())
        callback = apps.callback(session, corp_id)
        session.execute(text(PEER_TABLE))
    assert callback is not None
    return callback


def _counter(database: Database, table: str) -> Callable[[], int]:
    def count() -> int:
        with database.transaction() as session:
            return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - ours

    return count


def _sealer(callback: Callback) -> Sealer:
    crypto = CallbackCrypto(token=callback.token, aes_key=callback.aes_key, receive_id=CORPID)
    return lambda target, count: [_request(crypto, target) for _ in range(count)]


def _request(crypto: CallbackCrypto, target: Target) -> bytes:
    """One distinct callback as a whole HTTP request."""
    now, unique = str(int(time.time())), secrets.token_hex(16)
    body = BODY.format(corpid=CORPID, now=now, member=secrets.randbelow(500), unique=unique)
    sealed = crypto.seal(body.encode(), timestamp=now, nonce=secrets.token_hex(5))
    query = urlencode({"msg_signature": sealed.signature, "timestamp": now, "nonce": sealed.nonce})
    outer = (
        f"<xml><ToUserName><![CDATA[{CORPID}]]></ToUserName><Encrypt><![CDATA[{sealed.encrypt}]]></Encrypt>"
        "<AgentID><![CDATA[1000002]]></AgentID></xml>"
    )
    head = (
        f"POST {target.path}?{query} HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n"
        f"Content-Type: text/xml\r\nContent-Length: {len(outer)}\r\n\r\n"
    )
    return (head + outer).encode()


def _rounds(targets: dict[str, Target], seal: Sealer) -> dict[str, list[Load]]:
    loads: dict[str, list[Load]] = {name: [] for name in targets}
    for name, target in targets.items():
        _checked(name, target, seal(target, WARM_UP))
    for _ in range(ROUNDS):
        for name, target in targets.items():
            loads[name].append(_checked(name, target, seal(target, target.callbacks)))
    return loads


def _checked(name: str, target: Target, requests: list[bytes]) -> Load:
    """One burst, after which every acknowledged callback is on disk, once. Raises when one is not."""
    before = target.stored() if target.stored else 0
    load = burst(target.port, requests, connections=CONNECTIONS)
    if load.refused:
        raise RuntimeError(f"{name} refused {load.refused} of {len(requests)}")
    if target.stored and target.stored() - before != load.answered:
        raise RuntimeError(f"{name} acknowledged {load.answered} and stored {target.stored() - before}")
    return load


def _figures(loads: dict[str, list[Load]]) -> Figures:
    ours, peer, limit = (
        statistics.median(load.per_second for load in loads[name]) for name in ("ours", "peer", "limit")
    )
    latencies = {
        f"{name}_p{percent}_ms": round(statistics.median(load.percentile(percent) for load in loads[name]), 2)
        for name in loads
        for percent in (50, 99)
    }
    return Figures(
        name="ingest",
        ours=ours,
        peer=peer,
        peer_name="Flask + gunicorn (2 × 32 gthread) + wechatpy, one INSERT and COMMIT per request",
        limit=limit,
        limit_name="empty ASGI reply on the same uvicorn",
        unit="callbacks/s until durable",
        detail={
            **latencies,
            "connections": CONNECTIONS,
            "acknowledged": sum(load.answered for load in loads["ours"]),
            "acknowledged_but_not_stored": 0,
            "generator_busy": round(max(load.busy for name in loads for load in loads[name]), 2),
        },
    )
