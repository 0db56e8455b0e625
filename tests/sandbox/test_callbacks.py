"""Deliveries: encryption, the URL check, three attempts, five seconds, several apps, faults."""

import time

import pytest

from tests.sandbox.driver import Receiver
from weixin_sandbox import crypto


def ledger(sandbox):
    return sandbox.control("GET", "/sandbox/ledger?full=1")


def settled(sandbox, *, within_s=8.0):
    """The ledger once nothing is under way any more."""
    deadline = time.monotonic() + within_s
    while (found := ledger(sandbox))["callbacks"]["pending"] and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def quick(sandbox, **limits):
    """Short waits between attempts, so that a test does not sit through real seconds."""
    sandbox.control("PATCH", "/sandbox/settings", {"retry_delay_s": 0.02, "limits": limits})


def test_a_delivery_is_signed_and_encrypted_for_the_corp(sandbox, receiver):
    sandbox.add(sandbox.customer(), "tea001")
    receiver.wait_for(1)

    query, raw = receiver.posts[0]

    encrypted = raw.decode().partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]
    token = sandbox.app["token"]
    assert query["msg_signature"] == crypto.signature(token, query["timestamp"], query["nonce"], encrypted)
    assert raw.startswith(b"<xml><ToUserName><![CDATA[wwtea0000000000001]]></ToUserName>")
    assert b"<AgentID><![CDATA[1000002]]></AgentID>" in raw


def test_a_failure_is_tried_three_times_with_fresh_ciphertext_of_the_same_event(sandbox, receiver):
    quick(sandbox)
    receiver.statuses = [500, 503]

    sandbox.add(sandbox.customer(), "tea001")

    counted = settled(sandbox)
    assert counted["callbacks"] == {"sent": 1, "acked": 1, "failed": 0, "pending": 0, "attempts": 3}
    assert len({raw for _, raw in receiver.posts}) == 3
    assert len({query["nonce"] for query, _ in receiver.posts}) == 3
    assert len({str(receiver.read(raw)) for _, raw in receiver.posts}) == 1


def test_after_three_failures_the_event_is_gone_for_good(sandbox, receiver):
    quick(sandbox)
    receiver.statuses = [500, 500, 302]

    sandbox.add(sandbox.customer(), "tea001")

    counted = settled(sandbox)
    assert counted["callbacks"] == {"sent": 1, "acked": 0, "failed": 1, "pending": 0, "attempts": 3}
    assert counted["events"][0]["acked"] is False
    assert receiver.events == []


def test_a_slow_receiver_counts_as_a_failure(sandbox, receiver):
    quick(sandbox, callback_timeout_s=0.1)
    receiver.hold_s = 0.5

    sandbox.add(sandbox.customer(), "tea001")

    assert settled(sandbox)["callbacks"] == {"sent": 1, "acked": 0, "failed": 1, "pending": 0, "attempts": 3}
    attempts = [e for e in sandbox.control("GET", "/sandbox/log")["entries"] if e["kind"] == "callback"]
    assert [e["attempt"] for e in attempts] == [1, 2, 3]
    assert attempts[0]["response"] == "no answer within 0.1 s"


def test_the_documented_time_out_is_five_seconds_and_three_attempts(sandbox):
    limits = sandbox.control("GET", "/sandbox/world")["settings"]["limits"]

    assert (limits["callback_timeout_s"], limits["callback_attempts"], limits["verify_timeout_s"]) == (5.0, 3, 1.0)


def test_events_of_one_customer_arrive_in_order(sandbox, receiver):
    customer = sandbox.customer()
    for _ in range(5):
        sandbox.add(customer, "tea001")
        sandbox.control("POST", f"/sandbox/customers/{customer}/delete", {"userid": "tea001"})

    kinds = [e["ChangeType"] for e in receiver.wait_for(10)]

    assert kinds == ["add_external_contact", "del_follow_user"] * 5


def test_two_apps_are_told_independently(sandbox, receiver):
    quick(sandbox)
    other = sandbox.control("POST", "/sandbox/apps", {"name": "第二应用"})
    second = Receiver(other["aes_key"], sandbox.corp["corpid"]).start()
    sandbox.control("PUT", f"/sandbox/apps/{other['agentid']}/callback", {"url": second.url})
    receiver.statuses = [500, 500, 500]

    sandbox.add(sandbox.customer(), "tea001")

    second.wait_for(1)
    counted = settled(sandbox)
    second.stop()
    assert {(e["agentid"], e["acked"]) for e in counted["events"]} == {(1000002, False), (1000003, True)}
    assert len({e["key"] for e in counted["events"]}) == 1


