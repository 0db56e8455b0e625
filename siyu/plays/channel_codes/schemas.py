"""What the console sends and gets beyond the views: bodies refuse unknown fields."""

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.content.message import Message
from siyu.plays.channel_codes.batch import Patch
from siyu.plays.channel_codes.config import Accept, CodeConfig, Kind, Labels, StaffPlan, Welcome
from siyu.plays.channel_codes.stats import By, Period
from siyu.plays.channel_codes.views import CodeView, FolderView
from siyu.plays.channel_codes.welcome import DefaultScope
from siyu.plays.channel_codes.windows import FROZEN


class CodeDraft(BaseModel):
    """The editable part of a code."""

    model_config = FROZEN

    name: str
    folder_id: UUID | None = None
    kind: Kind
    remark: str = ""
    logo_material_id: UUID | None = None
    staff: StaffPlan = StaffPlan()
    accept: Accept = Accept()
    labels: Labels = Labels()
    welcome: Welcome = Welcome()

    def config(self) -> CodeConfig:
        """The settings in it."""
        return CodeConfig.model_validate({name: getattr(self, name) for name in CodeConfig.model_fields})


class CodeChange(CodeDraft):
    """A draft over a code that has `version`."""

    version: int


class CodeList(BaseModel):
    """Codes made together."""

    items: Sequence[CodeView]


class CodePage(CodeList):
    """A page of codes."""

    next_cursor: str | None
    total: int


class BatchPatch(BaseModel):
    """What to change on each code; what is absent stays."""

    model_config = FROZEN

    folder_id: UUID | None = None
    state: Literal["active", "paused"] | None = None
    labels: Labels | None = None
    staff: StaffPlan | None = None
    welcome: Welcome | None = None

    def patch(self) -> Patch:
        """As the service takes it."""
        return Patch(self.folder_id, self.state, self.labels, self.staff, self.welcome)


class Batch(BaseModel):
    """A change of many codes."""

    model_config = FROZEN

    ids: tuple[UUID, ...]
    patch: BatchPatch


class Applied(BaseModel):
    """How many codes changed, and how to take it back."""

    applied: int
    undo_token: str


class UndoRequest(BaseModel):
    """Take a change back."""

    model_config = FROZEN

    undo_token: str


class Undone(BaseModel):
    """How many codes are as they were."""

    applied: int


class FolderName(BaseModel):
    """A folder's name."""

    model_config = FROZEN

    name: str


class FolderList(BaseModel):
    """Every folder."""

    items: Sequence[FolderView]


class Duty(BaseModel):
    """Whether a staff receives customers now."""

    model_config = FROZEN

    staff_id: UUID
    on: bool


class ScopeBody(BaseModel):
    """A default greeting; `staff_ids` null means everybody."""

    model_config = FROZEN

    staff_ids: tuple[UUID, ...] | None
    message: Message

    def parsed(self) -> DefaultScope:
        """As the service takes it."""
        return DefaultScope(None if self.staff_ids is None else frozenset(self.staff_ids), self.message)


class DefaultWelcomes(BaseModel):
    """Every default greeting, in order."""

    model_config = FROZEN

    scopes: tuple[ScopeBody, ...]

    def parsed(self) -> list[DefaultScope]:
        """As the service takes them."""
        return [one.parsed() for one in self.scopes]


def told(scopes: Sequence[DefaultScope]) -> DefaultWelcomes:
    """Default greetings as the console gets them."""
    bodies = [
        ScopeBody(staff_ids=None if one.staff_ids is None else tuple(sorted(one.staff_ids)), message=one.message)
        for one in scopes
    ]
    return DefaultWelcomes(scopes=tuple(bodies))


class StatisticsExport(BaseModel):
    """Which statistics to write into a file."""

    model_config = FROZEN

    from_: date = Field(alias="from")
    to: date
    by: By = "day"
    code_id: UUID | None = None
    staff_id: UUID | None = None
    format: Literal["xlsx", "csv"] = "xlsx"

    def period(self, scope: frozenset[UUID] | None) -> Period:
        """What to count."""
        return Period(self.from_, self.to, self.code_id, self.staff_id, scope)


class JobStarted(BaseModel):
    """A background job to ask about at /api/jobs/{id}."""

    job_id: UUID


class PrintOrder(BaseModel):
    """QR codes to print: side in millimetres at a resolution."""

    model_config = FROZEN

    ids: tuple[UUID, ...]
    size_mm: float = 50
    dpi: int = 300
