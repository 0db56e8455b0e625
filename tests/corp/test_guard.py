"""Every route declares who may use it, and what is declared is held."""

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from siyu.corp import guard


def test_every_route_of_corp_declares_a_policy(web: FastAPI) -> None:
    assert guard.undeclared(web) == []


def test_a_route_that_declares_nothing_is_found_however_deep_it_is_included(web: FastAPI) -> None:
    inner, outer = APIRouter(prefix="/inner"), APIRouter(prefix="/outer")

    @inner.post("/open")
    def open_to_all() -> None:
        """Declares nothing."""

    outer.include_router(inner)
    web.include_router(outer)

    assert guard.undeclared(web) == ["POST /outer/inner/open"]


def test_an_unknown_permission_cannot_be_required() -> None:
    with pytest.raises(ValueError, match=r"codes\.admire"):
        guard.requires("codes.admire")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/staff"), ("GET", "/api/departments"), ("GET", "/api/setup"), ("PUT", "/api/setup/app"),
        ("POST", "/api/setup/sync"), ("GET", "/api/accounts"), ("GET", "/api/audit"), ("DELETE", "/api/session"),
        ("GET", "/api/jobs/018f0000-0000-7000-8000-000000000000/result"),
    ],
)  # fmt: skip
def test_a_stranger_is_asked_to_sign_in(browser: TestClient, method: str, path: str) -> None:
    reply = browser.request(method, path)

    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "session.required"


def test_a_write_without_the_consoles_header_is_refused_even_when_signed_in(owner: TestClient) -> None:
    del owner.headers["X-Siyu-CSRF"]

    reply = owner.post("/api/setup/sync")

    assert reply.status_code == 403
    assert reply.json()["error"]["code"] == "session.csrf"


def test_a_read_needs_no_header(owner: TestClient) -> None:
    del owner.headers["X-Siyu-CSRF"]

    assert owner.get("/api/departments").status_code == 200


def test_a_role_that_lacks_the_permission_is_told_which_one(owner: TestClient, web: FastAPI) -> None:
    link = owner.post("/api/accounts", json={"email": "m@example.com", "name": "经理", "role": "manager"}).json()[
        "link"
    ]
    manager = TestClient(web, base_url="http://127.0.0.1:8800", headers={"X-Siyu-CSRF": "1"})
    body = {"token": link.rpartition("=")[2], "name": "经理", "email": "m@example.com", "password": "another long one"}
    manager.post("/api/bootstrap", json=body)

    reply = manager.post("/api/setup/sync")

    assert reply.status_code == 403
    assert reply.json()["error"]["params"] == {"permission": "corp.write"}
    assert manager.get("/api/departments").status_code == 200
    assert manager.get("/api/setup").json()["callback"] is None
