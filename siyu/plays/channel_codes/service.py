"""What operators do with channel codes: make, change, copy, pause, delete."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from siyu.content import media
from siyu.content import queries as content_queries
from siyu.corp import audit
from siyu.kit import chance, clock, ids
from siyu.kit.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from siyu.plays.channel_codes import checks, desired, folders, health, keeping, undo
from siyu.plays.channel_codes.checks import Surroundings
from siyu.plays.channel_codes.config import CodeConfig, Kind
from siyu.plays.channel_codes.models import Code, Sync
from siyu.plays.channel_codes.situation import people
from siyu.profile import queries as profile_queries

TOKEN_BYTES = 16  # 22 characters of the 30 WeCom allows in `state`
COPY_SUFFIX = " 副本"


@dataclass(frozen=True, slots=True)
class Author:
    """On whose behalf: `staff_scope` is whom they may use, None for everybody."""

    account_id: UUID | None
    staff_scope: Collection[UUID] | None = None


def create(
    session: Session, corp_id: UUID, *, config: CodeConfig, kind: Kind, folder_id: UUID | None, by: Author
) -> list[UUID]:
    """Make a code, or one per staff for kind `batch`; WeCom is told by effects. Raises `Invalid`, `NotFound`."""
    refuse_problems(session, corp_id, config=config, kind=kind, by=by)
    folder = folders.choose(session, corp_id, folder_id=folder_id)
    configs = _one_per_staff(session, corp_id, config) if kind == "batch" else [config]
    made = [_insert(session, corp_id, one, kind=kind, folder_id=folder, by=by) for one in configs]
    session.flush()
    keeping.keep(session, corp_id, code_ids=made)
    media.ready(session, corp_id, material_ids=checks.material_ids(config.welcome))
    for code_id, one in zip(made, configs, strict=True):
        audit.write(session, corp_id, by.account_id, "code.created", str(code_id), None, _told(one))
    return made


def update(
    session: Session,
    corp_id: UUID,
    *,
    code_id: UUID,
    version: int,
    config: CodeConfig,
    kind: Kind,
    folder_id: UUID | None,
    by: Author,
) -> None:
    """Change a code that still has `version`. Raises `NotFound`, `Conflict` when somebody was faster, `Invalid`."""
    code = locked(session, corp_id, [code_id], by=by)[code_id]
    if code.state == "deleted":
        raise Conflict("code.deleted", "活码已删除，请先撤销删除再修改")
    if code.version != version:
        raise Conflict("code.stale", "活码刚被别人修改过，请刷新后再改", version=code.version)
    if code.kind != kind:
        problem = FieldProblem("kind", "kind.fixed", "企业微信不允许更改活码类型，请新建一个")
        raise Invalid("code.invalid", "活码有需要修改的地方", fields=[problem])
    refuse_problems(session, corp_id, config=config, kind=desired.lasting_kind(kind), by=by)
    before = keeping.config_of(code)
    rewrite(code, config)
    if folder_id is not None:
        code.folder_id = folders.choose(session, corp_id, folder_id=folder_id)
    session.flush()
    keeping.keep(session, corp_id, code_ids=[code_id])
    media.ready(session, corp_id, material_ids=checks.material_ids(config.welcome))
    was, now = _told(before), _told(config)
    changed = [name for name in now if was[name] != now[name]]
    audit.write(
        session, corp_id, by.account_id, "code.changed", str(code_id),
        {name: was[name] for name in changed}, {name: now[name] for name in changed},
    )  # fmt: skip


def copy(session: Session, corp_id: UUID, *, code_id: UUID, by: Author) -> UUID:
    """A new code with the same settings and a QR code of its own. Raises `NotFound`, `Invalid`."""
    code = locked(session, corp_id, [code_id], by=by)[code_id]
    config = keeping.config_of(code)
    name = config.name[: checks.NAME_CHARS - len(COPY_SUFFIX)] + COPY_SUFFIX
    kind = desired.lasting_kind(cast(Kind, code.kind))
    made = create(
        session, corp_id, config=config.model_copy(update={"name": name}), kind=kind, folder_id=code.folder_id, by=by
    )
    return made[0]


def delete(session: Session, corp_id: UUID, *, code_id: UUID, by: Author) -> str:
    """Delete a code; for ten minutes the returned token takes it back, then WeCom's goes too. Raises `NotFound`."""
    code = locked(session, corp_id, [code_id], by=by)[code_id]
    if code.state == "deleted":
        raise NotFound("code.not_found", "这个活码已经删除了")
    before = {code_id: undo.snapshot(code)}
    code.state, code.deleted_at = "deleted", clock.now()
    touch(code)
    session.flush()
    keeping.keep(session, corp_id, code_ids=[code_id])
    audit.write(session, corp_id, by.account_id, "code.deleted", str(code_id), {"name": code.name}, None)
    return undo.remember(session, corp_id, before=before, after={code_id: code.version}, account_id=by.account_id)


