"""Departments, members, visible range and what changes in them."""


def test_the_tea_house_has_three_cities_with_four_shops_of_two(sandbox):
    departments = sandbox.api("department/list")["department"]
    below_hangzhou = sandbox.api("department/simplelist", id=2)["department_id"]
    staff = sandbox.api("user/simplelist", department_id=21)["userlist"]

    assert [d["name"] for d in departments if d["parentid"] == 1] == ["杭州", "成都", "广州"]
    assert len(departments) == 1 + 3 + 12
    assert [d["id"] for d in below_hangzhou] == [2, 21, 22, 23, 24]
    assert [m["userid"] for m in staff] == ["tea001", "tea002"]


def test_one_department_and_an_unknown_one(sandbox):
    answer = sandbox.api("department/get", id=21)

    assert answer["department"]["name"] == "杭州西湖店"
    assert answer["department"]["department_leader"] == ["tea001"]
    assert sandbox.code_of("department/get", id=999) == 60003


def test_a_member_is_shown_with_sensitive_fields_only_to_a_granted_app(sandbox):
    full = sandbox.api("user/get", userid="tea001")
    sandbox.control("PATCH", f"/sandbox/apps/{sandbox.app['agentid']}", {"sees_sensitive": False})

    bare = sandbox.api("user/get", userid="tea001")

    assert full["mobile"].startswith("138")
    assert full["is_leader_in_dept"] == [1]
    assert set(full) - set(bare) == {"mobile", "gender", "avatar", "thumb_avatar", "qr_code"}
    assert sandbox.code_of("user/get", userid="nobody") == 60111


def test_all_ids_are_paged(sandbox):
    first = sandbox.api("user/list_id", {"limit": 20})
    second = sandbox.api("user/list_id", {"limit": 20, "cursor": first["next_cursor"]})

    assert len(first["dept_user"]) == 20
    assert [row["userid"] for row in second["dept_user"]] == ["tea021", "tea022", "tea023", "tea024"]
    assert second["next_cursor"] == ""
    assert sandbox.code_of("user/list_id", {"limit": 10001}) == 40058


def test_members_outside_the_visible_range_are_out_of_reach(sandbox):
    sandbox.control("PATCH", f"/sandbox/apps/{sandbox.app['agentid']}", {"visible": ["tea001"]})

    assert sandbox.api("externalcontact/get_follow_user_list")["follow_user"] == ["tea001"]
    assert sandbox.code_of("user/get", userid="tea002") == 60011
    assert sandbox.code_of("externalcontact/list", userid="tea002") == 60011


def test_a_member_without_the_customer_contact_feature_has_no_permission(sandbox):
    sandbox.control("PATCH", "/sandbox/members/tea003", {"follows": False})

    follow_users = sandbox.api("externalcontact/get_follow_user_list")["follow_user"]

    assert len(follow_users) == 23
    assert "tea003" not in follow_users
    assert sandbox.code_of("externalcontact/list", userid="tea003") == 84074
    assert sandbox.code_of("externalcontact/add_contact_way", {"type": 1, "scene": 2, "user": ["tea003"]}) == 84074


def test_members_who_come_change_leave_and_go_raise_their_events(sandbox, receiver):
    new = {"userid": "tea025", "name": "新人", "department_ids": [21], "position": "茶艺顾问"}
    sandbox.control("POST", "/sandbox/members", new)
    sandbox.control("PATCH", "/sandbox/members/tea025", {"name": "老人", "department_ids": [22]})
    sandbox.control("POST", "/sandbox/members/tea025/leave")
    sandbox.control("DELETE", "/sandbox/members/tea025")

    events = receiver.wait_for(4)

    assert [e["ChangeType"] for e in events] == ["create_user", "update_user", "update_user", "delete_user"]
    assert {e["Event"] for e in events} == {"change_contact"}
    assert (events[0]["Name"], events[0]["Department"], events[0]["Status"]) == ("新人", "21", "1")
    assert (events[1]["Name"], events[1]["Department"], events[1]["MainDepartment"]) == ("老人", "22", "22")
    assert "Position" not in events[1]
    assert events[2]["Status"] == "5"
    assert sandbox.code_of("user/get", userid="tea025") == 60111


def test_a_taken_userid_is_refused_with_a_sentence(sandbox):
    refused = sandbox.refused("POST", "/sandbox/members", {"userid": "tea001", "name": "又来"})

    assert refused == (400, "userid_taken", "the userid 'tea001' is already taken")
