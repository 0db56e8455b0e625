"""Contact ways 「联系我」 [92228]: add, get, list, update, delete."""

from weixin_sandbox import fields, ids, people
from weixin_sandbox.api import callers, cursors
from weixin_sandbox.errors import WecomError
from weixin_sandbox.limits import DAY_S
from weixin_sandbox.models import ContactWay
from weixin_sandbox.wire import Answer, Call, Route

SINGLE, MULTI = 1, 2
MINI_PROGRAM, QR = 1, 2


def add_contact_way(call: Call) -> Answer:
    """Make a way; a QR one answers with the address of its picture."""
    body, world = call.body, call.sandbox.world
    kind, scene = _choice(body, "type", 41037, 41039), _choice(body, "scene", 41038, 41040)
    way = ContactWay(
        config_id=ids.derive(world.seed, "config", call.corp.corpid, world.counter, length=32).lower(),
        type=kind,
        scene=scene,
        style=0,
        remark="",
        skip_verify=True,
        state="",
        user=[],
        party=[],
        is_temp=fields.flag(body, "is_temp", False),
        expires_in=call.sandbox.limits.temp_life_default_s,
        chat_expires_in=call.sandbox.limits.temp_chat_default_s,
        unionid="",
        is_exclusive=fields.flag(body, "is_exclusive", False),
        mark_source=True,
        conclusions={},
        created_at=call.sandbox.clock.now(),
        qr_text="",
    )
    _fill(call, way, is_new=True)
    _check_room(call, way)
    world.counter += 1
    if scene == QR:
        way.qr_text = "https://work.weixin.qq.com/u/vc" + ids.derive(world.seed, way.config_id, length=20)
    call.corp.ways[way.config_id] = way
    made: dict[str, object] = {"config_id": way.config_id}
    return made | ({"qr_code": qr_url(call, way)} if scene == QR else {})


def qr_url(call: Call, way: ContactWay) -> str:
    """Where the way's QR picture is served."""
    return f"{call.sandbox.base_url}/qr/{way.config_id}.png"


def get_contact_way(call: Call) -> Answer:
    """Everything about one way."""
    way = _way(call)
    shown: dict[str, object] = {
        "config_id": way.config_id,
        "type": way.type,
        "scene": way.scene,
        "style": way.style,
        "remark": way.remark,
        "skip_verify": way.skip_verify,
        "state": way.state,
        "user": way.user,
        "party": way.party,
        "is_temp": way.is_temp,
        "mark_source": way.mark_source,
        "is_exclusive": way.is_exclusive,
    }
    if way.scene == QR:
        shown["qr_code"] = qr_url(call, way)
    if way.is_temp:
        shown |= {"expires_in": way.expires_in, "chat_expires_in": way.chat_expires_in, "unionid": way.unionid}
        shown["conclusions"] = way.conclusions
    return {"contact_way": shown}


def list_contact_way(call: Call) -> Answer:
    """Ids of lasting ways made within a time span, oldest first; temporary ones are never listed."""
    body, limits = call.body, call.sandbox.limits
    now = call.sandbox.clock.now()
    end = fields.integer(body, "end_time", int(now) + 1)
    start = fields.integer(body, "start_time", int(now) - limits.contact_way_list_days * DAY_S)
    if start > end:
        raise WecomError(40058, "field start_time is after end_time")
    size = fields.integer(body, "limit", limits.contact_way_page_default)
    if not 1 <= size <= limits.contact_way_page:
        raise WecomError(40058, f"field limit must be 1 to {limits.contact_way_page}")
    (offset,) = cursors.decode(fields.text(body, "cursor"), 0)
    found = [w for w in call.corp.ways.values() if not w.is_temp and start <= w.created_at <= end]
    page = found[offset : offset + size]
    return {
        "contact_way": [{"config_id": way.config_id} for way in page],
        "next_cursor": cursors.encode(offset + size) if offset + size < len(found) else "",
    }


def update_contact_way(call: Call) -> Answer:
    """Overwrite the passed fields; lists replace, type, scene and is_temp stay."""
    _fill(call, _way(call), is_new=False)
    return {}


def del_contact_way(call: Call) -> Answer:
    """Delete a way; its QR code leads nowhere from now on."""
    del call.corp.ways[_way(call).config_id]
    return {}


def _way(call: Call) -> ContactWay:
    config_id = fields.text(call.body, "config_id")
    if not config_id:
        raise WecomError(41043)
    way = call.corp.ways.get(config_id)
    if way is None:
        raise WecomError(41044)
    return way


