"""The configuration WeCom should have for a code at a moment, and where it came from."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from siyu.plays.channel_codes import roster, rotation
from siyu.plays.channel_codes.config import CodeConfig, Kind
from siyu.plays.channel_codes.rotation import Counts

Source = Literal["plan", "backup", "nobody"]

# add_contact_way / update_contact_way (doc 92228)
REMARK_CHARS = 30
USERS_MAX = 100
SINGLE, MULTI = 1, 2


@dataclass(frozen=True, slots=True)
class Desired:
    """Whom the code points at (`staff_ids`) out of those who could be (`pool`), and whether it accepts by itself.

    With source `nobody` both are empty, and WeCom keeps whoever it has: a contact way cannot be without staff.
    """

    staff_ids: tuple[UUID, ...]
    pool: tuple[UUID, ...]
    source: Source
    skip_verify: bool
    remark: str
    is_code_full: bool = False
    capped: tuple[UUID, ...] = ()

    def fields(self, userids: Mapping[UUID, str]) -> dict[str, object]:
        """The fields of a contact way that Siyu keeps; `user` (sorted) is left out when nobody is there."""
        users = sorted(userids[one] for one in self.staff_ids if one in userids)
        fields: dict[str, object] = {"skip_verify": self.skip_verify, "remark": self.remark}
        return {**fields, "user": users} if users else fields


def desire(
    config: CodeConfig,
    *,
    kind: Kind,
    code: str,
    is_paused: bool,
    available: Set[UUID],
    counts: Counts,
    local: datetime,
) -> Desired:
    """Work out the configuration at `local` (the corp's time).

    `available` are staff who are active in WeCom and on duty by their own switch. A full code, or a plan in which
    nobody is left, falls to the backup staff. A paused code accepts nobody by itself.
    """
    plan = config.staff
    named = [one for one in roster.on_duty(plan, local) if one in available]
    free = rotation.below_caps(named, plan, counts)
    is_full = rotation.is_code_full(plan, counts)
    backup = rotation.below_caps([one for one in plan.backup if one in available], plan, counts)
    pool, source = _pool((), backup) if is_full else _pool(free, backup)
    chosen = rotation.receivers(pool, plan, counts, code=code)
    return Desired(
        staff_ids=tuple(chosen[: 1 if wecom_type(kind) == SINGLE else USERS_MAX]),
        pool=pool,
        source=source,
        skip_verify=roster.does_accept(config.accept, local) and not is_paused,
        remark=config.name[:REMARK_CHARS],
        is_code_full=is_full,
        capped=tuple(one for one in named if one not in free),
    )


def wecom_type(kind: Kind) -> int:
    """WeCom's `type`: one staff or several; it can never be changed."""
    return MULTI if kind == "multi" else SINGLE


def lasting_kind(kind: Kind) -> Kind:
    """What a code is once made: each of a batch serves one staff."""
    return "single" if kind == "batch" else kind


def _pool(free: tuple[UUID, ...], backup: tuple[UUID, ...]) -> tuple[tuple[UUID, ...], Source]:
    if free:
        return free, "plan"
    return (backup, "backup") if backup else ((), "nobody")
