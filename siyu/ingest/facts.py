"""Facts: what an event says, as a frozen dataclass per kind; and how they are written down and read back.

A room declares its facts in `<room>/facts.py`, decorated with `@fact("customer.added")`. Names are past tense.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import TypeAdapter

F = TypeVar("F")

_adapters: dict[type, TypeAdapter[Any]] = {}
_kinds: dict[type, str] = {}
_classes: dict[str, type] = {}


@dataclass(frozen=True, slots=True)
class Recorded(Generic[F]):
    """A fact as the log holds it.

    `seq` has no gaps; `occurred_at` is when the world says it happened, `received_at` when our door saw it first;
    `cause` is the seq of the event this one follows from; `subject` groups events about one thing (a relation, a code).
    """

    seq: int
    corp_id: UUID
    kind: str
    subject: str
    occurred_at: datetime
    received_at: datetime
    cause: int | None
    fact: F


def fact(kind: str) -> Callable[[type[F]], type[F]]:
    """Declare a frozen dataclass as the fact of events of `kind`."""

    def declare(cls: type[F]) -> type[F]:
        if kind in _classes and _classes[kind].__qualname__ != cls.__qualname__:
            raise TypeError(f"two facts claim the kind {kind}")
        _classes[kind] = cls
        _kinds[cls] = kind
        return cls

    return declare


def kind_of(fact_class: type) -> str:
    """The kind a fact class was declared with."""
    return _kinds[fact_class]


def class_of(kind: str) -> type | None:
    """The fact class of `kind`; None when this version does not know it."""
    return _classes.get(kind)


def dump(body: object) -> dict[str, Any]:
    """A fact as a JSON object."""
    plain: dict[str, Any] = _adapter(type(body)).dump_python(body, mode="json")
    return plain


def load(fact_class: type[F], body: Mapping[str, Any]) -> F:
    """Read a fact back. Raises pydantic's ValidationError when the stored body does not fit."""
    value: F = _adapter(fact_class).validate_python(body)
    return value


def _adapter(cls: type) -> TypeAdapter[Any]:
    if cls not in _adapters:
        _adapters[cls] = TypeAdapter(cls)
    return _adapters[cls]
