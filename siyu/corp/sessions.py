"""Server-side sessions: an opaque cookie, of which only the hash is kept; times are the database's own."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from siyu.corp.models import AccountRow, MembershipRow, SignInRow
from siyu.corp.roles import Role
from siyu.kit import chance

LIFE = timedelta(days=14)
IDLE = timedelta(days=3)
NOTE_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Signed:
    """Whose session it is. `corp_id` and `role` are None until the account belongs to a corp."""

    token_hash: bytes
    account_id: UUID
    email: str
    name: str
    may_add_corps: bool
    corp_id: UUID | None
    role: Role | None
    staff_id: UUID | None


def start(session: Session, account_id: UUID, *, peer: str) -> str:
    """Begin a session in the account's first corp; returns the cookie's value, which is kept nowhere."""
    token = chance.secret_token(32)
    corp_id = session.execute(
        select(MembershipRow.corp_id)
        .where(MembershipRow.account_id == account_id)
        .order_by(MembershipRow.created_at)
        .limit(1)
    ).scalar_one_or_none()
    session.execute(delete(SignInRow).where(SignInRow.expires_at < func.now()))
    session.add(
        SignInRow(
            token_hash=_hash(token),
            account_id=account_id,
            corp_id=corp_id,
            peer=peer,
            created_at=func.now(),
            seen_at=func.now(),
            expires_at=func.now() + LIFE,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str) -> Signed | None:
    """The session behind a cookie; None when it ended, idled out, or its account was disabled."""
    row = session.execute(
        select(SignInRow, AccountRow, MembershipRow, (SignInRow.seen_at < func.now() - NOTE_SEEN_EVERY).label("stale"))
        .join(AccountRow, AccountRow.id == SignInRow.account_id)
        .outerjoin(
            MembershipRow,
            (MembershipRow.account_id == SignInRow.account_id) & (MembershipRow.corp_id == SignInRow.corp_id),
        )
        .where(SignInRow.token_hash == _hash(token), AccountRow.disabled_at.is_(None))
        .where(SignInRow.expires_at > func.now(), SignInRow.seen_at > func.now() - IDLE)
    ).first()
    if row is None:
        return None
    sign_in, account, member, stale = row
    if stale:
        _note_seen(session, sign_in.token_hash)
    return Signed(
        sign_in.token_hash,
        account.id,
        account.email,
        account.name,
        account.may_add_corps,
        None if member is None else member.corp_id,
        None if member is None else Role(member.role),
        None if member is None else member.staff_id,
    )


def switch_corp(session: Session, signed: Signed, corp_id: UUID) -> None:
    """Work in another corp from now on; the caller has checked the membership."""
    session.execute(update(SignInRow).where(SignInRow.token_hash == signed.token_hash).values(corp_id=corp_id))


def end(session: Session, signed: Signed) -> None:
    """Sign out."""
    session.execute(delete(SignInRow).where(SignInRow.token_hash == signed.token_hash))


def end_all(session: Session, account_id: UUID) -> None:
    """Sign an account out everywhere: its password or role changed, or its person left."""
    session.execute(delete(SignInRow).where(SignInRow.account_id == account_id))


def _note_seen(session: Session, token_hash: bytes) -> None:
    # skip a row another request is noting right now: one note is enough, and nobody should wait for it
    waiting = select(SignInRow.token_hash).where(SignInRow.token_hash == token_hash).with_for_update(skip_locked=True)
    session.execute(
        update(SignInRow).where(SignInRow.token_hash.in_(waiting)).values(seen_at=func.now()),
        execution_options={"synchronize_session": False},
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
