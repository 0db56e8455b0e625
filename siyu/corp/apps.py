"""The self-built app of a corp: its secrets, encrypted at rest, and the callback address made for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from siyu.corp.models import AppRow, CorpRow
from siyu.kit import chance, cipher, clock
from siyu.kit.errors import Unavailable
from siyu.wechat.wecom import crypto

NOTE_CALLBACK_EVERY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What `gettoken` needs."""

    corpid: str
    secret: str


@dataclass(frozen=True, slots=True)
class Callback:
    """What the operator copies into WeCom's admin console; the URL ends in `receiver_key`."""

    receiver_key: str
    token: str
    aes_key: str


@dataclass(frozen=True, slots=True)
class App:
    """The app without its secrets; `egress_ip` is our address as WeCom last saw it."""

    agentid: str
    name: str
    egress_ip: str | None
    last_callback_at: datetime | None
    updated_at: datetime


def credentials(session: Session, corp_id: UUID) -> Credentials:
    """The corp's id and its app's secret. Raises `Unavailable` when none was entered yet."""
    row = session.execute(
        select(CorpRow.corpid, AppRow.secret).join(AppRow, AppRow.corp_id == CorpRow.id).where(CorpRow.id == corp_id)
    ).first()
    if row is None:
        raise Unavailable("corp.no_app", "尚未填写应用 Secret，请先完成企微接入向导")
    return Credentials(row.corpid, _open(row.secret, "secret", corp_id))


def app(session: Session, corp_id: UUID) -> App | None:
    """The corp's app, if one was entered."""
    row = session.get(AppRow, corp_id)
    return None if row is None else App(row.agentid, row.name, row.egress_ip, row.last_callback_at, row.updated_at)


def callback(session: Session, corp_id: UUID) -> Callback | None:
    """The corp's callback settings, in clear."""
    row = session.get(AppRow, corp_id)
    if row is None:
        return None
    return Callback(row.receiver_key, _open(row.token, "token", corp_id), _open(row.aes_key, "aes_key", corp_id))


def save(session: Session, corp_id: UUID, *, agentid: str, name: str, secret: str) -> None:
    """Enter the app or change it; the callback's address, token and key are made once and stay."""
    now = clock.now()
    row = session.execute(select(AppRow).where(AppRow.corp_id == corp_id).with_for_update()).scalar_one_or_none()
    if row is None:
        row = AppRow(
            corp_id=corp_id,
            token=_seal(chance.secret_token(18).replace("-", "x").replace("_", "y"), "token", corp_id),
            aes_key=_seal(crypto.new_aes_key(), "aes_key", corp_id),
            receiver_key=chance.secret_token(16),
            created_at=now,
        )
        session.add(row)
    row.agentid, row.name, row.updated_at = agentid, name, now
    row.secret = _seal(secret, "secret", corp_id)
    session.flush()


def callback_arrived(session: Session, corp_id: UUID, *, at: datetime) -> None:
    """Note that WeCom reached us, to within a few seconds: under load one row must not be rewritten by every batch."""
    session.execute(
        update(AppRow)
        .where(AppRow.corp_id == corp_id)
        .where(AppRow.last_callback_at.is_(None) | (AppRow.last_callback_at < at - NOTE_CALLBACK_EVERY))
        .values(last_callback_at=at)
    )


def touch(session: Session, corp_id: UUID) -> None:
    """Mark the app changed, so that every process reads its receiver anew."""
    session.execute(update(AppRow).where(AppRow.corp_id == corp_id).values(updated_at=clock.now()))


def seen_from(session: Session, corp_id: UUID, *, egress_ip: str) -> None:
    """Note our address as WeCom saw it, to be copied into the trusted list."""
    session.execute(update(AppRow).where(AppRow.corp_id == corp_id).values(egress_ip=egress_ip))


def _seal(plain: str, column: str, corp_id: UUID) -> str:
    return cipher.current().encrypt(plain, bound_to=f"wecom_app.{column}/{corp_id}")


def _open(stored: str, column: str, corp_id: UUID) -> str:
    return cipher.current().decrypt(stored, bound_to=f"wecom_app.{column}/{corp_id}")
