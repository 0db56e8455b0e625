"""Setting a company up: the wizard's state, live checks, reading the organisation, leavers."""

import asyncio
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from siyu.corp import apps, checks, doctor, organisation, progress, queries, receivers, service, sync
from siyu.corp.receivers import DatabaseReceivers, Receiver
from siyu.kit.clock import FixedSource
from siyu.kit.db import Database
from siyu.wechat.wecom import shapes
from tests.corp.conftest import Connect
from weixin_sandbox.testing import RunningSandbox


def enter_app(owner: TestClient, world: httpx2.Client) -> dict[str, object]:
    app = world.get("/sandbox/world").json()["corps"][0]["apps"][0]
    body = {"agentid": app["agentid"], "name": app["name"], "secret": app["secret"]}
    entered: dict[str, object] = owner.put("/api/setup/app", json=body).json()
    return entered


def by_key(found: list[dict[str, object]]) -> dict[str, object]:
    return {str(check["key"]): check["ok"] for check in found}


def test_the_wizard_starts_empty_and_names_its_steps(browser: TestClient, database: Database) -> None:
    with database.transaction() as session:
        token = service.bootstrap_token(session)
    body = {"token": token, "name": "林", "email": "lin@example.com", "password": "long enough words"}
    browser.post("/api/bootstrap", json=body)

    setup = browser.get("/api/setup").json()

    assert setup["corp"] is None
    assert [step["key"] for step in setup["steps"]] == ["corp", "app", "callback", "trusted_ip", "staff"]
    assert not any(step["done"] for step in setup["steps"])


def test_entering_the_app_makes_a_callback_to_paste(owner: TestClient, world: httpx2.Client) -> None:
    setup = enter_app(owner, world)

    callback = setup["callback"]
    assert isinstance(callback, dict)
    assert callback["url"].startswith("http://127.0.0.1:8800/callback/wecom/")
    assert len(callback["token"]) <= 32
    assert callback["token"].isalnum()
    assert len(callback["aes_key"]) == 43
    assert owner.get("/api/setup").json()["callback"] == callback


def test_changing_the_secret_keeps_the_callback(owner: TestClient, world: httpx2.Client) -> None:
    before = enter_app(owner, world)["callback"]

    after = owner.put("/api/setup/app", json={"agentid": "1000002", "name": "x", "secret": "other"}).json()["callback"]

    assert after == before


@pytest.mark.parametrize("corpid", ["", "1234", "ww", "wwtea/../x", "corp id"])
def test_a_corp_id_that_cannot_be_one_is_refused(owner: TestClient, corpid: str) -> None:
    reply = owner.put("/api/setup/corp", json={"name": "茶", "corpid": corpid})

    assert reply.status_code == 422
    assert reply.json()["error"]["fields"][0]["path"] == "corpid"


def test_every_change_of_the_setup_is_in_the_audit_without_secrets(owner: TestClient, world: httpx2.Client) -> None:
    enter_app(owner, world)

    lines = owner.get("/api/audit").json()["items"]

    assert [line["action"] for line in lines] == ["app.changed", "corp.created"]
    assert lines[0]["after"] == {"agentid": "1000002", "name": "客户联系助手"}


def test_live_checks_pass_in_a_good_world(
    web: FastAPI, owner: TestClient, world: httpx2.Client, sandbox: RunningSandbox
) -> None:
    web.state.wecom_url = sandbox.url
    enter_app(owner, world)

    found = by_key(owner.post("/api/setup/checks").json())

    done = {step["key"]: step["done"] for step in owner.get("/api/setup").json()["steps"]}
    assert found == {"secret": True, "trusted_ip": True, "contacts": True, "customers": True, "callback": None}
    assert done == {"corp": True, "app": True, "callback": False, "trusted_ip": True, "staff": False}


def test_a_wrong_secret_is_named_with_its_fix(web: FastAPI, owner: TestClient, sandbox: RunningSandbox) -> None:
    web.state.wecom_url = sandbox.url
    owner.put("/api/setup/app", json={"agentid": 1000002, "name": "x", "secret": "wrong"})

    found = {check["key"]: check for check in owner.post("/api/setup/checks").json()}

    assert found["secret"]["ok"] is False
    assert found["secret"]["code"] == "wecom.40001"
    assert "重新复制该应用的 Secret" in found["secret"]["fix"]
    assert found["trusted_ip"]["ok"] is None