def _choice(body: fields.Body, name: str, missing: int, invalid: int) -> int:
    if not fields.is_given(body, name):
        raise WecomError(missing)
    value = fields.integer(body, name)
    if value not in (1, 2):
        raise WecomError(invalid)
    return value


def _fill(call: Call, way: ContactWay, *, is_new: bool) -> None:
    """Check everything first and write afterwards, so a refused update changes nothing."""
    body, limits = call.body, call.sandbox.limits
    remark, state = fields.text(body, "remark", way.remark), fields.text(body, "state", way.state)
    if len(remark) > limits.contact_way_remark_chars:
        raise WecomError(40058, "field remark is too long")
    if len(state) > limits.contact_way_state_chars:
        raise WecomError(40058, "field state is too long")
    style = fields.integer(body, "style", way.style)
    if style not in (0, 1, 2, 3):
        raise WecomError(41042)
    user = fields.texts(body, "user") if fields.is_given(body, "user") else way.user
    party = fields.integers(body, "party") if fields.is_given(body, "party") else way.party
    _check_staff(call, way.type, user, party)
    conclusions = fields.inner(body, "conclusions")
    if conclusions is not None:
        _check_conclusions(call, conclusions)
    expires_in = _span(call, "expires_in", way.expires_in)
    chat_expires_in = _span(call, "chat_expires_in", way.chat_expires_in)
    skip_verify = fields.flag(body, "skip_verify", way.skip_verify)
    way.mark_source = fields.flag(body, "mark_source", way.mark_source)
    way.unionid = fields.text(body, "unionid", way.unionid)
    way.remark, way.state, way.style, way.skip_verify = remark, state, style, skip_verify
    way.user, way.party = list(dict.fromkeys(user)), list(dict.fromkeys(party))
    way.expires_in, way.chat_expires_in = expires_in, chat_expires_in
    if conclusions is not None:
        way.conclusions = conclusions


def _check_staff(call: Call, kind: int, user: list[str], party: list[int]) -> None:
    if kind == SINGLE and (len(user) != 1 or party):
        raise WecomError(40058, "field user must name exactly one member, party must be empty, for type 1")
    if not user and not party:
        raise WecomError(40058, "field user or party is needed")
    for userid in user:
        member = callers.member(call, userid)
        if member.status == 4:
            raise WecomError(41054)
        if not member.verified:
            raise WecomError(40098)
    for department in party:
        if department not in call.corp.departments:
            raise WecomError(60123, f"party: {department}")
    probe = ContactWay("", kind, QR, 0, "", True, "", user, party, False, 0, 0, "", False, True, {}, 0, "")
    if len(people.staff_of(call.corp, probe)) > call.sandbox.limits.contact_way_users:
        raise WecomError(41041)


def _check_conclusions(call: Call, conclusions: dict[str, object]) -> None:
    text = fields.inner(conclusions, "text")
    longest = call.sandbox.limits.conclusions_text_bytes
    if text is not None and len(fields.text(text, "content").encode()) > longest:
        raise WecomError(45002, "field conclusions.text.content")


def _span(call: Call, name: str, current: int) -> int:
    value = fields.integer(call.body, name, current)
    if not 1 <= value <= call.sandbox.limits.temp_life_max_s:
        raise WecomError(40058, f"field {name} must be 1 to {call.sandbox.limits.temp_life_max_s}")
    return value


def _check_room(call: Call, way: ContactWay) -> None:
    limits, now = call.sandbox.limits, call.sandbox.clock.now()
    if way.is_temp:
        if way.type != SINGLE:
            raise WecomError(40058, "field type must be 1 for a temporary way")
        today = int(now // DAY_S)
        made = sum(1 for w in call.corp.ways.values() if w.is_temp and int(w.created_at // DAY_S) == today)
        if made >= limits.temp_contact_ways_per_day:
            raise WecomError(41045)
    elif len(call.corp.ways) >= limits.contact_ways:
        lasting = sum(1 for w in call.corp.ways.values() if not w.is_temp)
        if lasting >= limits.contact_ways:
            raise WecomError(41045)


ROUTES = {
    "/cgi-bin/externalcontact/add_contact_way": Route(add_contact_way, "contact"),
    "/cgi-bin/externalcontact/get_contact_way": Route(get_contact_way, "contact"),
    "/cgi-bin/externalcontact/list_contact_way": Route(list_contact_way, "contact"),
    "/cgi-bin/externalcontact/update_contact_way": Route(update_contact_way, "contact"),
    "/cgi-bin/externalcontact/del_contact_way": Route(del_contact_way, "contact"),
}
