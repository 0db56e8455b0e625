"""Contact ways: making, reading, changing and deleting them, and their QR pictures."""

import io

import pytest
import zxingcpp
from PIL import Image

ADD = "externalcontact/add_contact_way"


def test_a_qr_way_gives_a_png_that_reads_as_its_text(sandbox):
    answer = sandbox.api(ADD, {"type": 1, "scene": 2, "user": ["tea001"], "state": "门口立牌"})

    status, headers, png = sandbox.request("GET", answer["qr_code"].removeprefix(sandbox.sandbox.url))

    listed = sandbox.control("GET", "/sandbox/contact_ways")["contact_ways"]
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert (status, headers["Content-Type"]) == (200, "image/png")
    assert code.text == listed[0]["qr_text"]
    assert code.text.startswith("https://work.weixin.qq.com/u/vc")
    assert (listed[0]["users"], listed[0]["state"]) == (["tea001"], "门口立牌")


def test_a_way_is_read_back_as_it_was_made(sandbox):
    config_id = sandbox.way("tea001", "tea002", remark="西湖", skip_verify=False, state="s1", party=[22])

    way = sandbox.api("externalcontact/get_contact_way", {"config_id": config_id})["contact_way"]

    assert way == {
        "config_id": config_id,
        "type": 2,
        "scene": 2,
        "style": 0,
        "remark": "西湖",
        "skip_verify": False,
        "state": "s1",
        "user": ["tea001", "tea002"],
        "party": [22],
        "is_temp": False,
        "mark_source": True,
        "is_exclusive": False,
        "qr_code": f"{sandbox.sandbox.url}/qr/{config_id}.png",
    }


def test_a_mini_program_way_has_no_qr_code(sandbox):
    answer = sandbox.api(ADD, {"type": 1, "scene": 1, "style": 1, "user": ["tea001"]})

    assert set(answer) == {"errcode", "errmsg", "config_id"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"scene": 2, "user": ["tea001"]}, 41037),
        ({"type": 1, "user": ["tea001"]}, 41038),
        ({"type": 3, "scene": 2, "user": ["tea001"]}, 41039),
        ({"type": 1, "scene": 3, "user": ["tea001"]}, 41040),
        ({"type": 1, "scene": 1, "style": 9, "user": ["tea001"]}, 41042),
        ({"type": 1, "scene": 2, "user": ["tea001", "tea002"]}, 40058),
        ({"type": 1, "scene": 2, "user": []}, 40058),
        ({"type": 1, "scene": 2, "user": ["nobody"]}, 60111),
        ({"type": 2, "scene": 2, "party": [999]}, 60123),
        ({"type": 2, "scene": 2}, 40058),
        ({"type": 1, "scene": 2, "user": ["tea001"], "state": "x" * 31}, 40058),
        ({"type": 1, "scene": 2, "user": ["tea001"], "remark": "备" * 31}, 40058),
        ({"type": 2, "scene": 2, "user": ["tea001"], "is_temp": True}, 40058),
        ({"type": 1, "scene": 2, "user": ["tea001"], "is_temp": True, "expires_in": 1_209_601}, 40058),
        (
            {"type": 1, "scene": 2, "user": ["tea001"], "conclusions": {"text": {"content": "长" * 1334}}},
            45002,
        ),
    ],
)
def test_a_way_that_breaks_a_rule_is_refused(sandbox, body, code):
    assert sandbox.code_of(ADD, body) == code
    assert sandbox.control("GET", "/sandbox/contact_ways")["contact_ways"] == []


def test_state_and_remark_may_have_thirty_characters(sandbox):
    body = {"type": 1, "scene": 2, "user": ["tea001"], "state": "x" * 30, "remark": "备" * 30}

    assert sandbox.code_of(ADD, body) == 0


def test_more_users_than_allowed_count_with_their_departments(sandbox):
    sandbox.control("PATCH", "/sandbox/settings", {"limits": {"contact_way_users": 3}})

    assert sandbox.code_of(ADD, {"type": 2, "scene": 2, "user": ["tea001", "tea003"], "party": [21]}) == 0
    assert sandbox.code_of(ADD, {"type": 2, "scene": 2, "user": ["tea003", "tea005"], "party": [21]}) == 41041


