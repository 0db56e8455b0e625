"""Calling WeCom through the sandbox: one token for all processes, closed lanes untouched, honest unknowns."""

import asyncio
from uuid import UUID

import httpx2
import pytest

from siyu.corp import service, token_store
from siyu.kit.clock import FixedSource
from siyu.kit.db import Database
from siyu.kit.egress import MaybeSent, NotSent
from siyu.wechat.wecom.errors import LaneClosed, Remedy, WeComError
from siyu.wechat.wecom.limits import Rate, Rates
from tests.corp.conftest import Connect, calls
from weixin_sandbox.testing import RunningSandbox

pytestmark = pytest.mark.anyio

FOLLOW = "externalcontact/get_follow_user_list"


async def test_a_hundred_calls_of_two_processes_fetch_one_token(
    connect: Connect, tea_house: UUID, sandbox: RunningSandbox
) -> None:
    async with connect() as one, connect() as other:
        found = await asyncio.gather(*(wires.of(tea_house).follow_users() for wires in [one, other] * 50))

    assert {len(userids) for userids in found} == {24}
    assert calls(sandbox, "gettoken") == 1
    assert calls(sandbox, FOLLOW) == 100


async def test_a_token_that_expired_at_wecom_is_fetched_anew_and_the_call_repeated(
    connect: Connect, tea_house: UUID, sandbox: RunningSandbox, world: httpx2.Client
) -> None:
    async with connect() as wires:
        await wires.of(tea_house).follow_users()
        world.post("/sandbox/clock", json={"advance_s": 7300})

        found = await wires.of(tea_house).follow_users()

    assert len(found) == 24
    assert calls(sandbox, "gettoken") == 2
    assert sandbox.app.sandbox.ledger.refusals[f"{FOLLOW} 42001"] == 1


async def test_a_token_past_its_time_is_not_even_tried(
    connect: Connect, tea_house: UUID, sandbox: RunningSandbox, world: httpx2.Client, fixed_clock: FixedSource
) -> None:
    async with connect() as wires:
        await wires.of(tea_house).follow_users()
        world.post("/sandbox/clock", json={"advance_s": 7300})
        fixed_clock.advance(7300)

        await wires.of(tea_house).follow_users()

    assert calls(sandbox, "gettoken") == 2
    assert calls(sandbox, FOLLOW) == 2


async def test_a_wrong_secret_says_what_to_do_and_is_not_tried_over_and_over(
    connect: Connect, tea_house: UUID, sandbox: RunningSandbox, database: Database
) -> None:
    with database.transaction() as session:
        service.save_app(session, tea_house, None, agentid="1000002", name="助手", secret="wrong")

    async with connect() as wires:
        refusals = await asyncio.gather(
            *(wires.of(tea_house).follow_users() for _ in range(20)), return_exceptions=True
        )

    (error,) = {str(refusal): refusal for refusal in refusals}.values()
    assert isinstance(error, WeComError)
    assert (error.errcode, error.remedy) == (40001, Remedy.ASK_OPERATOR)
    assert "重新复制该应用的 Secret" in error.message
    assert calls(sandbox, "gettoken") == 1


async def test_a_corrected_secret_is_used_at_once_by_a_new_process(
    connect: Connect, tea_house: UUID, database: Database, world: httpx2.Client
) -> None:
    right = world.get("/sandbox/world").json()["corps"][0]["apps"][0]["secret"]
    async with connect() as wires:
        await wires.of(tea_house).follow_users()
    with database.transaction() as session:
        service.save_app(session, tea_house, None, agentid="1000002", name="助手", secret="wrong")
    async with connect() as wires:
        with pytest.raises(WeComError):
            await wires.of(tea_house).follow_users()
    with database.transaction() as session:
        service.save_app(session, tea_house, None, agentid="1000002", name="助手", secret=right)

    async with connect() as wires:
        found = await wires.of(tea_house).follow_users()

    assert len(found) == 24


