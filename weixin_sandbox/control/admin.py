"""Control: the admin console of the corp — apps and their callbacks, members, tags, limits."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response

from weixin_sandbox import avatars, crypto, fields, members, people, sandbox
from weixin_sandbox.control.edge import Refused, answer, body, route, sandbox_of
from weixin_sandbox.models import App, Member, Receiver, Tag, TagGroup
from weixin_sandbox.sandbox import Sandbox
from weixin_sandbox.world import Corp, personal_qr

AREAS = ("contact", "book", "media", "platform")


async def get_world(request: Request) -> Response:
    """Corps with apps and secrets, departments, advisers, counts, settings and limits."""
    box = sandbox_of(request)
    world = box.world
    corps = list(world.corps.values())
    return answer(
        {
            "corps": [
                {"corpid": c.corpid, "name": c.name, "apps": [_app(app) for app in c.apps.values()]} for c in corps
            ],
            "departments": [asdict(d) for c in corps for d in c.departments.values()],
            "advisers": [adviser(box, c, member) for c in corps for member in c.members.values()],
            "customer_count": len(world.customers),
            "relation_count": sum(1 for c in corps for r in c.relations if r.state == "friends"),
            "seed": world.seed,
            "world": world.kind,
            "settings": asdict(box.settings) | {"limits": asdict(box.limits)},
        }
    )


def adviser(box: Sandbox, corp: Corp, member: Member) -> dict[str, object]:
    """An adviser as the phones page shows them."""
    first = corp.departments.get(member.department[0]) if member.department else None
    return {
        "userid": member.userid,
        "name": member.name,
        "avatar": avatars.url(box.base_url, "member", member.userid),
        "gender": member.gender,
        "department_ids": member.department,
        "department_name": first.name if first else "",
        "position": member.position,
        "on": member.is_on,
        "status": member.status,
        "qr_text": personal_qr(box.world, corp, member.userid),
    }


def _app(app: App) -> dict[str, object]:
    return {
        "agentid": app.agentid,
        "name": app.name,
        "secret": app.secret,
        "token": app.token,
        "aes_key": app.aes_key,
        "callback": asdict(app.callback) if app.callback else None,
        "visible": app.visible,
        "trusted_ips": app.trusted_ips,
        "forbidden": app.forbidden,
        "sees_sensitive": app.sees_sensitive,
    }


def _found_app(request: Request) -> tuple[Corp, App]:
    agentid = request.path_params["agentid"]
    found = sandbox_of(request).world.app(agentid)
    if found is None:
        raise Refused("unknown_app", f"No app has the agentid {agentid}; see /sandbox/world.", 404)
    return found


async def put_callback(request: Request) -> Response:
    """Save a callback URL after the GET check WeCom makes; 400 with the reason when it fails."""
    box, sent = sandbox_of(request), await body(request)
    corp, app = _found_app(request)
    receiver = Receiver(
        fields.required_text(sent, "url"),
        fields.text(sent, "token", app.token),
        fields.text(sent, "aes_key", app.aes_key),
    )
    if not receiver.url.startswith(("http://", "https://")):
        raise Refused("bad_url", "url must begin with http:// or https://.")
    if not (receiver.token.isascii() and receiver.token.isalnum() and 3 <= len(receiver.token) <= 32):
        raise Refused("bad_token", "token must have 3 to 32 letters and digits.")
    if not crypto.is_aes_key(receiver.aes_key):
        raise Refused("bad_aes_key", "aes_key must have exactly 43 letters and digits.")
    reason = await box.courier.http.verify(corp.corpid, receiver, int(box.clock.now()))
    if reason:
        raise Refused("verification_failed", f"The callback URL was not saved: {reason}.")
    app.callback = receiver
    return answer(_app(app))


async def delete_callback(request: Request) -> Response:
    """Take the callback URL away."""
    _, app = _found_app(request)
    app.callback = None
    return answer(_app(app))


async def patch_app(request: Request) -> Response:
    """Change visible range, trusted addresses, granted areas or sensitive fields of an app; null lifts a range."""
    sent = await body(request)
    corp, app = _found_app(request)
    forbidden = fields.texts(sent, "forbidden") if "forbidden" in sent else app.forbidden
    if not set(forbidden) <= set(AREAS):
        raise Refused("bad_field", f"forbidden may hold {', '.join(AREAS)}.")
    visible = fields.texts(sent, "visible") if fields.is_given(sent, "visible") else None
    if visible and not set(visible) <= set(corp.members):
        raise Refused("unknown_adviser", "visible names a userid nobody has; see /sandbox/world.")
    app.forbidden = forbidden
    app.sees_sensitive = fields.flag(sent, "sees_sensitive", app.sees_sensitive)
    if "visible" in sent:
        app.visible = visible
    if "trusted_ips" in sent:
        app.trusted_ips = fields.texts(sent, "trusted_ips") if fields.is_given(sent, "trusted_ips") else None
    return answer(_app(app))


async def post_app(request: Request) -> Response:
    """A second self-built app with its own secret, token and AES key."""
    box, sent = sandbox_of(request), await body(request)
    corp = next(iter(box.world.corps.values()))
    return answer(_app(members.add_app(box.world, corp, fields.required_text(sent, "name"))))


async def patch_settings(request: Request) -> Response:
    """Change settings by name, and limits under `limits`; a wrong one changes nothing."""
    box, sent = sandbox_of(request), await body(request)
    limits = fields.inner(sent, "limits") or {}
    settings = {name: value for name, value in sent.items() if name != "limits"}
    try:
        sandbox.check(box.settings, settings)
        sandbox.adjust(box.limits, limits)
        sandbox.adjust(box.settings, settings)
    except sandbox.BadSetting as bad:
        raise Refused("bad_setting", f"Nothing was changed: {bad}.") from bad
    return answer(asdict(box.settings) | {"limits": asdict(box.limits)})


async def post_member(request: Request) -> Response:
    """A new member; raises create_user."""
    box, sent = sandbox_of(request), await body(request)
    corp = next(iter(box.world.corps.values()))
    member = Member(
        userid=fields.required_text(sent, "userid"),
        name=fields.required_text(sent, "name"),
        gender=fields.integer(sent, "gender", 0),
        department=fields.integers(sent, "department_ids") or [1],
        position=fields.text(sent, "position"),
        follows=fields.flag(sent, "follows", True),
    )
    members.join(box, corp, member)
    return answer(adviser(box, corp, member))


async def patch_member(request: Request) -> Response:
    """Change name, position, departments, status or the customer-contact scope; raises update_user."""
    box, sent = sandbox_of(request), await body(request)
    corp, member = people.adviser(box, request.path_params["userid"])
    members.change(box, corp, member, sent)
    return answer(adviser(box, corp, member))


async def leave_member(request: Request) -> Response:
    """The member leaves the corp (status 5); raises update_user."""
    box = sandbox_of(request)
    corp, member = people.adviser(box, request.path_params["userid"])
    members.change(box, corp, member, {"status": 5})
    return answer(adviser(box, corp, member))


async def delete_member(request: Request) -> Response:
    """The member is removed from the contact book; raises delete_user."""
    box = sandbox_of(request)
    corp, member = people.adviser(box, request.path_params["userid"])
    members.remove(box, corp, member)
    return answer({"deleted": True, "userid": member.userid})


async def post_tags(request: Request) -> Response:
    """Tags made in the console, `{group_name, names}`; raises change_external_tag."""
    box, sent = sandbox_of(request), await body(request)
    corp = next(iter(box.world.corps.values()))
    names = fields.texts(sent, "names")
    if not names:
        raise Refused("bad_field", "names must be a list with at least one tag name.")
    group, tags = members.add_tags(box, corp, fields.required_text(sent, "group_name"), names)
    return answer(_tag_group(group, tags))


async def delete_tag(request: Request) -> Response:
    """A tag or group deleted in the console; raises change_external_tag."""
    box = sandbox_of(request)
    corp = next(iter(box.world.corps.values()))
    tag_id = request.path_params["tag_id"]
    if not members.remove_tag(box, corp, tag_id):
        raise Refused("unknown_tag", f"No tag or group has the id {tag_id!r}.", 404)
    return answer({"deleted": True, "id": tag_id})


def _tag_group(group: TagGroup, tags: list[Tag]) -> dict[str, object]:
    return {"id": group.id, "name": group.name, "tags": [{"id": tag.id, "name": tag.name} for tag in tags]}


ROUTES = [
    route("/sandbox/world", get_world),
    route("/sandbox/settings", patch_settings, "PATCH"),
    route("/sandbox/apps", post_app, "POST"),
    route("/sandbox/apps/{agentid:int}", patch_app, "PATCH"),
    route("/sandbox/apps/{agentid:int}/callback", put_callback, "PUT"),
    route("/sandbox/apps/{agentid:int}/callback", delete_callback, "DELETE"),
    route("/sandbox/members", post_member, "POST"),
    route("/sandbox/members/{userid}", patch_member, "PATCH"),
    route("/sandbox/members/{userid}", delete_member, "DELETE"),
    route("/sandbox/members/{userid}/leave", leave_member, "POST"),
    route("/sandbox/tags", post_tags, "POST"),
    route("/sandbox/tags/{tag_id}", delete_tag, "DELETE"),
]
