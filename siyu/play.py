"""What a play is, and how plays are found: by scanning `siyu/plays` and by the entry point group `siyu.plays`."""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session

from siyu.act.adapter import Adapter
from siyu.ingest.listeners import Handler
from siyu.kit.jobs import Job

Tick = Callable[[Session], None]


@dataclass(frozen=True)
class Play:
    """A feature, whole: delete its folders and nothing else changes.

    `listens` maps fact classes to set-based handlers; `urgent` likewise, for what cannot wait (a welcome code lives
    20 s): it is a listener of its own, in the urgent part of the worker. `ticks` are level-triggered duties run every
    few seconds, each in its own transaction (a roster that changes at nine); `adapters` add kinds of effects;
    `permissions` name what its routes need.
    """

    key: str
    name: str
    router: APIRouter | None = None
    listens: Mapping[type, Handler] = field(default_factory=dict)
    urgent: Mapping[type, Handler] = field(default_factory=dict)
    jobs: Sequence[Job] = ()
    ticks: Sequence[Tick] = ()
    adapters: Sequence[Adapter] = ()
    permissions: Sequence[str] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


def discover() -> tuple[Play, ...]:
    """Every installed play, by key. Raises TypeError when two share a key."""
    package = import_module("siyu.plays")
    found = [
        import_module(f"siyu.plays.{module.name}.play").PLAY
        for module in pkgutil.iter_modules(package.__path__)
        if module.ispkg
    ]
    found += [entry.load() for entry in entry_points(group="siyu.plays")]
    keys = [play.key for play in found]
    if len(set(keys)) != len(keys):
        raise TypeError(f"two plays share a key: {sorted(keys)}")
    return tuple(sorted(found, key=lambda play: play.key))
