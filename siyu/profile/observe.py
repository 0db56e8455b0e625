"""Profile's ear on the log: callbacks about customers and tags mean "look again"."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.ingest.facts import Recorded
from siyu.ingest.listeners import Listener
from siyu.ingest.wecom_facts import ContactChanged, TagChanged
from siyu.profile import library, sightings


def contacts(session: Session, corp_id: UUID, events: Sequence[Recorded[ContactChanged]]) -> None:
    """Keep what they claim and have the customers looked at."""
    sightings.note(session, corp_id, events)


def tags(session: Session, corp_id: UUID, events: Sequence[Recorded[TagChanged]]) -> None:
    """The tag library changed: read it again, once for all of these."""
    library.ask_again(session, corp_id)


LISTENER = Listener("profile", {ContactChanged: contacts, TagChanged: tags})
