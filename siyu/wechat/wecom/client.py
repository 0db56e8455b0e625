"""WeCom's API, one typed method per call; every method raises as `Transport.call` does."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from siyu.kit.egress import Form, form
from siyu.wechat.wecom import shapes
from siyu.wechat.wecom.errors import BadReply
from siyu.wechat.wecom.transport import Transport

T = TypeVar("T")


_adapters: dict[object, TypeAdapter[Any]] = {}


def _read(api: str, shape: type[T], fields: object) -> T:
    """`fields` as `shape`. Raises `BadReply` when WeCom's answer does not fit what it documents."""
    if shape not in _adapters:
        _adapters[shape] = TypeAdapter(shape)
    try:
        value: T = _adapters[shape].validate_python(fields)
    except ValidationError as error:
        raise BadReply(api, 200) from error
    return value


class WeComClient:
    """Calls on behalf of one (corp, app)."""

    def __init__(self, transport: Transport) -> None:
        self._wire = transport

    async def api_domain_ips(self) -> tuple[str, ...]:
        """`get_api_domain_ip`: the cheapest call that needs a token and a trusted IP."""
        found = await self._wire.get("get_api_domain_ip")
        return _read("get_api_domain_ip", tuple[str, ...], found.get("ip_list", []))

    async def callback_ips(self) -> tuple[str, ...]:
        """`getcallbackip`: addresses and CIDRs callbacks come from."""
        found = await self._wire.get("getcallbackip")
        return _read("getcallbackip", tuple[str, ...], found.get("ip_list", []))

    # contact book

    async def departments(self) -> tuple[shapes.Department, ...]:
        """`department/list`: every department the app may see."""
        found = await self._wire.get("department/list")
        return _read("department/list", tuple[shapes.Department, ...], found.get("department", []))

    async def members_of(self, department_id: int) -> tuple[shapes.Member, ...]:
        """`user/list`: members directly in a department."""
        found = await self._wire.get("user/list", department_id=str(department_id))
        return _read("user/list", tuple[shapes.Member, ...], found.get("userlist", []))

    async def member(self, userid: str) -> shapes.Member:
        """`user/get`. 60111 when unknown."""
        return _read("user/get", shapes.Member, await self._wire.get("user/get", userid=userid))

    async def member_ids(self, *, cursor: str = "", limit: int = 10_000) -> shapes.MemberIds:
        """`user/list_id`: ids and departments only, what a contact-sync secret may still read."""
        found = await self._wire.post("user/list_id", cursor=cursor, limit=limit)
        return _read("user/list_id", shapes.MemberIds, found)

    # customers

    async def follow_users(self) -> tuple[str, ...]:
        """`get_follow_user_list`: userids that may have customers."""
        found = await self._wire.get("externalcontact/get_follow_user_list")
        return _read("externalcontact/get_follow_user_list", tuple[str, ...], found.get("follow_user", []))

    async def customers_of(self, userid: str) -> tuple[str, ...]:
        """`externalcontact/list`: a member's external_userids. 84061 when there are none."""
        found = await self._wire.get("externalcontact/list", userid=userid)
        return _read("externalcontact/list", tuple[str, ...], found.get("external_userid", []))

    async def external_contact(self, external_userid: str) -> shapes.ContactDetail:
        """`externalcontact/get`, all pages of followers (500 each). 84061 / 40096 when gone or unknown."""
        followers: list[shapes.FollowUser] = []
        cursor = ""
        while True:
            found = await self._wire.get("externalcontact/get", external_userid=external_userid, cursor=cursor)
            page = _read("externalcontact/get", shapes.ContactDetail, found)
            if not cursor and not page.next_cursor:
                return page
            followers += page.follow_user
            cursor = page.next_cursor
            if not cursor:
                return shapes.ContactDetail(page.external_contact, tuple(followers))

    async def contacts_of(self, userids: Sequence[str], *, cursor: str = "", limit: int = 100) -> shapes.BatchContacts:
        """`batch/get_by_user`: one page of up to 100 relations of up to 100 members."""
        api = "externalcontact/batch/get_by_user"
        found = await self._wire.post(api, userid_list=list(userids), cursor=cursor, limit=limit)
        return _read(api, shapes.BatchContacts, found)

    async def remark(
        self,
        *,
        userid: str,
        external_userid: str,
        remark: str | None = None,
        description: str | None = None,
        remark_company: str | None = None,
        remark_mobiles: Sequence[str] | None = None,
    ) -> None:
        """`externalcontact/remark`; None leaves a field as it is, `remark_mobiles=[""]` clears the list."""
        await self._wire.post(
            "externalcontact/remark",
            userid=userid,
            external_userid=external_userid,
            remark=remark,
            description=description,
            remark_company=remark_company,
            remark_mobiles=None if remark_mobiles is None else list(remark_mobiles),
        )

    # corp tags

    async def corp_tags(
        self, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()
    ) -> tuple[shapes.CorpTagGroup, ...]:
        """`get_corp_tag_list`: all groups, or those asked for (deleted ones only appear when asked for)."""
        api = "externalcontact/get_corp_tag_list"
        found = await self._wire.post(api, tag_id=list(tag_ids), group_id=list(group_ids))
        return _read(api, tuple[shapes.CorpTagGroup, ...], found.get("tag_group", []))

    async def add_corp_tag(
        self, names: Sequence[str], *, group_id: str | None = None, group_name: str | None = None
    ) -> shapes.CorpTagGroup:
        """`add_corp_tag`: adds to `group_id`, or to the group called `group_name`, making it if need be."""
        api = "externalcontact/add_corp_tag"
        tags = [{"name": name} for name in names]
        found = await self._wire.post(api, group_id=group_id, group_name=group_name, tag=tags)
        return _read(api, shapes.CorpTagGroup, found.get("tag_group"))

    async def edit_corp_tag(self, id: str, *, name: str | None = None, order: int | None = None) -> None:
        """`edit_corp_tag`: a tag or a group. 81011 when another app made it."""
        await self._wire.post("externalcontact/edit_corp_tag", id=id, name=name, order=order)

    async def del_corp_tag(self, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()) -> None:
        """`del_corp_tag`: the last tag takes its group along."""
        await self._wire.post("externalcontact/del_corp_tag", tag_id=list(tag_ids), group_id=list(group_ids))

    async def mark_tag(
        self, *, userid: str, external_userid: str, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        """`mark_tag` with WeCom tag ids; doing it twice is doing it once. 40068 unknown tag, 84061 no relation."""
        await self._wire.post(
            "externalcontact/mark_tag",
            userid=userid,
            external_userid=external_userid,
            add_tag=list(add) or None,
            remove_tag=list(remove) or None,
        )

    # live codes

    async def add_contact_way(
        self,
        *,
        type: int,
        user: Sequence[str],
        state: str,
        skip_verify: bool = True,
        remark: str = "",
        scene: int = 2,
    ) -> shapes.NewContactWay:
        """`add_contact_way`: no key dedupes it, so a time-out must be reconciled by listing."""
        api = "externalcontact/add_contact_way"
        found = await self._wire.post(
            api, type=type, scene=scene, user=list(user), state=state, skip_verify=skip_verify, remark=remark
        )
        return _read(api, shapes.NewContactWay, found)

    async def contact_way(self, config_id: str) -> shapes.ContactWay:
        """`get_contact_way`. 41044 when deleted."""
        api = "externalcontact/get_contact_way"
        found = await self._wire.post(api, config_id=config_id)
        return _read(api, shapes.ContactWay, found.get("contact_way"))

    async def contact_ways(
        self, *, start_time: int | None = None, end_time: int | None = None, cursor: str = "", limit: int = 1000
    ) -> shapes.ContactWayIds:
        """`list_contact_way`: one page of config ids made between two Unix times (90 days by default)."""
        api = "externalcontact/list_contact_way"
        found = await self._wire.post(api, start_time=start_time, end_time=end_time, cursor=cursor or None, limit=limit)
        return _read(api, shapes.ContactWayIds, found)

    async def update_contact_way(
        self,
        config_id: str,
        *,
        user: Sequence[str] | None = None,
        skip_verify: bool | None = None,
        state: str | None = None,
        remark: str | None = None,
    ) -> None:
        """`update_contact_way`: what is None stays; lists replace."""
        await self._wire.post(
            "externalcontact/update_contact_way",
            config_id=config_id,
            user=None if user is None else list(user),
            skip_verify=skip_verify,
            state=state,
            remark=remark,
        )

    async def del_contact_way(self, config_id: str) -> None:
        """`del_contact_way`. 41044 when it is gone already."""
        await self._wire.post("externalcontact/del_contact_way", config_id=config_id)

    # speaking and media

    async def send_welcome(self, welcome_code: str, welcome: shapes.Welcome) -> None:
        """`send_welcome_msg`: one use within 20 s. 41050 expired or used, 41051 already chatting, 41096 being sent."""
        await self._wire.post(
            "externalcontact/send_welcome_msg",
            welcome_code=welcome_code,
            text={"content": welcome.text} if welcome.text else None,
            attachments=list(welcome.attachments) or None,
        )

    async def upload_media(self, *, type: str, name: str, mime: str, data: bytes) -> shapes.Media:
        """`media/upload`: `type` is image, voice, video or file; usable for three days."""

        def body() -> Form:
            files = form()
            files.add_field("media", data, filename=name, content_type=mime)
            return files

        found = await self._wire.call("POST", "media/upload", params={"type": type}, body=body)
        return _read("media/upload", shapes.Media, found)

    async def picture(self, url: str) -> bytes:
        """The picture behind a URL that WeCom gave, such as a live code's `qr_code`."""
        return await self._wire.download(url)
