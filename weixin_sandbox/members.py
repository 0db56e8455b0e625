"""What an administrator does in the console: members come, change and go, apps and tags are made. Raises events."""

from weixin_sandbox import events, fields, ids
from weixin_sandbox.api import tags as tag_rules
from weixin_sandbox.models import App, Member, Tag, TagGroup
from weixin_sandbox.people import Unlikely, raise_tag_change
from weixin_sandbox.sandbox import Sandbox
from weixin_sandbox.world import Corp, World

STATUSES = (1, 2, 4, 5)


def join(sandbox: Sandbox, corp: Corp, member: Member) -> None:
    """A new member. Raises Unlikely for a taken userid or an unknown department."""
    if member.userid in corp.members:
        raise Unlikely("userid_taken", f"the userid {member.userid!r} is already taken")
    _check_departments(corp, member.department)
    corp.members[member.userid] = member
    _tell(sandbox, corp, "create_user", member, _described(member))


def change(sandbox: Sandbox, corp: Corp, member: Member, wanted: dict[str, object]) -> None:
    """Change what is named; the event carries the changed fields only. Raises Unlikely, BadField."""
    departments = fields.integers(wanted, "department_ids") or member.department
    _check_departments(corp, departments)
    status = fields.integer(wanted, "status", member.status)
    if status not in STATUSES:
        raise Unlikely("bad_status", "status must be 1 active, 2 disabled, 4 not activated or 5 left")
    before = _described(member)
    member.name = fields.text(wanted, "name", member.name)
    member.position = fields.text(wanted, "position", member.position)
    member.follows = fields.flag(wanted, "follows", member.follows)
    member.verified = fields.flag(wanted, "verified", member.verified)
    member.department, member.status = departments, status
    after = _described(member)
    changed = {name: value for name, value in after.items() if before[name] != value}
    if changed:
        _tell(sandbox, corp, "update_user", member, changed)


def remove(sandbox: Sandbox, corp: Corp, member: Member) -> None:
    """Delete a member from the book; their customers stay, waiting to be taken over."""
    del corp.members[member.userid]
    _tell(sandbox, corp, "delete_user", member, {})


def add_app(world: World, corp: Corp, name: str) -> App:
    """A further self-built app, with everything derived from the seed."""
    agentid = max(corp.apps) + 1
    app = App(
        agentid=agentid,
        name=name,
        secret=ids.derive(world.seed, "secret", agentid, length=43),
        token=ids.derive(world.seed, "token", agentid, length=24),
        aes_key=ids.derive(world.seed, "aes", agentid, length=42) + "A",
    )
    corp.apps[agentid] = app
    return app


def add_tags(sandbox: Sandbox, corp: Corp, group_name: str, names: list[str]) -> tuple[TagGroup, list[Tag]]:
    """Tags made by an administrator, which no app may change."""
    now = int(sandbox.clock.now())
    group = next((g for g in corp.tag_groups.values() if g.name == group_name and not g.deleted), None)
    if group is None:
        group = TagGroup(sandbox.world.fresh("etg", length=29), group_name, 0, now, None)
        corp.tag_groups[group.id] = group
        raise_tag_change(sandbox, corp, "create", group.id, "tag_group")
    made = []
    for name in names:
        tag = Tag(sandbox.world.fresh("et", length=30), name, group.id, 0, now, None)
        corp.tags[tag.id] = tag
        made.append(tag)
        raise_tag_change(sandbox, corp, "create", tag.id, "tag")
    return group, made


def remove_tag(sandbox: Sandbox, corp: Corp, tag_id: str) -> bool:
    """Delete a tag or a group in the console; False when there is none of that id."""
    target = corp.tags.get(tag_id) or corp.tag_groups.get(tag_id)
    if target is None or target.deleted:
        return False
    tag_rules.remove(corp, [target])
    raise_tag_change(sandbox, corp, "delete", tag_id, "tag" if isinstance(target, Tag) else "tag_group")
    return True


def _check_departments(corp: Corp, departments: list[int]) -> None:
    unknown = [d for d in departments if d not in corp.departments]
    if unknown:
        raise Unlikely("unknown_department", f"there is no department {unknown[0]}; see /sandbox/world")


def _described(member: Member) -> dict[str, str]:
    return {
        "Name": member.name,
        "Department": ",".join(map(str, member.department)),
        "MainDepartment": str(member.department[0]),
        "Position": member.position,
        "Gender": str(member.gender),
        "Status": str(member.status),
    }


def _tell(sandbox: Sandbox, corp: Corp, change_type: str, member: Member, changed: dict[str, str]) -> None:
    described = {"UserID": member.userid, **changed}
    now = sandbox.clock.now()
    sandbox.journal.write(now, "client", f"{change_type}: {member.name}", userid=member.userid)
    sandbox.raise_event(corp, events.book(change_type, member.userid, now, **described))
