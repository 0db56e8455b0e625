"""Corp tags and marking customers with them."""

ADD, LIST = "externalcontact/add_corp_tag", "externalcontact/get_corp_tag_list"
EDIT, DELETE = "externalcontact/edit_corp_tag", "externalcontact/del_corp_tag"
MARK = "externalcontact/mark_tag"


def test_tags_are_added_to_a_group_and_listed_with_the_higher_order_first(sandbox):
    wanted = [{"name": "低", "order": 1}, {"name": "高", "order": 9}]

    added = sandbox.api(ADD, {"group_name": "消费", "order": 3, "tag": wanted})["tag_group"]

    (listed,) = sandbox.api(LIST, {})["tag_group"]
    assert added == listed
    assert (listed["group_name"], listed["order"]) == ("消费", 3)
    assert [(tag["name"], tag["order"]) for tag in listed["tag"]] == [("高", 9), ("低", 1)]


def test_the_same_group_name_appends_and_the_same_tag_name_is_returned_not_doubled(sandbox):
    first = sandbox.api(ADD, {"group_name": "来源", "tag": [{"name": "门店"}]})["tag_group"]

    second = sandbox.api(ADD, {"group_name": "来源", "tag": [{"name": "门店"}, {"name": "线上"}]})["tag_group"]

    assert second["group_id"] == first["group_id"]
    assert {tag["name"] for tag in second["tag"]} == {"门店", "线上"}
    assert first["tag"][0]["id"] in [tag["id"] for tag in second["tag"]]
    assert len(sandbox.api(LIST, {})["tag_group"][0]["tag"]) == 2


def test_names_and_orders_out_of_range_are_refused(sandbox):
    codes = [
        sandbox.code_of(ADD, {"group_name": "组" * 31, "tag": [{"name": "a"}]}),
        sandbox.code_of(ADD, {"group_name": "组", "tag": [{"name": "标" * 31}]}),
        sandbox.code_of(ADD, {"group_name": "组", "tag": [{"name": ""}]}),
        sandbox.code_of(ADD, {"group_name": "组", "tag": [{"name": "a"}, {"name": "a"}]}),
        sandbox.code_of(ADD, {"group_name": "组", "tag": []}),
        sandbox.code_of(ADD, {"group_id": "etgnothing", "tag": [{"name": "a"}]}),
        sandbox.code_of(ADD, {"group_name": "组", "tag": [{"name": "a", "order": 2**32}]}),
    ]

    assert codes == [40072, 40072, 40072, 40071, 40063, 40068, 40058]
    assert sandbox.api(LIST, {})["tag_group"] == []


def test_the_corp_runs_out_of_tags(sandbox):
    sandbox.control("PATCH", "/sandbox/settings", {"limits": {"corp_tags": 2}})

    refused = sandbox.api(ADD, {"group_name": "组", "tag": [{"name": n} for n in "abc"]})

    assert refused["errcode"] == 40126
    assert sandbox.code_of(ADD, {"group_name": "组", "tag": [{"name": n} for n in "ab"]}) == 0


def test_a_tag_is_renamed_unless_the_name_is_taken_beside_it(sandbox):
    first, second = sandbox.tag("门店"), sandbox.tag("线上")

    assert sandbox.code_of(EDIT, {"id": first, "name": "线上"}) == 40071
    assert sandbox.code_of(EDIT, {"id": first, "name": "旗舰店", "order": 5}) == 0

    (group,) = sandbox.api(LIST, {"tag_id": [first, second]})["tag_group"]
    assert [(tag["name"], tag["order"]) for tag in group["tag"]] == [("旗舰店", 5), ("线上", 0)]


def test_deleting_the_last_tag_deletes_the_group_and_shows_only_when_asked_by_id(sandbox):
    tag = sandbox.tag("门店")
    group = sandbox.api(LIST, {})["tag_group"][0]["group_id"]

    assert sandbox.code_of(DELETE, {"tag_id": [tag]}) == 0

    (asked,) = sandbox.api(LIST, {"group_id": [group]})["tag_group"]
    assert sandbox.api(LIST, {})["tag_group"] == []
    assert asked["deleted"] is True
    assert asked["tag"][0]["deleted"] is True
    assert sandbox.code_of(DELETE, {"tag_id": [tag]}) == 40068


