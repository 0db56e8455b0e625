import asyncio
from collections.abc import Mapping
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from siyu.ingest import drainer
from siyu.ingest.intake import Intake
from siyu.kit import clock
from siyu.kit.db import Database
from siyu.wechat.wecom.crypto import sign
from tests.ingest.cable import Cable
from tests.ingest.callers import Answer, App, call, envelope, open_door, send, within
from tests.ingest.tea import contact_xml, logged

ADDED = contact_xml("add_external_contact", "wm1", WelcomeCode="CODE")
REFUSED = Answer(403, b"forbidden")


@pytest.fixture
def app(corp_id: UUID) -> App:
    return App(corp_id)


def waiting(database: Database) -> list[bytes]:
    with database.transaction() as session:
        return list(session.execute(text("SELECT raw FROM inbox ORDER BY id")).scalars())


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("siyu_callbacks_total", {"outcome": outcome}) or 0.0


def answered(database: Database, app: App, method: str, query: Mapping[str, str], *chunks: bytes) -> Answer:
    """The answer to one request at the address `door`."""
    answers: list[Answer] = []

    async def ask() -> None:
        async with open_door(database.url, door=app) as intake:
            answers.append(await call(intake, method, "door", query=query, chunks=list(chunks)))

    within(ask)
    return answers[0]


def test_a_callback_is_answered_with_an_empty_200_once_it_is_on_disk(database: Database, app: App) -> None:
    query, encrypt = app.query(ADDED)
    before = counted("stored")

    answer = answered(database, app, "POST", query, envelope(encrypt))

    assert answer == Answer(200, b"")
    assert waiting(database) == [ADDED]
    assert counted("stored") == before + 1


def test_the_address_is_verified_by_the_decrypted_echo(database: Database, app: App) -> None:
    query, encrypt = app.query(b"1616140317555161061")

    answer = answered(database, app, "GET", {**query, "echostr": encrypt})

    assert answer == Answer(200, b"1616140317555161061")
    assert waiting(database) == []


def test_a_body_that_comes_in_pieces_is_put_together(database: Database, app: App) -> None:
    query, encrypt = app.query(ADDED)
    body = envelope(encrypt)

    answer = answered(database, app, "POST", query, body[:10], body[10:500], body[500:])

    assert answer.status == 200
    assert waiting(database) == [ADDED]


def test_retries_of_one_callback_are_stored_once(database: Database, app: App) -> None:
    async def retries() -> None:
        async with open_door(database.url, door=app) as intake:
            answers = [await send(intake, app, ADDED, nonce=f"n{attempt}") for attempt in range(3)]
            answers += await asyncio.gather(*(send(intake, app, ADDED, nonce=f"m{attempt}") for attempt in range(3)))
        assert {answer.status for answer in answers} == {200}

    within(retries)

    assert waiting(database) == [ADDED]


def test_a_replay_under_another_agent_id_changes_nothing(database: Database, app: App) -> None:
    async def replays() -> None:
        async with open_door(database.url, door=app) as intake:
            for agent_id in ("1000002", "1", ""):
                await send(intake, app, ADDED, agent_id=agent_id)

    within(replays)

    assert waiting(database) == [ADDED]


def test_two_apps_of_a_corp_may_each_hear_of_the_same_thing(database: Database, app: App, corp_id: UUID) -> None:
    second = App(corp_id, token="cake")

    async def both() -> None:
        async with open_door(database.url, door=app, other=second) as intake:
            await send(intake, app, ADDED)
            await send(intake, second, ADDED, path="other")

    within(both)

    assert waiting(database) == [ADDED, ADDED]


def test_callbacks_that_arrive_together_share_commits(database: Database, app: App) -> None:
    bodies = [contact_xml("add_external_contact", f"wm{number}") for number in range(200)]

    async def burst() -> None:
        async with open_door(database.url, door=app) as intake:
            answers = await asyncio.gather(*(send(intake, app, body) for body in bodies))
        assert {answer.status for answer in answers} == {200}

    within(burst)

    with database.transaction() as session:
        commits = session.execute(text("SELECT count(DISTINCT xmin::text) FROM inbox")).scalar_one()
    assert waiting(database) == bodies
    assert commits <= 3


def test_a_wrong_signature_is_refused(database: Database, app: App) -> None:
    query, encrypt = app.query(ADDED)

    answer = answered(database, app, "POST", {**query, "msg_signature": "0" * 40}, envelope(encrypt))

    assert answer == REFUSED


def test_a_query_without_a_signature_is_refused(database: Database, app: App) -> None:
    _, encrypt = app.query(ADDED)

    assert answered(database, app, "POST", {}, envelope(encrypt)) == REFUSED
    assert answered(database, app, "GET", {}) == REFUSED


def test_another_corps_message_is_refused_though_its_signature_is_right(
    database: Database, app: App, corp_id: UUID
) -> None:
    theirs = App(corp_id, corpid="wwother0000000001")
    query, encrypt = theirs.query(ADDED)

    assert answered(database, app, "POST", query, envelope(encrypt)) == REFUSED
    assert waiting(database) == []


@pytest.mark.parametrize("encrypt", ["", "AAAA", "not base64!", "A" * 64], ids=["empty", "short", "text", "garbage"])
def test_a_signed_ciphertext_that_does_not_open_is_refused(database: Database, app: App, encrypt: str) -> None:
    query = {"timestamp": "1", "nonce": "2", "msg_signature": sign(app.token, "1", "2", encrypt), "echostr": encrypt}

    assert answered(database, app, "GET", query) == REFUSED


