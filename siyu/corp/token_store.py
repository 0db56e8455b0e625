"""The access token of a corp's app: kept in the database, fetched by one process at a time, older never over newer."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from siyu.corp import apps
from siyu.corp.lanes import DatabaseGate, InDatabase
from siyu.corp.models import TokenRow
from siyu.kit import cipher, clock, ids
from siyu.kit.egress import Egress, MaybeSent, NotSent
from siyu.kit.errors import Unavailable
from siyu.wechat.wecom import transport
from siyu.wechat.wecom.errors import LaneClosed, Remedy, WeComError

TRUST_MEMORY_S = 5.0  # how long a token is used without looking whether a new secret was entered
LEASE_S = 10  # longer than a gettoken call may take, so a dead fetcher is soon replaced
WAIT_S = 12.0
POLL_S = 0.1
HOLD_REFUSAL_S = 10.0  # a wrong secret is not tried again at once: WeCom throttles callers that keep erring

API = "gettoken"


@dataclass(frozen=True, slots=True)
class Held:
    """A token in memory; valid until `expires_at` on the clock, re-read from the database after a few seconds."""

    value: str
    expires_at: datetime
    looked_at: float


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to fetch the next token, and what is needed to do so."""

    id: UUID
    generation: int
    app: apps.Credentials


class DatabaseTokenStore:
    """One corp's token, as one process sees it."""

    def __init__(
        self, corp_id: UUID, egress: Egress, *, base_url: str, gate: DatabaseGate, in_database: InDatabase
    ) -> None:
        self._corp_id = corp_id
        self._egress = egress
        self._base_url = base_url
        self._gate = gate
        self._in_database = in_database
        self._held: Held | None = None
        self._refused: tuple[WeComError, float] | None = None
        self._lock = asyncio.Lock()

    async def token(self) -> str:
        """A token believed valid. No margin before its end: WeCom gives the same one until then, and 42001 is cheap."""
        held = self._held
        if held is not None and _is_fresh(held):
            return held.value
        async with self._lock:
            if self._held is not None and _is_fresh(self._held):
                return self._held.value
            return await self._settle(stale="")

    async def refetch(self, stale: str) -> str:
        """A token other than `stale`, unless WeCom insists on the same one."""
        async with self._lock:
            if self._held is not None and self._held.value != stale and _is_fresh(self._held):
                return self._held.value
            return await self._settle(stale=stale)

    async def _settle(self, *, stale: str) -> str:
        """Read the shared token, or fetch it, or wait for whoever is fetching it."""
        self._raise_recent_refusal()
        deadline = clock.monotonic() + WAIT_S
        while clock.monotonic() < deadline:
            found = await self._in_database(lambda session: claim(session, self._corp_id, stale))
            if isinstance(found, Lease):
                found = await self._fetch(found)
            if isinstance(found, Held):
                self._held = found
                return found.value
            await asyncio.sleep(POLL_S)
        raise Unavailable("corp.token_wait", "正在等待其他进程获取企业微信凭证，请稍后重试")

    async def _fetch(self, lease: Lease) -> Held | None:
        try:
            return await self._fetched(lease)
        except WeComError as error:
            if error.remedy is Remedy.CLOSE_LANE:
                raise LaneClosed(API, await self._gate.block(API, error.errcode), error.errcode) from error
            if error.remedy is Remedy.ASK_OPERATOR:
                self._refused = (error, clock.monotonic())
            raise
        except MaybeSent as error:  # what the token was wanted for was surely not sent
            raise NotSent("wecom.token_unreachable", "暂时无法从企业微信获取凭证，稍后自动重试") from error
        finally:
            await self._in_database(lambda session: release(session, self._corp_id, lease))

    async def _fetched(self, lease: Lease) -> Held | None:
        async with self._gate.slot(API):
            asked_at = clock.now()
            token = await transport.fetch_token(
                self._egress, base_url=self._base_url, corpid=lease.app.corpid, secret=lease.app.secret
            )
        expires_at = asked_at + timedelta(seconds=token.expires_in)
        kept = await self._in_database(
            lambda session: keep(session, self._corp_id, lease, token.access_token, expires_at)
        )
        return Held(token.access_token, expires_at, clock.monotonic()) if kept else None

    def _raise_recent_refusal(self) -> None:
        if self._refused is not None and clock.monotonic() - self._refused[1] < HOLD_REFUSAL_S:
            error = self._refused[0]
            raise WeComError(error.api, error.errcode, error.errmsg)


def claim(session: Session, corp_id: UUID, stale: str) -> Held | Lease | None:
    """The shared token when it is good, else a lease to fetch it; None while somebody else holds the lease."""
    row = session.get(TokenRow, corp_id)
    if row is not None and row.access_token is not None and row.expires_at is not None:
        token = cipher.current().decrypt(row.access_token, bound_to=_bound(corp_id))
        if row.expires_at > clock.now() and token != stale:
            return Held(token, row.expires_at, clock.monotonic())
    app = apps.credentials(session, corp_id)
    generation = 0 if row is None else row.generation
    lease = Lease(ids.new(), generation, app)
    session.execute(insert(TokenRow).values(corp_id=corp_id).on_conflict_do_nothing())
    won = session.execute(
        update(TokenRow)
        .where(TokenRow.corp_id == corp_id, TokenRow.generation == generation)
        .where(or_(TokenRow.lease_until.is_(None), TokenRow.lease_until < func.clock_timestamp()))
        .values(lease=lease.id, lease_until=func.clock_timestamp() + timedelta(seconds=LEASE_S))
        .returning(TokenRow.corp_id)
    ).first()
    return lease if won else None


def keep(session: Session, corp_id: UUID, lease: Lease, token: str, expires_at: datetime) -> bool:
    """Store what the lease's holder fetched; false when somebody stored a newer one meanwhile."""
    stored = session.execute(
        update(TokenRow)
        .where(TokenRow.corp_id == corp_id, TokenRow.generation == lease.generation, TokenRow.lease == lease.id)
        .values(
            access_token=cipher.current().encrypt(token, bound_to=_bound(corp_id)),
            expires_at=expires_at,
            generation=lease.generation + 1,
        )
        .returning(TokenRow.corp_id)
    ).first()
    return stored is not None


def release(session: Session, corp_id: UUID, lease: Lease) -> None:
    """Give the lease back, unless somebody else holds it by now."""
    session.execute(
        update(TokenRow)
        .where(TokenRow.corp_id == corp_id, TokenRow.lease == lease.id)
        .values(lease=None, lease_until=None)
    )


def forget(session: Session, corp_id: UUID) -> None:
    """Drop the stored token because the secret changed; a fetch under way with the old secret is not kept."""
    session.execute(
        update(TokenRow)
        .where(TokenRow.corp_id == corp_id)
        .values(access_token=None, expires_at=None, generation=TokenRow.generation + 1, lease=None, lease_until=None)
    )


def _is_fresh(held: Held) -> bool:
    return held.expires_at > clock.now() and clock.monotonic() - held.looked_at < TRUST_MEMORY_S


def _bound(corp_id: UUID) -> str:
    return f"wecom_token.access_token/{corp_id}"
