"""Codes over HTTP as the console uses them: shapes, refusals, permissions."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import event, text

from siyu import refusals
from siyu.corp import api as corp_api
from siyu.corp import guard, organisation, service
from siyu.corp import queries as corp_queries
from siyu.kit import clock
from siyu.kit.db import Database
from siyu.plays.channel_codes import exporting, qr
from siyu.plays.channel_codes.api import router
from siyu.wechat.wecom import shapes

LINK = "https://work.weixin.qq.com/ca/example"


@pytest.fixture
def browser(database: Database, fixed_clock: clock.FixedSource) -> Iterator[TestClient]:
    """The console of a tea shop's owner, with Lin and Wu synced."""
    app = FastAPI(exception_handlers=refusals.HANDLERS)
    app.include_router(corp_api.router)
    app.include_router(router)
    app.state.database = database
    app.state.demo_login, app.state.sandbox_url, app.state.secure_cookies = False, None, False
    app.state.public_url = app.state.wecom_url = "http://127.0.0.1:8800"
    assert guard.undeclared(app) == []
    headers = {guard.CSRF_HEADER: "1"}
    with TestClient(app, base_url="http://127.0.0.1:8800", headers=headers, client=("127.0.0.1", 50000)) as client:
        with database.transaction() as session:
            token = service.bootstrap_token(session)
        body = {"token": token, "name": "林溪", "email": "lin@example.com", "password": "long enough words"}
        assert client.post("/api/bootstrap", json=body).status_code == 200
        corp = {"name": "山间茶铺", "corpid": "wwtea0000000000001"}
        assert client.put("/api/setup/corp", json=corp).status_code == 200
        with database.transaction() as session:
            members = [shapes.Member(userid=one, name=name, status=1) for one, name in [("lin", "林"), ("wu", "吴")]]
            organisation.put_members(session, _corp(database), members)
        yield client


def _corp(database: Database) -> UUID:
    with database.transaction() as session:
        return corp_queries.corps(session)[0].id


def staff_id(database: Database, userid: str) -> str:
    with database.transaction() as session:
        return str(corp_queries.staff_by_userid(session, corp_queries.corps(session)[0].id, [userid])[userid].id)


def draft(database: Database, **more: Any) -> dict[str, Any]:
    """What the console sends for a small code."""
    return {
        "name": "西湖店",
        "folder_id": None,
        "kind": "multi",
        "remark": "",
        "logo_material_id": None,
        "staff": {"mode": "always", "always": [staff_id(database, "lin")], "rotation": "random"},
        "accept": {"mode": "always", "windows": []},
        "labels": {"tag_ids": [], "remark_prefix": "", "remark_suffix": "", "description": ""},
        "welcome": {"mode": "code", "general": {"text": "你好", "attachments": []}},
        **more,
    }


def made(browser: TestClient, database: Database, **more: Any) -> Any:
    reply = browser.post("/api/codes", json=draft(database, **more))
    assert reply.status_code == 200, reply.text
    return reply.json()


def give_qr(database: Database, code_id: str) -> None:
    """WeCom made the code and its picture was read."""
    with database.transaction() as session:
        session.execute(
            text("UPDATE code_sync SET qr_text = :text, config_id = 'cfg', state = 'synced' WHERE code_id = :id"),
            {"text": LINK, "id": code_id},
        )


def test_a_new_code_comes_back_whole_as_the_console_expects_it(browser: TestClient, database: Database) -> None:
    lin = staff_id(database, "lin")
    slot = {"weekdays": [1, 7], "from": "09:00", "to": "24:00", "staff_ids": [lin]}

    code = made(browser, database, staff={"mode": "roster", "roster": [slot], "backup": [lin]})

    assert set(code) == {
        *("id", "name", "folder_id", "kind", "state", "remark", "staff", "accept", "labels", "welcome"),
        *("logo_material_id", "sync", "health", "on_duty_now", "today", "total", "created_at", "updated_at", "version"),
    }
    assert code["staff"]["roster"] == [{**slot, "to": "00:00"}]
    assert code["on_duty_now"] == [{"id": lin, "name": "林", "avatar": None, "added_today": 0, "cap": None}]
    assert code["sync"] == {
        "state": "pending",
        "config_id": None,
        "qr_url": f"/api/codes/{code['id']}/qr.png",
        "error_code": None,
        "checked_at": None,
    }
    assert code["total"] == {"scanned": 0, "added": 0, "lost": 0, "retained": 0, "net": 0}
    assert browser.get(f"/api/codes/{code['id']}").json() == code


