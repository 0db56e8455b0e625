"""Folders of codes: one default folder per corp, made when first needed and never deleted."""

from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from siyu.corp import audit
from siyu.kit import clock, ids
from siyu.kit.errors import Conflict, FieldProblem, Invalid, NotFound
from siyu.plays.channel_codes.models import Code, Folder

DEFAULT_NAME = "默认分组"
NAME_CHARS = 30


def default(session: Session, corp_id: UUID) -> UUID:
    """The default folder, made now if it is not there."""
    made = (
        insert(Folder)
        .values(corp_id=corp_id, id=ids.new(), name=DEFAULT_NAME, is_default=True, created_at=clock.now())
        .on_conflict_do_nothing()
    )
    session.execute(made)
    found = select(Folder.id).where(Folder.corp_id == corp_id, Folder.is_default)
    return session.scalars(found).one()


def choose(session: Session, corp_id: UUID, *, folder_id: UUID | None) -> UUID:
    """The folder asked for, held so that it stays, or the default one. Raises `Invalid`."""
    if folder_id is None:
        return default(session, corp_id)
    found = select(Folder.id).where(Folder.corp_id == corp_id, Folder.id == folder_id).with_for_update(read=True)
    if session.scalars(found).one_or_none() is None:
        problem = FieldProblem("folder_id", "folder.unknown", "这个分组已被删除，请重新选择")
        raise Invalid("code.invalid", "活码有需要修改的地方", fields=[problem])
    return folder_id


def create(session: Session, corp_id: UUID, *, name: str, account_id: UUID | None) -> UUID:
    """Make a folder. Raises `Invalid`, `Conflict` when the name is taken."""
    default(session, corp_id)
    chosen, folder_id = _name(name), ids.new()
    made = (
        insert(Folder)
        .values(corp_id=corp_id, id=folder_id, name=chosen, created_at=clock.now())
        .on_conflict_do_nothing()
        .returning(Folder.id)
    )
    if session.scalars(made).one_or_none() is None:
        raise Conflict("folder.name_taken", "已有同名分组，请换个名字", name=chosen)
    audit.write(session, corp_id, account_id, "code_folder.created", str(folder_id), None, {"name": chosen})
    return folder_id


def rename(session: Session, corp_id: UUID, *, folder_id: UUID, name: str, account_id: UUID | None) -> None:
    """Give a folder another name. Raises `NotFound`, `Invalid`, `Conflict`."""
    folder, chosen = _held(session, corp_id, folder_id), _name(name)
    taken = select(func.count()).where(Folder.corp_id == corp_id, Folder.name == chosen, Folder.id != folder_id)
    if session.scalar(taken):
        raise Conflict("folder.name_taken", "已有同名分组，请换个名字", name=chosen)
    before, folder.name = folder.name, chosen
    audit.write(session, corp_id, account_id, "code_folder.renamed", str(folder_id), {"name": before}, {"name": chosen})


def remove(session: Session, corp_id: UUID, *, folder_id: UUID, account_id: UUID | None) -> None:
    """Delete a folder; its codes move to the default one. Raises `NotFound`, `Conflict` for the default folder."""
    folder = _held(session, corp_id, folder_id)
    if folder.is_default:
        raise Conflict("folder.is_default", "默认分组不能删除")
    home = default(session, corp_id)
    moved = update(Code).where(Code.corp_id == corp_id, Code.folder_id == folder_id).values(folder_id=home)
    session.execute(moved)
    session.execute(delete(Folder).where(Folder.corp_id == corp_id, Folder.id == folder_id))
    audit.write(session, corp_id, account_id, "code_folder.deleted", str(folder_id), {"name": folder.name}, None)


def _held(session: Session, corp_id: UUID, folder_id: UUID) -> Folder:
    found = select(Folder).where(Folder.corp_id == corp_id, Folder.id == folder_id).with_for_update()
    folder = session.scalars(found).one_or_none()
    if folder is None:
        raise NotFound("folder.not_found", "没有这个分组，可能已被删除，请刷新")
    return folder


def _name(name: str) -> str:
    chosen = name.strip()
    if not 1 <= len(chosen) <= NAME_CHARS:
        problem = FieldProblem("name", "folder.name_length", f"分组名请写 1 到 {NAME_CHARS} 个字")
        raise Invalid("folder.invalid", "分组名不合适", fields=[problem])
    return chosen
