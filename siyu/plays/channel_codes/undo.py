"""Taking changes back: each code as it was before, once, within ten minutes, unless it changed again since."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from siyu.corp import audit
from siyu.kit import chance, clock
from siyu.kit.errors import Conflict, NotFound
from siyu.plays.channel_codes import folders, keeping
from siyu.plays.channel_codes.config import CodeConfig
from siyu.plays.channel_codes.models import Code, Folder, Undo


def snapshot(code: Code) -> dict[str, Any]:
    """A code as it is, for taking back."""
    return {
        "name": code.name,
        "folder_id": str(code.folder_id),
        "state": code.state,
        "config": code.config,
        "deleted_at": code.deleted_at.isoformat() if code.deleted_at else None,
    }


def remember(
    session: Session,
    corp_id: UUID,
    *,
    before: Mapping[UUID, Mapping[str, Any]],
    after: Mapping[UUID, int],
    account_id: UUID | None,
) -> str:
    """Keep how codes were and which version the change gave them; returns the token that takes it back."""
    token, now = chance.secret_token(), clock.now()
    session.add(
        Undo(
            corp_id=corp_id,
            token_hash=_hash(token),
            account_id=account_id,
            before={str(code_id): {**found, "version": after[code_id]} for code_id, found in before.items()},
            created_at=now,
            expires_at=now + keeping.UNDO_WINDOW,
        )
    )
    session.flush()
    return token


def take_back(session: Session, corp_id: UUID, *, token: str, account_id: UUID | None) -> int:
    """Undo a change; returns how many codes are as they were.

    Raises `NotFound` for a token that is unknown, somebody else's, used or too old, `Conflict` when a code was changed
    again since: then nothing is undone.
    """
    used = (
        update(Undo)
        .where(Undo.corp_id == corp_id, Undo.token_hash == _hash(token), Undo.used_at.is_(None))
        .where(Undo.expires_at > clock.now(), Undo.account_id.is_not_distinct_from(account_id))
        .values(used_at=clock.now())
        .returning(Undo.before)
    )
    before = session.scalars(used).one_or_none()
    if before is None:
        raise NotFound("undo.gone", "撤销已过期或已用过，请手动改回")
    chosen = [UUID(one) for one in before]
    held = select(Code).where(Code.corp_id == corp_id, Code.id.in_(chosen)).order_by(Code.id).with_for_update()
    codes = session.scalars(held.execution_options(populate_existing=True)).all()
    changed = [code.name for code in codes if code.version != before[str(code.id)]["version"]]
    if changed:
        raise Conflict("undo.changed_since", f"“{changed[0]}”之后又被修改过，不能撤销，请手动改回", names=changed)
    home = _folders(session, corp_id)
    for code in codes:
        _restore(code, before[str(code.id)], home)
    session.flush()
    keeping.keep(session, corp_id, code_ids=chosen)
    audit.write(session, corp_id, account_id, "code.undone", ",".join(map(str, chosen)), None, None)
    return len(codes)


def forget_old(session: Session) -> None:
    """A tick: drop what can no longer be taken back."""
    session.execute(delete(Undo).where(Undo.expires_at < clock.now()))


def _restore(code: Code, found: Mapping[str, Any], existing: frozenset[UUID]) -> None:
    """A folder deleted since stays deleted: the code stays where it is."""
    config = CodeConfig.model_validate({"name": found["name"], **found["config"]})
    code.name, code.config, code.state = found["name"], found["config"], found["state"]
    code.named_staff = list(config.staff.everyone())
    code.deleted_at = datetime.fromisoformat(found["deleted_at"]) if found["deleted_at"] else None
    if UUID(found["folder_id"]) in existing:
        code.folder_id = UUID(found["folder_id"])
    code.version += 1
    code.updated_at = clock.now()


def _folders(session: Session, corp_id: UUID) -> frozenset[UUID]:
    folders.default(session, corp_id)
    return frozenset(session.scalars(select(Folder.id).where(Folder.corp_id == corp_id)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
