"""Profile's, content's and measure's routes over HTTP."""

import io
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import text

from siyu import refusals
from siyu.content import api as content_api
from siyu.content import store
from siyu.corp import api as corp_api
from siyu.corp import guard
from siyu.corp import service as corp
from siyu.kit.db import Database
from siyu.measure import api as measure_api
from siyu.profile import api, exporting, library, tag_tree
from siyu.wechat.wecom.shapes import CorpTag, CorpTagGroup
from tests.profile.people import Crowd


@pytest.fixture
def web(database: Database, tmp_path: Path) -> FastAPI:
    store.install(tmp_path)
    app = FastAPI(exception_handlers=refusals.HANDLERS)
    for room in (corp_api, api, content_api, measure_api):
        app.include_router(room.router)
    app.state.database = database
    app.state.demo_login = False
    app.state.public_url = "http://127.0.0.1:8800"
    app.state.sandbox_url = None
    app.state.secure_cookies = False
    app.state.wecom_url = "http://127.0.0.1:9"
    return app


@pytest.fixture
def owner(web: FastAPI, database: Database) -> Iterator[TestClient]:
    """A browser signed in as the owner of a corp."""
    where = {"base_url": "http://127.0.0.1:8800", "headers": {"X-Siyu-CSRF": "1"}, "client": ("127.0.0.1", 50000)}
    with TestClient(web, **where) as client:  # type: ignore[arg-type]
        with database.transaction() as session:
            token = corp.bootstrap_token(session)
        who = {"token": token, "name": "林溪", "email": "lin@example.com", "password": "long enough words"}
        client.post("/api/bootstrap", json=who).raise_for_status()
        client.put("/api/setup/corp", json={"name": "山间茶铺", "corpid": "wwtea0000000000001"}).raise_for_status()
        yield client


@pytest.fixture
def corp_id(owner: TestClient, database: Database) -> UUID:
    with database.transaction() as session:
        return UUID(str(session.execute(text("SELECT id FROM corp")).scalar_one()))


@pytest.fixture
def tag_id(database: Database, corp_id: UUID) -> str:
    with database.transaction() as session:
        group = CorpTagGroup("etg", "关系", tag=(CorpTag("et1", "常客"),))
        library.take_over(session, corp_id, [group], is_whole=True)
        return str(tag_tree.groups(session, corp_id)[0].tags[0].id)


@pytest.fixture
def people(database: Database, corp_id: UUID) -> list[str]:
    with database.transaction() as session:
        return [str(guest.person_id) for guest in Crowd(session, corp_id).come("阿青", "=小满")]


def test_every_route_declares_a_policy(web: FastAPI) -> None:
    assert guard.undeclared(web) == []


def test_the_list_has_the_shape_of_the_contract(owner: TestClient, people: list[str]) -> None:
    page = owner.get("/api/customers", params={"q": "阿青", "state": "following"}).json()

    [item] = page["items"]
    assert (page["total"], page["next_cursor"]) == (1, None)
    assert set(item) == {
        *("person_id", "name", "avatar", "gender", "type", "corp_name", "relations", "tags"),
        *("added_at", "last_event_at"),
    }
    assert set(item["relations"][0]) == {
        *("relation_id", "staff", "state", "added_at", "lost_at", "remark", "add_way", "origin"),
    }


@pytest.mark.parametrize(
    "query", [{"unknown": "1"}, {"tag_any": "not-an-id"}, {"state": "away"}, {"limit": "0"}, {"cursor": "!"}]
)
def test_a_filter_that_makes_no_sense_is_refused(owner: TestClient, corp_id: UUID, query: dict[str, str]) -> None:
    reply = owner.get("/api/customers", params=query)

    assert reply.status_code == 422
    assert reply.json()["error"]["code"]


def test_a_customer_is_shown_whole_with_why_each_tag_is_there(
    owner: TestClient, people: list[str], tag_id: str
) -> None:
    tagged = owner.post("/api/customers/tags", json={"person_ids": people[:1], "add": [tag_id]}).json()

    shown = owner.get(f"/api/customers/{people[0]}").json()
    [tag] = shown["relations"][0]["tags"]
    assert tagged["applied"] == 1
    assert (tag["name"], tag["source"], tag["reason_code"], tag["confirmed"]) == (
        "常客",
        "manual",
        "manual.batch",
        False,
    )
    assert owner.get("/api/customers", params={"tag_any": tag_id}).json()["total"] == 1
    assert owner.get("/api/tags").json()["groups"][0]["tags"] == [{"id": tag_id, "name": "常客", "count": 1}]


