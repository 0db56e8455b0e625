"""The clock, the behaving population, the ledger and the journal."""

import json
import threading
import time
from datetime import datetime, timedelta

from tests.sandbox.driver import NO_PROXY


def now(sandbox):
    return datetime.fromisoformat(sandbox.control("GET", "/sandbox/clock")["now"])


def populate(sandbox, *, size=60, days=5, **more):
    """Prepare and perform a population; the answers of both calls."""
    prepared = sandbox.control("POST", "/sandbox/population", {"seed": 3, "size": size, "days": days, **more})
    end = datetime.fromisoformat(prepared["start"]) + timedelta(days=days + 20)
    return prepared, sandbox.control("POST", "/sandbox/population/advance", {"to": end.isoformat(), "settle_s": 0})


def test_the_clock_jumps_forward_by_seconds_or_to_a_time(sandbox):
    before = now(sandbox)
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 3600})
    after = now(sandbox)
    target = (after + timedelta(days=1)).isoformat()

    moved = sandbox.control("POST", "/sandbox/clock", {"to": target})

    assert timedelta(hours=1) <= after - before < timedelta(hours=1, seconds=5)
    assert moved["version"] == 3
    assert timedelta(0) <= datetime.fromisoformat(moved["now"]) - datetime.fromisoformat(target) < timedelta(seconds=5)


def test_whoever_waits_for_the_clock_is_answered_when_it_jumps(sandbox):
    version = sandbox.control("GET", "/sandbox/clock")["version"]
    timer = threading.Timer(0.2, sandbox.control, ("POST", "/sandbox/clock", {"advance_s": 60}))
    timer.start()

    answer = sandbox.control("GET", f"/sandbox/clock?after={version}&wait_s=10")

    timer.join()
    assert answer["version"] == version + 1


def test_a_population_scans_chats_and_leaves_and_the_ledger_agrees(sandbox, receiver):
    sandbox.way("tea001", "tea002", state="a")
    sandbox.way("tea003", state="b", skip_verify=False)

    prepared, done = populate(sandbox, delete_rate=0.5, chat_rate=0.5)

    ledger = sandbox.control("GET", "/sandbox/ledger?full=1")
    following = [relation for relation in ledger["relations"] if relation["following"]]
    assert done["next_at"] is None
    assert done["callbacks"] == ledger["callbacks"]["sent"] == ledger["callbacks"]["acked"]
    assert ledger["customers"] == 60
    assert ledger["adds"] >= 60
    assert 20 <= ledger["deletes"] <= 40
    assert len(following) == ledger["adds"] - ledger["deletes"]
    assert len(receiver.events) == ledger["callbacks"]["sent"]
    assert {relation["origin"] for relation in ledger["relations"]} == {"a", "b", ""}
    assert datetime.fromisoformat(done["now"]) >= datetime.fromisoformat(prepared["start"]) + timedelta(days=25)


def test_the_same_seed_gives_the_same_people_and_deeds(sandbox):
    def once():
        sandbox.control("POST", "/sandbox/reset", {"seed": 7, "start": "2026-05-01T00:00:00Z"})
        sandbox.log_in()
        sandbox.way("tea001", "tea002", state="a")
        populate(sandbox, start="2026-05-01T01:00:00Z")
        relations = sandbox.control("GET", "/sandbox/ledger?full=1")["relations"]
        people = sandbox.control("GET", "/sandbox/customers?limit=100")["customers"]
        return relations, [(person["id"], person["name"]) for person in people]

    assert once() == once()


def test_a_population_ages_neither_tokens_nor_welcome_codes(sandbox, receiver):
    sandbox.way("tea001")

    populate(sandbox, size=5)

    code = next(e["WelcomeCode"] for e in receiver.events if "WelcomeCode" in e)
    body = {"welcome_code": code, "text": {"content": "你好"}}
    assert sandbox.code_of("externalcontact/send_welcome_msg", body) == 0


