"""What is wrong with a code right now, each with what the console needs to say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from siyu.plays.channel_codes.config import StaffPlan
from siyu.plays.channel_codes.desired import Desired

STAFF_LEFT = "staff_left"
CAP_REACHED = "cap_reached"
CONFIG_DELETED = "config_deleted"
NOBODY_ON_DUTY = "nobody_on_duty"
SYNC_FAILED = "sync_failed"

GONE = frozenset({"left", "disabled"})


@dataclass(frozen=True, slots=True)
class Person:
    """A staff as the rules see them; `status` is active, disabled, inactive or left; `is_on_duty` their own switch."""

    userid: str
    name: str
    status: str
    is_on_duty: bool = True

    @property
    def is_available(self) -> bool:
        """Whether customers may be sent to them now."""
        return self.status == "active" and self.is_on_duty


def diagnose(
    plan: StaffPlan, desired: Desired, people: Mapping[UUID, Person], *, sync_error: str | None
) -> dict[str, dict[str, str]]:
    """Ailments by code with their parameters; empty means well. `sync_error` is the last refusal's code."""
    found: dict[str, dict[str, str]] = {}
    gone = [people[one].name for one in plan.everyone() if one in people and people[one].status in GONE]
    if gone:
        found[STAFF_LEFT] = {"names": "、".join(gone), "count": str(len(gone))}
    if desired.is_code_full:
        found[CAP_REACHED] = {"cap": str(plan.code_daily_cap)}
    elif desired.capped and desired.source != "plan":
        names = [people[one].name for one in desired.capped if one in people]
        found[CAP_REACHED] = {"names": "、".join(names)}
    if desired.source == "nobody":
        found[NOBODY_ON_DUTY] = {}
    if sync_error == CONFIG_DELETED:
        found[CONFIG_DELETED] = {}
    elif sync_error is not None:
        found[SYNC_FAILED] = {"error_code": sync_error}
    return found
