"""What people do on their phones: scan, add, accept, delete, chat, edit a contact. Each raises its callbacks."""

import time
from bisect import insort
from dataclasses import dataclass

from weixin_sandbox import events, ids
from weixin_sandbox.models import ContactWay, Customer, Member, Message, Relation, Sender, WelcomeCode
from weixin_sandbox.sandbox import Sandbox
from weixin_sandbox.world import Corp, departments_under, personal_qr

ADD_WAY_SCAN, ADD_WAY_CARD = 1, 3


class Unlikely(ValueError):
    """A person cannot do that now; the message says why, `code` names it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Card:
    """What the camera shows after a scan: whose card it is, or why there is none."""

    corp: Corp | None = None
    way: ContactWay | None = None
    adviser: Member | None = None
    reason: str = ""


def scan(sandbox: Sandbox, customer: Customer, text: str) -> Card:
    """Look at a QR text: a contact way's adviser (picked per customer), an adviser's own card, or nothing."""
    world = sandbox.world
    for corp, way in world.ways():
        if way.qr_text == text and text:
            return _card_of_way(sandbox, customer, corp, way)
    for corp in world.corps.values():
        for member in corp.members.values():
            if personal_qr(world, corp, member.userid) == text:
                reason = "" if member.is_on else "this adviser no longer works here"
                return Card(corp, None, member if member.is_on else None, reason)
    return Card(reason="this QR code is not a contact card of this world")


def _card_of_way(sandbox: Sandbox, customer: Customer, corp: Corp, way: ContactWay) -> Card:
    if way.is_temp and sandbox.clock.now() >= way.created_at + way.expires_in:
        return Card(corp, way, None, "this temporary code has expired")
    staff = [member for member in staff_of(corp, way) if member.is_on and member.follows]
    if not staff:
        return Card(corp, way, None, "nobody behind this code can be added now")
    index = int(ids.fraction(sandbox.world.seed, way.config_id, customer.id) * len(staff))
    return Card(corp, way, staff[index])


def staff_of(corp: Corp, way: ContactWay) -> list[Member]:
    """The members a way leads to: those named and those in its departments, in a stable order."""
    chosen = dict.fromkeys(way.user)
    wanted = {below for party in way.party for below in departments_under(corp, party)}
    for member in corp.members.values():
        if wanted.intersection(member.department):
            chosen[member.userid] = None
    return [corp.members[userid] for userid in chosen if userid in corp.members]


def add(
    sandbox: Sandbox, customer: Customer, userid: str, *, config_id: str = "", by_card: bool = False
) -> tuple[Relation, bool]:
    """The customer asks to become a contact; returns the relation and whether anything changed.

    Without `config_id` the adviser's own QR card (add_way 1) or a passed-on card (3) was used; such a request
    waits for the adviser only when a way says so. Raises Unlikely.
    """
    corp, member = adviser(sandbox, userid)
    way = corp.ways.get(config_id) if config_id else None
    if config_id and way is None:
        raise Unlikely("unknown_config", "this code was deleted at WeCom")
    if not member.is_on:
        raise Unlikely("adviser_gone", "this adviser no longer works here")
    if way is not None and member not in staff_of(corp, way):
        raise Unlikely("not_behind_code", f"{userid} is not behind this code; scan it again")
    external = sandbox.world.external_userid(corp, customer.id)
    relation = sandbox.world.book(corp).find(userid, external)
    if relation is not None and relation.state in ("friends", "pending"):
        return relation, False
    relation = _begin(sandbox, corp, customer, userid, relation)
    relation.add_way = ADD_WAY_CARD if by_card else ADD_WAY_SCAN
    relation.origin, relation.config_id = (way.state, way.config_id) if way else ("", "")
    sandbox.journal.write(
        sandbox.clock.now(), "client", f"{customer.name} adds {member.name}", customer_id=customer.id,
        userid=userid, external_userid=external,
    )  # fmt: skip
    if way is None or way.skip_verify:
        _become_friends(sandbox, corp, relation, half=way is not None and sandbox.settings.half_add_events)
    return relation, True


def _begin(sandbox: Sandbox, corp: Corp, customer: Customer, userid: str, old: Relation | None) -> Relation:
    now = sandbox.clock.now()
    external = sandbox.world.external_userid(corp, customer.id)
    if old is None:
        relation = Relation(
            seq=len(corp.relations) + 1,
            userid=userid,
            external_userid=external,
            customer_id=customer.id,
            state="pending",
            created_at=now,
            add_way=ADD_WAY_SCAN,
            oper_userid=external,
        )
        sandbox.world.book(corp).put(corp, relation)
        return relation
    if old.state == "deleted_by_adviser":  # the adviser's own notes went with the contact
        old.remark = old.description = old.company = ""
        old.mobiles, old.tag_ids = [], []
    old.state, old.created_at, old.ended_at = "pending", now, None
    return old


def _become_friends(sandbox: Sandbox, corp: Corp, relation: Relation, *, half: bool) -> None:
    relation.state, relation.half = "friends", half
    relation.created_at = sandbox.clock.now()
    relation.adds += 1
    sandbox.ledger.adds += 1
    code = _issue_code(sandbox, corp, relation)
    change = "add_half_external_contact" if half else "add_external_contact"
    sandbox.raise_contact(
        corp, change, relation.userid, relation.external_userid, State=relation.origin, WelcomeCode=code
    )


def _issue_code(sandbox: Sandbox, corp: Corp, relation: Relation) -> str:
    if not any(app.callback for app in corp.apps.values()):
        return ""
    code = sandbox.world.fresh("WC", length=42)
    corp.welcome_codes[code] = WelcomeCode(
        code=code,
        userid=relation.userid,
        external_userid=relation.external_userid,
        issued_at=sandbox.clock.now(),
        issued_age=sandbox.clock.age(),
        issued_real=time.monotonic(),
    )
    return code


def accept(sandbox: Sandbox, customer: Customer, userid: str) -> Relation:
    """The adviser accepts a waiting request, or adds back a customer who came by a half add."""
    corp, member = adviser(sandbox, userid)
    relation = relation_of(sandbox, corp, customer, userid)
    if relation.state == "pending":
        _become_friends(sandbox, corp, relation, half=False)
    elif relation.state == "friends" and relation.half:
        relation.half = False
        code = "" if relation.welcomes else _issue_code(sandbox, corp, relation)
        sandbox.raise_contact(
            corp, "add_external_contact", userid, relation.external_userid, State=relation.origin, WelcomeCode=code
        )
    else:
        raise Unlikely("nothing_to_accept", "this customer has no request waiting with this adviser")
    _note(sandbox, relation, f"{member.name} accepts {customer.name}")
    return relation


def delete_adviser(sandbox: Sandbox, customer: Customer, userid: str) -> Relation:
    """The customer deletes the adviser."""
    corp, member = adviser(sandbox, userid)
    relation = _end(sandbox, corp, customer, userid, by_customer=True)
    _note(sandbox, relation, f"{customer.name} deletes {member.name}")
    sandbox.raise_contact(corp, "del_follow_user", userid, relation.external_userid)
    return relation


def delete_customer(sandbox: Sandbox, customer: Customer, userid: str) -> Relation:
    """The adviser deletes the customer."""
    corp, member = adviser(sandbox, userid)
    relation = _end(sandbox, corp, customer, userid, by_customer=False)
    _note(sandbox, relation, f"{member.name} deletes {customer.name}")
    sandbox.raise_contact(corp, "del_external_contact", userid, relation.external_userid)
    return relation


def _end(sandbox: Sandbox, corp: Corp, customer: Customer, userid: str, *, by_customer: bool) -> Relation:
    relation = relation_of(sandbox, corp, customer, userid)
    if relation.state != "friends":
        raise Unlikely("not_friends", "they are not contacts, so there is nothing to delete")
    relation.state = "deleted_by_customer" if by_customer else "deleted_by_adviser"
    relation.ended_at = sandbox.clock.now()
    sandbox.ledger.deletes += 1
    return relation


def say(sandbox: Sandbox, customer: Customer, userid: str, sender: Sender, text: str) -> Message:
    """A line of chat. Only contacts can talk; what a deleted side writes is not delivered."""
    corp, member = adviser(sandbox, userid)
    relation = relation_of(sandbox, corp, customer, userid)
    if relation.state != "friends":
        raise Unlikely("not_friends", "they are not contacts, so the message cannot be delivered")
    message = put_message(sandbox, relation, sender, "text", {"text": text}, sandbox.clock.now())
    pair = (customer.name, member.name) if sender == "customer" else (member.name, customer.name)
    _note(sandbox, relation, f"{' → '.join(pair)}: {text[:60]}")
    return message


def put_message(
    sandbox: Sandbox, relation: Relation, sender: Sender, kind: str, content: dict[str, str], at: float
) -> Message:
    """Append a message in the order of its time and count it as unread by the other side."""
    message = Message(sandbox.world.fresh("msg", length=24), at, sender, kind, content)
    insort(relation.messages, message, key=lambda m: m.at)
    if sender == "customer":
        relation.unread_by_adviser += 1
    else:
        relation.unread_by_customer += 1
    return message


def edit_contact(sandbox: Sandbox, customer: Customer, userid: str, changes: dict[str, object]) -> Relation:
    """The adviser edits remark, description, company, mobiles or tags in the client; mobiles alone raise nothing."""
    corp, member = adviser(sandbox, userid)
    relation = relation_of(sandbox, corp, customer, userid)
    for name, value in changes.items():
        setattr(relation, name, value)
    _note(sandbox, relation, f"{member.name} edits {customer.name}")
    if set(changes) - {"mobiles"}:
        sandbox.raise_contact(corp, "edit_external_contact", userid, relation.external_userid)
    return relation


def adviser(sandbox: Sandbox, userid: str) -> tuple[Corp, Member]:
    """The member and the corp. Raises Unlikely when nobody has that userid."""
    corp = sandbox.world.corp_of_member(userid)
    if corp is None:
        raise Unlikely("unknown_adviser", f"no adviser has the userid {userid!r}; see /sandbox/world")
    return corp, corp.members[userid]


def relation_of(sandbox: Sandbox, corp: Corp, customer: Customer, userid: str) -> Relation:
    """The relation, whatever its state. Raises Unlikely when they never met."""
    external = sandbox.world.external_userid(corp, customer.id)
    relation = sandbox.world.book(corp).find(userid, external)
    if relation is None:
        raise Unlikely("never_met", f"{customer.id} and {userid} have never been contacts")
    return relation


def raise_tag_change(sandbox: Sandbox, corp: Corp, change: str, tag_id: str, tag_type: str) -> None:
    """The tag library was changed in the admin console."""
    sandbox.raise_event(corp, events.tag(change, tag_id, tag_type, sandbox.clock.now()))


def _note(sandbox: Sandbox, relation: Relation, summary: str) -> None:
    sandbox.journal.write(
        sandbox.clock.now(), "client", summary, customer_id=relation.customer_id, userid=relation.userid,
        external_userid=relation.external_userid,
    )  # fmt: skip
