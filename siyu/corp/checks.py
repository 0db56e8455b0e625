"""Live checks of a corp's set-up: each says what it found, and what to do in words an operator can follow."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from siyu.corp import apps, token_store
from siyu.corp.models import SetupCheckRow
from siyu.corp.wire import Wires
from siyu.kit import clock
from siyu.kit.db import Database
from siyu.kit.errors import SiyuError
from siyu.wechat.wecom.errors import WeComError

ERR_TRUSTED_IP = 60020
SKIPPED = "前一项检查未通过，暂未检查"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: `ok` None means it could not be looked at; `code` is stable, the rest is for people."""

    key: str
    ok: bool | None
    code: str
    detail: str
    fix: str = ""


async def run(database: Database, wires: Wires, corp_id: UUID) -> list[Check]:
    """Look at everything for one corp, keep the results and return them. One that fails stops no other."""
    wire = wires.of(corp_id)
    reached, contacts, customers = await asyncio.gather(
        _error_of(wire.api_domain_ips), _error_of(wire.departments), _error_of(wire.follow_users)
    )
    found = [
        _secret(reached),
        _trusted_ip(reached),
        _judge("contacts", contacts, "可以读取通讯录"),
        _judge("customers", customers, "可以调用客户联系接口"),
    ]
    ips = [error.from_ip for error in (reached, contacts, customers) if isinstance(error, WeComError)]
    return await asyncio.to_thread(_keep, database, corp_id, found, next((ip for ip in ips if ip), None))


def latest(session: Session, corp_id: UUID) -> list[Check]:
    """The results kept last, and what the callbacks say by themselves."""
    rows = session.execute(select(SetupCheckRow).where(SetupCheckRow.corp_id == corp_id)).scalars()
    kept = [Check(row.key, row.ok, row.code, row.detail, row.fix) for row in rows]
    return [*kept, callback(session, corp_id)]


def callback(session: Session, corp_id: UUID) -> Check:
    """Whether WeCom ever reached us."""
    app = apps.app(session, corp_id)
    if app is not None and app.last_callback_at is not None:
        return Check("callback", True, "callback.received", f"最近一次收到回调：{app.last_callback_at.isoformat()}")
    fix = (
        "在企业微信后台「应用 → 接收消息 → API 接收」粘贴 URL、Token、EncodingAESKey 保存，再让一位客户扫码或改一次备注"
    )
    return Check("callback", None, "callback.never", "尚未收到企业微信的回调", fix)


def _secret(error: SiyuError | None) -> Check:
    if isinstance(error, WeComError) and error.errcode == ERR_TRUSTED_IP:
        if error.api == token_store.API:
            return Check("secret", None, "check.skipped", SKIPPED)
        error = None  # refused by address: so the token, and with it the secret, was accepted
    return _judge("secret", error, "企业 ID 与 Secret 正确")


def _trusted_ip(error: SiyuError | None) -> Check:
    if error is None:
        return Check("trusted_ip", True, "wecom.ok", "本服务器的出口 IP 已被信任")
    if not isinstance(error, WeComError) or error.errcode != ERR_TRUSTED_IP:
        return Check("trusted_ip", None, "check.skipped", SKIPPED)
    check = _judge("trusted_ip", error, "")
    return replace(check, fix=f"{check.fix}：{error.from_ip}") if error.from_ip else check


def _judge(key: str, error: SiyuError | None, good: str) -> Check:
    if error is None:
        return Check(key, True, "wecom.ok", good)
    if isinstance(error, WeComError):
        fix = error.fix or "请稍后重新检查"
        return Check(key, False, f"wecom.{error.errcode}", f"{error.meaning}（{error.errcode}）", fix)
    return Check(key, None, error.code, error.message, "处理后请重新检查")


async def _error_of(call: Callable[[], Awaitable[object]]) -> SiyuError | None:
    """What a call to WeCom fails with, as a finding rather than a failure."""
    try:
        await call()
    except SiyuError as error:
        return error
    return None


def _keep(database: Database, corp_id: UUID, found: Sequence[Check], egress_ip: str | None) -> list[Check]:
    with database.transaction() as session:
        for check in found:
            values: dict[str, object] = {"ok": check.ok, "code": check.code, "detail": check.detail, "fix": check.fix}
            values["checked_at"] = clock.now()
            session.execute(
                insert(SetupCheckRow)
                .values(corp_id=corp_id, key=check.key, **values)
                .on_conflict_do_update(index_elements=["corp_id", "key"], set_=values)
            )
        if egress_ip is not None:
            apps.seen_from(session, corp_id, egress_ip=egress_ip)
        return latest(session, corp_id)