def test_an_untrusted_address_is_named_with_our_own(
    web: FastAPI, owner: TestClient, world: httpx2.Client, sandbox: RunningSandbox
) -> None:
    web.state.wecom_url = sandbox.url
    enter_app(owner, world)
    world.patch("/sandbox/apps/1000002", json={"trusted_ips": ["203.0.113.9"]})

    found = {check["key"]: check for check in owner.post("/api/setup/checks").json()}

    assert found["trusted_ip"]["ok"] is False
    assert "127.0.0.1" in found["trusted_ip"]["fix"]
    assert owner.get("/api/setup").json()["egress_ip"] == "127.0.0.1"


def test_a_missing_permission_is_named_with_where_to_grant_it(
    web: FastAPI, owner: TestClient, world: httpx2.Client, sandbox: RunningSandbox
) -> None:
    web.state.wecom_url = sandbox.url
    enter_app(owner, world)
    world.patch("/sandbox/apps/1000002", json={"forbidden": ["contact"]})

    found = {check["key"]: check for check in owner.post("/api/setup/checks").json()}

    assert found["customers"]["code"] == "wecom.48002"
    assert "可调用接口的应用" in found["customers"]["fix"]


def test_an_unreachable_wecom_leaves_the_checks_open_rather_than_failed(
    owner: TestClient, world: httpx2.Client
) -> None:
    enter_app(owner, world)

    found = by_key(owner.post("/api/setup/checks").json())

    assert set(found.values()) == {None}


@pytest.mark.anyio
async def test_doctor_names_each_company_and_its_findings(
    connect: Connect, tea_house: UUID, database: Database
) -> None:
    async with connect() as wires:
        found = {check.key: check.ok for check in await doctor.run(database, wires)}

    assert found == {
        "database": True,
        "山间茶铺 · secret": True,
        "山间茶铺 · trusted_ip": True,
        "山间茶铺 · contacts": True,
        "山间茶铺 · customers": True,
        "山间茶铺 · callback": None,
        "山间茶铺 · audit": True,
    }


@pytest.mark.anyio
async def test_doctor_on_a_fresh_database_says_how_to_begin(connect: Connect, database: Database) -> None:
    async with connect() as wires:
        found = await doctor.run(database, wires)

    assert [(check.key, check.ok) for check in found] == [("database", True), ("corp", None)]
    assert "siyu bootstrap" in found[1].fix


def test_a_received_callback_closes_that_step(
    database: Database, owner: TestClient, world: httpx2.Client, fixed_clock: FixedSource
) -> None:
    enter_app(owner, world)
    corp_id = UUID(owner.get("/api/session").json()["corp_id"])

    with database.transaction() as session:
        service.callback_arrived(session, corp_id, at=fixed_clock.at)

    with database.transaction() as session:
        assert checks.callback(session, corp_id).ok is True
    assert owner.get("/api/setup").json()["last_callback_at"] == "2026-03-02T02:00:00Z"


