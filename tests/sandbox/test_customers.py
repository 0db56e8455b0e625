"""Reading customers in bulk and remarking them."""

REMARK, BATCH = "externalcontact/remark", "externalcontact/batch/get_by_user"


def test_customers_of_several_members_come_page_by_page(sandbox):
    wanted = [
        (userid, sandbox.add(sandbox.customer(), userid)["external_userid"])
        for userid in ("tea001", "tea002", "tea001", "tea002", "tea001")
    ]
    pages, cursor = [], ""
    while True:
        page = sandbox.api(BATCH, {"userid_list": ["tea001", "tea002"], "limit": 2, "cursor": cursor})
        pages.append(
            [
                (row["follow_info"]["userid"], row["external_contact"]["external_userid"])
                for row in page["external_contact_list"]
            ]
        )
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [pair for page in pages for pair in page] == sorted(wanted, key=lambda pair: pair[0])


def test_bulk_rows_carry_tag_ids_instead_of_tags(sandbox):
    external = sandbox.add(sandbox.customer(), "tea001")["external_userid"]
    tag = sandbox.tag("门店")
    who = {"userid": "tea001", "external_userid": external}
    sandbox.api("externalcontact/mark_tag", {**who, "add_tag": [tag]})

    (row,) = sandbox.api(BATCH, {"userid_list": ["tea001"]})["external_contact_list"]

    assert row["follow_info"]["tag_id"] == [tag]
    assert "tags" not in row["follow_info"]


def test_bulk_reading_has_its_limits(sandbox):
    codes = [
        sandbox.code_of(BATCH, {"userid_list": []}),
        sandbox.code_of(BATCH, {"userid_list": ["tea001"] * 101}),
        sandbox.code_of(BATCH, {"userid_list": ["tea001"], "limit": 101}),
        sandbox.code_of(BATCH, {"userid_list": ["nobody"]}),
    ]

    assert codes == [40063, 40032, 40058, 60111]


def test_more_than_a_page_of_followers_needs_the_cursor(sandbox):
    sandbox.control("PATCH", "/sandbox/settings", {"limits": {"follow_user_page": 2}})
    customer = sandbox.customer()
    for userid in ("tea001", "tea002", "tea003"):
        external = sandbox.add(customer, userid)["external_userid"]

    first = sandbox.api("externalcontact/get", external_userid=external)
    second = sandbox.api("externalcontact/get", external_userid=external, cursor=first["next_cursor"])

    assert [f["userid"] for f in first["follow_user"]] == ["tea001", "tea002"]
    assert [f["userid"] for f in second["follow_user"]] == ["tea003"]
    assert second["next_cursor"] == ""


def test_remark_description_company_and_mobiles_are_kept(sandbox):
    external = sandbox.add(sandbox.customer(), "tea001")["external_userid"]
    body = {
        "userid": "tea001",
        "external_userid": external,
        "remark": "小满-西湖",
        "description": "爱喝龙井",
        "remark_company": "山间",
        "remark_mobiles": ["13800000001", "13800000002"],
    }

    assert sandbox.code_of(REMARK, body) == 0

    (follower,) = sandbox.api("externalcontact/get", external_userid=external)["follow_user"]
    assert follower["remark"] == "小满-西湖"
    assert follower["description"] == "爱喝龙井"
    assert follower["remark_corp_name"] == "山间"
    assert follower["remark_mobiles"] == ["13800000001", "13800000002"]


def test_an_empty_mobile_list_keeps_and_a_list_with_an_empty_one_clears(sandbox):
    external = sandbox.add(sandbox.customer(), "tea001")["external_userid"]
    who = {"userid": "tea001", "external_userid": external}
    sandbox.api(REMARK, {**who, "remark_mobiles": ["13800000001"]})

    sandbox.api(REMARK, {**who, "remark": "x", "remark_mobiles": []})
    kept = sandbox.api("externalcontact/get", external_userid=external)["follow_user"][0]["remark_mobiles"]
    sandbox.api(REMARK, {**who, "remark_mobiles": [""]})
    cleared = sandbox.api("externalcontact/get", external_userid=external)["follow_user"][0]["remark_mobiles"]

    assert (kept, cleared) == (["13800000001"], [])


def test_remarks_have_their_limits(sandbox):
    external = sandbox.add(sandbox.customer(), "tea001")["external_userid"]
    who = {"userid": "tea001", "external_userid": external}

    codes = [
        sandbox.code_of(REMARK, {**who, "remark": "备" * 20}),
        sandbox.code_of(REMARK, {**who, "remark": "备" * 21}),
        sandbox.code_of(REMARK, {**who, "description": "述" * 151}),
        sandbox.code_of(REMARK, {**who, "remark_company": "司" * 21}),
        sandbox.code_of(REMARK, {**who, "remark_pic_mediaid": "nothing"}),
        sandbox.code_of(REMARK, who),
    ]

    assert codes == [0, 40058, 40058, 40058, 40007, 40058]
