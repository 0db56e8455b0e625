"""gettoken and what a call needs before it is let in."""


def test_the_same_token_is_given_out_while_it_is_valid(sandbox):
    first = sandbox.log_in()

    second = sandbox.log_in()

    assert first["access_token"] == second["access_token"]
    assert (first["errcode"], first["errmsg"], first["expires_in"]) == (0, "ok", 7200)


def test_after_two_hours_the_old_token_is_expired_and_a_new_one_is_given(sandbox):
    old = sandbox.token
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 7201})

    expired = sandbox.code_of("get_api_domain_ip")
    fresh = sandbox.log_in()["access_token"]

    assert expired == 42001
    assert fresh != old
    assert sandbox.code_of("get_api_domain_ip") == 0


def test_wrong_credentials_are_named_by_their_codes(sandbox):
    corpid, secret = sandbox.corp["corpid"], sandbox.app["secret"]

    codes = [
        sandbox.code_of("gettoken", corpsecret=secret),
        sandbox.code_of("gettoken", corpid=corpid),
        sandbox.code_of("gettoken", corpid="wwnobody", corpsecret=secret),
        sandbox.code_of("gettoken", corpid=corpid, corpsecret="wrong"),
    ]

    assert codes == [41002, 41004, 40013, 40001]


def test_a_call_without_or_with_an_invented_token_is_refused(sandbox):
    assert sandbox.code_of("get_api_domain_ip", token="") == 41001
    assert sandbox.code_of("get_api_domain_ip", token="invented") == 40014


def test_a_refusal_carries_the_hint_the_address_and_the_link(sandbox):
    answer = sandbox.api("get_api_domain_ip", token="invented")

    text, hint, rest = answer["errmsg"].partition(", hint: [")
    assert text == "invalid access_token"
    assert hint
    assert rest.endswith("], from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=40014")


def test_an_address_outside_the_allow_list_is_refused(sandbox):
    agentid = sandbox.app["agentid"]
    sandbox.control("PATCH", f"/sandbox/apps/{agentid}", {"trusted_ips": ["10.0.0.1"]})

    refused = sandbox.api("getcallbackip")
    sandbox.control("PATCH", f"/sandbox/apps/{agentid}", {"trusted_ips": None})

    assert refused["errcode"] == 60020
    assert ", from ip: 127.0.0.1," in refused["errmsg"]
    assert sandbox.api("getcallbackip") == {"errcode": 0, "errmsg": "ok", "ip_list": ["127.0.0.1"]}


def test_an_area_the_app_was_not_granted_is_forbidden(sandbox):
    sandbox.control("PATCH", f"/sandbox/apps/{sandbox.app['agentid']}", {"forbidden": ["contact"]})

    assert sandbox.code_of("externalcontact/get_follow_user_list") == 48002
    assert sandbox.code_of("department/list") == 0


def test_an_unknown_path_is_a_404(sandbox):
    status, headers, _ = sandbox.request("GET", "/cgi-bin/externalcontact/no_such_call")

    assert (status, headers["Content-Type"]) == (404, "text/html")


def test_a_body_that_is_not_json_is_a_data_format_error(sandbox):
    path = f"/cgi-bin/externalcontact/mark_tag?access_token={sandbox.token}"

    answers = [sandbox.request("POST", path, raw=raw)[2] for raw in (b"{broken", b"[1]")]

    assert all(b'"errcode":47001' in answer for answer in answers)


def test_a_field_of_the_wrong_kind_is_named(sandbox):
    answer = sandbox.api("externalcontact/get_corp_tag_list", {"tag_id": "not a list"})

    assert answer["errcode"] == 40058
    assert answer["errmsg"].startswith("invalid Request Parameter, field tag_id must be a list of strings, hint")


def test_too_many_calls_in_a_minute_block_the_call_for_a_minute(sandbox):
    sandbox.control("PATCH", "/sandbox/settings", {"limits": {"api_per_minute": 3}})

    codes = [sandbox.code_of("department/list") for _ in range(4)]
    other = sandbox.code_of("user/get", userid="tea001")
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 30})
    still_blocked = sandbox.code_of("department/list")
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 31})

    assert codes == [0, 0, 0, 45009]
    assert other == 0
    assert still_blocked == 45009
    assert sandbox.code_of("department/list") == 0


def test_too_many_calls_in_an_hour_block_the_call_for_an_hour(sandbox):
    sandbox.control("PATCH", "/sandbox/settings", {"limits": {"api_per_hour": 2}})

    codes = [sandbox.code_of("department/list") for _ in range(3)]
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 3500})
    still_blocked = sandbox.code_of("department/list")
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 101})

    assert codes == [0, 0, 45009]
    assert still_blocked == 45009
    assert sandbox.code_of("department/list") == 0