def test_tags_made_in_the_console_raise_events_and_cannot_be_changed_by_an_app(sandbox, receiver):
    made = sandbox.control("POST", "/sandbox/tags", {"group_name": "等级", "names": ["金卡"]})
    tag = made["tags"][0]["id"]

    refused = sandbox.code_of(EDIT, {"id": tag, "name": "银卡"})
    sandbox.control("DELETE", f"/sandbox/tags/{tag}")

    events = receiver.wait_for(3)
    assert refused == 81011
    assert [(e["Event"], e["ChangeType"], e["TagType"]) for e in events] == [
        ("change_external_tag", "create", "tag_group"),
        ("change_external_tag", "create", "tag"),
        ("change_external_tag", "delete", "tag"),
    ]
    assert [e["Id"] for e in events] == [made["id"], tag, tag]


def test_marking_adds_and_removes_and_repeating_it_changes_nothing(sandbox):
    external = sandbox.add(sandbox.customer(), "tea001")["external_userid"]
    shop, online = sandbox.tag("门店"), sandbox.tag("线上")
    who = {"userid": "tea001", "external_userid": external}

    codes = [
        sandbox.code_of(MARK, {**who, "add_tag": [shop, online]}),
        sandbox.code_of(MARK, {**who, "add_tag": [shop]}),
        sandbox.code_of(MARK, {**who, "remove_tag": [online]}),
        sandbox.code_of(MARK, {**who, "remove_tag": [online]}),
    ]

    (follower,) = sandbox.api("externalcontact/get", external_userid=external)["follow_user"]
    assert codes == [0, 0, 0, 0]
    assert follower["tags"] == [{"group_name": "来源", "tag_name": "门店", "tag_id": shop, "type": 1}]


def test_marking_the_unknown_is_refused(sandbox):
    external = sandbox.add(sandbox.customer(), "tea001")["external_userid"]
    tag = sandbox.tag("门店")

    codes = [
        sandbox.code_of(MARK, {"userid": "tea001", "external_userid": external, "add_tag": ["etnothing"]}),
        sandbox.code_of(MARK, {"userid": "tea002", "external_userid": external, "add_tag": [tag]}),
        sandbox.code_of(MARK, {"userid": "tea001", "external_userid": "wmnobody", "add_tag": [tag]}),
        sandbox.code_of(MARK, {"userid": "nobody", "external_userid": external, "add_tag": [tag]}),
        sandbox.code_of(MARK, {"userid": "tea001", "external_userid": external}),
        sandbox.code_of(MARK, {"userid": "tea001", "add_tag": [tag]}),
        sandbox.code_of(MARK, {"external_userid": external, "add_tag": [tag]}),
    ]

    assert codes == [40068, 84061, 40096, 60111, 40063, 41035, 41009]


def test_what_the_api_changes_raises_no_callback(sandbox, receiver):
    external = sandbox.add(sandbox.customer(), "tea001")["external_userid"]
    receiver.wait_for(1)
    tag = sandbox.tag("门店")
    who = {"userid": "tea001", "external_userid": external}

    sandbox.api(MARK, {**who, "add_tag": [tag]})
    sandbox.api("externalcontact/remark", {**who, "remark": "备注"})

    assert sandbox.control("GET", "/sandbox/ledger")["callbacks"]["sent"] == 1


def test_more_than_five_calls_of_mark_tag_side_by_side_are_refused(sandbox):
    from concurrent.futures import ThreadPoolExecutor

    external = sandbox.add(sandbox.customer(), "tea001")["external_userid"]
    body = {"userid": "tea001", "external_userid": external, "add_tag": [sandbox.tag("门店")]}
    sandbox.control("PATCH", "/sandbox/settings", {"api_latency_ms": 400})

    with ThreadPoolExecutor(7) as pool:
        codes = sorted(pool.map(lambda _: sandbox.code_of(MARK, body), range(7)))

    assert codes == [0, 0, 0, 0, 0, 45033, 45033]
