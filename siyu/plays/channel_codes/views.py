"""What the play shows of its codes: frozen shapes that leave it, in the words of the HTTP contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from siyu.kit.errors import FieldProblem
from siyu.plays.channel_codes.config import Accept, Kind, Labels, StaffPlan, Welcome

State = Literal["active", "paused", "deleted"]


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A staff who can receive customers now; `cap` is theirs for the day on this code, None without one."""

    id: UUID
    name: str
    avatar: str | None
    added_today: int
    cap: int | None


@dataclass(frozen=True, slots=True)
class SyncView:
    """Where a code stands at WeCom."""

    state: Literal["pending", "synced", "failed", "unknown"]
    config_id: str | None
    qr_url: str
    error_code: str | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something wrong with a code."""

    code: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Today:
    """Counts of the corp's present day."""

    added: int
    lost: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of a period. `retained` of those added in it are still here; `net` is added minus lost."""

    scanned: int = 0
    added: int = 0
    lost: int = 0
    retained: int = 0
    net: int = 0


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code, whole."""

    id: UUID
    name: str
    folder_id: UUID
    kind: Kind
    state: State
    remark: str
    logo_material_id: UUID | None
    staff: StaffPlan
    accept: Accept
    labels: Labels
    welcome: Welcome
    sync: SyncView
    health: Sequence[Ailment]
    on_duty_now: Sequence[OnDuty]
    today: Today
    total: Totals
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class FolderView:
    """A folder; `count` is of codes that are not deleted."""

    id: UUID
    name: str
    is_default: bool
    count: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a draft, and what it would mean."""

    ok: bool
    fields: Sequence[FieldProblem]
    on_duty_now: Sequence[OnDuty]
    summary: Mapping[str, str | int | float]
    limits: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row(Totals):
    """Counts of one day, staff or code."""

    key: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of a period, of the equally long period before, and row by row."""

    totals: Totals
    previous: Totals
    rows: Sequence[Row] = field(default_factory=tuple)