def test_everybody_a_filter_matches_is_tagged_and_it_is_undone(
    owner: TestClient, people: list[str], tag_id: str
) -> None:
    tagged = owner.post("/api/customers/tags", json={"filter": {"no_tag": True}, "add": [tag_id]}).json()

    undone = owner.post("/api/customers/tags/undo", json={"undo_token": tagged["undo_token"]})

    assert (tagged["applied"], undone.json()) == (2, {"applied": 2})
    assert owner.get("/api/customers", params={"no_tag": True}).json()["total"] == 2


def test_tagging_nobody_in_particular_is_refused(owner: TestClient, people: list[str], tag_id: str) -> None:
    reply = owner.post("/api/customers/tags", json={"add": [tag_id]})

    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "tags.nobody")
    assert owner.get("/api/customers", params={"no_tag": True}).json()["total"] == 2


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_opens_in_a_spreadsheet_as_text(
    owner: TestClient, people: list[str], database: Database, format: str
) -> None:
    body = {"filter": {}, "columns": ["name", "staff", "added_at"], "format": format}
    job_id = owner.post("/api/customers/export", json=body).json()["job_id"]
    with database.transaction() as session:
        found = text("SELECT args FROM procrastinate_jobs WHERE task_name = 'profile.export_customers'")
        arguments = session.execute(found).scalar_one()

    exporting.run(database, arguments)

    data = owner.get(f"/api/jobs/{job_id}/result").content
    lines = cells(data) if format == "xlsx" else [line.split(",") for line in data.decode("utf-8-sig").splitlines()]
    assert lines[0] == ["客户", "跟进员工", "添加时间"]
    assert [line[0] for line in lines[1:]] == ["'=小满", "阿青"]


def test_an_export_of_a_column_there_is_not_is_refused(owner: TestClient, corp_id: UUID) -> None:
    body = {"filter": {}, "columns": ["name", "password"], "format": "csv"}

    error = owner.post("/api/customers/export", json=body).json()["error"]

    assert [field["path"] for field in error["fields"]] == ["columns.1"]


def test_new_tags_are_answered_with_their_ids(owner: TestClient, corp_id: UUID) -> None:
    made = owner.post("/api/tags", json={"group_name": "口味", "names": ["春茶", "秋茶"]}).json()

    [group] = made["groups"]
    assert (group["name"], [tag["name"] for tag in group["tags"]]) == ("口味", ["春茶", "秋茶"])


def test_a_material_is_uploaded_listed_and_shown_safely(owner: TestClient, corp_id: UUID) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (4, 3), "green").save(picture, "PNG")

    made = owner.post("/api/materials", files={"file": ("春茶.png", picture.getvalue(), "image/png")}).json()
    listed = owner.get("/api/materials", params={"kind": "image"}).json()
    shown = owner.get(f"/api/materials/{made['id']}/content")

    assert (made["kind"], made["width"], made["height"]) == ("image", 4, 3)
    assert [item["id"] for item in listed["items"]] == [made["id"]]
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_page_that_is_no_picture_is_refused(owner: TestClient, corp_id: UUID) -> None:
    reply = owner.post("/api/materials", files={"file": ("a.png", b"<script>alert(1)</script>", "image/png")})

    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "material.broken_picture")


def test_timeline_happenings_and_workbench_answer_in_the_shape_of_the_contract(
    owner: TestClient, people: list[str]
) -> None:
    timeline = owner.get(f"/api/customers/{people[0]}/timeline").json()
    happenings = owner.get("/api/happenings").json()
    workbench = owner.get("/api/workbench").json()

    assert set(timeline) == {"items", "next_cursor"}
    assert set(happenings) == {"items", "next"}
    assert [metric["key"] for metric in workbench["metrics"]] == [
        *("added", "lost", "net", "welcomed", "tagged", "welcome_p50_ms"),
    ]
    assert [step["key"] for step in workbench["checklist"]] == ["connect", "create_code", "scan", "tag"]


def cells(data: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]
