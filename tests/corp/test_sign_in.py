"""Signing in: no default password, growing pauses, second factors, and sessions that end when they must."""

from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text, update

from siyu.corp import organisation, service
from siyu.corp.models import AccountRow, SignInRow, StaffRow
from siyu.kit.clock import SystemSource
from siyu.kit.db import Database
from siyu.wechat.wecom import shapes

LIN = {"email": "lin@example.com", "password": "long enough words"}


def fresh(web: FastAPI, **extra: str) -> TestClient:
    return TestClient(web, base_url="http://127.0.0.1:8800", headers={"X-Siyu-CSRF": "1"} | extra)


def error(reply: object) -> str:
    return str(reply.json()["error"]["code"])  # type: ignore[attr-defined]


def test_a_fresh_database_has_no_account_to_guess(database: Database, browser: TestClient) -> None:
    with database.transaction() as session:
        accounts = session.execute(select(func.count()).select_from(AccountRow)).scalar_one()

    reply = browser.post("/api/session", json={"email": "admin", "password": "admin"})

    assert accounts == 0
    assert reply.status_code == 422
    assert error(browser.post("/api/session", json={"email": "a@b", "password": "admin"})) == "session.wrong"


def test_the_one_time_link_makes_the_first_owner_and_works_once(owner: TestClient, database: Database) -> None:
    session = owner.get("/api/session").json()
    with database.transaction() as opened:
        token = service.bootstrap_token(opened)
    body = {"token": token, "name": "x", "email": "x@example.com", "password": "long enough words"}
    owner.post("/api/bootstrap", json=body)

    again = owner.post("/api/bootstrap", json=body | {"email": "y@example.com"})

    assert session["signed_in"] is True
    assert session["account"]["role"] == "owner"
    assert "accounts.manage" in session["account"]["permissions"]
    assert [corp["name"] for corp in session["corps"]] == ["山间茶铺"]
    assert again.status_code == 403
    assert error(again) == "bootstrap.used"


def test_a_short_password_is_refused_and_leaves_the_link_unused(browser: TestClient, database: Database) -> None:
    with database.transaction() as session:
        token = service.bootstrap_token(session)
    body = {"token": token, "name": "x", "email": "x@example.com", "password": "short"}

    refused = browser.post("/api/bootstrap", json=body)
    accepted = browser.post("/api/bootstrap", json=body | {"password": "long enough words"})

    assert refused.json()["error"]["fields"][0]["path"] == "password"
    assert accepted.status_code == 200


