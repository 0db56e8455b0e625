"""Whatever WeCom's world does and in whatever order we hear of it, we end up knowing what happened, once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.ingest.facts import Recorded
from siyu.ingest.wecom_facts import ContactChanged
from siyu.kit import clock
from siyu.profile import refreshes, sightings, truth
from siyu.profile.refreshes import Claimed
from siyu.profile.seen import Seen
from tests.profile.world import Pair, World

PAIRS: Sequence[Pair] = [("wm1", "an"), ("wm1", "bo"), ("wm2", "an")]
LANES = (refreshes.URGENT, refreshes.NORMAL, refreshes.BULK)

steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(PAIRS), st.sampled_from([None, "T1", "T2"])),
        st.tuples(st.just("half"), st.sampled_from(PAIRS), st.just("T1")),
        st.tuples(st.just("add_back"), st.sampled_from(PAIRS), st.none()),
        st.tuples(st.sampled_from(["customer", "staff"]), st.sampled_from(PAIRS), st.none()),
        st.tuples(st.just("hear"), st.integers(0, 30), st.booleans()),
        st.tuples(st.sampled_from(["look", "take", "page"]), st.integers(0, 3), st.none()),
    ),
    max_size=30,
)


class Play:
    """Drives our side from the oracle's: hears its callbacks, looks at it, takes over what was seen."""

    def __init__(self, session: Session, corp_id: UUID) -> None:
        self.session, self.corp_id, self.world = session, corp_id, World()
        self.unheard: list[ContactChanged] = []
        self.in_flight: list[tuple[list[Claimed], list[Seen]]] = []
        self.seq = 0

    def step(self, verb: str, subject: object, extra: object) -> None:
        before = len(self.world.callbacks)
        match verb, subject, extra:
            case "add" | "half", (str(), str()) as pair, state:
                self.world.add(pair, state, half=verb == "half")
            case "add_back", (str(), str()) as pair, _:
                self.world.add_back(pair)
            case "customer" | "staff", (str(), str()) as pair, _:
                self.world.end(pair, verb)
            case "hear", int(index), bool(again) if self.unheard:
                self.hear(index % len(self.unheard), again=again)
            case "look", _, _:
                self.look()
            case "take", int(index), _ if self.in_flight:
                self.take(index % len(self.in_flight))
            case "page", int(index), _:
                self.page(["an", "bo"][index % 2])
        self.unheard += self.world.callbacks[before:]

    def hear(self, index: int, *, again: bool = False) -> None:
        """A callback reaches us; `again` leaves it in the air, to arrive once more."""
        change = self.unheard[index] if again else self.unheard.pop(index)
        self.seq += 1
        now = clock.now()
        recorded = Recorded(self.seq, self.corp_id, "wecom.contact_changed", "", now, now, None, change)
        sightings.note(self.session, self.corp_id, [recorded])

    def look(self) -> bool:
        claimed = refreshes.claim(self.session, lanes=LANES, limit=10)
        seen = [self.world.show(one.external_userid, look=one.look) for one in claimed]
        if claimed:
            self.in_flight.append((claimed, seen))
        return bool(claimed)

    def take(self, index: int) -> None:
        claimed, seen = self.in_flight.pop(index)
        truth.take_over(self.session, self.corp_id, seen)
        refreshes.settle(self.session, self.corp_id, done=claimed, later=[])

    def page(self, userid: str) -> None:
        look = self.session.execute(text("SELECT nextval('profile_look')")).scalar_one()
        truth.take_over(self.session, self.corp_id, self.world.show_page(userid, look=look))

    def settle(self) -> None:
        while self.in_flight or self.look():
            self.take(0)

    def relations(self) -> dict[Pair, tuple[str, datetime, datetime | None, str | None]]:
        rows = self.session.execute(
            text("SELECT external_userid, userid, state, added_at, lost_at, ended_by FROM relation")
        )
        return {(row[0], row[1]): (row[2], self.true_start((row[0], row[1]), row[3]), *row[4:]) for row in rows}

    def facts(self, kind: str) -> list[tuple[str, str, datetime]]:
        rows = self.session.execute(
            text("SELECT body->>'external_userid', body->>'userid', body->>'added_at' FROM inbox WHERE kind = :kind"),
            {"kind": kind},
        )
        return sorted((a, b, self.true_start((a, b), datetime.fromisoformat(at))) for a, b, at in rows)

    def true_start(self, pair: Pair, named: datetime) -> datetime:
        """When the episode we call by `named` began.

        One that WeCom never showed us goes by the callback heard first, which for a half add may be the later one.
        """
        fits = [e for e in self.world.episodes[pair] if e.added_at <= named and (not e.lost_at or named < e.lost_at)]
        assert len(fits) == 1, f"no episode of {pair} at {named}"
        assert named == fits[0].added_at or fits[0].half
        return fits[0].added_at

    def expected(self, *, lost: bool) -> list[tuple[str, str, datetime]]:
        return sorted(
            (*pair, episode.added_at)
            for pair, episodes in self.world.episodes.items()
            for episode in episodes
            if not lost or episode.lost_at is not None
        )


@pytest.mark.usefixtures("fixed_clock")
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, data=st.data())
def test_any_order_of_callbacks_looks_and_pages_ends_in_the_worlds_state(
    session: Session, corp_id: UUID, steps: list[tuple[str, object, object]], data: st.DataObject
) -> None:
    with session.begin_nested() as savepoint:
        play = Play(session, corp_id)
        for step in steps:
            play.step(*step)
        while play.unheard:
            play.hear(data.draw(st.integers(0, len(play.unheard) - 1)))
            if data.draw(st.booleans()):
                play.settle()
        play.settle()

        assert play.relations() == {
            pair: ("following" if last.lost_at is None else "lost", last.added_at, last.lost_at, last.ended_by)
            for pair, episodes in play.world.episodes.items()
            for last in episodes[-1:]
        }
        assert play.facts("customer.added") == play.expected(lost=False)
        assert play.facts("customer.lost") == play.expected(lost=True)
        savepoint.rollback()