@pytest.mark.parametrize(("change", "code"), [({"status": 4}, 41054), ({"verified": False}, 40098)])
def test_a_member_who_cannot_be_added_cannot_stand_behind_a_way(sandbox, change, code):
    sandbox.control("PATCH", "/sandbox/members/tea001", change)

    assert sandbox.code_of(ADD, {"type": 1, "scene": 2, "user": ["tea001"]}) == code


def test_nobody_is_added_through_a_code_that_does_not_lead_to_them(sandbox):
    config_id, customer = sandbox.way("tea001"), sandbox.customer()
    body = {"userid": "tea002", "config_id": config_id}

    refused = sandbox.refused("POST", f"/sandbox/customers/{customer}/add", body)

    assert refused == (400, "not_behind_code", "tea002 is not behind this code; scan it again")


def test_the_corp_runs_out_of_ways(sandbox):
    sandbox.control("PATCH", "/sandbox/settings", {"limits": {"contact_ways": 1}})
    sandbox.way("tea001")

    assert sandbox.code_of(ADD, {"type": 1, "scene": 2, "user": ["tea001"]}) == 41045


def test_an_update_replaces_what_it_names_and_keeps_the_rest(sandbox):
    config_id = sandbox.way("tea001", "tea002", state="old", remark="kept")

    code = sandbox.code_of(
        "externalcontact/update_contact_way", {"config_id": config_id, "user": ["tea003"], "state": "new"}
    )

    way = sandbox.api("externalcontact/get_contact_way", {"config_id": config_id})["contact_way"]
    assert code == 0
    assert (way["user"], way["state"], way["remark"], way["type"]) == (["tea003"], "new", "kept", 2)


def test_a_refused_update_changes_nothing(sandbox):
    config_id = sandbox.way("tea001", state="old")
    body = {"config_id": config_id, "state": "new", "user": ["nobody"]}

    assert sandbox.code_of("externalcontact/update_contact_way", body) == 60111

    way = sandbox.api("externalcontact/get_contact_way", {"config_id": config_id})["contact_way"]
    assert (way["user"], way["state"]) == (["tea001"], "old")


def test_lasting_ways_are_listed_page_by_page_without_temporary_ones(sandbox):
    made = [sandbox.way("tea001") for _ in range(3)]
    sandbox.way("tea001", is_temp=True)

    first = sandbox.api("externalcontact/list_contact_way", {"limit": 2})
    second = sandbox.api("externalcontact/list_contact_way", {"limit": 2, "cursor": first["next_cursor"]})

    assert [w["config_id"] for w in first["contact_way"] + second["contact_way"]] == made
    assert second["next_cursor"] == ""
    assert sandbox.code_of("externalcontact/list_contact_way", {"limit": 1001}) == 40058
    assert sandbox.code_of("externalcontact/list_contact_way", {"cursor": "nonsense"}) == 40058


def test_a_deleted_way_is_gone_and_its_code_leads_nowhere(sandbox):
    config_id = sandbox.way("tea001")
    text = sandbox.control("GET", "/sandbox/contact_ways")["contact_ways"][0]["qr_text"]
    customer = sandbox.customer()

    assert sandbox.code_of("externalcontact/del_contact_way", {"config_id": config_id}) == 0

    scanned = sandbox.control("POST", f"/sandbox/customers/{customer}/scan", {"text": text})
    assert scanned["kind"] == "unknown"
    assert sandbox.code_of("externalcontact/get_contact_way", {"config_id": config_id}) == 41044
    assert sandbox.code_of("externalcontact/get_contact_way", {}) == 41043


def test_a_temporary_code_expires(sandbox):
    config_id = sandbox.way("tea001", is_temp=True, expires_in=3600)
    text = sandbox.control("GET", "/sandbox/contact_ways")["contact_ways"][0]["qr_text"]
    customer = sandbox.customer()
    before = sandbox.control("POST", f"/sandbox/customers/{customer}/scan", {"text": text})
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 3600})

    after = sandbox.control("POST", f"/sandbox/customers/{customer}/scan", {"text": text})

    assert before["adviser"]["userid"] == "tea001"
    assert after == {
        "kind": "contact_way",
        "text": text,
        "config_id": config_id,
        "needs_verify": False,
        "reason": "this temporary code has expired",
    }
