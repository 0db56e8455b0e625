from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from siyu import refusals
from siyu.corp import api as corp_api
from siyu.corp import service as corp
from siyu.ingest import api, dead
from siyu.kit import paging
from siyu.kit.db import Database

OTHER_CORP = UUID(int=9)


@pytest.fixture
def console(database: Database) -> Iterator[TestClient]:
    """The dead letters' routes beside sign-in, as the web process mounts them."""
    app = FastAPI(exception_handlers=refusals.HANDLERS)
    app.include_router(corp_api.router)
    app.include_router(api.router)
    app.state.database = database
    app.state.demo_login, app.state.secure_cookies = False, False
    app.state.public_url, app.state.sandbox_url, app.state.wecom_url = (
        "http://127.0.0.1:8800",
        None,
        "http://127.0.0.1:9",
    )
    with TestClient(app, base_url="http://127.0.0.1:8800", headers={"X-Siyu-CSRF": "1"}) as client:
        yield client


@pytest.fixture
def owner(console: TestClient, database: Database) -> TestClient:
    """The console, signed in as the owner of a company."""
    with database.transaction() as session:
        token = corp.bootstrap_token(session)
    body = {"token": token, "name": "林溪", "email": "lin@example.com", "password": "long enough words"}
    assert console.post("/api/bootstrap", json=body).status_code == 200
    assert console.put("/api/setup/corp", json={"name": "茶", "corpid": "wwtea0000000000001"}).status_code == 200
    return console


def bury(database: Database, client: TestClient, *, seqs: tuple[int, ...], corp_id: UUID | None = None) -> UUID:
    """Bury one letter a seq, of the signed-in company unless another is named; returns the company."""
    owned = corp_id or UUID(client.get("/api/session").json()["corps"][0]["id"])
    with database.transaction() as session:
        for seq in seqs:
            dead.bury(session, dead.Letter(owned, "drinker", seq, "test.poured", "ValueError: no", 5))
    return owned


def test_a_company_sees_its_own_letters_newest_first(owner: TestClient, database: Database) -> None:
    bury(database, owner, seqs=(1, 2, 3))
    bury(database, owner, seqs=(4,), corp_id=OTHER_CORP)

    first = owner.get("/api/dead-letters", params={"limit": 2}).json()
    second = owner.get("/api/dead-letters", params={"limit": 2, "cursor": first["next_cursor"]}).json()

    letter = first["items"][0]
    assert [found["seq"] for found in first["items"] + second["items"]] == [3, 2, 1]
    assert (first["total"], second["next_cursor"]) == (3, None)
    assert (letter["listener"], letter["kind"], letter["reason"], letter["tries"], letter["state"]) == (
        "drinker", "test.poured", "ValueError: no", 5, "waiting",
    )  # fmt: skip


def test_a_letter_can_be_tried_again_or_put_aside_with_a_note(owner: TestClient, database: Database) -> None:
    bury(database, owner, seqs=(1, 2))
    second, first = (letter["id"] for letter in owner.get("/api/dead-letters").json()["items"])

    retried = owner.post(f"/api/dead-letters/{first}/retry")
    discarded = owner.post(f"/api/dead-letters/{second}/discard", json={"note": "测试数据"})

    states = {
        letter["seq"]: (letter["state"], letter["note"]) for letter in owner.get("/api/dead-letters").json()["items"]
    }
    assert (retried.status_code, discarded.status_code) == (202, 204)
    assert states == {1: ("retrying", None), 2: ("discarded", "测试数据")}


def test_another_companys_letter_is_not_there(owner: TestClient, database: Database) -> None:
    bury(database, owner, seqs=(1,), corp_id=OTHER_CORP)
    with database.transaction() as session:
        ((letter_id,),) = session.connection().exec_driver_sql("SELECT id FROM dead_letters").all()

    reply = owner.post(f"/api/dead-letters/{letter_id}/retry")

    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "dead_letter.not_found")


@pytest.mark.parametrize("body", [{}, {"note": ""}, {"note": "x", "why": "y"}], ids=["none", "empty", "unknown field"])
def test_putting_a_letter_aside_needs_a_note_and_nothing_else(
    owner: TestClient, database: Database, body: dict[str, str]
) -> None:
    bury(database, owner, seqs=(1,))
    (letter,) = owner.get("/api/dead-letters").json()["items"]

    reply = owner.post(f"/api/dead-letters/{letter['id']}/discard", json=body)

    assert reply.status_code == 422
    assert owner.get("/api/dead-letters").json()["items"][0]["state"] == "waiting"


def test_a_stranger_sees_no_letters(console: TestClient) -> None:
    assert console.get("/api/dead-letters").status_code == 401


def test_a_cursor_nobody_made_is_refused(owner: TestClient) -> None:
    reply = owner.get("/api/dead-letters", params={"cursor": paging.encode(["soon", "x"])})

    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "paging.bad_cursor")