class TestOrganisation:
    """Departments and members, read from WeCom in the background."""

    pytestmark = pytest.mark.anyio

    async def test_a_sync_reads_everybody_and_reports_how_far_it_is(
        self, connect: Connect, tea_house: UUID, database: Database
    ) -> None:
        with database.transaction() as session:
            job_id = service.start_sync(session, tea_house, None)

        await self._sync(connect, database, tea_house, job_id)

        with database.transaction() as session:
            job = progress.get(session, tea_house, job_id, account_id=UUID(int=1))
            tree = queries.departments(session, tea_house)
            page = queries.staff_page(session, tea_house, limit=5)
            rest = queries.staff_page(session, tea_house, cursor=page.next_cursor, limit=100)
            hangzhou = queries.staff_page(session, tea_house, department_id=2)
        assert (job.state, job.done, job.total) == ("done", len(tree), len(tree))
        assert (page.total, len(page.items), len(rest.items)) == (24, 5, 19)
        assert (tree[0].name, tree[0].parent_id, tree[0].staff_count) == ("山间茶铺", None, 24)
        assert {node.name: node.staff_count for node in tree if node.parent_id == tree[0].id} == {
            "杭州": 8,
            "成都": 8,
            "广州": 8,
        }
        assert hangzhou.total == 8
        assert all(one.status == "active" and one.name and one.avatar for one in page.items)

    async def test_who_is_gone_at_wecom_is_marked_left_and_comes_back(
        self, connect: Connect, tea_house: UUID, database: Database
    ) -> None:
        with database.transaction() as session:
            organisation.put_members(
                session, tea_house, [shapes.Member("gone", "小走"), shapes.Member("tea001", "旧名")]
            )
            ids = service.ensure_staff(session, tea_house, ["tea001", "gone", "only_heard_of"])

        await self._sync(connect, database, tea_house)

        with database.transaction() as session:
            found = queries.staff(session, tea_house, list(ids.values()))
            organisation.put_members(session, tea_house, [shapes.Member("gone", "小走")])
            back = queries.staff_by_userid(session, tea_house, ["gone"])["gone"]
        assert found[ids["gone"]].status == "left"
        assert found[ids["tea001"]].name != "旧名"
        assert found[ids["only_heard_of"]].status == "active"
        assert (back.id, back.status) == (ids["gone"], "active")

    async def test_one_changed_member_is_read_alone_and_an_unknown_one_has_left(
        self, connect: Connect, tea_house: UUID, database: Database
    ) -> None:
        with database.transaction() as session:
            organisation.put_members(session, tea_house, [shapes.Member("nobody", "无")])

        async with connect() as wires:
            for userid in ("tea003", "nobody"):
                await in_thread(sync.refresh_member, database, wires, tea_house, userid)

        with database.transaction() as session:
            found = queries.staff_by_userid(session, tea_house, ["tea003", "nobody"])
        assert found["tea003"].status == "active"
        assert found["nobody"].status == "left"

    async def test_a_sync_that_wecom_refuses_says_why(
        self, connect: Connect, tea_house: UUID, database: Database, world: httpx2.Client
    ) -> None:
        world.patch("/sandbox/apps/1000002", json={"trusted_ips": ["203.0.113.9"]})
        with database.transaction() as session:
            job_id = service.start_sync(session, tea_house, None)

        with pytest.raises(Exception, match="wecom"):
            await self._sync(connect, database, tea_house, job_id)

        with database.transaction() as session:
            job = progress.get(session, tea_house, job_id, account_id=UUID(int=1))
        assert job.state == "failed"
        assert "可信 IP" in str(job.error)

    async def _sync(self, connect: Connect, database: Database, corp_id: UUID, job_id: UUID | None = None) -> None:
        async with connect() as wires:
            await in_thread(sync.sync_organisation, database, wires, corp_id, job_id=job_id)


async def in_thread(work: object, *arguments: object, **named: object) -> None:
    """Run a background job's body as a worker does: in a thread."""
    await asyncio.to_thread(work, *arguments, **named)  # type: ignore[arg-type]


@pytest.mark.anyio
async def test_receivers_follow_the_app_within_a_second(
    database: Database, tea_house: UUID, monkeypatch: pytest.MonkeyPatch, fixed_clock: FixedSource
) -> None:
    monkeypatch.setattr(receivers, "LOOK_EVERY_S", 0.0)
    known = DatabaseReceivers(database)
    with database.transaction() as session:
        callback = apps.callback(session, tea_house)
    assert callback is not None

    found = await known.find(callback.receiver_key)
    fixed_clock.advance(1)
    with database.transaction() as session:
        other = service.create_corp(session, name="二号茶铺", corpid="wwtea0000000000002")
        service.save_app(session, other, None, agentid="1", name="x", secret="s")
        second = apps.callback(session, other)
    assert second is not None
    appeared = await known.find(second.receiver_key)

    assert found == Receiver(tea_house, "wwtea0000000000001", callback.token, callback.aes_key)
    assert appeared is not None
    assert appeared.corp_id == other
    assert await known.find("guess") is None


@pytest.mark.anyio
async def test_known_receivers_still_serve_while_the_database_is_gone(
    database: Database, tea_house: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receivers, "LOOK_EVERY_S", 0.0)
    with database.transaction() as session:
        callback = apps.callback(session, tea_house)
    assert callback is not None
    gone = Database("postgresql://siyu:x@127.0.0.1:9/none")
    known, never = DatabaseReceivers(database), DatabaseReceivers(gone)
    await known.find(callback.receiver_key)
    monkeypatch.setattr(known, "_database", gone)

    found = await known.find(callback.receiver_key)

    assert found is not None
    assert found.corp_id == tea_house
    with pytest.raises(OperationalError):
        await never.find(callback.receiver_key)


def test_no_secret_of_the_app_is_stored_in_clear(database: Database, owner: TestClient, world: httpx2.Client) -> None:
    callback = enter_app(owner, world)["callback"]
    secret = world.get("/sandbox/world").json()["corps"][0]["apps"][0]["secret"]

    with database.transaction() as session:
        stored = str(session.execute(text("SELECT json_agg(wecom_app) FROM wecom_app")).scalar_one())

    assert isinstance(callback, dict)
    assert secret not in stored
    assert callback["token"] not in stored
    assert callback["aes_key"] not in stored
