"""Tables of corp: who we are, who works here, who may sign in, and our standing with WeCom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.db import Base


class CorpRow(Base):
    """A company on WeCom; `corpid` is WeCom's id (`ww…`)."""

    __tablename__ = "corp"
    __table_args__ = (UniqueConstraint("corpid"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    corpid: Mapped[str]
    time_zone: Mapped[str] = mapped_column(server_default="Asia/Shanghai")
    created_at: Mapped[datetime]


class AppRow(Base):
    """The self-built app we call and are called through. `secret`, `token` and `aes_key` are encrypted."""

    __tablename__ = "wecom_app"
    __table_args__ = (UniqueConstraint("receiver_key"),)

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    agentid: Mapped[str]
    name: Mapped[str]
    secret: Mapped[str]
    token: Mapped[str]
    aes_key: Mapped[str]
    receiver_key: Mapped[str]
    egress_ip: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_callback_at: Mapped[datetime | None]


class DepartmentRow(Base):
    """A node of the organisation, with WeCom's id; the root has no parent."""

    __tablename__ = "department"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    position: Mapped[int] = mapped_column(BigInteger, server_default="0")


class StaffRow(Base):
    """A member; `synced_at` is None for one we only heard of. Leavers stay, marked left."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("corp_id", "userid"),)

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    userid: Mapped[str]
    name: Mapped[str]
    avatar: Mapped[str] = mapped_column(server_default="")
    position: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str] = mapped_column(server_default="active")
    department_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    on_duty: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[datetime]
    synced_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]


class AccountRow(Base):
    """Somebody who may sign in. No password hash: only the demonstration's account on loopback."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str | None]
    totp_secret: Mapped[str | None]
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    may_add_corps: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class MembershipRow(Base):
    """What an account may do in a corp; `staff_id` ties an adviser to their own customers."""

    __tablename__ = "membership"
    __table_args__ = (Index(None, "account_id"),)

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str]
    staff_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class SignInRow(Base):
    """A session: only the hash of its cookie is kept. Times are the database's own, never a sandbox's."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "account_id"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[UUID]
    corp_id: Mapped[UUID | None]
    peer: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInFailureRow(Base):
    """Failures since the last success, per account and per address, and until when to refuse trying."""

    __tablename__ = "sign_in_failure"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime]
    blocked_until: Mapped[datetime]


class BootstrapTokenRow(Base):
    """A one-time link: the first owner makes an account with it, an invited account sets its password."""

    __tablename__ = "bootstrap_token"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AuditRow(Base):
    """Who changed what. `hash` covers the row and `previous`, so a missing or altered row breaks the chain."""

    __tablename__ = "audit"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    action: Mapped[str]
    target: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class TokenRow(Base):
    """The access token of one corp's app, encrypted, and the lease of whoever is fetching the next one."""

    __tablename__ = "wecom_token"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    access_token: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    generation: Mapped[int] = mapped_column(BigInteger, server_default="0")
    lease: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]


class BucketRow(Base):
    """What is left of one API's budget; processes take calls from it in blocks."""

    __tablename__ = "api_bucket"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    api: Mapped[str] = mapped_column(primary_key=True)
    minute_left: Mapped[float]
    hour_left: Mapped[float]
    refilled_at: Mapped[datetime]


class LaneBlockRow(Base):
    """An API WeCom told us to leave alone; `strikes` counts blocks that followed each other closely."""

    __tablename__ = "lane_block"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    api: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    errcode: Mapped[int]
    strikes: Mapped[int]


class SetupCheckRow(Base):
    """The last result of one live check of a corp's set-up."""

    __tablename__ = "setup_check"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    ok: Mapped[bool | None]
    code: Mapped[str]
    detail: Mapped[str]
    fix: Mapped[str]
    checked_at: Mapped[datetime]


class JobProgressRow(Base):
    """How far a background job is, and the file it made, if any."""

    __tablename__ = "job_progress"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    done: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None]
    account_id: Mapped[UUID | None]
    result_name: Mapped[str | None]
    result_mime: Mapped[str | None]
    result: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