async def test_a_throttled_api_is_left_alone_by_every_process_until_the_block_ends(
    connect: Connect, tea_house: UUID, sandbox: RunningSandbox, world: httpx2.Client, fixed_clock: FixedSource
) -> None:
    world.post("/sandbox/faults", json={"api": f"/cgi-bin/{FOLLOW}", "kind": "throttle", "times": 1})

    async with connect() as one, connect() as other:
        with pytest.raises(LaneClosed) as first:
            await one.of(tea_house).follow_users()
        with pytest.raises(LaneClosed) as again:
            await one.of(tea_house).follow_users()
        with pytest.raises(LaneClosed) as elsewhere:
            await other.of(tea_house).follow_users()
        departments = await other.of(tea_house).departments()
        throttled = sandbox.app.sandbox.faults.all()[0].hits + calls(sandbox, FOLLOW)
        fixed_clock.advance(61)
        found = await other.of(tea_house).follow_users()

    assert first.value.errcode == 45009
    assert first.value.until == again.value.until == elsewhere.value.until
    assert throttled == 1
    assert len(departments) > 0
    assert len(found) == 24


async def test_our_own_budget_stops_a_call_before_wecom_has_to(
    connect: Connect, tea_house: UUID, sandbox: RunningSandbox, fixed_clock: FixedSource
) -> None:
    async with connect(Rates(by_api={FOLLOW: Rate(per_minute=10)})) as wires:
        wire = wires.of(tea_house)
        for _ in range(5):
            await wire.follow_users()

        with pytest.raises(LaneClosed) as closed:
            await wire.follow_users()
        fixed_clock.at = closed.value.until
        await wire.follow_users()

    assert closed.value.errcode is None
    assert calls(sandbox, FOLLOW) == 6


async def test_all_calls_together_stay_within_what_one_address_may_do(
    connect: Connect, tea_house: UUID, sandbox: RunningSandbox, fixed_clock: FixedSource
) -> None:
    async with connect(Rates(address=Rate(per_minute=20))) as wires:
        wire = wires.of(tea_house)
        await wire.departments()  # and gettoken: half of the ten calls that may be made at once is left to urgent ones
        for _ in range(3):
            await wire.follow_users()

        with pytest.raises(LaneClosed) as closed:
            await wire.departments()

    assert closed.value.api == "department/list"
    assert calls(sandbox, FOLLOW) + calls(sandbox, "department/list") + calls(sandbox, "gettoken") == 5


@pytest.mark.parametrize("kind", ["http_500", "html", "reset", "timeout_after"])
async def test_an_answer_that_never_came_whole_is_unknown_not_refused(
    connect: Connect, tea_house: UUID, world: httpx2.Client, kind: str
) -> None:
    fault = {"api": "/cgi-bin/externalcontact/add_contact_way", "kind": kind, "times": 1, "delay_s": 2}
    world.post("/sandbox/faults", json=fault)

    async with connect(timeout_s=1) as wires:
        with pytest.raises(MaybeSent):
            await wires.of(tea_house).add_contact_way(type=1, user=["tea001"], state="s1")


async def test_when_only_the_token_could_not_be_fetched_nothing_was_sent(
    connect: Connect, tea_house: UUID, world: httpx2.Client
) -> None:
    world.post("/sandbox/faults", json={"api": "/cgi-bin/gettoken", "kind": "http_500", "times": 1})

    async with connect() as wires:
        with pytest.raises(NotSent):
            await wires.of(tea_house).add_contact_way(type=1, user=["tea001"], state="s1")


async def test_busy_is_worth_a_retry(connect: Connect, tea_house: UUID, world: httpx2.Client) -> None:
    world.post("/sandbox/faults", json={"api": f"/cgi-bin/{FOLLOW}", "kind": "busy", "times": 1})

    async with connect() as wires:
        with pytest.raises(WeComError) as refused:
            await wires.of(tea_house).follow_users()

    assert (refused.value.errcode, refused.value.remedy) == (-1, Remedy.RETRY)


async def test_a_fetcher_that_died_is_replaced_when_its_lease_ran_out(
    connect: Connect, tea_house: UUID, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_store, "LEASE_S", 1)
    with database.transaction() as session:
        dead = token_store.claim(session, tea_house, "")
    assert isinstance(dead, token_store.Lease)

    async with connect() as wires:
        found = await wires.of(tea_house).follow_users()
    with database.transaction() as session:
        late = token_store.keep(session, tea_house, dead, "an older token", FixedSource().at)

    assert len(found) == 24
    assert late is False
