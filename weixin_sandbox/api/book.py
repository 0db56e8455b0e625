"""Contact book reads [90208, 95350, 90196, 90200, 90201, 96021] and the address lists of the platform."""

from weixin_sandbox import avatars, fields
from weixin_sandbox.api import callers, cursors
from weixin_sandbox.errors import WecomError
from weixin_sandbox.models import Department, Member
from weixin_sandbox.wire import Answer, Call, Route
from weixin_sandbox.world import departments_under, personal_qr


def department_list(call: Call) -> Answer:
    """Departments at and below `id`, all without it."""
    return {"department": [_department(d) for d in _under(call)]}


def department_simplelist(call: Call) -> Answer:
    """Ids, parents and orders only."""
    return {"department_id": [{"id": d.id, "parentid": d.parentid, "order": d.order} for d in _under(call)]}


def department_get(call: Call) -> Answer:
    """One department."""
    return {"department": _department(_one_department(call, "id"))}


def user_get(call: Call) -> Answer:
    """One member; sensitive fields only for an app that was granted them."""
    return _member(call, callers.visible_member(call, call.query.get("userid", "")))


def user_simplelist(call: Call) -> Answer:
    """Members right in a department."""
    rows = [{"userid": m.userid, "name": m.name, "department": m.department, "open_userid": ""} for m in _members(call)]
    return {"userlist": rows}


def user_list(call: Call) -> Answer:
    """Members right in a department, in full."""
    return {"userlist": [_member(call, m) for m in _members(call)]}


def user_list_id(call: Call) -> Answer:
    """Pairs of userid and department, up to 10 000 a page."""
    longest = call.sandbox.limits.user_list_id_page
    size = fields.integer(call.body, "limit", longest)
    if not 1 <= size <= longest:
        raise WecomError(40058, f"field limit must be 1 to {longest}")
    (offset,) = cursors.decode(fields.text(call.body, "cursor"), 0)
    pairs = [
        {"userid": m.userid, "department": department}
        for m in call.corp.members.values()
        if callers.sees(call, m.userid)
        for department in m.department
    ]
    more = offset + size < len(pairs)
    return {
        "dept_user": pairs[offset : offset + size],
        "next_cursor": cursors.encode(offset + size) if more else "",
    }


def get_api_domain_ip(call: Call) -> Answer:
    """Addresses of the API: this sandbox."""
    return {"ip_list": ["127.0.0.1"]}


def getcallbackip(call: Call) -> Answer:
    """Addresses callbacks come from: this sandbox."""
    return {"ip_list": ["127.0.0.1"]}


def _number(call: Call, name: str) -> int | None:
    value = call.query.get(name, "")
    if not value:
        return None
    if not value.isdecimal():
        raise WecomError(40058, f"field {name} must be an integer")
    return int(value)


def _under(call: Call) -> list[Department]:
    root = _number(call, "id")
    departments = call.corp.departments
    if root is None:
        return list(departments.values())
    if root not in departments:
        raise WecomError(60003)
    below = departments_under(call.corp, root)
    return [d for d in departments.values() if d.id in below]


def _one_department(call: Call, name: str) -> Department:
    number = _number(call, name)
    if number is None:
        raise WecomError(40058, f"field {name} is missing")
    if number not in call.corp.departments:
        raise WecomError(60003)
    return call.corp.departments[number]


def _members(call: Call) -> list[Member]:
    department = _one_department(call, "department_id").id
    members = call.corp.members.values()
    return [m for m in members if department in m.department and callers.sees(call, m.userid)]


def _department(department: Department) -> dict[str, object]:
    return {
        "id": department.id,
        "name": department.name,
        "name_en": "",
        "department_leader": list(department.leaders),
        "parentid": department.parentid,
        "order": department.order,
    }


def _member(call: Call, member: Member) -> dict[str, object]:
    shown: dict[str, object] = {
        "userid": member.userid,
        "name": member.name,
        "department": member.department,
        "order": [0] * len(member.department),
        "position": member.position,
        "is_leader_in_dept": [int(member.userid in call.corp.departments[d].leaders) for d in member.department],
        "direct_leader": [],
        "telephone": "",
        "alias": "",
        "status": member.status,
        "main_department": member.department[0] if member.department else 1,
        "extattr": {"attrs": []},
        "external_position": "",
    }
    if call.app.sees_sensitive:
        avatar = avatars.url(call.sandbox.base_url, "member", member.userid)
        shown |= {"mobile": member.mobile, "gender": str(member.gender), "avatar": avatar, "thumb_avatar": avatar}
        shown["qr_code"] = f"{call.sandbox.base_url}/sandbox/qr?text=" + personal_qr(
            call.sandbox.world, call.corp, member.userid
        )
    return shown


ROUTES = {
    "/cgi-bin/department/list": Route(department_list, "book"),
    "/cgi-bin/department/simplelist": Route(department_simplelist, "book"),
    "/cgi-bin/department/get": Route(department_get, "book"),
    "/cgi-bin/user/get": Route(user_get, "book"),
    "/cgi-bin/user/simplelist": Route(user_simplelist, "book"),
    "/cgi-bin/user/list": Route(user_list, "book"),
    "/cgi-bin/user/list_id": Route(user_list_id, "book"),
    "/cgi-bin/get_api_domain_ip": Route(get_api_domain_ip, "platform"),
    "/cgi-bin/getcallbackip": Route(getcallbackip, "platform"),
}
