"""Control: customers and what they do — look at a QR, add, delete — and what advisers do in answer."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from weixin_sandbox import avatars, fields, people, qr
from weixin_sandbox.api import cursors
from weixin_sandbox.control.edge import Refused, answer, body, customer_of, number, route, sandbox_of
from weixin_sandbox.errors import WecomError
from weixin_sandbox.models import Customer, Relation
from weixin_sandbox.sandbox import Sandbox

NAME_CHARS = 32


def _shown(box: Sandbox, customer: Customer) -> dict[str, object]:
    advisers = []
    for corp in box.world.corps.values():
        known = box.world.book(corp).of_external.get(box.world.external_userid(corp, customer.id), {})
        advisers += [r.userid for r in known.values() if r.state == "friends"]
    avatar = avatars.url(box.base_url, "customer", customer.id)
    return {
        "id": customer.id,
        "name": customer.name,
        "avatar": avatar,
        "gender": customer.gender,
        "advisers": advisers,
    }


async def list_customers(request: Request) -> Response:
    """Customers whose name or id contains `q`, oldest first."""
    box = sandbox_of(request)
    wanted = request.query_params.get("q", "").casefold()
    limit = number(request, "limit", 50, most=1000) or 1
    try:
        (offset,) = cursors.decode(request.query_params.get("cursor", ""), 0)
    except WecomError as error:
        raise Refused("bad_cursor", "cursor must be a next_cursor of an earlier answer.") from error
    found = [c for c in box.world.customers.values() if wanted in c.name.casefold() or wanted == c.id]
    more = offset + limit < len(found)
    return answer(
        {
            "customers": [_shown(box, customer) for customer in found[offset : offset + limit]],
            "next_cursor": cursors.encode(offset + limit) if more else None,
        }
    )


async def add_customer(request: Request) -> Response:
    """A new WeChat user."""
    box, sent = sandbox_of(request), await body(request)
    name = fields.required_text(sent, "name")
    if len(name) > NAME_CHARS:
        raise Refused("bad_field", f"A WeChat nickname has at most {NAME_CHARS} characters.")
    gender = fields.integer(sent, "gender", 0)
    if gender not in (0, 1, 2):
        raise Refused("bad_field", "gender must be 0 unknown, 1 male or 2 female.")
    return answer(_shown(box, box.world.add_customer(name, gender)))


async def scan(request: Request) -> Response:
    """Look at a QR code: JSON `{text}` or a multipart `image`. Changes nothing."""
    box = sandbox_of(request)
    customer = customer_of(box, request.path_params["id"])
    text = await _scanned_text(request)
    if text is None:
        return answer({"kind": "unknown", "reason": "there is no QR code in this picture"})
    card = people.scan(box, customer, text)
    if card.corp is None:
        return answer({"kind": "unknown", "reason": card.reason, "text": text})
    shown: dict[str, object] = {"kind": "contact_way", "text": text}
    if card.way is not None:
        shown |= {"config_id": card.way.config_id, "needs_verify": not card.way.skip_verify}
    if card.adviser is None:
        return answer(shown | {"reason": card.reason})
    external = box.world.external_userid(card.corp, customer.id)
    relation = box.world.book(card.corp).find(card.adviser.userid, external)
    shown["adviser"] = {
        "userid": card.adviser.userid,
        "name": card.adviser.name,
        "avatar": avatars.url(box.base_url, "member", card.adviser.userid),
        "position": card.adviser.position,
        "corp_name": card.corp.name,
    }
    return answer(shown | {"already_added": relation is not None and relation.state == "friends"})


async def _scanned_text(request: Request) -> str | None:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return fields.required_text(await body(request), "text")
    async with request.form(max_files=1, max_fields=5) as form:
        image = form.get("image")
        if not isinstance(image, UploadFile):
            raise Refused("no_image", "Send the picture as the multipart field image, or JSON {text}.")
        try:
            return qr.read(await image.read())
        except qr.Unreadable as error:
            raise Refused("bad_image", f"The picture cannot be read: {error}.") from error


async def add(request: Request) -> Response:
    """添加到通讯录: by a contact way when `config_id` is given, otherwise by the adviser's own card."""
    box, sent = sandbox_of(request), await body(request)
    customer = customer_of(box, request.path_params["id"])
    config_id = fields.text(sent, "config_id")
    by_card = not config_id and not fields.text(sent, "text")
    relation, changed = people.add(
        box, customer, fields.required_text(sent, "userid"), config_id=config_id, by_card=by_card
    )
    return answer(
        {
            "added": changed and relation.state == "friends",
            "pending": relation.state == "pending",
            "external_userid": relation.external_userid,
            "userid": relation.userid,
        }
    )


def _relation(relation: Relation) -> Response:
    return answer(
        {"customer_id": relation.customer_id, "userid": relation.userid, "state": relation.state}
        | {"external_userid": relation.external_userid}
    )


async def customer_deletes(request: Request) -> Response:
    """The customer deletes an adviser; raises del_follow_user."""
    box, sent = sandbox_of(request), await body(request)
    customer = customer_of(box, request.path_params["id"])
    return _relation(people.delete_adviser(box, customer, fields.required_text(sent, "userid")))


async def adviser_deletes(request: Request) -> Response:
    """The adviser deletes a customer; raises del_external_contact."""
    box, sent = sandbox_of(request), await body(request)
    customer = customer_of(box, fields.required_text(sent, "customer_id"))
    return _relation(people.delete_customer(box, customer, request.path_params["userid"]))


async def adviser_accepts(request: Request) -> Response:
    """The adviser accepts a waiting request; raises add_external_contact."""
    box, sent = sandbox_of(request), await body(request)
    customer = customer_of(box, fields.required_text(sent, "customer_id"))
    return _relation(people.accept(box, customer, request.path_params["userid"]))


async def adviser_edits(request: Request) -> Response:
    """The adviser edits remark, description, company, mobiles or tag_ids; raises edit_external_contact."""
    box, sent = sandbox_of(request), await body(request)
    customer = customer_of(box, request.path_params["id"])
    userid = request.path_params["userid"]
    corp, _ = people.adviser(box, userid)
    changes: dict[str, object] = {}
    for name in ("remark", "description", "company"):
        if fields.is_given(sent, name):
            changes[name] = fields.text(sent, name)
    for name in ("mobiles", "tag_ids"):
        if fields.is_given(sent, name):
            changes[name] = fields.texts(sent, name)
    unknown = [t for t in fields.texts(sent, "tag_ids") if t not in corp.tags or corp.tags[t].deleted]
    if unknown:
        raise Refused("unknown_tag", f"No tag has the id {unknown[0]!r}.")
    if not changes:
        raise Refused("bad_field", "Give at least one of remark, description, company, mobiles, tag_ids.")
    return _relation(people.edit_contact(box, customer, userid, changes))


ROUTES = [
    route("/sandbox/customers", list_customers),
    route("/sandbox/customers", add_customer, "POST"),
    route("/sandbox/customers/{id}/scan", scan, "POST"),
    route("/sandbox/customers/{id}/add", add, "POST"),
    route("/sandbox/customers/{id}/delete", customer_deletes, "POST"),
    route("/sandbox/advisers/{userid}/delete", adviser_deletes, "POST"),
    route("/sandbox/advisers/{userid}/accept", adviser_accepts, "POST"),
    route("/sandbox/advisers/{userid}/contacts/{id}", adviser_edits, "PATCH"),
]
