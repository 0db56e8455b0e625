"""Corp tags: library and marking [92117, 92118]."""

from weixin_sandbox import fields
from weixin_sandbox.api import callers
from weixin_sandbox.errors import WecomError
from weixin_sandbox.models import Tag, TagGroup
from weixin_sandbox.wire import Answer, Call, Route
from weixin_sandbox.world import Corp


def get_corp_tag_list(call: Call) -> Answer:
    """The library, or the asked-for groups or tags; deleted entries show only when asked for by id."""
    group_ids, tag_ids = fields.texts(call.body, "group_id"), fields.texts(call.body, "tag_id")
    corp = call.corp
    if group_ids:
        groups = [corp.tag_groups[g] for g in group_ids if g in corp.tag_groups]
        return {"tag_group": [_shown(corp, group, with_deleted=True) for group in groups]}
    if tag_ids:
        wanted = [corp.tags[t] for t in tag_ids if t in corp.tags]
        groups = [corp.tag_groups[g] for g in dict.fromkeys(tag.group_id for tag in wanted)]
        only = {tag.id for tag in wanted}
        return {"tag_group": [_shown(corp, group, with_deleted=True, only=only) for group in groups]}
    living = sorted((g for g in corp.tag_groups.values() if not g.deleted), key=lambda g: -g.order)
    return {"tag_group": [_shown(corp, group) for group in living]}


def add_corp_tag(call: Call) -> Answer:
    """Add tags to a group, made when its name is new. Same-named tags of the group are returned, not doubled."""
    body, corp, limits = call.body, call.corp, call.sandbox.limits
    group_id = fields.text(body, "group_id")
    wanted = [(_name(call, tag, "name"), _order(call, tag)) for tag in fields.objects(body, "tag")]
    if not wanted:
        raise WecomError(40063, "field tag is missing")
    if len({name for name, _ in wanted}) != len(wanted):
        raise WecomError(40071)
    if group_id:
        group = corp.tag_groups.get(group_id)
        if group is None or group.deleted:
            raise WecomError(40068, "invalid group_id")
        name = group.name
    else:
        name = _name(call, body, "group_name")
        group = next((g for g in corp.tag_groups.values() if g.name == name and not g.deleted), None)
    existing = {tag.name: tag for tag in _tags_of(corp, group)} if group else {}
    fresh = [(name, order) for name, order in wanted if name not in existing]
    if sum(1 for tag in corp.tags.values() if not tag.deleted) + len(fresh) > limits.corp_tags:
        raise WecomError(40126, f"up to {limits.corp_tags}")
    group = group or make_group(call, name, _order(call, body))
    made = {name: make_tag(call, group, name, order) for name, order in fresh}
    only = {(made.get(name) or existing[name]).id for name, _ in wanted}
    return {"tag_group": _shown(corp, group, only=only)}


def make_group(call: Call, name: str, order: int) -> TagGroup:
    """A new tag group of the calling app."""
    group = TagGroup(
        id=call.sandbox.world.fresh("etg", length=29),
        name=name,
        order=order,
        create_time=int(call.sandbox.clock.now()),
        agentid=call.app.agentid,
    )
    call.corp.tag_groups[group.id] = group
    return group


def make_tag(call: Call, group: TagGroup, name: str, order: int) -> Tag:
    """A new tag of the calling app."""
    tag = Tag(
        id=call.sandbox.world.fresh("et", length=30),
        name=name,
        group_id=group.id,
        order=order,
        create_time=int(call.sandbox.clock.now()),
        agentid=call.app.agentid,
    )
    call.corp.tags[tag.id] = tag
    return tag


def edit_corp_tag(call: Call) -> Answer:
    """Rename or reorder a tag or group of this app. 40071 when the name is taken beside it."""
    body, corp = call.body, call.corp
    target = _owned(call, fields.required_text(body, "id"))
    if fields.is_given(body, "name"):
        name = _name(call, body, "name")
        beside: list[Tag] | list[TagGroup] = (
            _tags_of(corp, corp.tag_groups[target.group_id])
            if isinstance(target, Tag)
            else [group for group in corp.tag_groups.values() if not group.deleted]
        )
        if any(other.name == name and other.id != target.id for other in beside):
            raise WecomError(40071)
        target.name = name
    if fields.is_given(body, "order"):
        target.order = _order(call, body)
    return {}