def test_the_right_password_signs_in_with_a_cookie_scripts_cannot_read(owner: TestClient, web: FastAPI) -> None:
    reply = fresh(web).post("/api/session", json=LIN | {"email": " LIN@example.com"})

    cookie = reply.headers["set-cookie"].lower()
    assert reply.json()["signed_in"] is True
    assert cookie.startswith("siyu=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_over_https_the_cookie_is_bound_to_the_host(owner: TestClient, web: FastAPI) -> None:
    web.state.secure_cookies = True

    reply = fresh(web).post("/api/session", json=LIN)

    cookie = reply.headers["set-cookie"]
    assert cookie.startswith("__Host-siyu=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_the_sixth_wrong_password_must_wait_and_so_must_the_right_one(owner: TestClient, web: FastAPI) -> None:
    guesser = fresh(web)

    wrong = [guesser.post("/api/session", json=LIN | {"password": f"guess {n}"}).status_code for n in range(6)]
    right = guesser.post("/api/session", json=LIN)

    assert wrong == [401] * 6
    assert right.status_code == 429
    assert error(right) == "session.too_many_tries"
    assert right.json()["error"]["params"]["retry_after_s"] in {1, 2}


def test_an_unknown_email_is_told_the_same_as_a_wrong_password(owner: TestClient, web: FastAPI) -> None:
    unknown = fresh(web).post("/api/session", json={"email": "no@example.com", "password": "x"})
    wrong = fresh(web).post("/api/session", json=LIN | {"password": "x"})

    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json()["error"]["code"] == wrong.json()["error"]["code"] == "session.wrong"


def test_a_second_factor_is_asked_for_and_each_code_is_good_once(owner: TestClient, web: FastAPI) -> None:
    offer = owner.post("/api/session/totp").json()
    code = pyotp.TOTP(offer["secret"])
    unix = int(SystemSource().now().timestamp())
    confirmed = owner.put("/api/session/totp", json={"secret": offer["secret"], "code": code.at(unix)})

    without = fresh(web).post("/api/session", json=LIN)
    replayed = fresh(web).post("/api/session", json=LIN | {"totp": code.at(unix)})
    accepted = fresh(web).post("/api/session", json=LIN | {"totp": code.at(unix + 30)})

    assert confirmed.status_code == 204
    assert error(without) == error(replayed) == "session.totp"
    assert accepted.status_code == 200


def test_a_new_password_ends_every_other_session(owner: TestClient, web: FastAPI) -> None:
    other = fresh(web)
    other.post("/api/session", json=LIN)

    wrong = owner.post("/api/session/password", json={"old": "not it", "new": "another long one"})
    changed = owner.post("/api/session/password", json={"old": LIN["password"], "new": "another long one"})

    assert error(wrong) == "password.wrong"
    assert changed.json()["signed_in"] is True
    assert owner.get("/api/session").json()["signed_in"] is True
    assert other.get("/api/session").json()["signed_in"] is False


def test_signing_out_ends_the_session_on_the_server(owner: TestClient, web: FastAPI) -> None:
    stolen = owner.cookies["siyu"]
    owner.delete("/api/session")

    reply = fresh(web, Cookie=f"siyu={stolen}").get("/api/staff")

    assert reply.status_code == 401


@pytest.mark.parametrize("column", ["expires_at", "seen_at"])
def test_a_session_ends_by_age_and_by_idleness(owner: TestClient, database: Database, column: str) -> None:
    age = timedelta(days=15) if column == "expires_at" else timedelta(days=3, seconds=1)
    with database.transaction() as session:
        session.execute(update(SignInRow).values({column: getattr(SignInRow, column) - age}))

    assert owner.get("/api/session").json()["signed_in"] is False


def test_an_adviser_sees_only_themselves_and_is_out_the_moment_they_leave(
    owner: TestClient, web: FastAPI, database: Database
) -> None:
    corp_id = UUID(owner.get("/api/session").json()["corp_id"])
    with database.transaction() as session:
        organisation.put_members(session, corp_id, [shapes.Member("tea001", "阿茶"), shapes.Member("tea002", "阿溪")])
        staff_id = session.execute(select(StaffRow.id).where(StaffRow.userid == "tea001")).scalar_one()
    invitation = {"email": "cha@example.com", "name": "阿茶", "role": "adviser", "staff_id": str(staff_id)}
    link = owner.post("/api/accounts", json=invitation).json()["link"]
    adviser = fresh(web)
    body = {"token": link.rpartition("=")[2], "name": "阿茶", "email": "cha@example.com", "password": "green tea leaf"}
    adviser.post("/api/bootstrap", json=body)
    seen = [one["userid"] for one in adviser.get("/api/staff").json()["items"]]

    with database.transaction() as session:
        service.member_changed(session, corp_id, change_type="delete_user", userid="tea001")

    assert seen == ["tea001"]
    assert adviser.get("/api/staff").status_code == 401


def test_a_changed_role_signs_the_account_out_and_the_last_owner_stays(owner: TestClient, web: FastAPI) -> None:
    made = owner.post("/api/accounts", json={"email": "o@example.com", "name": "运营", "role": "operator"}).json()
    operator = fresh(web)
    token = made["link"].rpartition("=")[2]
    body = {"token": token, "name": "运营", "email": "o@example.com", "password": "another long one"}
    operator.post("/api/bootstrap", json=body)

    changed = owner.put(f"/api/accounts/{made['id']}", json={"role": "manager"})
    me = owner.get("/api/session").json()["account"]["id"]
    last = owner.put(f"/api/accounts/{me}", json={"role": "manager"})

    assert changed.status_code == 204
    assert operator.get("/api/session").json()["signed_in"] is False
    assert error(last) == "account.last_owner"


def test_an_adviser_without_a_member_is_refused(owner: TestClient) -> None:
    reply = owner.post("/api/accounts", json={"email": "o@example.com", "name": "x", "role": "adviser"})

    assert error(reply) == "account.adviser_needs_staff"


def test_inviting_somebody_elses_account_gives_no_way_to_take_it_over(
    owner: TestClient, web: FastAPI, database: Database
) -> None:
    with database.transaction() as session:
        token = service.bootstrap_token(session)
    rival = fresh(web)
    body = {"token": token, "name": "别家", "email": "rival@example.com", "password": "long enough words"}
    rival.post("/api/bootstrap", json=body)
    rival.put("/api/setup/corp", json={"name": "别家茶铺", "corpid": "wwrival0000000001"})

    invited = rival.post("/api/accounts", json={"email": LIN["email"], "name": "林", "role": "operator"}).json()
    link = rival.post(f"/api/accounts/{invited['id']}/link")

    assert invited["link"] is None
    assert error(link) == "account.has_password"
    assert fresh(web).post("/api/session", json=LIN).json()["signed_in"] is True
    assert [corp["name"] for corp in owner.get("/api/session").json()["corps"]] == ["山间茶铺", "别家茶铺"]


def test_an_unused_invitation_can_be_made_again_and_taken_back(owner: TestClient, web: FastAPI) -> None:
    made = owner.post("/api/accounts", json={"email": "o@example.com", "name": "运营", "role": "operator"}).json()

    again = owner.post(f"/api/accounts/{made['id']}/link")
    removed = owner.delete(f"/api/accounts/{made['id']}")
    token = again.json()["link"].rpartition("=")[2]
    body = {"token": token, "name": "运营", "email": "o@example.com", "password": "another long one"}
    late = fresh(web).post("/api/bootstrap", json=body)

    assert (again.status_code, removed.status_code) == (201, 204)
    assert late.json()["account"]["role"] is None
    assert late.json()["corps"] == []
    actions = [line["action"] for line in owner.get("/api/audit").json()["items"]]
    assert actions[:3] == ["account.removed", "account.link_made", "account.invited"]


def test_choosing_a_corp_one_does_not_belong_to_is_refused(owner: TestClient, database: Database) -> None:
    with database.transaction() as session:
        other = service.create_corp(session, name="别家", corpid="wwother0000000001")

    reply = owner.post("/api/session/corp", json={"corp_id": str(other)})

    assert reply.status_code == 404
    assert owner.get("/api/session").json()["corps"][0]["name"] == "山间茶铺"


def test_a_field_nobody_knows_is_refused(browser: TestClient) -> None:
    reply = browser.post("/api/session", json=LIN | {"role": "owner"})

    assert reply.status_code == 422
    assert reply.json()["error"]["fields"][0]["path"] == "role"


class TestDemonstration:
    """The password-free door: open only in a demonstration, only on this machine."""

    def test_a_newcomer_on_this_machine_becomes_owner_of_what_there_is(self, web: FastAPI, browser: TestClient) -> None:
        web.state.demo_login = True

        reply = browser.post("/api/session/demo")

        assert reply.json()["account"]["name"] == "体验者"
        assert browser.put("/api/setup/corp", json={"name": "茶", "corpid": "wwtea00001"}).status_code == 200
        assert browser.post("/api/session/demo").json()["account"]["role"] == "owner"

    def test_it_is_closed_outside_a_demonstration(self, browser: TestClient) -> None:
        assert browser.get("/api/session").json()["demo_available"] is False
        assert error(browser.post("/api/session/demo")) == "session.no_demo"

    @pytest.mark.parametrize(
        ("peer", "headers"),
        [
            ("10.0.0.7", {}),
            ("127.0.0.1", {"X-Forwarded-For": "8.8.8.8"}),
            ("127.0.0.1", {"Host": "siyu.example.com"}),
            ("127.0.0.1", {"Host": "rebound.example.com:8800"}),
        ],
    )
    def test_it_is_closed_to_everybody_else(self, web: FastAPI, peer: str, headers: dict[str, str]) -> None:
        web.state.demo_login = True
        headers = headers | {"X-Siyu-CSRF": "1"}
        client = TestClient(web, base_url="http://127.0.0.1:8800", headers=headers, client=(peer, 50000))

        assert error(client.post("/api/session/demo")) == "session.no_demo"


def test_no_password_or_cookie_is_stored_in_clear(owner: TestClient, database: Database) -> None:
    cookie = owner.cookies["siyu"]

    with database.transaction() as session:
        stored = " ".join(
            str(session.execute(text(f"SELECT json_agg({table}) FROM {table}")).scalar_one())  # noqa: S608
            for table in ("account", "sign_in", "bootstrap_token", "audit")
        )

    assert LIN["password"] not in stored
    assert cookie not in stored
    assert "$argon2id$" in stored
