"""What WeCom's callbacks mean for the company itself: that it is reached, and who works there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.corp import service as corp
from siyu.ingest.facts import Recorded
from siyu.ingest.listeners import Listener
from siyu.ingest.wecom_facts import ContactChanged, MemberChanged, TagChanged, UnknownCallback


def reached(session: Session, corp_id: UUID, events: Sequence[Recorded[Any]]) -> None:
    """Any callback proves that the address entered at WeCom works."""
    corp.callback_arrived(session, corp_id, at=max(event.received_at for event in events))


def members(session: Session, corp_id: UUID, events: Sequence[Recorded[MemberChanged]]) -> None:
    """A leaver is out at once; anything else is read anew. Changes of member tags concern nobody here."""
    reached(session, corp_id, events)
    for event in events:
        said = event.fact
        if said.userid or said.party_id:
            corp.member_changed(
                session, corp_id, change_type=said.change_type, userid=said.userid, new_userid=said.new_userid
            )


LISTENER = Listener(
    "corp", {ContactChanged: reached, TagChanged: reached, MemberChanged: members, UnknownCallback: reached}
)
