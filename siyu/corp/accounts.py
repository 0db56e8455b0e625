"""Accounts: made by a one-time link, never with a default password; what they may do in each corp."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from siyu.corp import passwords, sessions
from siyu.corp.models import AccountRow, BootstrapTokenRow, CorpRow, MembershipRow
from siyu.corp.roles import Role
from siyu.kit import chance, cipher, clock, ids
from siyu.kit.errors import Conflict, Forbidden, Invalid, NotFound

LINK_LIFE = timedelta(hours=24)
DEMO_EMAIL = "demo@localhost"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in; `role` is theirs in the corp that was asked about."""

    id: UUID
    email: str
    name: str
    role: Role
    staff_id: UUID | None
    has_totp: bool
    disabled_at: datetime | None


def one_time_link(session: Session, *, account_id: UUID | None = None) -> str:
    """A token good for one use within a day: for the first owner, or for an invited account to set its password."""
    token = chance.secret_token(32)
    session.add(
        BootstrapTokenRow(
            token_hash=_hash(token),
            account_id=account_id,
            created_at=func.now(),
            expires_at=func.now() + LINK_LIFE,
        )
    )
    session.flush()
    return token


def redeem(session: Session, *, token: str, name: str, email: str, password: str) -> UUID:
    """Make the first owner's account, or set an invited one's name and password. Raises `Forbidden` for a used link."""
    password_hash = passwords.hashed(password)
    link = session.execute(
        update(BootstrapTokenRow)
        .where(BootstrapTokenRow.token_hash == _hash(token), BootstrapTokenRow.used_at.is_(None))
        .where(BootstrapTokenRow.expires_at > func.now())
        .values(used_at=func.now())
        .returning(BootstrapTokenRow.account_id)
    ).first()
    if link is None:
        raise Forbidden("bootstrap.used", "链接已使用或已过期，请管理员运行 siyu bootstrap 重新生成")
    if link.account_id is None:
        return _create(session, email=email, name=name, password_hash=password_hash, may_add_corps=True)
    session.execute(
        update(AccountRow).where(AccountRow.id == link.account_id).values(name=name, password_hash=password_hash)
    )
    sessions.end_all(session, link.account_id)
    return UUID(str(link.account_id))


def invite(
    session: Session, corp_id: UUID, *, email: str, name: str, role: Role, staff_id: UUID | None
) -> tuple[UUID, str | None]:
    """Add somebody to the corp; returns their id and a one-time token with which they set a password.

    No token for somebody who has a password or belongs to another corp too: whoever invites sees the link, and must
    not be able to take such an account over. They sign in as they always do.
    """
    if role is Role.ADVISER and staff_id is None:
        raise Invalid("account.adviser_needs_staff", "顾问账号必须关联一名成员，否则看不到任何客户")
    account_id = session.execute(select(AccountRow.id).where(AccountRow.email == _email(email))).scalar_one_or_none()
    if account_id is None:
        account_id = _create(session, email=email, name=name, password_hash=None, may_add_corps=False)
    join(session, corp_id, account_id, role=role, staff_id=staff_id)
    return account_id, one_time_link(session, account_id=account_id) if _is_ours(session, account_id) else None


def new_link(session: Session, corp_id: UUID, account_id: UUID) -> str:
    """Another link for an invited account that never set its password. Raises `Conflict` for any other."""
    if session.get(MembershipRow, (corp_id, account_id)) is None:
        raise NotFound("account.not_found", "没有这个账号")
    if not _is_ours(session, account_id):
        raise Conflict("account.has_password", "该账号已设置密码，请其直接登录")
    return one_time_link(session, account_id=account_id)


def _is_ours(session: Session, account_id: UUID) -> bool:
    """Whether an account has no password yet and belongs to no more than one corp."""
    corps = select(func.count()).select_from(MembershipRow).where(MembershipRow.account_id == account_id)
    has_password = session.get_one(AccountRow, account_id).password_hash is not None
    return not has_password and session.execute(corps).scalar_one() <= 1


def join(session: Session, corp_id: UUID, account_id: UUID, *, role: Role, staff_id: UUID | None = None) -> None:
    """Give an account a role in a corp. Raises `Conflict` when it has one already."""
    made = session.execute(
        insert(MembershipRow)
        .values(corp_id=corp_id, account_id=account_id, role=role, staff_id=staff_id, created_at=clock.now())
        .on_conflict_do_nothing()
        .returning(MembershipRow.account_id)
    ).first()
    if made is None:
        raise Conflict("account.already_member", "该账号已在本企业中")


def change_role(session: Session, corp_id: UUID, account_id: UUID, *, role: Role) -> Role:
    """Change a role and sign the account out everywhere; returns the role before. The last owner stays one."""
    member = _member(session, corp_id, account_id, stays_owner=role is Role.OWNER)
    if role is Role.ADVISER and member.staff_id is None:
        raise Invalid("account.adviser_needs_staff", "顾问账号必须关联一名成员，否则看不到任何客户")
    before, member.role = Role(member.role), role
    session.flush()
    sessions.end_all(session, account_id)
    return before


def remove(session: Session, corp_id: UUID, account_id: UUID) -> Role:
    """Take an account out of the corp and sign it out; returns the role it had. The last owner stays."""
    member = _member(session, corp_id, account_id, stays_owner=False)
    before = Role(member.role)
    session.delete(member)
    session.flush()
    sessions.end_all(session, account_id)
    return before