def test_what_the_console_got_it_can_send_back(browser: TestClient, database: Database) -> None:
    code = made(browser, database)
    keep = {name: code[name] for name in draft(database)}

    changed = browser.put(f"/api/codes/{code['id']}", json={**keep, "name": "西湖二店", "version": 1})

    assert changed.status_code == 200, changed.text
    assert (changed.json()["name"], changed.json()["version"]) == ("西湖二店", 2)


def test_a_stale_version_is_a_conflict(browser: TestClient, database: Database) -> None:
    code = made(browser, database)
    browser.put(f"/api/codes/{code['id']}", json={**draft(database), "version": 1})

    reply = browser.put(f"/api/codes/{code['id']}", json={**draft(database), "version": 1})

    assert reply.status_code == 409
    assert reply.json()["error"]["code"] == "code.stale"


def test_overlapping_slots_and_unknown_staff_are_field_errors(browser: TestClient, database: Database) -> None:
    lin, nobody = staff_id(database, "lin"), str(UUID(int=5))
    slots = [
        {"weekdays": [1], "from": "09:00", "to": "18:00", "staff_ids": [lin]},
        {"weekdays": [1], "from": "17:00", "to": "19:00", "staff_ids": [lin, nobody]},
    ]

    reply = browser.post("/api/codes", json=draft(database, staff={"mode": "roster", "roster": slots}))

    assert reply.status_code == 422
    assert [(one["path"], one["code"]) for one in reply.json()["error"]["fields"]] == [
        ("staff.roster.1.staff_ids.1", "staff.unknown"),
        ("staff.roster.1.from", "roster.overlap"),
    ]
    assert browser.get("/api/codes").json()["total"] == 0


def test_an_unknown_field_and_a_malformed_clock_are_refused(browser: TestClient, database: Database) -> None:
    slot = {"weekdays": [1], "from": "9点", "to": "18:00", "staff_ids": []}
    body = draft(database, colour="red", staff={"mode": "roster", "roster": [slot]})

    fields = browser.post("/api/codes", json=body).json()["error"]["fields"]

    assert {(one["path"], one["code"], one["message"]) for one in fields} == {
        ("colour", "extra_forbidden", "没有这个字段，请去掉后重试"),
        ("staff.roster.0.from", "clock.malformed", "时间请写成 HH:MM，例如 09:30"),
    }


def test_a_check_tells_what_is_wrong_and_what_it_would_mean_and_saves_nothing(
    browser: TestClient, database: Database
) -> None:
    lin = staff_id(database, "lin")
    slot = {"weekdays": [1, 2, 3, 4, 5], "from": "09:00", "to": "18:00", "staff_ids": [lin]}

    good = browser.post("/api/codes/check", json=draft(database, staff={"mode": "roster", "roster": [slot]})).json()
    bad = browser.post("/api/codes/check", json=draft(database, name="")).json()

    assert (good["ok"], good["fields"], good["summary"]["covered_hours"]) == (True, [], 45.0)
    assert [one["id"] for one in good["on_duty_now"]] == [lin]
    assert good["limits"]["text_bytes"] == 4000
    assert (bad["ok"], [one["path"] for one in bad["fields"]]) == (False, ["name"])
    assert browser.get("/api/codes").json()["total"] == 0


def test_a_batch_kind_answers_with_one_code_per_staff(browser: TestClient, database: Database) -> None:
    both = [staff_id(database, "lin"), staff_id(database, "wu")]

    codes = made(browser, database, kind="batch", staff={"mode": "always", "always": both})["items"]

    assert [(code["name"], code["staff"]["always"]) for code in codes] == [
        ("西湖店-林", both[:1]),
        ("西湖店-吴", both[1:]),
    ]


def test_a_deletion_and_a_batch_are_taken_back_by_their_tokens(browser: TestClient, database: Database) -> None:
    code = made(browser, database)

    paused = browser.post("/api/codes/batch", json={"ids": [code["id"]], "patch": {"state": "paused"}}).json()
    browser.post("/api/codes/undo", json={"undo_token": paused["undo_token"]})
    deleted = browser.delete(f"/api/codes/{code['id']}").json()
    gone = browser.get("/api/codes").json()["total"]
    back = browser.post("/api/codes/undo", json={"undo_token": deleted["undo_token"]})

    assert (paused["applied"], gone, back.json()) == (1, 0, {"applied": 1})
    assert browser.get(f"/api/codes/{code['id']}").json()["state"] == "active"