def del_corp_tag(call: Call) -> Answer:
    """Delete tags and groups of this app; a group without tags goes too, a group takes its tags along."""
    body, corp = call.body, call.corp
    tag_ids, group_ids = fields.texts(body, "tag_id"), fields.texts(body, "group_id")
    if not tag_ids and not group_ids:
        raise WecomError(40063, "one of tag_id, group_id is needed")
    targets = [_owned(call, target_id) for target_id in (*tag_ids, *group_ids)]
    remove(corp, targets)
    return {}


def remove(corp: Corp, targets: list[Tag | TagGroup]) -> None:
    """Mark tags and groups deleted, drop emptied groups, and take the tags off every customer."""
    for target in targets:
        target.deleted = True
        if isinstance(target, TagGroup):
            for tag in _tags_of(corp, target):
                tag.deleted = True
    for group in corp.tag_groups.values():
        if not group.deleted and not _tags_of(corp, group):
            group.deleted = True
    for relation in corp.relations:
        if relation.tag_ids:
            relation.tag_ids = [t for t in relation.tag_ids if not corp.tags[t].deleted]


def mark_tag(call: Call) -> Answer:
    """Add and remove tags of one relation; adding what is there and removing what is not are fine."""
    body, corp = call.body, call.corp
    add, drop = fields.texts(body, "add_tag"), fields.texts(body, "remove_tag")
    relation = callers.relation(call, fields.text(body, "userid"), fields.text(body, "external_userid"))
    if not add and not drop:
        raise WecomError(40063, "one of add_tag, remove_tag is needed")
    for tag_id in (*add, *drop):
        tag = corp.tags.get(tag_id)
        if tag is None or tag.deleted:
            raise WecomError(40068, f"tag: {tag_id}")
    kept = [t for t in relation.tag_ids if t not in drop]
    tags = list(dict.fromkeys([*kept, *add]))
    if len(tags) > call.sandbox.limits.tags_per_relation:
        raise WecomError(40058, "too many tags on one customer")
    relation.tag_ids = tags
    return {}


def _owned(call: Call, target_id: str) -> Tag | TagGroup:
    target = call.corp.tags.get(target_id) or call.corp.tag_groups.get(target_id)
    if target is None or target.deleted:
        raise WecomError(40068, f"id: {target_id}")
    if target.agentid != call.app.agentid:
        raise WecomError(81011)
    return target


def _tags_of(corp: Corp, group: TagGroup) -> list[Tag]:
    return [tag for tag in corp.tags.values() if tag.group_id == group.id and not tag.deleted]


def _name(call: Call, body: fields.Body, name: str) -> str:
    text = fields.text(body, name)
    if not text or len(text) > call.sandbox.limits.tag_name_chars:
        raise WecomError(40072, f"field {name} must have 1 to {call.sandbox.limits.tag_name_chars} characters")
    return text


def _order(call: Call, body: fields.Body) -> int:
    order = fields.integer(body, "order", 0)
    if not 0 <= order <= call.sandbox.limits.tag_order_max:
        raise WecomError(40058, "field order is out of range")
    return order


def _shown(
    corp: Corp, group: TagGroup, *, with_deleted: bool = False, only: set[str] | None = None
) -> dict[str, object]:
    tags = [
        tag
        for tag in corp.tags.values()
        if tag.group_id == group.id and (with_deleted or not tag.deleted) and (only is None or tag.id in only)
    ]
    tags.sort(key=lambda tag: -tag.order)
    shown: list[dict[str, object]] = []
    for tag in tags:
        row: dict[str, object] = {"id": tag.id, "name": tag.name, "create_time": tag.create_time, "order": tag.order}
        shown.append(row | ({"deleted": tag.deleted} if with_deleted else {}))
    answer: dict[str, object] = {
        "group_id": group.id,
        "group_name": group.name,
        "create_time": group.create_time,
        "order": group.order,
        "tag": shown,
    }
    return answer | ({"deleted": group.deleted} if with_deleted else {})


ROUTES = {
    "/cgi-bin/externalcontact/get_corp_tag_list": Route(get_corp_tag_list, "contact"),
    "/cgi-bin/externalcontact/add_corp_tag": Route(add_corp_tag, "contact"),
    "/cgi-bin/externalcontact/edit_corp_tag": Route(edit_corp_tag, "contact"),
    "/cgi-bin/externalcontact/del_corp_tag": Route(del_corp_tag, "contact"),
    "/cgi-bin/externalcontact/mark_tag": Route(mark_tag, "contact"),
}