def _member(session: Session, corp_id: UUID, account_id: UUID, *, stays_owner: bool) -> MembershipRow:
    """A membership about to change, locked. Raises `NotFound`, or `Conflict` when the corp would have no owner."""
    owners = select(MembershipRow.account_id).where(MembershipRow.corp_id == corp_id, MembershipRow.role == Role.OWNER)
    locked = session.execute(owners.order_by(MembershipRow.account_id).with_for_update()).scalars().all()
    member = session.get(MembershipRow, (corp_id, account_id), with_for_update=True)
    if member is None:
        raise NotFound("account.not_found", "没有这个账号")
    if not stays_owner and list(locked) == [account_id]:
        raise Conflict("account.last_owner", "这是最后一位负责人，请先指定另一位负责人")
    return member


def change_password(session: Session, account_id: UUID, *, old: str, new: str) -> None:
    """Set a new password and sign out everywhere. Raises `Forbidden` when `old` is wrong."""
    row = session.get_one(AccountRow, account_id, with_for_update=True)
    if not passwords.matches(row.password_hash, old):
        raise Forbidden("password.wrong", "原密码不正确")
    row.password_hash = passwords.hashed(new)
    session.flush()
    sessions.end_all(session, account_id)


def set_totp(session: Session, account_id: UUID, *, secret: str, code: str) -> None:
    """Switch the second factor on, once a code proves the app was set up. Raises `Invalid`."""
    step = passwords.totp_step(secret, code, unix=_unix(session), after=None)
    if step is None:
        raise Invalid("totp.wrong", "动态码不正确，请检查手机时间后重试")
    row = session.get_one(AccountRow, account_id, with_for_update=True)
    row.totp_secret = cipher.current().encrypt(secret, bound_to=_bound(account_id))
    row.totp_last_step = step
    session.flush()


def totp_accepted(session: Session, account_id: UUID, code: str) -> bool:
    """Whether the second factor is satisfied; a code is good once. True when none is set up."""
    row = session.get_one(AccountRow, account_id, with_for_update=True)
    if row.totp_secret is None:
        return True
    secret = cipher.current().decrypt(row.totp_secret, bound_to=_bound(account_id))
    step = passwords.totp_step(secret, code, unix=_unix(session), after=row.totp_last_step)
    if step is None:
        return False
    row.totp_last_step = step
    session.flush()
    return True


def disable_of_staff(session: Session, corp_id: UUID, staff_ids: list[UUID]) -> None:
    """End the sessions and memberships of people who left the corp."""
    gone = select(MembershipRow.account_id).where(
        MembershipRow.corp_id == corp_id, MembershipRow.staff_id.in_(staff_ids)
    )
    for account_id in session.execute(gone).scalars().all():
        sessions.end_all(session, account_id)
        session.delete(session.get_one(MembershipRow, (corp_id, account_id)))
    session.flush()


def of_corp(session: Session, corp_id: UUID) -> list[Account]:
    """Everybody who may sign in to the corp, by name."""
    rows = session.execute(
        select(AccountRow, MembershipRow)
        .join(MembershipRow, MembershipRow.account_id == AccountRow.id)
        .where(MembershipRow.corp_id == corp_id)
        .order_by(AccountRow.name, AccountRow.id)
    ).all()
    return [
        Account(a.id, a.email, a.name, Role(m.role), m.staff_id, a.totp_secret is not None, a.disabled_at)
        for a, m in rows
    ]


def credentials(session: Session, email: str) -> tuple[UUID, str | None] | None:
    """An enabled account's id and password hash."""
    row = session.execute(
        select(AccountRow.id, AccountRow.password_hash).where(
            AccountRow.email == _email(email), AccountRow.disabled_at.is_(None)
        )
    ).first()
    return None if row is None else (row.id, row.password_hash)


def demo(session: Session) -> UUID:
    """The demonstration's account: no password, owner of every corp there is."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('account/demo', 0))"))
    account_id = session.execute(select(AccountRow.id).where(AccountRow.email == DEMO_EMAIL)).scalar_one_or_none()
    if account_id is None:
        account_id = _create(session, email=DEMO_EMAIL, name="体验者", password_hash=None, may_add_corps=True)
    for corp_id in session.execute(select(CorpRow.id)).scalars().all():
        session.execute(
            insert(MembershipRow)
            .values(corp_id=corp_id, account_id=account_id, role=Role.OWNER, created_at=clock.now())
            .on_conflict_do_nothing()
        )
    return account_id


def _create(session: Session, *, email: str, name: str, password_hash: str | None, may_add_corps: bool) -> UUID:
    account_id = ids.new()
    made = session.execute(
        insert(AccountRow)
        .values(
            id=account_id,
            email=_email(email),
            name=name,
            password_hash=password_hash,
            may_add_corps=may_add_corps,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["email"])
        .returning(AccountRow.id)
    ).first()
    if made is None:
        raise Conflict("account.email_taken", "该邮箱已有账号，请直接登录")
    return account_id


def _email(email: str) -> str:
    return email.strip().lower()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _unix(session: Session) -> int:
    return int(session.execute(select(func.extract("epoch", func.now()))).scalar_one())


def _bound(account_id: UUID) -> str:
    return f"account.totp_secret/{account_id}"
