"""Each method of the client against the sandbox: what is asked for arrives, what is answered is read."""

import io
from typing import Any
from uuid import UUID

import httpx2
import pytest
from PIL import Image

from siyu.wechat.wecom import shapes
from siyu.wechat.wecom.errors import WeComError
from tests.corp.conftest import Connect

pytestmark = [pytest.mark.anyio, pytest.mark.story]


def friend_of(world: httpx2.Client, userid: str, **how: object) -> str:
    """A new customer who added `userid`; returns their external_userid."""
    customer = world.post("/sandbox/customers", json={"name": "小满", "gender": 2}).json()
    added: dict[str, Any] = world.post(
        f"/sandbox/customers/{customer['id']}/add", json={"userid": userid, **how}
    ).json()
    return str(added["external_userid"])


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "#406040").save(out, "PNG")
    return out.getvalue()


async def test_a_live_code_is_made_read_listed_changed_and_deleted(
    connect: Connect, tea_house: UUID, world: httpx2.Client
) -> None:
    async with connect() as wires:
        wire = wires.of(tea_house)
        made = await wire.add_contact_way(
            type=2, user=["tea001", "tea002"], state="s1", skip_verify=False, remark="门口"
        )
        held = await wire.contact_way(made.config_id)
        listed = await wire.contact_ways()
        picture = await wire.picture(made.qr_code)
        await wire.update_contact_way(made.config_id, user=["tea003"], skip_verify=True)
        changed = await wire.contact_way(made.config_id)
        await wire.del_contact_way(made.config_id)
        with pytest.raises(WeComError) as gone:
            await wire.contact_way(made.config_id)

    assert (held.type, held.scene, held.state, held.remark, held.skip_verify) == (2, 2, "s1", "门口", False)
    assert held.user == ("tea001", "tea002")
    assert [way.config_id for way in listed.contact_way] == [made.config_id]
    assert picture.startswith(b"\x89PNG")
    assert (changed.user, changed.skip_verify, changed.state) == (("tea003",), True, "s1")
    assert gone.value.errcode == 41044


async def test_a_customer_is_read_with_the_code_they_came_by(
    connect: Connect, tea_house: UUID, world: httpx2.Client
) -> None:
    async with connect() as wires:
        wire = wires.of(tea_house)
        way = await wire.add_contact_way(type=1, user=["tea001"], state="door")
        external_userid = friend_of(world, "tea001", config_id=way.config_id)
        detail = await wire.external_contact(external_userid)
        listed = await wire.customers_of("tea001")
        page = await wire.contacts_of(["tea001"])

    (follow,) = detail.follow_user
    assert (detail.external_contact.name, detail.external_contact.gender) == ("小满", 2)
    assert (follow.userid, follow.state, follow.add_way, follow.tags) == ("tea001", "door", 1, ())
    assert listed == (external_userid,)
    assert [row.external_contact.external_userid for row in page.external_contact_list] == [external_userid]
    assert page.external_contact_list[0].follow_info.state == "door"


async def test_tags_are_made_put_on_taken_off_renamed_and_deleted(
    connect: Connect, tea_house: UUID, world: httpx2.Client
) -> None:
    external_userid = friend_of(world, "tea001")
    async with connect() as wires:
        wire = wires.of(tea_house)
        group = await wire.add_corp_tag(["绿茶", "乌龙"], group_name="饮茶偏好")
        green, oolong = (tag.id for tag in group.tag)
        await wire.mark_tag(userid="tea001", external_userid=external_userid, add=[green, oolong])
        await wire.mark_tag(userid="tea001", external_userid=external_userid, add=[green], remove=[oolong])
        (follow,) = (await wire.external_contact(external_userid)).follow_user
        await wire.edit_corp_tag(green, name="龙井")
        (renamed,) = await wire.corp_tags(group_ids=[group.group_id])
        await wire.del_corp_tag(group_ids=[group.group_id])
        left = await wire.corp_tags()

    assert [(tag.tag_id, tag.tag_name, tag.group_name) for tag in follow.tags] == [(green, "绿茶", "饮茶偏好")]
    assert {tag.id: tag.name for tag in renamed.tag} == {green: "龙井", oolong: "乌龙"}
    assert left == ()


async def test_a_remark_changes_only_what_is_given(connect: Connect, tea_house: UUID, world: httpx2.Client) -> None:
    external_userid = friend_of(world, "tea001")
    async with connect() as wires:
        wire = wires.of(tea_house)
        await wire.remark(userid="tea001", external_userid=external_userid, remark="小满·门口", description="来自门口")
        await wire.remark(userid="tea001", external_userid=external_userid, remark_mobiles=["13800000000"])
        (follow,) = (await wire.external_contact(external_userid)).follow_user

    assert (follow.remark, follow.description) == ("小满·门口", "来自门口")
    assert follow.remark_mobiles == ("13800000000",)


async def test_a_stranger_has_no_relation_and_nobody_is_invalid(connect: Connect, tea_house: UUID) -> None:
    async with connect() as wires:
        wire = wires.of(tea_house)
        with pytest.raises(WeComError) as unknown:
            await wire.external_contact("wmnobody")
        with pytest.raises(WeComError) as without:
            await wire.customers_of("tea001")

    assert unknown.value.errcode in {40096, 84061}
    assert without.value.errcode == 84061


async def test_a_picture_is_uploaded_for_three_days(connect: Connect, tea_house: UUID) -> None:
    async with connect() as wires:
        media = await wires.of(tea_house).upload_media(type="image", name="春茶.png", mime="image/png", data=png())

    assert media.type == "image"
    assert media.media_id
    assert media.created_at >= 1772416800


async def test_a_welcome_with_a_made_up_code_is_refused_for_good(connect: Connect, tea_house: UUID) -> None:
    link = {"msgtype": "link", "link": {"title": "春茶", "url": "https://example.com", "desc": "", "picurl": ""}}
    async with connect() as wires:
        with pytest.raises(WeComError) as refused:
            await wires.of(tea_house).send_welcome("nonsense", shapes.Welcome("你好", (link,)))

    assert refused.value.errcode == 41050


async def test_members_and_addresses_are_read(connect: Connect, tea_house: UUID) -> None:
    async with connect() as wires:
        wire = wires.of(tea_house)
        member = await wire.member("tea001")
        ids = (await wire.member_ids(limit=100)).dept_user
        addresses = (await wire.api_domain_ips(), await wire.callback_ips())

    assert (member.userid, member.status, member.department) == ("tea001", 1, (21,))
    assert len(ids) == 24
    assert addresses == (("127.0.0.1",), ("127.0.0.1",))


async def test_all_pages_of_followers_are_joined(connect: Connect, tea_house: UUID, world: httpx2.Client) -> None:
    world.patch("/sandbox/settings", json={"limits": {"follow_user_page": 2}})
    customer = world.post("/sandbox/customers", json={"name": "常客"}).json()
    for userid in ("tea001", "tea002", "tea003", "tea004", "tea005"):
        added = world.post(f"/sandbox/customers/{customer['id']}/add", json={"userid": userid}).json()

    async with connect() as wires:
        detail = await wires.of(tea_house).external_contact(added["external_userid"])

    assert sorted(follow.userid for follow in detail.follow_user) == ["tea001", "tea002", "tea003", "tea004", "tea005"]
    assert detail.next_cursor == ""
