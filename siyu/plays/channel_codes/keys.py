"""The names of this play's effects: a code, a step and a number, the same for ever."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

PLAY = "channel_codes"
PREFIX = "code:"


class Step(StrEnum):
    """What is done to a code's contact way."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    INSPECT = "inspect"


@dataclass(frozen=True, slots=True)
class EffectKey:
    """A parsed key."""

    code_id: UUID
    step: Step
    number: int


def effect_key(code_id: UUID, step: Step, number: int) -> str:
    """`code:<id>:<step>:<number>`."""
    return f"{PREFIX}{code_id}:{step.value}:{number}"


def parse(key: str) -> EffectKey | None:
    """Read a key back; None when it is not one of ours."""
    if not key.startswith(PREFIX):
        return None
    code_id, step, number = key[len(PREFIX) :].split(":")
    return EffectKey(UUID(code_id), Step(step), int(number))
