"""Checks every customer-contact call makes: is this a member, may the app see them, do they know the customer."""

from weixin_sandbox.errors import WecomError
from weixin_sandbox.models import Customer, Member, Relation
from weixin_sandbox.wire import Call


def member(call: Call, userid: str) -> Member:
    """A member the app may see and who has the customer-contact feature.

    Raises WecomError: 41009 no userid, 60111 unknown, 60011 outside the app's visible range, 84074 without
    the customer-contact scope.
    """
    found = visible_member(call, userid)
    if not found.follows:
        raise WecomError(84074)
    return found


def visible_member(call: Call, userid: str) -> Member:
    """A member of the book inside the app's visible range. Raises 41009, 60111, 60011."""
    if not userid:
        raise WecomError(41009)
    found = call.corp.members.get(userid)
    if found is None:
        raise WecomError(60111, f"userid: {userid}")
    if not sees(call, userid):
        raise WecomError(60011)
    return found


def sees(call: Call, userid: str) -> bool:
    """Whether the member is inside the app's visible range."""
    return call.app.visible is None or userid in call.app.visible


def customer(call: Call, external_userid: str) -> Customer:
    """The customer behind an external_userid. Raises 41035 when missing, 40096 when unknown to the corp."""
    if not external_userid:
        raise WecomError(41035)
    customer_id = call.corp.customers.get(external_userid)
    if customer_id is None:
        raise WecomError(40096)
    return call.sandbox.world.customers[customer_id]


def relation(call: Call, userid: str, external_userid: str) -> Relation:
    """The living relation of the two. Raises 84061 when they are not contacts (any more)."""
    member(call, userid)
    customer(call, external_userid)
    found = call.sandbox.world.book(call.corp).find(userid, external_userid)
    if found is None or found.state != "friends":
        raise WecomError(84061)
    return found
