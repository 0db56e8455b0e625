"""Customers of members: follow users, list, get, batch get, remark [92571, 92113, 92114, 92994, 92115]."""

from weixin_sandbox import avatars, fields
from weixin_sandbox.api import callers, cursors
from weixin_sandbox.errors import WecomError
from weixin_sandbox.models import Customer, Relation
from weixin_sandbox.wire import Answer, Call, Route


def get_follow_user_list(call: Call) -> Answer:
    """Members with the customer-contact feature."""
    members = call.corp.members.values()
    return {"follow_user": [m.userid for m in members if m.follows and m.is_on and callers.sees(call, m.userid)]}


def list_customers(call: Call) -> Answer:
    """All customers of one member. 84061 when there are none."""
    userid = callers.member(call, call.query.get("userid", "")).userid
    book = call.sandbox.world.book(call.corp)
    found = [r.external_userid for r in book.of_user[userid].values() if r.state == "friends"]
    if not found:
        raise WecomError(84061)
    return {"external_userid": found}


def get(call: Call) -> Answer:
    """One customer with everybody who follows them, 500 followers a page."""
    external = call.query.get("external_userid", "")
    customer = callers.customer(call, external)
    (offset,) = cursors.decode(call.query.get("cursor", ""), 0)
    page = call.sandbox.limits.follow_user_page
    relations = call.sandbox.world.book(call.corp).of_external[external].values()
    living = [r for r in relations if r.state == "friends" and callers.sees(call, r.userid)]
    if not living:
        raise WecomError(84061)
    end = offset + page
    return {
        "external_contact": _contact(call, customer, external),
        "follow_user": [_follow_user(call, relation) for relation in living[offset:end]],
        "next_cursor": cursors.encode(end) if end < len(living) else "",
    }


def batch_get_by_user(call: Call) -> Answer:
    """Customers of up to 100 members, a page at a time."""
    limits = call.sandbox.limits
    userids = fields.texts(call.body, "userid_list")
    if not userids:
        raise WecomError(40063, "field userid_list is missing")
    if len(userids) > limits.batch_users:
        raise WecomError(40032)
    for userid in userids:
        callers.member(call, userid)
    size = fields.integer(call.body, "limit", limits.batch_page_default)
    if not 1 <= size <= limits.batch_page:
        raise WecomError(40058, f"field limit must be 1 to {limits.batch_page}")
    user_at, after = cursors.decode(fields.text(call.body, "cursor"), 0, 0)
    found: list[tuple[int, Relation]] = []
    for index in range(user_at, len(userids)):
        since = after if index == user_at else 0
        relations = call.sandbox.world.book(call.corp).of_user[userids[index]].values()
        found += [(index, r) for r in relations if r.state == "friends" and r.seq > since]
        if len(found) > size:
            break
    page = found[:size]
    more = len(found) > size
    customers = call.sandbox.world.customers
    return {
        "external_contact_list": [
            {
                "external_contact": _contact(call, customers[relation.customer_id], relation.external_userid),
                "follow_info": _follow_info(relation),
            }
            for _, relation in page
        ],
        "next_cursor": cursors.encode(page[-1][0], page[-1][1].seq) if more else "",
    }


def remark(call: Call) -> Answer:
    """Set remark, description, company or mobiles. An empty mobile list means "not passed", [""] clears it."""
    body, limits = call.body, call.sandbox.limits
    relation = callers.relation(call, fields.text(body, "userid"), fields.text(body, "external_userid"))
    changes: dict[str, object] = {}
    for name, attribute, longest in (
        ("remark", "remark", limits.remark_chars),
        ("description", "description", limits.description_chars),
        ("remark_company", "company", limits.remark_company_chars),
    ):
        if fields.is_given(body, name):
            changes[attribute] = _short(fields.text(body, name), name, longest)
    if mobiles := fields.texts(body, "remark_mobiles"):
        changes["mobiles"] = [mobile for mobile in mobiles if mobile]
    picture = fields.text(body, "remark_pic_mediaid")
    if picture:
        _check_picture(call, picture)
    if not changes and not picture:
        raise WecomError(40058, "one of remark, description, remark_company, remark_mobiles, remark_pic_mediaid")
    for attribute, value in changes.items():
        setattr(relation, attribute, value)
    return {}


def _check_picture(call: Call, media_id: str) -> None:
    media = call.corp.media.get(media_id)
    age = call.sandbox.clock.age()
    if media is None or media.type != "image" or age - media.created_age >= call.sandbox.limits.media_life_s:
        raise WecomError(40007)


def _short(text: str, name: str, longest: int) -> str:
    if len(text) > longest:
        raise WecomError(40058, f"field {name} is longer than {longest} characters")
    return text


def _contact(call: Call, customer: Customer, external_userid: str) -> dict[str, object]:
    return {
        "external_userid": external_userid,
        "name": customer.name,
        "type": 1,
        "avatar": avatars.url(call.sandbox.base_url, "customer", customer.id),
        "gender": customer.gender,
    }


def _follow_user(call: Call, relation: Relation) -> dict[str, object]:
    info = _follow_info(relation)
    del info["tag_id"]
    tags = []
    for tag_id in relation.tag_ids:
        tag = call.corp.tags[tag_id]
        group = call.corp.tag_groups[tag.group_id]
        tags.append({"group_name": group.name, "tag_name": tag.name, "tag_id": tag.id, "type": 1})
    return {**info, "tags": tags}


def _follow_info(relation: Relation) -> dict[str, object]:
    info: dict[str, object] = {
        "userid": relation.userid,
        "remark": relation.remark,
        "description": relation.description,
        "createtime": int(relation.created_at),
        "tag_id": list(relation.tag_ids),
        "oper_userid": relation.oper_userid,
        "add_way": relation.add_way,
    }
    if relation.origin:
        info["state"] = relation.origin
    if relation.company:
        info["remark_corp_name"] = relation.company
    info["remark_mobiles"] = list(relation.mobiles)
    return info


ROUTES = {
    "/cgi-bin/externalcontact/get_follow_user_list": Route(get_follow_user_list, "contact"),
    "/cgi-bin/externalcontact/list": Route(list_customers, "contact"),
    "/cgi-bin/externalcontact/get": Route(get, "contact"),
    "/cgi-bin/externalcontact/batch/get_by_user": Route(batch_get_by_user, "contact"),
    "/cgi-bin/externalcontact/remark": Route(remark, "contact"),
}
