"""What an operator sets on a code, as frozen shapes: stored as JSON, sent by the console, read by the rules."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.content.message import Message
from siyu.plays.channel_codes.windows import FROZEN, DatedWindow, WeeklyWindow

Kind = Literal["single", "multi", "batch"]
Rotation = Literal["random", "in_turn", "weighted", "least_loaded"]


class Slot(WeeklyWindow):
    """Who receives customers in a weekly window."""

    staff_ids: tuple[UUID, ...]


class SpecialSlot(DatedWindow):
    """Who receives customers on special dates; those dates follow no weekly slot."""

    staff_ids: tuple[UUID, ...]


class StaffPlan(BaseModel):
    """Who receives customers, how many a day, and in which order.

    Caps count customers added in the corp's day; `weights` are relative (absent = 1, 0 = never).
    """

    model_config = FROZEN

    mode: Literal["always", "roster"] = "always"
    always: tuple[UUID, ...] = ()
    roster: tuple[Slot, ...] = ()
    special: tuple[SpecialSlot, ...] = ()
    backup: tuple[UUID, ...] = ()
    code_daily_cap: int | None = None
    staff_daily_caps: dict[UUID, int] = Field(default_factory=dict)
    rotation: Rotation = "random"
    weights: dict[UUID, int] = Field(default_factory=dict)

    def everyone(self) -> tuple[UUID, ...]:
        """Each staff named anywhere, once, in the order named."""
        if self.mode == "always":
            return tuple(dict.fromkeys((*self.always, *self.backup)))
        slots: tuple[Slot | SpecialSlot, ...] = (*self.roster, *self.special)
        slotted = (staff_id for slot in slots for staff_id in slot.staff_ids)
        return tuple(dict.fromkeys((*slotted, *self.backup)))


class Accept(BaseModel):
    """When a friend request is accepted without the adviser (WeCom's skip_verify)."""

    model_config = FROZEN

    mode: Literal["always", "never", "windows"] = "always"
    windows: tuple[WeeklyWindow, ...] = ()


class Labels(BaseModel):
    """What a customer gets written on: tags, and the adviser's remark and description."""

    model_config = FROZEN

    tag_ids: tuple[UUID, ...] = ()
    remark_prefix: str = ""
    remark_suffix: str = ""
    description: str = ""


class WeeklyMessage(WeeklyWindow):
    """A greeting for a weekly window."""

    message: Message


class SpecialMessage(DatedWindow):
    """A greeting for special dates."""

    message: Message


class Welcome(BaseModel):
    """What a new customer is told: by the code, by the adviser's default, or nothing."""

    model_config = FROZEN

    mode: Literal["code", "staff_default", "none"] = "staff_default"
    general: Message | None = None
    weekly: tuple[WeeklyMessage, ...] = ()
    special: tuple[SpecialMessage, ...] = ()
    nickname_block: tuple[str, ...] = ()

    def messages(self) -> tuple[Message, ...]:
        """Every greeting, the general one first."""
        general = () if self.general is None else (self.general,)
        return (*general, *(one.message for one in self.weekly), *(one.message for one in self.special))


class CodeConfig(BaseModel):
    """All an operator may change on a code."""

    model_config = FROZEN

    name: str
    remark: str = ""
    logo_material_id: UUID | None = None
    staff: StaffPlan = StaffPlan()
    accept: Accept = Accept()
    labels: Labels = Labels()
    welcome: Welcome = Welcome()
