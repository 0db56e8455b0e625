"""Looking after what nobody holds: dead holders' effects, late ones, and proposals whose time has come."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from siyu.act import outbox, service, settlement
from siyu.act.adapter import Adapter


def keep(session: Session, adapters: Mapping[str, Adapter], *, look_after: timedelta) -> int:
    """One round; returns how many effects it moved."""
    closed = outbox.rescue(session, adapters, look_after=look_after)
    closed += outbox.expire(session, adapters)
    settlement.close(session, closed)
    return len(closed) + service.reconsider(session)