def recreate(session: Session, corp_id: UUID, *, code_id: UUID, by: Author) -> None:
    """Make a new contact way for a code whose own was deleted at WeCom; its QR code changes. Raises `Conflict`."""
    locked(session, corp_id, [code_id], by=by)
    sync = session.get_one(Sync, (corp_id, code_id), with_for_update=True)
    if sync.error_code != health.CONFIG_DELETED:
        raise Conflict("code.still_there", "企业微信里的活码还在，不需要重新生成")
    sync.config_id = sync.qr_text = sync.applied = sync.error_code = sync.in_flight = sync.sending = None
    session.flush()
    keeping.keep(session, corp_id, code_ids=[code_id])
    audit.write(session, corp_id, by.account_id, "code.recreated", str(code_id), None, None)


def locked(session: Session, corp_id: UUID, code_ids: Sequence[UUID], *, by: Author) -> dict[UUID, Code]:
    """Codes by id, held until the transaction ends. Raises `NotFound` when one is unknown or out of scope."""
    found = (
        select(Code)
        .where(Code.corp_id == corp_id, Code.id.in_(code_ids))
        .order_by(Code.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if by.staff_scope is not None:
        found = found.where(Code.named_staff.overlap(list(by.staff_scope)))
    codes = {code.id: code for code in session.scalars(found)}
    if len(codes) != len(set(code_ids)):
        raise NotFound("code.not_found", "没有这个活码，可能已被删除，请刷新列表")
    return codes


def refuse_problems(session: Session, corp_id: UUID, *, config: CodeConfig, kind: Kind, by: Author) -> None:
    """Raises `Invalid` with every field that needs changing."""
    found = checks.problems(config, kind, surroundings(session, corp_id, config=config, by=by))
    if found:
        raise Invalid("code.invalid", "活码有需要修改的地方", fields=found)


def refuse_out_of_scope(staff_id: UUID, *, by: Author) -> None:
    """Raises `Forbidden` when the caller may not act for this staff."""
    if by.staff_scope is not None and staff_id not in by.staff_scope:
        raise Forbidden("staff.out_of_scope", "这名员工不在你的管理范围内，请联系管理员")


def surroundings(session: Session, corp_id: UUID, *, config: CodeConfig, by: Author) -> Surroundings:
    """What exists of the things a draft names."""
    logo = [config.logo_material_id] if config.logo_material_id is not None else []
    materials = content_queries.materials_by_id(session, corp_id, [*logo, *checks.material_ids(config.welcome)])
    return Surroundings(
        people=people(session, corp_id, config.staff.everyone()),
        scope=None if by.staff_scope is None else frozenset(by.staff_scope),
        tags=frozenset(profile_queries.tag_names(session, corp_id, config.labels.tag_ids)),
        materials={found.id: found.kind for found in materials.values()},
    )


def rewrite(code: Code, config: CodeConfig) -> None:
    """Give a code new settings and a new version."""
    code.name = config.name.strip()
    code.config = stored(config)
    code.named_staff = list(config.staff.everyone())
    touch(code)


def touch(code: Code) -> None:
    """Note that a code was changed."""
    code.version += 1
    code.updated_at = clock.now()


def stored(config: CodeConfig) -> dict[str, Any]:
    """Settings as JSON, without the name, which has a column of its own."""
    return config.model_dump(mode="json", exclude={"name"})


def _insert(session: Session, corp_id: UUID, config: CodeConfig, *, kind: Kind, folder_id: UUID, by: Author) -> UUID:
    now, code_id = clock.now(), ids.new()
    session.add(
        Code(
            corp_id=corp_id,
            id=code_id,
            folder_id=folder_id,
            token=chance.secret_token(TOKEN_BYTES),
            kind=kind,
            name=config.name.strip(),
            config=stored(config),
            named_staff=list(config.staff.everyone()),
            created_by=by.account_id,
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    session.add(Sync(corp_id=corp_id, code_id=code_id))
    return code_id


def _one_per_staff(session: Session, corp_id: UUID, config: CodeConfig) -> list[CodeConfig]:
    """The same settings once per staff, each named after theirs."""
    names = people(session, corp_id, config.staff.always)
    plan = config.staff
    return [
        config.model_copy(
            update={
                "name": f"{config.name.strip()[: checks.NAME_CHARS - 20]}-{names[one].name[:19]}",
                "staff": plan.model_copy(update={"always": (one,)}),
            }
        )
        for one in dict.fromkeys(plan.always)
    ]


def _told(config: CodeConfig) -> Mapping[str, Any]:
    return config.model_dump(mode="json")
