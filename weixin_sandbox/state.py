"""Keeps the world in a file, so that a restart goes on where it stopped.

Kept: corps, people, relations, chats, media, tokens, the clock, the ledger. Not kept: faults, the journal, a
prepared population, and welcome codes, which live for seconds only.
"""

import base64
import dataclasses
import types
import typing
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson

from weixin_sandbox.clock import VirtualClock
from weixin_sandbox.ledger import Ledger
from weixin_sandbox.sandbox import Sandbox
from weixin_sandbox.world import World

FORMAT = 1


class BadState(ValueError):
    """The file is not a state file of this version."""


@dataclass(slots=True)
class State:
    """What the file holds; `now` and `age` are the clock's two readings."""

    format: int
    now: float
    age: float
    world: World
    ledger: Ledger


def save(sandbox: Sandbox, path: Path) -> None:
    """Write the state beside the file and move it into place."""
    state = State(FORMAT, sandbox.clock.now(), sandbox.clock.age(), sandbox.world, sandbox.ledger)
    plain = _plain(state)
    for corp in plain["world"]["corps"].values():
        corp["welcome_codes"] = {}
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(orjson.dumps(plain, option=orjson.OPT_NON_STR_KEYS))
    draft.replace(path)


def load(path: Path) -> tuple[World, VirtualClock, Ledger]:
    """The world, a clock that goes on from the saved moment, and the ledger. Raises BadState."""
    try:
        state = _build(State, orjson.loads(path.read_bytes()))
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadState(f"{path} is not a state file of this sandbox: {error}") from error
    if not isinstance(state, State) or state.format != FORMAT:
        raise BadState(f"{path} was written by another version of the sandbox")
    return state.world, VirtualClock(state.now, age=state.age), state.ledger


def _plain(value: typing.Any) -> typing.Any:
    """Dataclasses as dicts without their private fields, bytes as base64."""
    if dataclasses.is_dataclass(value):
        names = [f.name for f in dataclasses.fields(value) if not f.name.startswith("_")]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _build(kind: typing.Any, plain: typing.Any) -> typing.Any:
    """The inverse of `_plain`, guided by the declared types."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _build(hints[name], value) for name, value in plain.items()})
    if origin in (types.UnionType, typing.Union):
        chosen = next(part for part in inside if part is not type(None))
        return None if plain is None else _build(chosen, plain)
    if origin is list:
        return [_build(inside[0], item) for item in plain]
    if origin is Counter:
        return Counter(plain)
    if origin is dict:
        key: Callable[[str], typing.Any] = int if inside[0] is int else str
        return {key(name): _build(inside[1], value) for name, value in plain.items()}
    return base64.b64decode(plain) if kind is bytes else plain