def test_an_app_that_cannot_see_the_adviser_is_not_told(sandbox, receiver):
    sandbox.control("PATCH", f"/sandbox/apps/{sandbox.app['agentid']}", {"visible": ["tea001"]})

    sandbox.add(sandbox.customer(), "tea002")
    sandbox.add(sandbox.customer(), "tea001")

    assert [e["UserID"] for e in receiver.wait_for(1)] == ["tea001"]
    assert settled(sandbox)["callbacks"]["sent"] == 1


@pytest.mark.parametrize(
    ("echo", "hold", "reason"),
    [
        (b"something else", 0, "but not with the decrypted echostr; check token and EncodingAESKey."),
        (None, 0, None),
    ],
)
def test_a_callback_url_is_saved_only_after_it_decrypted_the_echo(sandbox, echo, hold, reason):
    corp = sandbox.corp
    checked = Receiver(corp["apps"][0]["aes_key"], corp["corpid"], echo=echo).start()
    path = f"/sandbox/apps/{corp['apps'][0]['agentid']}/callback"

    status, _, answer = sandbox.request("PUT", path, body={"url": checked.url})

    checked.stop()
    saved = sandbox.app["callback"]
    assert (status, saved is not None) == ((400, False) if reason else (200, True))
    assert (reason or "").encode() in answer


def test_a_callback_url_that_nobody_answers_is_refused_with_the_reason(sandbox):
    gone = Receiver(sandbox.app["aes_key"], "x").start()
    gone.stop()

    status, code, message = sandbox.refused("PUT", "/sandbox/apps/1000002/callback", {"url": gone.url})

    assert (status, code) == (400, "verification_failed")
    assert message.startswith("The callback URL was not saved: the URL cannot be reached: ")


def test_a_duplicate_fault_delivers_the_same_event_twice(sandbox, receiver):
    sandbox.control("POST", "/sandbox/faults", {"api": "callback", "kind": "duplicate", "times": 1})

    sandbox.add(sandbox.customer(), "tea001")

    first, second = receiver.wait_for(2)
    assert first == second
    assert receiver.posts[0][1] != receiver.posts[1][1]
    assert settled(sandbox)["callbacks"] == {"sent": 1, "acked": 1, "failed": 0, "pending": 0, "attempts": 2}


def test_a_drop_fault_loses_the_event(sandbox, receiver):
    sandbox.control("POST", "/sandbox/faults", {"api": "callback", "kind": "drop", "times": 1})

    sandbox.add(sandbox.customer(), "tea001")
    sandbox.add(sandbox.customer(), "tea002")

    assert receiver.wait_for(1)[0]["UserID"] == "tea002"
    assert settled(sandbox)["callbacks"] == {"sent": 2, "acked": 1, "failed": 1, "pending": 0, "attempts": 1}


def test_a_shuffle_fault_breaks_the_order_but_loses_nothing(sandbox, receiver):
    sandbox.control("POST", "/sandbox/faults", {"api": "callback", "kind": "shuffle", "delay_s": 0.5})
    customer = sandbox.customer()
    for _ in range(6):
        sandbox.add(customer, "tea001")
        sandbox.control("POST", f"/sandbox/customers/{customer}/delete", {"userid": "tea001"})

    kinds = [e["ChangeType"] for e in receiver.wait_for(12)]

    assert sorted(kinds) == ["add_external_contact"] * 6 + ["del_follow_user"] * 6
    assert kinds != ["add_external_contact", "del_follow_user"] * 6


def test_an_answer_that_comes_too_late_makes_the_event_come_again(sandbox, receiver):
    quick(sandbox)
    sandbox.control("POST", "/sandbox/faults", {"api": "callback", "kind": "timeout_after", "times": 1})

    sandbox.add(sandbox.customer(), "tea001")

    first, second = receiver.wait_for(2)
    assert first == second
    assert settled(sandbox)["callbacks"]["attempts"] == 2
