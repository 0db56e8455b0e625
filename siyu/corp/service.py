"""What changes the company: its set-up, its members, its accounts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from siyu.corp import accounts, apps, audit, organisation, progress, token_store
from siyu.corp.models import CorpRow, StaffRow
from siyu.corp.roles import Role
from siyu.kit import clock, ids, jobs
from siyu.kit.errors import Conflict, NotFound

SYNC_JOB = "corp.sync_organisation"
MEMBER_JOB = "corp.refresh_member"


def create_corp(session: Session, *, name: str, corpid: str, owner_id: UUID | None = None) -> UUID:
    """Add a company; `owner_id` becomes its owner. Raises `Conflict` when it is there already."""
    made = session.execute(
        insert(CorpRow)
        .values(id=ids.new(), name=name, corpid=corpid, created_at=clock.now())
        .on_conflict_do_nothing(index_elements=["corpid"])
        .returning(CorpRow.id)
    ).scalar_one_or_none()
    if made is None:
        raise Conflict("corp.exists", "该企业已接入，请让负责人为你开通账号", corpid=corpid)
    if owner_id is not None:
        accounts.join(session, made, owner_id, role=Role.OWNER)
    audit.write(session, made, owner_id, "corp.created", str(made), None, {"name": name, "corpid": corpid})
    return made


def change_corp(session: Session, corp_id: UUID, account_id: UUID, *, name: str, corpid: str) -> None:
    """Correct the company's name or id. Raises `Conflict` when another company has that id."""
    row = session.get_one(CorpRow, corp_id, with_for_update=True)
    taken = select(CorpRow.id).where(CorpRow.corpid == corpid, CorpRow.id != corp_id)
    if session.execute(taken).first() is not None:
        raise Conflict("corp.exists", "该企业 ID 已被另一家企业使用", corpid=corpid)
    before = {"name": row.name, "corpid": row.corpid}
    if row.corpid != corpid:
        token_store.forget(session, corp_id)
        apps.touch(session, corp_id)
    row.name, row.corpid = name, corpid
    session.flush()
    audit.write(session, corp_id, account_id, "corp.changed", str(corp_id), before, {"name": name, "corpid": corpid})


def save_app(session: Session, corp_id: UUID, account_id: UUID | None, *, agentid: str, name: str, secret: str) -> None:
    """Enter the app we act through; tokens fetched with an older secret are dropped."""
    before = apps.app(session, corp_id)
    apps.save(session, corp_id, agentid=agentid, name=name, secret=secret)
    token_store.forget(session, corp_id)
    shown = None if before is None else {"agentid": before.agentid, "name": before.name}
    audit.write(session, corp_id, account_id, "app.changed", agentid, shown, {"agentid": agentid, "name": name})


def callback_arrived(session: Session, corp_id: UUID, *, at: datetime) -> None:
    """Note that WeCom reached us; ingest says so once per batch."""
    apps.callback_arrived(session, corp_id, at=at)


def start_sync(session: Session, corp_id: UUID, account_id: UUID | None) -> UUID:
    """Queue a reading of the whole organisation; returns the job id to ask about."""
    job_id = progress.begin(session, corp_id, kind=SYNC_JOB, account_id=account_id)
    arguments = {"corp_id": str(corp_id), "job_id": str(job_id)}
    jobs.defer(session, SYNC_JOB, arguments, lane=jobs.Lane.NORMAL)
    return job_id


def ensure_staff(session: Session, corp_id: UUID, userids: Sequence[str]) -> dict[str, UUID]:
    """The ids of members by userid, with placeholders made for those never heard of."""
    return organisation.ensure(session, corp_id, userids)


def member_changed(
    session: Session, corp_id: UUID, *, change_type: str, userid: str | None, new_userid: str | None = None
) -> None:
    """Act on a contact-book callback: a leaver is out at once, anything else is read anew soon."""
    if userid is None:
        # a department changed: WeCom sends one callback per node, one reading covers them all
        arguments = {"corp_id": str(corp_id), "job_id": None}
        jobs.defer(session, SYNC_JOB, arguments, lane=jobs.Lane.NORMAL, key=f"{SYNC_JOB}/{corp_id}")
        return
    if change_type == "delete_user":
        organisation.mark_left(session, corp_id, [userid])
        return
    if new_userid:
        organisation.rename(session, corp_id, userid, new_userid)
    wanted = new_userid or userid
    arguments = {"corp_id": str(corp_id), "userid": wanted}
    jobs.defer(session, MEMBER_JOB, arguments, lane=jobs.Lane.NORMAL, key=f"{MEMBER_JOB}/{corp_id}/{wanted}")


def set_duty(session: Session, corp_id: UUID, *, staff_id: UUID, on: bool) -> None:
    """Put a member on or off duty. Raises `NotFound`."""
    changed = session.execute(
        update(StaffRow)
        .where(StaffRow.corp_id == corp_id, StaffRow.id == staff_id)
        .values(on_duty=on)
        .returning(StaffRow.id)
    ).first()
    if changed is None:
        raise NotFound("staff.not_found", "没有这名成员，请同步通讯录")


def bootstrap_token(session: Session) -> str:
    """A one-time token with which the first owner makes an account; good for a day."""
    return accounts.one_time_link(session)
