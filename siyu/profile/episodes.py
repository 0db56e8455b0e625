"""Which episodes a relation had, worked out from what callbacks claimed and what WeCom shows. Pure.

Callbacks come twice, late and shuffled, and some never; so nothing is concluded from their order of arrival. All
claims known so far are laid out by when they happened and read off again each time, which gives the same episodes
whatever came first.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import groupby

from siyu.profile.facts import EndedBy

SAME_SECONDS = timedelta(seconds=2)
"""A callback's CreateTime and the relation's createtime may differ by rounding; this close they mean one add."""


@dataclass(frozen=True, slots=True)
class Span:
    """An episode: `added_at` names it, `lost_at` is None while it lasts.

    `ended_by` "unknown" means that nobody told us of the end: it was noticed, and `lost_at` is a guess. `is_shown` says
    that `added_at` is WeCom's own createtime, and not that of a callback.
    """

    added_at: datetime
    state_token: str | None = None
    add_way: int = 0
    lost_at: datetime | None = None
    ended_by: EndedBy | None = None
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """What one callback said: an add (or half add) when `ended_by` is None, else an end."""

    at: datetime
    state_token: str | None = None
    ended_by: EndedBy | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """WeCom shows the relation, begun at `since`."""

    since: datetime
    state_token: str | None
    add_way: int


@dataclass(frozen=True, slots=True)
class Absent:
    """WeCom was asked about this relation and does not show it; `noticed_at` is when we asked."""

    noticed_at: datetime


class _Kind(Enum):
    START = auto()  # surely an episode of its own: known already, or WeCom's createtime
    ADD = auto()  # a callback's add: an episode of its own only when none is open
    END = auto()


@dataclass(frozen=True, slots=True)
class _Mark:
    at: datetime
    kind: _Kind
    span: Span


def unfold(known: Sequence[Span], claims: Sequence[Claim], truth: Present | Absent | None) -> list[Span]:
    """The episodes in order of time.

    Those in `known` keep their `added_at` for ever (they were announced); their ends may be corrected. `truth` is
    None when WeCom was not, or could not be, asked.
    """
    marks = sorted(_marks(known, claims, truth), key=lambda mark: mark.at)
    announced = {span.added_at for span in known}
    spans: list[Span] = []
    for _, together in groupby(marks, key=lambda mark: mark.at):
        _take(spans, list(together), announced)
    if spans and spans[-1].lost_at is None:
        spans[-1] = _noticed(spans[-1], known, truth)
    return spans


def _marks(known: Sequence[Span], claims: Sequence[Claim], truth: Present | Absent | None) -> Iterator[_Mark]:
    told = [span for span in known if span.ended_by not in (None, "unknown")]
    ends = [*(claim.at for claim in claims if claim.ended_by), *(span.lost_at for span in told if span.lost_at)]
    starts = [span.added_at for span in known]
    for span in known:
        yield _Mark(span.added_at, _Kind.START, _begun(span, truth, ends))
    for span in told:
        if span.lost_at is not None:
            yield _Mark(span.lost_at, _Kind.END, span)
    if isinstance(truth, Present) and not any(_is_of(span, truth, ends) for span in known):
        starts.append(truth.since)
        yield _Mark(truth.since, _Kind.START, Span(truth.since, truth.state_token, truth.add_way, is_shown=True))
    for claim in claims:
        if claim.ended_by is not None:
            yield _Mark(claim.at, _Kind.END, Span(claim.at, lost_at=claim.at, ended_by=claim.ended_by))
        elif not any(_same(start, claim.at, ends) for start in starts):
            yield _Mark(claim.at, _Kind.ADD, Span(claim.at, claim.state_token))


def _begun(span: Span, truth: Present | Absent | None, ends: Sequence[datetime]) -> Span:
    """A known episode as it began, with what WeCom shows about it now."""
    fresh = replace(span, lost_at=None, ended_by=None)
    if not isinstance(truth, Present) or not _is_of(span, truth, ends):
        return fresh
    is_shown = span.is_shown or _same(span.added_at, truth.since, ends)
    return replace(fresh, state_token=truth.state_token or span.state_token, add_way=truth.add_way, is_shown=is_shown)


def _is_of(span: Span, truth: Present, ends: Sequence[datetime]) -> bool:
    """Whether WeCom shows this very episode; one known by a callback may have begun earlier, by a half add."""
    begun_before = not span.is_shown and truth.since <= span.added_at
    return _same(span.added_at, truth.since, ends) or (
        begun_before and not any(truth.since <= end <= span.added_at for end in ends)
    )


def _same(start: datetime, other: datetime, ends: Sequence[datetime]) -> bool:
    """Whether two times name one add: close together, and nothing ended between them."""
    early, late = min(start, other), max(start, other)
    return early == late or (late - early <= SAME_SECONDS and not any(early <= end <= late for end in ends))


def _take(spans: list[Span], together: Sequence[_Mark], announced: Set[datetime]) -> None:
    """Lay down the marks of one second: what was open ends first; else what begins may end within the second."""
    ends = [mark.span for mark in together if mark.kind is _Kind.END]
    begins = sorted((mark for mark in together if mark.kind is not _Kind.END), key=lambda mark: mark.kind is _Kind.ADD)
    was_open = _end(spans, ends)
    for mark in begins:
        _begin(spans, mark, announced)
    if not was_open:
        _end(spans, ends)


def _end(spans: list[Span], ends: Sequence[Span]) -> bool:
    """Close the last episode when it is open; false when there was nothing to close or no end."""
    if not ends or not spans or spans[-1].lost_at is not None:
        return False
    spans[-1] = replace(spans[-1], lost_at=ends[0].lost_at, ended_by=ends[0].ended_by)
    return True


def _begin(spans: list[Span], mark: _Mark, announced: Set[datetime]) -> None:
    if spans and spans[-1].lost_at is None:
        if mark.kind is _Kind.ADD:
            return
        if not mark.span.is_shown and not spans[-1].is_shown and spans[-1].added_at not in announced:
            spans.pop()  # an earlier callback of the episode that a later one already named
        else:
            spans[-1] = replace(spans[-1], lost_at=mark.at, ended_by="unknown")
    spans.append(mark.span)


def _noticed(last: Span, known: Sequence[Span], truth: Present | Absent | None) -> Span:
    """The newest episode, of whose end nobody told us: it lasts unless WeCom does not, or did not, show it."""
    if isinstance(truth, Present):
        return last
    before = next((span.lost_at for span in known if span.added_at == last.added_at), None)
    if before is not None:
        return replace(last, lost_at=before, ended_by="unknown")
    if isinstance(truth, Absent):
        return replace(last, lost_at=max(truth.noticed_at, last.added_at), ended_by="unknown")
    return last
