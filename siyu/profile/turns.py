"""A relation's turn: what it was on file, what a look and the callbacks make of it."""

from dataclasses import dataclass
from uuid import UUID

from siyu.kit import ids
from siyu.profile.episodes import Absent, Present, Span, unfold
from siyu.profile.known import Known, KnownClaim
from siyu.profile.seen import Follow, Seen


@dataclass(frozen=True, slots=True)
class Turn:
    """One relation before and after a look. `follow` is None when WeCom does not show it, or an older look is late."""

    person_id: UUID
    customer_name: str
    relation_id: UUID
    external_userid: str
    userid: str
    look: int
    before: tuple[Span, ...]
    after: tuple[Span, ...]
    follow: Follow | None
    claims: tuple[KnownClaim, ...]


def of(on_file: Known, seen: Seen) -> list[Turn]:
    """The turns of every relation of one customer that ever was, old or new."""
    person = on_file.persons.get(seen.external_userid)
    person_id = person.id if person else ids.new()
    name = seen.contact.name if seen.contact else (person.name if person else "")
    follows = {follow.userid: follow for follow in seen.follows}
    turns = []
    for userid in sorted(on_file.userids(seen.external_userid) | set(follows)):
        turn = _turn(on_file, seen, userid, follows.get(userid), person_id, name)
        if turn.after:
            turns.append(turn)
    return turns


def _turn(on_file: Known, seen: Seen, userid: str, follow: Follow | None, person_id: UUID, name: str) -> Turn:
    pair = (seen.external_userid, userid)
    relation = on_file.relations.get(pair)
    before = relation.spans if relation else ()
    is_late = relation is not None and relation.look >= seen.look
    claims = tuple(on_file.claims.get(pair, ()))
    truth: Present | Absent | None = None
    if is_late:
        follow = None
    elif follow is not None:
        truth = Present(follow.since, follow.state_token, follow.add_way)
    elif seen.is_whole:
        truth = Absent(seen.noticed_at)
    after = tuple(unfold(before, [one.claim for one in claims], truth))
    relation_id = relation.id if relation else ids.new()
    return Turn(person_id, name, relation_id, seen.external_userid, userid, seen.look, before, after, follow, claims)
