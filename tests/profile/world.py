"""An oracle: who follows whom in a small WeCom, what it would call back, and what a look at it shows."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from siyu.ingest.wecom_facts import ContactChanged
from siyu.profile.seen import Contact, Follow, Seen

Pair = tuple[str, str]


@dataclass
class Episode:
    """One stretch of a relation as it really was."""

    added_at: datetime
    state: str | None
    half: bool = False
    lost_at: datetime | None = None
    ended_by: str | None = None


@dataclass
class World:
    """Time passes by a second with everything that happens. Pairs are (external_userid, userid)."""

    now: datetime = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    episodes: dict[Pair, list[Episode]] = field(default_factory=dict)
    callbacks: list[ContactChanged] = field(default_factory=list)

    def current(self, pair: Pair) -> Episode | None:
        """The open episode of a pair."""
        last = self.episodes.get(pair, [None])[-1]
        return last if last is not None and last.lost_at is None else None

    def add(self, pair: Pair, state: str | None, *, half: bool = False) -> None:
        """The customer adds the member; with `half` the member has still to add back. Nothing when they are friends."""
        self._tick()
        if self.current(pair) is None:
            self.episodes.setdefault(pair, []).append(Episode(self.now, state, half))
            self._call("add_half_external_contact" if half else "add_external_contact", pair, state)

    def add_back(self, pair: Pair) -> None:
        """The member adds the customer back after a half add."""
        self._tick()
        if (episode := self.current(pair)) is not None and episode.half:
            self._call("add_external_contact", pair, episode.state)

    def end(self, pair: Pair, by: str) -> None:
        """One side deletes the other."""
        self._tick()
        if (episode := self.current(pair)) is not None:
            episode.lost_at, episode.ended_by = self.now, by
            self._call("del_follow_user" if by == "customer" else "del_external_contact", pair, None)

    def show(self, external_userid: str, *, look: int) -> Seen:
        """What `externalcontact/get` would show now."""
        follows = tuple(
            Follow(pair[1], episode.added_at, episode.state, 1)
            for pair in sorted(self.episodes)
            if pair[0] == external_userid and (episode := self.current(pair)) is not None
        )
        contact = Contact(f"name of {external_userid}") if follows else None
        return Seen(external_userid, look, self.now, is_whole=True, contact=contact, follows=follows)

    def show_page(self, userid: str, *, look: int) -> list[Seen]:
        """What `batch/get_by_user` would show of a member now."""
        return [
            Seen(
                pair[0], look, self.now, False, Contact(f"name of {pair[0]}"), (Follow(userid, e.added_at, e.state, 1),)
            )
            for pair in sorted(self.episodes)
            if pair[1] == userid and (e := self.current(pair)) is not None
        ]

    def _tick(self) -> None:
        self.now += timedelta(seconds=1)

    def _call(self, change_type: str, pair: Pair, state: str | None) -> None:
        self.callbacks.append(ContactChanged(change_type, pair[1], pair[0], state, None, None, None, self.now))
