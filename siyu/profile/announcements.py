"""The facts that follow from a relation's turn: each episode is added once and lost at most once, by their keys."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from siyu.ingest.service import Entry
from siyu.profile.episodes import SAME_SECONDS, Span
from siyu.profile.facts import CustomerAdded, CustomerLost, CustomerScanned, WelcomeOffered
from siyu.profile.known import KnownClaim
from siyu.profile.turns import Turn

WELCOME_LIFE = timedelta(seconds=20)
"""How long a welcome code may be used [92137]."""


def of(turns: Sequence[Turn], staff: Mapping[str, UUID]) -> list[Entry]:
    """What to put through the door for `turns`; `staff` maps userid to staff id. Welcomes come first."""
    urgent = [entry for turn in turns for entry in _welcomes(turn, staff[turn.userid])]
    return urgent + [entry for turn in turns for entry in _episodes(turn, staff[turn.userid])]


def _episodes(turn: Turn, staff_id: UUID) -> Iterator[Entry]:
    lost_before = {span.added_at: span.lost_at for span in turn.before}
    for span in turn.after:
        if span.added_at not in lost_before:
            yield from _began(turn, span, staff_id)
        if span.lost_at is not None and lost_before.get(span.added_at) is None:
            yield _ended(turn, span, span.lost_at, staff_id)


def _began(turn: Turn, span: Span, staff_id: UUID) -> Iterator[Entry]:
    claim = _adding(turn, span)
    common = {"received_at": claim.received_at if claim else None, "cause": claim.cause if claim else None}
    added = CustomerAdded(
        person_id=turn.person_id,
        relation_id=turn.relation_id,
        staff_id=staff_id,
        userid=turn.userid,
        external_userid=turn.external_userid,
        customer_name=turn.customer_name,
        state=span.state_token,
        add_way=span.add_way,
        added_at=span.added_at,
    )
    subject = str(turn.relation_id)
    if span.state_token:
        scanned = CustomerScanned(turn.external_userid, turn.userid, span.state_token, span.added_at)
        yield Entry(scanned, _key(turn, span), subject, span.added_at, **common)  # type: ignore[arg-type]
    yield Entry(added, _key(turn, span), subject, span.added_at, **common)  # type: ignore[arg-type]


def _ended(turn: Turn, span: Span, lost_at: datetime, staff_id: UUID) -> Entry:
    claim = next((one for one in turn.claims if one.claim.ended_by and one.claim.at == lost_at), None)
    lost = CustomerLost(
        person_id=turn.person_id,
        relation_id=turn.relation_id,
        staff_id=staff_id,
        userid=turn.userid,
        external_userid=turn.external_userid,
        state=span.state_token,
        added_at=span.added_at,
        lost_at=lost_at,
        ended_by=span.ended_by or "unknown",
    )
    received_at, cause = (claim.received_at, claim.cause) if claim else (None, None)
    return Entry(lost, _key(turn, span), str(turn.relation_id), lost_at, received_at, cause)


def _welcomes(turn: Turn, staff_id: UUID) -> Iterator[Entry]:
    for claim in turn.claims:
        if not claim.welcome_code:
            continue
        span = _around(turn, claim.claim.at)
        offered = WelcomeOffered(
            person_id=turn.person_id,
            relation_id=turn.relation_id,
            staff_id=staff_id,
            userid=turn.userid,
            external_userid=turn.external_userid,
            customer_name=turn.customer_name,
            state=claim.claim.state_token or span.state_token,
            added_at=span.added_at,
            welcome_code=claim.welcome_code,
            offered_at=claim.claim.at,
            expires_at=claim.claim.at + WELCOME_LIFE,
            callback_received_at=claim.received_at,
        )
        key = hashlib.sha256(claim.welcome_code.encode()).digest()
        yield Entry(offered, key, str(turn.relation_id), claim.claim.at, claim.received_at, claim.cause)


def _around(turn: Turn, at: datetime) -> Span:
    """The episode an add at `at` belongs to: the newest that had begun by then."""
    begun = [span for span in turn.after if span.added_at <= at + SAME_SECONDS]
    return begun[-1] if begun else turn.after[0]


def _adding(turn: Turn, span: Span) -> KnownClaim | None:
    """The callback that told of the beginning of `span`, if one did."""
    return next((one for one in turn.claims if not one.claim.ended_by and _around(turn, one.claim.at) == span), None)


def _key(turn: Turn, span: Span) -> str:
    return f"{turn.relation_id}:{int(span.added_at.timestamp())}"