def test_with_greet_s_the_calendar_waits_for_each_welcome(sandbox, receiver):
    sandbox.way("tea001")
    prepared = sandbox.control("POST", "/sandbox/population", {"seed": 3, "size": 4, "days": 1, "chat_rate": 0})
    end = datetime.fromisoformat(prepared["start"]) + timedelta(days=1)
    began = time.monotonic()

    done = sandbox.control("POST", "/sandbox/population/advance", {"to": end.isoformat(), "greet_s": 0.1})

    assert done["performed"] == 4
    assert time.monotonic() - began >= 0.4


def test_a_reset_ends_a_population_under_way(sandbox, receiver):
    sandbox.way("tea001")
    receiver.hold_s = 0.3
    prepared = sandbox.control("POST", "/sandbox/population", {"seed": 3, "size": 900, "days": 1})
    end = datetime.fromisoformat(prepared["start"]) + timedelta(days=1)
    answers = []
    advancing = threading.Thread(
        target=lambda: answers.append(sandbox.control("POST", "/sandbox/population/advance", {"to": end.isoformat()}))
    )
    advancing.start()
    time.sleep(0.2)
    refused = sandbox.refused("POST", "/sandbox/population/advance", {"to": end.isoformat()})

    sandbox.control("POST", "/sandbox/reset", {"seed": 7})

    advancing.join(timeout=5)
    assert refused[:2] == (409, "busy")
    assert answers[0]["performed"] < 900
    assert sandbox.control("GET", "/sandbox/ledger")["adds"] == 0


def test_a_population_may_be_kept_to_some_codes(sandbox):
    chosen, other = sandbox.way("tea001", state="chosen"), sandbox.way("tea002", state="other")

    populate(sandbox, codes=[chosen])

    origins = {r["origin"] for r in sandbox.control("GET", "/sandbox/ledger?full=1")["relations"]}
    assert origins == {"chosen", ""}
    assert other != chosen


def test_some_nicknames_would_break_careless_software(sandbox):
    populate(sandbox, size=900, days=30)

    names = {c["name"] for c in sandbox.control("GET", "/sandbox/customers?limit=1000")["customers"]}

    assert {"<b>加粗的我</b>", "{{客户昵称}}"} <= names
    assert max(len(name) for name in names) == 32


def test_customers_are_found_by_name_and_paged(sandbox):
    for name in ("小满", "大满", "立夏"):
        sandbox.customer(name)

    found = sandbox.control("GET", "/sandbox/customers?q=满&limit=1".replace("满", "%E6%BB%A1"))
    rest = sandbox.control("GET", f"/sandbox/customers?q=%E6%BB%A1&limit=1&cursor={found['next_cursor']}")

    assert [c["name"] for c in found["customers"] + rest["customers"]] == ["小满", "大满"]
    assert rest["next_cursor"] is None


def test_the_journal_tells_the_story_without_tokens(sandbox, receiver):
    sandbox.add(sandbox.customer("小满"), "tea001")
    receiver.wait_for(1)
    sandbox.api("externalcontact/list", userid="tea001")

    text = json.dumps(sandbox.control("GET", "/sandbox/log?limit=5000"), ensure_ascii=False)

    entries = json.loads(text)["entries"]
    kinds = [entry["kind"] for entry in entries[-3:]]
    assert sorted(kinds) == ["api", "callback", "client"]
    assert sandbox.token not in text
    assert [e["seq"] for e in entries] == sorted(e["seq"] for e in entries)
    after = sandbox.control("GET", f"/sandbox/log?after={entries[-1]['seq']}")["entries"]
    assert after == []


def test_the_stream_brings_each_entry_as_it_happens(sandbox):
    with NO_PROXY.open(sandbox.sandbox.url + "/sandbox/stream", timeout=5) as stream:
        assert stream.readline() == b": watching\n"
        sandbox.control("POST", "/sandbox/clock", {"advance_s": 60})
        lines = [stream.readline() for _ in range(3)]

    entry = json.loads(lines[2].removeprefix(b"data: "))
    assert (entry["kind"], entry["summary"]) == ("clock", "the clock jumps 60 s ahead")
