"""Profile's ear on the log: callbacks about customers and tags mean "look again"."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.ingest.facts import Recorded
from siyu.ingest.listeners import Listener
from siyu.ingest.wecom_facts import ContactChanged, MemberChanged, TagChanged
from siyu.profile import library, sightings


def contacts(session: Session, corp_id: UUID, events: Sequence[Recorded[ContactChanged]]) -> None:
    """Keep what they claim and have the customers looked at."""
    sightings.note(session, corp_id, events)


def tags(session: Session, corp_id: UUID, events: Sequence[Recorded[TagChanged]]) -> None:
    """The tag library changed: read it again, once for all of these."""
    library.ask_again(session, corp_id)


def members(session: Session, corp_id: UUID, events: Sequence[Recorded[MemberChanged]]) -> None:
    """A member got another userid: relations go by it from now on."""
    for event in events:
        if event.fact.userid and event.fact.new_userid:
            sightings.rename(session, corp_id, userid=event.fact.userid, new_userid=event.fact.new_userid)


LISTENER = Listener("profile", {ContactChanged: contacts, TagChanged: tags, MemberChanged: members})
