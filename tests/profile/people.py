"""Customers made the way they come to be: by a look at WeCom."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.kit import clock
from siyu.profile import truth
from siyu.profile.seen import Contact, Follow, Seen


@dataclass(frozen=True)
class Guest:
    """A customer and their first relation."""

    person_id: UUID
    relation_id: UUID
    external_userid: str


@dataclass
class Crowd:
    """Makes customers, a second apart."""

    session: Session
    corp_id: UUID
    came: int = field(default=0)

    def come(self, *names: str, userid: str = "an", **follow: object) -> list[Guest]:
        """Customers called `names` who follow `userid`; `follow` sets the rest of the relation."""
        seen = []
        for name in names:
            self.came += 1
            since = clock.now() + timedelta(seconds=self.came)
            shown = Follow(userid, since, **follow)  # type: ignore[arg-type]
            seen.append(Seen(f"wm{self.came:04}", self.look(), since, True, Contact(name), (shown,)))
        truth.take_over(self.session, self.corp_id, seen)
        return [self.guest(one.external_userid) for one in seen]

    def guest(self, external_userid: str) -> Guest:
        """A customer on file."""
        row = self.session.execute(
            text("SELECT person_id, id FROM relation WHERE external_userid = :id ORDER BY added_at LIMIT 1"),
            {"id": external_userid},
        ).one()
        return Guest(row.person_id, row.id, external_userid)

    def look(self) -> int:
        """The number of the next look."""
        return int(self.session.execute(text("SELECT nextval('profile_look')")).scalar_one())
