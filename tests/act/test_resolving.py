"""A person's word on effects that only a person can settle."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from siyu import refusals
from siyu.act import api, queries, service
from siyu.act.adapter import Done, EffectClass, Verdict
from siyu.corp import audit
from siyu.corp.guard import Caller
from siyu.corp.roles import Role
from siyu.decide import queries as decisions
from siyu.decide.intents import Purpose
from siyu.kit import ids
from siyu.kit.errors import Conflict, NotFound
from tests.act.conftest import Notebook, Office


@pytest.fixture
def doubtful(office: Office, notebook: Notebook) -> Office:
    """An office with one effect in doubt that cannot be looked up."""
    adapter = notebook.adapter(EffectClass.KEYED)
    office.propose(purpose=Purpose.GREETING, staff_id=ids.new())
    notebook.answers = [Done(Verdict.UNKNOWN, error_code="41050", is_final=True)]
    office.dispatch(adapter)
    return office


@pytest.mark.parametrize(("word", "state", "balance"), [("sent", "sent", (1, 0)), ("refused", "refused", (0, 0))])
def test_a_person_settles_a_doubt_and_the_quota_with_it(
    doubtful: Office, word: service.Resolution, state: str, balance: tuple[int, int]
) -> None:
    effect = doubtful.effect()

    with doubtful.database.transaction() as session:
        service.resolve(session, doubtful.corp_id, effect_id=effect.id, resolution=word, account_id=None)

    assert (doubtful.effect().state, doubtful.effect().needs_person_at) == (state, None)
    assert doubtful.receipts()[-1]["verdict"] == state
    with doubtful.database.transaction() as session:
        [left] = decisions.balances(session, doubtful.corp_id, scope_id=effect.staff_id or ids.new())
        assert (left.used, left.reserved) == balance
        assert audit.entries(session, doubtful.corp_id, before_seq=None, limit=1)[0].action == "effect.resolve"


def test_a_person_may_have_it_done_again(doubtful: Office, notebook: Notebook) -> None:
    with doubtful.database.transaction() as session:
        service.resolve(session, doubtful.corp_id, effect_id=doubtful.effect().id, resolution="retry", account_id=None)

    doubtful.dispatch(notebook.adapter())

    assert (doubtful.effect().state, doubtful.effect().attempts) == ("sent", 1)


def test_what_was_given_up_may_be_done_again_without_counting_its_quota_twice(
    office: Office, notebook: Notebook
) -> None:
    staff_id = ids.new()
    office.propose(purpose=Purpose.GREETING, staff_id=staff_id)
    notebook.answers = [Done(Verdict.REFUSED, error_code="60020")]
    office.dispatch(notebook.adapter())
    with office.database.transaction() as session:
        service.resolve(session, office.corp_id, effect_id=office.effect().id, resolution="retry", account_id=None)

    office.dispatch(notebook.adapter())

    assert office.effect().state == "sent"
    with office.database.transaction() as session:
        [left] = decisions.balances(session, office.corp_id, scope_id=staff_id)
    assert (left.used, left.reserved) == (0, 0)


def test_what_needs_nobody_cannot_be_settled_by_hand(office: Office, notebook: Notebook) -> None:
    office.propose()

    with pytest.raises(Conflict, match=r"effect\.needs_nobody"), office.database.transaction() as session:
        service.resolve(session, office.corp_id, effect_id=office.effect().id, resolution="sent", account_id=None)

    assert office.effect().state == "planned"


def test_an_effect_of_another_corp_is_not_found(doubtful: Office) -> None:
    with pytest.raises(NotFound), doubtful.database.transaction() as session:
        service.resolve(session, ids.new(), effect_id=doubtful.effect().id, resolution="sent", account_id=None)


@pytest.fixture
def client(doubtful: Office) -> Iterator[TestClient]:
    """The effects API for somebody who may."""
    app = FastAPI(exception_handlers=refusals.HANDLERS)
    app.state.database = doubtful.database
    app.include_router(api.router)
    caller = Caller(ids.new(), doubtful.corp_id, Role.OWNER, frozenset(("corp.write",)), None)
    for route in api.router.routes:
        for dependency in getattr(route, "dependant").dependencies:  # noqa: B009
            if getattr(dependency.call, "siyu_policy", False):
                app.dependency_overrides[dependency.call] = lambda: caller
    with TestClient(app) as opened:
        yield opened


def test_the_list_shows_what_waits_for_a_person_without_the_welcome_code(doubtful: Office, client: TestClient) -> None:
    doubtful.propose("other", payload={"welcome_code": "SECRET", "userid": "tea001"})

    waiting = client.get("/api/effects", params={"state": "needs_person"}).json()
    everything = client.get("/api/effects", params={"limit": 1}).json()

    assert [item["key"] for item in waiting["items"]] == ["do:1"]
    assert (everything["total"], everything["items"][0]["payload"]) == (2, {"userid": "tea001"})
    following = client.get("/api/effects", params={"limit": 1, "cursor": everything["next_cursor"]}).json()
    assert [item["key"] for item in following["items"]] == ["do:1"]


def test_resolving_over_http_answers_with_the_new_state(doubtful: Office, client: TestClient) -> None:
    answer = client.post(f"/api/effects/{doubtful.effect().id}/resolve", json={"outcome": "sent"})

    assert (answer.status_code, answer.json()["state"]) == (200, "sent")


@pytest.mark.parametrize("body", [{"outcome": "maybe"}, {"outcome": "sent", "more": 1}, {}])
def test_an_unknown_word_is_refused(doubtful: Office, client: TestClient, body: dict[str, object]) -> None:
    answer = client.post(f"/api/effects/{doubtful.effect().id}/resolve", json=body)

    assert answer.status_code == 422
    assert doubtful.effect().state == "unknown"


def test_counts_tell_doubts_from_those_that_need_a_person(doubtful: Office) -> None:
    doubtful.propose("other")

    with doubtful.database.transaction() as session:
        counts = queries.open_counts(session, doubtful.corp_id)

    assert counts == {"planned": 1, "sending": 0, "unknown": 0, "needs_person": 1}
