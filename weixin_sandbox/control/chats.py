"""Control: chats and contact lists as the phones show them."""

from starlette.requests import Request
from starlette.responses import Response

from weixin_sandbox import avatars, fields, people
from weixin_sandbox.control.edge import Refused, answer, body, customer_of, route, sandbox_of
from weixin_sandbox.journal import iso
from weixin_sandbox.models import Message, Relation
from weixin_sandbox.sandbox import Sandbox
from weixin_sandbox.world import Corp

TEXT_CHARS = 4000


def _message(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "at": iso(message.at),
        "from": message.sender,
        "type": message.type,
        "via": message.via,
        **{name: value for name, value in message.content.items() if value},
    }


def _last_at(relation: Relation) -> float:
    return relation.messages[-1].at if relation.messages else relation.created_at


async def customer_chats(request: Request) -> Response:
    """The customer's chats, newest first."""
    box = sandbox_of(request)
    customer = customer_of(box, request.path_params["id"])
    chats: list[tuple[Corp, Relation]] = []
    for corp in box.world.corps.values():
        external = box.world.external_userid(corp, customer.id)
        chats += [(corp, r) for r in box.world.book(corp).of_external.get(external, {}).values()]
    chats.sort(key=lambda chat: -_last_at(chat[1]))
    return answer({"chats": [_for_customer(box, corp, relation) for corp, relation in chats]})


def _for_customer(box: Sandbox, corp: Corp, relation: Relation) -> dict[str, object]:
    member = corp.members.get(relation.userid)
    return _chat(relation, relation.unread_by_customer) | {
        "name": member.name if member else relation.userid,
        "avatar": avatars.url(box.base_url, "member", relation.userid),
    }


async def adviser_chats(request: Request) -> Response:
    """The adviser's chats, newest first."""
    box = sandbox_of(request)
    corp, member = people.adviser(box, request.path_params["userid"])
    relations = sorted(box.world.book(corp).of_user[member.userid].values(), key=lambda r: -_last_at(r))
    return answer({"chats": [_for_adviser(box, relation) for relation in relations]})


def _for_adviser(box: Sandbox, relation: Relation) -> dict[str, object]:
    return _chat(relation, relation.unread_by_adviser) | {
        "name": box.world.customers[relation.customer_id].name,
        "avatar": avatars.url(box.base_url, "customer", relation.customer_id),
        "remark": relation.remark,
    }


def _chat(relation: Relation, unread: int) -> dict[str, object]:
    return {
        "customer_id": relation.customer_id,
        "userid": relation.userid,
        "last": _message(relation.messages[-1]) if relation.messages else None,
        "unread": unread,
        "state": relation.state,
    }


async def messages(request: Request) -> Response:
    """One chat, oldest first. `reader=customer|adviser` marks it read by that side."""
    box = sandbox_of(request)
    relation = _relation(request)
    match request.query_params.get("reader"):
        case "customer":
            relation.unread_by_customer = 0
        case "adviser":
            relation.unread_by_adviser = 0
        case None:
            pass
        case other:
            raise Refused("bad_query", f"reader must be customer or adviser, not {other!r}.")
    external = relation.external_userid
    name = box.world.customers[relation.customer_id].name
    return answer(
        {
            "messages": [_message(message) for message in relation.messages],
            "state": relation.state,
            "external_userid": external,
            "customer_name": name,
        }
    )


async def say(request: Request) -> Response:
    """A line of chat, `{from: customer|adviser, text}`."""
    box, sent = sandbox_of(request), await body(request)
    customer = customer_of(box, request.path_params["id"])
    text = fields.required_text(sent, "text")
    if len(text) > TEXT_CHARS:
        raise Refused("bad_field", f"A message has at most {TEXT_CHARS} characters.")
    match fields.required_text(sent, "from"):
        case "customer":
            message = people.say(box, customer, request.path_params["userid"], "customer", text)
        case "adviser":
            message = people.say(box, customer, request.path_params["userid"], "adviser", text)
        case _:
            raise Refused("bad_field", "from must be customer or adviser.")
    return answer(_message(message))


def _relation(request: Request) -> Relation:
    box = sandbox_of(request)
    customer = customer_of(box, request.path_params["id"])
    userid = request.path_params["userid"]
    corp, _ = people.adviser(box, userid)
    return people.relation_of(box, corp, customer, userid)


async def contacts(request: Request) -> Response:
    """The adviser's contacts, newest first, with remark, description and tags."""
    box = sandbox_of(request)
    corp, member = people.adviser(box, request.path_params["userid"])
    relations = sorted(box.world.book(corp).of_user[member.userid].values(), key=lambda r: -r.created_at)
    return answer({"contacts": [_contact(box, corp, relation) for relation in relations]})


def _contact(box: Sandbox, corp: Corp, relation: Relation) -> dict[str, object]:
    tags = [corp.tags[tag_id] for tag_id in relation.tag_ids]
    return {
        "customer_id": relation.customer_id,
        "external_userid": relation.external_userid,
        "name": box.world.customers[relation.customer_id].name,
        "avatar": avatars.url(box.base_url, "customer", relation.customer_id),
        "remark": relation.remark,
        "description": relation.description,
        "company": relation.company,
        "mobiles": relation.mobiles,
        "tags": [{"id": t.id, "name": t.name, "group_name": corp.tag_groups[t.group_id].name} for t in tags],
        "added_at": iso(relation.created_at),
        "add_way": relation.add_way,
        "origin": relation.origin,
        "state": relation.state,
        "half": relation.half,
    }


ROUTES = [
    route("/sandbox/customers/{id}/chats", customer_chats),
    route("/sandbox/advisers/{userid}/chats", adviser_chats),
    route("/sandbox/advisers/{userid}/contacts", contacts),
    route("/sandbox/chats/{id}/{userid}", messages),
    route("/sandbox/chats/{id}/{userid}", say, "POST"),
]
