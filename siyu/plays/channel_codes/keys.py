"""The names of this play's effects: a code, a step and a number, the same for ever."""

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

PLAY = "channel_codes"


class Step(StrEnum):
    """What is done to a code's contact way."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    INSPECT = "inspect"


SHAPE = re.compile(rf"code:(?P<code>[0-9a-f-]{{36}}):(?P<step>{'|'.join(Step)}):(?P<number>\d+)")


@dataclass(frozen=True, slots=True)
class EffectKey:
    """A parsed key."""

    code_id: UUID
    step: Step
    number: int


def effect_key(code_id: UUID, step: Step, number: int) -> str:
    """`code:<id>:<step>:<number>`."""
    return f"code:{code_id}:{step.value}:{number}"


def parse(key: str) -> EffectKey | None:
    """Read a key back; None when it is not one of ours."""
    found = SHAPE.fullmatch(key)
    return EffectKey(UUID(found["code"]), Step(found["step"]), int(found["number"])) if found else None