def test_an_unknown_address_is_refused_like_a_bad_signature(database: Database, app: App) -> None:
    async def guess() -> None:
        async with open_door(database.url, door=app) as intake:
            assert await send(intake, app, ADDED, path="guessed") == REFUSED

    within(guess)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<xml><Encrypt>cut",
        b"<xml><ToUserName>ww1</ToUserName></xml>",
        b"\xff\xfe<xml></xml>",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Encrypt>&e;</Encrypt></xml>',
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>',
    ],
    ids=["empty", "json", "cut", "no encrypt", "not utf-8", "external entity", "entity bomb"],
)
def test_a_malformed_body_is_a_bad_request(database: Database, app: App, body: bytes) -> None:
    query, _ = app.query(ADDED)

    assert answered(database, app, "POST", query, body) == Answer(400, b"malformed")


def test_a_body_over_64_kib_is_too_large_and_not_read_to_its_end(database: Database, app: App) -> None:
    query, _ = app.query(ADDED)
    endless = [b"x" * 40_000] * 1000

    async def flood() -> None:
        async with open_door(database.url, door=app) as intake:
            answer = await call(intake, "POST", "door", query=query, chunks=endless)
        assert answer == Answer(413, b"too large")

    within(flood)


def test_a_method_nobody_uses_is_not_allowed(database: Database, app: App) -> None:
    assert answered(database, app, "DELETE", {}) == Answer(405, b"method not allowed")


def test_an_event_nobody_knows_is_stored_and_kept_whole(database: Database, app: App) -> None:
    unknown = b"<xml><MsgType>event</MsgType><Event>tea_ceremony</Event><Cups>7</Cups></xml>"
    query, encrypt = app.query(unknown)

    answer = answered(database, app, "POST", query, envelope(encrypt))
    drainer.drain_once(database)

    (event,) = logged(database)
    assert answer.status == 200
    assert (event.kind, event.body["event"], event.body["fields"]["Cups"]) == ("wecom.unknown", "tea_ceremony", "7")


def test_a_sender_who_never_finishes_is_let_go(database: Database, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siyu.ingest.intake.ANSWER_WITHIN_S", 0.05)

    assert answered(database, app, "POST", {}) == Answer(503, b"not stored")


def test_without_a_database_nothing_is_acknowledged_and_afterwards_it_goes_on(database: Database, app: App) -> None:
    async def outage() -> None:
        async with Cable(database.url).laid() as cable, open_door(cable.url, door=app) as intake:
            assert (await send(intake, app, contact_xml("add_external_contact", "before"))).status == 200
            cable.cut()
            assert await send(intake, app, contact_xml("add_external_contact", "meanwhile")) == Answer(
                503, b"not stored"
            )
            cable.mend()
            assert (await send(intake, app, contact_xml("add_external_contact", "after"))).status == 200

    within(outage)

    assert [b"before" in raw or b"after" in raw for raw in waiting(database)] == [True, True]


def test_a_connection_lost_between_two_callbacks_costs_neither(database: Database, app: App) -> None:
    async def blink() -> None:
        async with Cable(database.url).laid() as cable, open_door(cable.url, door=app) as intake:
            await send(intake, app, contact_xml("add_external_contact", "wm1"))
            cable.cut()
            cable.mend()
            assert (await send(intake, app, contact_xml("add_external_contact", "wm2"))).status == 200

    within(blink)

    assert len(waiting(database)) == 2


def test_a_commit_whose_reply_is_lost_is_not_acknowledged_and_its_retry_is_stored_once(
    database: Database, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siyu.ingest.commit.COMMIT_TIMEOUT_S", 0.3)

    async def mute() -> None:
        async with Cable(database.url).laid() as cable, open_door(cable.url, door=app) as intake:
            await send(intake, app, contact_xml("add_external_contact", "wm1"))
            cable.is_mute = True
            first = await send(intake, app, ADDED)
            cable.mend()
            second = await send(intake, app, ADDED, nonce="n2")
        assert (first.status, second.status) == (503, 200)

    within(mute)

    assert waiting(database)[1:] == [ADDED]


def test_a_database_that_hangs_is_answered_for_before_wecom_hangs_up(database: Database, app: App) -> None:
    async def hang() -> None:
        async with Cable(database.url).laid() as cable, open_door(cable.url, door=app) as intake:
            await send(intake, app, contact_xml("add_external_contact", "wm1"))
            cable.is_mute = True
            first = asyncio.create_task(timed(intake, "wm2"))
            await asyncio.sleep(1)
            answers = [await timed(intake, "wm3"), await first]
            cable.cut()
        assert [answer.status for answer, _ in answers] == [503, 503]
        assert max(took_s for _, took_s in answers) < 5

    async def timed(intake: Intake, customer: str) -> tuple[Answer, float]:
        since = clock.monotonic()
        return await send(intake, app, contact_xml("add_external_contact", customer)), clock.monotonic() - since

    within(hang)


def test_more_than_the_queue_holds_is_turned_away_at_once(
    database: Database, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siyu.ingest.commit.QUEUE", 10)

    async def flood() -> None:
        async with Cable(database.url).laid() as cable, open_door(cable.url, door=app) as intake:
            await send(intake, app, contact_xml("add_external_contact", "wm0"))
            cable.is_mute = True
            calls = [
                asyncio.create_task(send(intake, app, contact_xml("add_external_contact", f"wm{number}")))
                for number in range(1, 31)
            ]
            await asyncio.sleep(0.3)
            turned_away = [task for task in calls if task.done()]
            cable.cut()
            answers = await asyncio.gather(*calls)
        assert len(turned_away) >= 19
        assert {answer.status for answer in answers} == {503}

    within(flood)
