"""Profile's tables: who a customer is, which staff follow them, their marks, and whom to look at again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Sequence, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.db import Base

LOOKS = Sequence("profile_look", metadata=Base.metadata)
"""Numbers looks at WeCom in the order they begin; truth from an older look never overwrites a newer one's."""


class Person(Base):
    """A customer's golden record. `added_at` is the newest of their relations', for the list's order."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_added", "corp_id", text("added_at DESC"), text("id DESC")),
        Index("ix_person_name", "corp_id", "name", "id"),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(server_default="")
    avatar: Mapped[str] = mapped_column(server_default="")
    gender: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    type: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    corp_name: Mapped[str] = mapped_column(server_default="")
    position: Mapped[str] = mapped_column(server_default="")
    added_at: Mapped[datetime]
    last_event_at: Mapped[datetime]
    look: Mapped[int] = mapped_column(BigInteger, server_default="0")


class PersonIdentity(Base):
    """One name a person goes by: `value` is plain for WeChat's ids, a blind index (hex) for phones, sealed beside."""

    __tablename__ = "identity"
    __table_args__ = (
        Index("ix_identity_person", "corp_id", "person_id"),
        Index("ix_identity_value", "corp_id", "namespace", "value"),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    namespace: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    sealed: Mapped[str | None]
    created_at: Mapped[datetime]


class Relation(Base):
    """A staff member and a customer: the newest episode's state, and what the staff wrote down."""

    __tablename__ = "relation"
    __table_args__ = (
        UniqueConstraint("corp_id", "person_id", "staff_id"),
        UniqueConstraint("corp_id", "external_userid", "userid"),
        CheckConstraint("state IN ('following', 'lost')", name="state"),
        CheckConstraint("(state = 'lost') = (lost_at IS NOT NULL)", name="lost_when_lost"),
        Index("ix_relation_staff", "corp_id", "staff_id", "state", "added_at"),
        Index("ix_relation_userid", "corp_id", "userid", "state", "look"),
        Index("ix_relation_token", "corp_id", "state_token", postgresql_where=text("state_token IS NOT NULL")),
        Index("ix_relation_added", "corp_id", "added_at"),
        Index("ix_relation_lost", "corp_id", "lost_at", postgresql_where=text("lost_at IS NOT NULL")),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    userid: Mapped[str]
    external_userid: Mapped[str]
    state: Mapped[str]
    added_at: Mapped[datetime]
    lost_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    state_token: Mapped[str | None]
    add_way: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    remark: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str] = mapped_column(server_default="")
    remark_company: Mapped[str] = mapped_column(server_default="")
    look: Mapped[int] = mapped_column(BigInteger, server_default="0")


class Episode(Base):
    """One stretch of a relation, from an add to its end; a later re-add is another episode."""

    __tablename__ = "episode"
    __table_args__ = (Index("ix_episode_added", "corp_id", "added_at"), Index("ix_episode_lost", "corp_id", "lost_at"))

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    relation_id: Mapped[UUID] = mapped_column(primary_key=True)
    added_at: Mapped[datetime] = mapped_column(primary_key=True)
    state_token: Mapped[str | None]
    add_way: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    lost_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    is_shown: Mapped[bool]


class Sighting(Base):
    """What a callback claimed about a relation, kept so that order and repetition of callbacks do not matter."""

    __tablename__ = "sighting"
    __table_args__ = (CheckConstraint("kind IN ('added', 'half', 'ended')", name="kind"),)

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    external_userid: Mapped[str] = mapped_column(primary_key=True)
    userid: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(primary_key=True)
    look: Mapped[int] = mapped_column(BigInteger)
    ended_by: Mapped[str | None]
    state_token: Mapped[str | None]
    welcome_code: Mapped[str | None]
    received_at: Mapped[datetime]
    cause: Mapped[int | None] = mapped_column(BigInteger)


class Refresh(Base):
    """A customer to look at again; `generation` grows with each new cause, so an earlier look is not the last."""

    __tablename__ = "refresh"
    __table_args__ = (Index("ix_refresh_due", "lane", "due_at"),)

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    external_userid: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[str]
    due_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(BigInteger, server_default="1")
    attempts: Mapped[int] = mapped_column(server_default="0")
    leased_until: Mapped[datetime | None]
    look: Mapped[int | None] = mapped_column(BigInteger)
    last_error: Mapped[str | None]


class TagGroup(Base):
    """A group of corp tags; `wecom_id` is absent until WeCom has it."""

    __tablename__ = "tag_group"
    __table_args__ = (UniqueConstraint("corp_id", "wecom_id"),)

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    wecom_id: Mapped[str | None]
    name: Mapped[str]
    rank: Mapped[int] = mapped_column(BigInteger, server_default="0")
    deleted_at: Mapped[datetime | None]


class Tag(Base):
    """A corp tag, mirrored two ways with WeCom; kept when deleted there, so that history still has its name.

    `wecom_id` is absent until WeCom has it; `group_id` for a tag met on a customer before the library was read.
    """

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("corp_id", "wecom_id"), Index("ix_tag_group", "corp_id", "group_id"))

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    group_id: Mapped[UUID | None]
    wecom_id: Mapped[str | None]
    name: Mapped[str]
    rank: Mapped[int] = mapped_column(BigInteger, server_default="0")
    deleted_at: Mapped[datetime | None]


class RelationTag(Base):
    """A tag on a relation: wanted until WeCom took it (`confirmed_at`), or still there but to go (`leaving`)."""

    __tablename__ = "relation_tag"
    __table_args__ = (
        Index("ix_relation_tag_tag", "corp_id", "tag_id", "person_id"),
        Index("ix_relation_tag_person", "corp_id", "person_id"),
    )

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    relation_id: Mapped[UUID] = mapped_column(primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    source: Mapped[str]
    reason_code: Mapped[str]
    reason_params: Mapped[dict[str, Any]]
    account_id: Mapped[UUID | None]
    applied_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    leaving: Mapped[bool] = mapped_column(server_default="false")
    look: Mapped[int] = mapped_column(BigInteger)


class TagBatch(Base):
    """One batch of tagging, with what it really changed, so that it can be undone exactly once."""

    __tablename__ = "tag_batch"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    account_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class TagChange(Base):
    """What a batch changed on one relation."""

    __tablename__ = "tag_change"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    relation_id: Mapped[UUID] = mapped_column(primary_key=True)
    added: Mapped[list[str]]
    removed: Mapped[list[str]]


class SyncCursor(Base):
    """Where a full synchronisation stands, per staff member, so that it goes on after a crash."""

    __tablename__ = "sync_cursor"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    userid: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[UUID]
    cursor: Mapped[str] = mapped_column(server_default="")
    first_look: Mapped[int] = mapped_column(BigInteger)
    seen: Mapped[int] = mapped_column(server_default="0")
    finished_at: Mapped[datetime | None]


class SyncRun(Base):
    """The newest full synchronisation of a corp."""

    __tablename__ = "sync_run"

    corp_id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID]
    begun_at: Mapped[datetime]
