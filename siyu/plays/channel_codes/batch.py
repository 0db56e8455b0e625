"""Changing many codes at once: the same part of each, in one go, taken back by one token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.content import media
from siyu.corp import audit
from siyu.kit.errors import Conflict, FieldProblem, Invalid
from siyu.plays.channel_codes import checks, desired, folders, keeping, service, undo
from siyu.plays.channel_codes.config import CodeConfig, Kind, Labels, StaffPlan, Welcome
from siyu.plays.channel_codes.models import Code
from siyu.plays.channel_codes.service import Author

CODES_MAX = 500


@dataclass(frozen=True, slots=True)
class Patch:
    """What to change on each code; None leaves a part as it is."""

    folder_id: UUID | None = None
    state: Literal["active", "paused"] | None = None
    labels: Labels | None = None
    staff: StaffPlan | None = None
    welcome: Welcome | None = None

    def settings(self) -> Mapping[str, Any]:
        """The parts that are settings, by name."""
        parts = {"labels": self.labels, "staff": self.staff, "welcome": self.welcome}
        return {name: part for name, part in parts.items() if part is not None}


def change(session: Session, corp_id: UUID, *, code_ids: Sequence[UUID], patch: Patch, by: Author) -> tuple[int, str]:
    """Apply a patch to codes; returns how many changed and the token that takes it back.

    Raises `Invalid` naming the code a part does not fit, `NotFound`, `Conflict` for deleted codes. All or none change.
    """
    chosen = list(dict.fromkeys(code_ids))
    _check_count(chosen)
    codes = service.locked(session, corp_id, chosen, by=by)
    if any(code.state == "deleted" for code in codes.values()):
        raise Conflict("code.deleted", "选中的活码里有已删除的，请刷新列表后重新选择")
    _refuse_problems(session, corp_id, list(codes.values()), patch, by)
    folder_id = None if patch.folder_id is None else folders.choose(session, corp_id, folder_id=patch.folder_id)
    before = {code.id: undo.snapshot(code) for code in codes.values()}
    for code in codes.values():
        _apply(code, patch, folder_id)
    session.flush()
    keeping.keep(session, corp_id, code_ids=chosen)
    if patch.welcome is not None:
        media.ready(session, corp_id, material_ids=checks.material_ids(patch.welcome))
    what = [name for name in ("folder_id", "state", "labels", "staff", "welcome") if getattr(patch, name) is not None]
    audit.write(
        session, corp_id, by.account_id, "code.batch_changed", ",".join(map(str, chosen)), None, {"parts": what}
    )
    after = {code.id: code.version for code in codes.values()}
    return len(codes), undo.remember(session, corp_id, before=before, after=after, account_id=by.account_id)


def _check_count(chosen: Sequence[UUID]) -> None:
    if not 1 <= len(chosen) <= CODES_MAX:
        problem = FieldProblem("ids", "batch.count", f"一次可以修改 1 到 {CODES_MAX} 个活码，请分批")
        raise Invalid("batch.invalid", "选择的活码数量不合适", fields=[problem])


def _refuse_problems(session: Session, corp_id: UUID, codes: Sequence[Code], patch: Patch, by: Author) -> None:
    """Only what the patch brings is judged: an old trouble elsewhere does not stand in the way."""
    settings, found = patch.settings(), dict[tuple[str, str], FieldProblem]()
    for code in codes if settings else ():
        config = _patched(code, settings)
        around = service.surroundings(session, corp_id, config=config, by=by)
        for problem in checks.problems(config, desired.lasting_kind(cast(Kind, code.kind)), around):
            if problem.path.partition(".")[0] in settings:
                told = FieldProblem(f"patch.{problem.path}", problem.code, f"{code.name}：{problem.message}")
                found.setdefault((problem.path, problem.code), told)
    if found:
        raise Invalid("batch.invalid", "修改的内容不适用于选中的活码", fields=list(found.values()))


def _apply(code: Code, patch: Patch, folder_id: UUID | None) -> None:
    if patch.state is not None:
        code.state = patch.state
    if folder_id is not None:
        code.folder_id = folder_id
    settings = patch.settings()
    if settings:
        service.rewrite(code, _patched(code, settings))
    else:
        service.touch(code)


def _patched(code: Code, settings: Mapping[str, Any]) -> CodeConfig:
    return keeping.config_of(code).model_copy(update=dict(settings))
