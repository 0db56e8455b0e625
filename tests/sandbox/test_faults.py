"""Calls that go wrong on demand."""

import http.client
import json
import time

import pytest

PATH = "/cgi-bin/externalcontact/add_contact_way"
WAY = {"type": 1, "scene": 2, "user": ["tea001"]}


def plan(sandbox, **fault):
    return sandbox.control("POST", "/sandbox/faults", {"api": PATH, **fault})


def ways(sandbox):
    return len(sandbox.control("GET", "/sandbox/contact_ways")["contact_ways"])


def send(sandbox):
    return sandbox.request("POST", f"{PATH}?access_token={sandbox.token}", body=WAY)


def test_a_500_and_an_html_page_have_no_effect(sandbox):
    plan(sandbox, kind="http_500", times=1)
    plan(sandbox, kind="html", times=1)

    first, second, third = send(sandbox), send(sandbox), send(sandbox)

    assert first[0] == 500
    assert (second[0], second[1]["Content-Type"]) == (200, "text/html")
    assert json.loads(third[2])["errcode"] == 0
    assert ways(sandbox) == 1


def test_busy_and_throttled_answers_have_their_codes(sandbox):
    plan(sandbox, kind="busy", times=1)
    plan(sandbox, kind="throttle", times=1)

    codes = [json.loads(send(sandbox)[2])["errcode"] for _ in range(3)]

    assert codes == [-1, 45009, 0]


def test_a_reset_cuts_the_connection_before_any_effect(sandbox):
    plan(sandbox, kind="reset", times=1)

    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        send(sandbox)

    assert ways(sandbox) == 0


@pytest.mark.parametrize(("kind", "made"), [("timeout_before", 0), ("timeout_after", 1)])
def test_a_time_out_strikes_before_or_after_the_effect(sandbox, kind, made):
    plan(sandbox, kind=kind, times=1, delay_s=0.1)
    began = time.monotonic()

    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        send(sandbox)

    assert time.monotonic() - began >= 0.1
    assert ways(sandbox) == made


def test_a_fault_counts_its_hits_and_can_be_lifted(sandbox):
    fault = plan(sandbox, kind="busy")
    for _ in range(3):
        send(sandbox)

    (seen,) = sandbox.control("GET", "/sandbox/faults")["faults"]
    lifted = sandbox.control("DELETE", "/sandbox/faults", {"id": fault["id"]})

    assert seen == {"id": "fault_1", "api": PATH, "kind": "busy", "times": None, "rate": 1.0, "delay_s": 0.0, "hits": 3}
    assert lifted == {"removed": 1}
    assert json.loads(send(sandbox)[2])["errcode"] == 0


def test_a_fault_for_everything_spares_callbacks(sandbox, receiver):
    sandbox.control("POST", "/sandbox/faults", {"api": "*", "kind": "busy"})

    sandbox.add(sandbox.customer(), "tea001")

    assert receiver.wait_for(1)[0]["ChangeType"] == "add_external_contact"
    assert sandbox.code_of("department/list") == -1


def test_a_rate_strikes_the_same_calls_for_the_same_seed(sandbox):
    plan(sandbox, kind="busy", rate=0.5)
    first = [json.loads(send(sandbox)[2])["errcode"] for _ in range(20)]
    sandbox.control("POST", "/sandbox/reset", {"seed": 7})
    sandbox.log_in()
    plan(sandbox, kind="busy", rate=0.5)

    second = [json.loads(send(sandbox)[2])["errcode"] for _ in range(20)]

    assert first == second
    assert 0 < first.count(-1) < 20