def test_the_qr_is_drawn_from_wecoms_own_and_zipped_at_print_size(browser: TestClient, database: Database) -> None:
    code = made(browser, database)
    early = browser.get(f"/api/codes/{code['id']}/qr.png")
    give_qr(database, code["id"])

    picture = browser.get(f"/api/codes/{code['id']}/qr.png?size=360")
    packed = browser.post("/api/codes/qr.zip", json={"ids": [code["id"]], "size_mm": 50, "dpi": 300})

    assert (early.status_code, early.json()["error"]["code"]) == (503, "qr.not_ready")
    assert qr.read(picture.content) == LINK
    assert Image.open(io.BytesIO(picture.content)).size == (360, 360)
    assert packed.headers["content-type"] == "application/zip"
    assert browser.get(f"/api/codes/{code['id']}/qr.png?size=9").status_code == 422


def test_duty_is_switched_and_default_greetings_are_kept(browser: TestClient, database: Database) -> None:
    lin = staff_id(database, "lin")
    code = made(browser, database)
    scopes = [{"staff_ids": [lin], "message": {"text": "我是林", "attachments": []}}]

    browser.put("/api/codes/duty", json={"staff_id": lin, "on": False})
    kept = browser.put("/api/codes/default-welcome", json={"scopes": scopes})
    bad = browser.put("/api/codes/default-welcome", json={"scopes": [{"staff_ids": [], "message": {"text": "好"}}]})

    assert [one["code"] for one in browser.get(f"/api/codes/{code['id']}").json()["health"]] == ["nobody_on_duty"]
    assert kept.json() == browser.get("/api/codes/default-welcome").json() == {"scopes": scopes}
    assert [one["path"] for one in bad.json()["error"]["fields"]] == ["scopes.0.staff_ids"]


def test_folders_are_made_renamed_and_deleted(browser: TestClient) -> None:
    folder = browser.post("/api/code-folders", json={"name": "杭州"}).json()
    renamed = browser.put(f"/api/code-folders/{folder['id']}", json={"name": "苏杭"}).json()
    taken = browser.post("/api/code-folders", json={"name": "苏杭"})
    left = browser.delete(f"/api/code-folders/{folder['id']}").json()["items"]

    assert (folder["name"], renamed["name"], taken.status_code) == ("杭州", "苏杭", 409)
    assert [(one["name"], one["is_default"]) for one in left] == [("默认分组", True)]


def test_statistics_need_a_period_that_ends_after_it_begins(browser: TestClient) -> None:
    good = browser.get("/api/codes/statistics?from=2026-03-01&to=2026-03-02&by=day").json()
    bad = browser.get("/api/codes/statistics?from=2026-03-02&to=2026-03-01")

    assert [row["key"] for row in good["rows"]] == ["2026-03-01", "2026-03-02"]
    assert set(good["totals"]) == {"scanned", "added", "lost", "retained", "net"}
    assert bad.json()["error"]["fields"][0]["code"] == "dates.backwards"


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_an_export_is_a_file_fetched_when_its_job_is_done(browser: TestClient, database: Database, format: str) -> None:
    body = {"from": "2026-03-01", "to": "2026-03-02", "by": "day", "format": format}
    job_id = browser.post("/api/codes/statistics/export", json=body).json()["job_id"]
    with database.transaction() as session:
        found = text("SELECT args FROM procrastinate_jobs WHERE task_name = :name")
        arguments = session.scalars(found, {"name": exporting.EXPORT}).one()

    exporting.run(database, arguments)

    assert browser.get(f"/api/jobs/{job_id}").json()["state"] == "done"
    file = browser.get(f"/api/jobs/{job_id}/result").content
    if format == "csv":
        assert file.decode("utf-8-sig").splitlines()[:2] == ["日期,扫码,新增,流失,留存,净增", "2026-03-01,0,0,0,0,0"]
    else:
        assert file.startswith(b"PK")


def test_a_cell_that_looks_like_a_formula_is_made_text() -> None:
    assert [exporting.safe(cell) for cell in ("=1+1", "+86", "-5", "@x", "西湖店")] == [
        "'=1+1",
        "'+86",
        "'-5",
        "'@x",
        "西湖店",
    ]


def test_a_list_page_costs_the_same_statements_however_many_codes(browser: TestClient, database: Database) -> None:
    counted = []
    for wanted in (1, 4):
        for _ in range(wanted):
            made(browser, database)
        statements: list[str] = []

        def note(*event_arguments: Any, into: list[str] = statements) -> None:
            into.append(event_arguments[2])

        event.listen(database.engine, "before_cursor_execute", note)
        browser.get("/api/codes")
        event.remove(database.engine, "before_cursor_execute", note)
        counted.append(len(statements))

    assert counted[0] == counted[1]


def test_without_a_session_every_route_is_closed(browser: TestClient) -> None:
    browser.cookies.clear()

    assert browser.get("/api/codes").status_code == 401
    assert browser.post("/api/codes", json={}).status_code == 401
