"""From a proposal to its outcome: planned with the decision, done once, settled with a receipt."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from siyu.act import outbox, settlement
from siyu.act.adapter import Done, EffectClass, Verdict
from siyu.act.dispatcher import Timing
from siyu.act.outbox import Settled
from siyu.act.transitions import ATTEMPTS_MAX, after
from siyu.decide import queries as decisions
from siyu.decide.intents import Outcome, Purpose, Reason
from siyu.kit import clock, ids
from siyu.kit.egress import MaybeSent, NotSent
from siyu.kit.jobs import Lane
from siyu.wechat.wecom.errors import LaneClosed, WeComError
from tests.act.conftest import Notebook, Office, intent, until


def test_an_approved_proposal_is_done_once_and_leaves_a_receipt(office: Office, notebook: Notebook) -> None:
    decision = office.propose(subject="code:1", cause=None)

    taken = office.dispatch(notebook.adapter(), rounds=2)

    assert (taken, notebook.written) == (1, {"do:1": 1})
    effect = office.effect()
    assert (effect.state, effect.attempts, effect.decision_id) == ("sent", 1, decision.id)
    [receipt] = office.receipts()
    assert (receipt["verdict"], receipt["key"], receipt["subject"]) == ("sent", "do:1", "code:1")


def test_a_refused_proposal_is_never_planned(office: Office, notebook: Notebook) -> None:
    decision = office.propose(objection=Reason("welcome.off"))

    assert decision.outcome is Outcome.REFUSED
    assert office.effects() == []


def test_the_same_proposal_twice_plans_one_effect(office: Office, notebook: Notebook) -> None:
    first = office.propose(cause=3)
    again = office.propose(cause=3)

    assert again == first
    assert office.dispatch(notebook.adapter(), rounds=2) == 1


def test_thousands_of_proposals_are_planned_and_done(office: Office, notebook: Notebook) -> None:
    office.propose_all([intent(f"do:{number}") for number in range(3000)])

    taken = office.dispatch(notebook.adapter(), rounds=150)

    assert taken == 3000
    assert set(notebook.written.values()) == {1}
    assert set(office.states().values()) == {"sent"}


def test_an_effect_waits_until_its_time(office: Office, notebook: Notebook, fixed_clock: clock.FixedSource) -> None:
    office.propose(not_before=clock.now() + timedelta(seconds=60))

    early = office.dispatch(notebook.adapter())
    fixed_clock.advance(60)
    due = office.dispatch(notebook.adapter())

    assert (early, due) == (0, 1)


def test_what_expired_before_it_was_sent_is_refused_and_its_quota_given_back(
    office: Office, notebook: Notebook, fixed_clock: clock.FixedSource
) -> None:
    staff_id = ids.new()
    office.propose(purpose=Purpose.GREETING, staff_id=staff_id, expires_at=clock.now() + timedelta(seconds=20))

    fixed_clock.advance(20)
    taken = office.dispatch(notebook.adapter())
    kept = office.keep(notebook.adapter())

    assert (taken, kept, notebook.written) == (0, 1, {})
    assert (office.effect().state, office.effect().error_code) == ("refused", "expired")
    assert office.receipts()[0]["error_code"] == "expired"
    with office.database.transaction() as session:
        [balance] = decisions.balances(session, office.corp_id, scope_id=staff_id)
    assert (balance.used, balance.reserved) == (0, 0)


def test_a_closed_lane_passes_its_effects_over_and_burns_no_attempt(
    office: Office, notebook: Notebook, fixed_clock: clock.FixedSource
) -> None:
    opens = clock.now() + timedelta(seconds=60)
    office.propose_all([intent("do:1"), intent("do:2")])
    notebook.answers = [LaneClosed("externalcontact/mark_tag", opens, 45009)] * 2

    office.dispatch(notebook.adapter())
    fixed_clock.advance(59)
    closed = office.dispatch(notebook.adapter())
    fixed_clock.advance(1)
    office.dispatch(notebook.adapter())

    assert closed == 0
    assert [(each.state, each.attempts) for each in office.effects()] == [("sent", 1), ("sent", 1)]


def test_a_dispatcher_that_met_a_closed_lane_leaves_the_rest_of_it_alone(
    office: Office, notebook: Notebook, fixed_clock: clock.FixedSource
) -> None:
    office.propose_all([intent(f"do:{number}") for number in range(100)])
    notebook.answers = [LaneClosed("externalcontact/mark_tag", clock.now() + timedelta(seconds=60), 45009)] * 100

    taken = office.dispatch(notebook.adapter(), rounds=3)

    assert taken == 24
    assert len(notebook.answers) == 76


def test_unreachable_is_tried_again_after_growing_pauses_until_the_budget_is_spent(
    office: Office, notebook: Notebook, fixed_clock: clock.FixedSource
) -> None:
    office.propose()
    notebook.answers = [NotSent("egress.unreachable", "无法连接") for _ in range(20)]

    pauses = []
    while (waiting := office.effect()).state == "planned":
        before = clock.now()
        office.dispatch(notebook.adapter())
        pauses.append((office.effect().due_at - before).total_seconds())
        fixed_clock.advance(max(pauses[-1], 0) + 0.001)

    assert waiting.state == "refused"
    assert (waiting.attempts, waiting.error_code) == (ATTEMPTS_MAX, "gave_up")
    assert all(1.6 * 2**place <= pause <= 2.4 * 2**place for place, pause in enumerate(pauses[:8]))
    assert max(pauses) <= 720


def test_a_refusal_by_wecom_is_final_and_keeps_its_code(office: Office, notebook: Notebook) -> None:
    office.propose()
    notebook.answers = [WeComError("externalcontact/mark_tag", 84061, "not external contact")]

    office.dispatch(notebook.adapter(), rounds=2)

    assert (office.effect().state, office.effect().error_code) == ("refused", "84061")


def test_doubt_about_an_idempotent_effect_is_settled_by_doing_it_again(
    office: Office, notebook: Notebook, fixed_clock: clock.FixedSource
) -> None:
    office.propose()
    notebook.answers = [MaybeSent("egress.interrupted", "没有收到完整答复")]

    office.dispatch(notebook.adapter())
    doubt = office.effect()
    fixed_clock.advance(3)
    office.dispatch(notebook.adapter())

    assert (doubt.state, doubt.error_code) == ("unknown", "interrupted")
    assert office.effect().state == "sent"
    assert [receipt["verdict"] for receipt in office.receipts()] == ["unknown", "sent"]


def test_doubt_about_an_effect_without_a_key_is_settled_by_looking_not_by_doing_it_again(
    office: Office, notebook: Notebook
) -> None:
    adapter = notebook.adapter(EffectClass.AT_MOST_ONCE)
    office.propose()
    notebook.answers = [Done(Verdict.UNKNOWN)]

    office.dispatch(adapter, rounds=2)

    assert notebook.written == {"do:1": 1}
    assert (office.effect().state, office.effect().attempts) == ("sent", 1)


def test_an_effect_that_a_look_did_not_find_is_done_then(office: Office, notebook: Notebook) -> None:
    adapter = notebook.adapter(EffectClass.AT_MOST_ONCE)
    office.propose()
    notebook.answers = [MaybeSent("egress.interrupted", "没有收到完整答复")]

    office.dispatch(adapter, rounds=3)

    assert notebook.written == {"do:1": 1}
    assert (office.effect().state, office.effect().attempts) == ("sent", 2)


def test_a_look_that_fails_clears_nothing_and_after_three_a_person_is_asked(office: Office, notebook: Notebook) -> None:
    adapter = notebook.adapter(EffectClass.AT_MOST_ONCE)
    office.propose()
    notebook.answers = [Done(Verdict.UNKNOWN)]
    notebook.found = [Done(Verdict.UNKNOWN)] * 3

    office.dispatch(adapter, rounds=6)

    assert notebook.written == {"do:1": 1}
    assert office.effect().state == "unknown"
    assert [each.key for each in office.effects(state="needs_person")] == ["do:1"]
    assert office.receipts()[-1]["needs_person"] is True


def test_effects_of_one_series_keep_their_order_and_others_do_not_wait_for_them(
    office: Office, notebook: Notebook, fixed_clock: clock.FixedSource
) -> None:
    adapter = notebook.adapter(series="tags")
    office.propose_all([intent(f"{item}:{name}", subject=name) for item in (1, 2) for name in ("a", "b")])
    notebook.answers = [NotSent("egress.unreachable", "无法连接")]

    office.dispatch(adapter, rounds=3)
    stuck = list(notebook.order)
    fixed_clock.advance(3)
    office.dispatch(adapter, rounds=3)

    assert stuck == ["1:b", "2:b"]
    assert notebook.order == ["1:b", "2:b", "1:a", "2:a"]


def test_only_the_newest_of_waiting_configurations_is_sent(office: Office, notebook: Notebook) -> None:
    adapter = notebook.adapter(series="contact_way", newest_wins=True)
    office.propose_all([intent(f"update:{number}", subject="code:1") for number in (1, 2, 3)])

    office.dispatch(adapter, rounds=4)

    assert notebook.order == ["update:3"]
    assert office.states() == {"update:1": "refused", "update:2": "refused", "update:3": "sent"}
    assert {each.error_code for each in office.effects(state="refused")} == {"superseded"}


def test_a_bug_in_an_adapter_leaves_doubt_and_does_not_stop_the_lane(office: Office, notebook: Notebook) -> None:
    office.propose_all([intent("do:1"), intent("do:2")])
    notebook.answers = [KeyError("userid")]

    office.dispatch(notebook.adapter())

    assert sorted(office.states().values()) == ["sent", "unknown"]


def test_a_kind_this_process_does_not_know_is_left_for_one_that_does(office: Office, notebook: Notebook) -> None:
    office.propose(kind="other.kind")

    assert office.dispatch(notebook.adapter()) == 0
    assert office.effect().state == "planned"


def test_a_greeting_overtakes_a_backlog_and_a_hanging_call_of_other_lanes(office: Office, notebook: Notebook) -> None:
    hold = asyncio.Event()

    async def story() -> bool:
        async def hang(wire: object, effect: object) -> Done:
            await hold.wait()
            return Done(Verdict.SENT)

        slow = replace(notebook.adapter(kind="slow"), perform=hang)
        stop = asyncio.Event()
        async with office.dispatching(notebook.adapter(), slow) as dispatcher:
            running = asyncio.create_task(dispatcher.run(stop))
            await asyncio.to_thread(office.propose_all, [intent(f"slow:{n}", kind="slow") for n in range(200)])
            await until(lambda: len(office.effects(state="sending")) == 24)
            await asyncio.to_thread(office.propose, "greet", lane=Lane.URGENT)
            await until(lambda: office.effect("greet").state == "sent", within_s=2.0)
            is_backlog_waiting = office.states()["slow:199"] == "planned"
            hold.set()
            stop.set()
            await running
            return is_backlog_waiting

    assert asyncio.run(story()) is True


def test_stopping_finishes_what_is_held(office: Office, notebook: Notebook) -> None:
    async def story() -> None:
        stop = asyncio.Event()
        async with office.dispatching(notebook.adapter()) as dispatcher:
            running = asyncio.create_task(dispatcher.run(stop))
            await asyncio.to_thread(office.propose_all, [intent(f"do:{number}") for number in range(50)])
            await until(lambda: notebook.written.total() > 0)
            stop.set()
            await running

    asyncio.run(story())

    assert office.effects(state="sending") == []
    assert len(office.effects(state="sent")) == notebook.written.total()


def test_the_late_outcome_of_a_worker_taken_for_dead_is_not_listened_to(office: Office, notebook: Notebook) -> None:
    adapters = {"note": notebook.adapter(EffectClass.AT_MOST_ONCE)}
    office.propose()
    with office.database.transaction() as session:
        [held] = outbox.claim(session, adapters, Lane.NORMAL, limit=1, lease=timedelta(seconds=-1))
    office.keep(*adapters.values())
    rescued = office.effect()

    late = after(held, Done(Verdict.REFUSED), now=clock.now(), look_after=timedelta(0))
    with office.database.transaction() as session:
        kept = settlement.settle(session, [Settled(held, Done(Verdict.REFUSED), late)], adapters)

    assert (rescued.state, rescued.error_code) == ("unknown", "interrupted")
    assert (kept, office.effect().state) == ([], "unknown")


def test_a_worker_at_work_is_not_taken_for_dead(office: Office, notebook: Notebook) -> None:
    adapters = {"note": notebook.adapter()}
    office.propose()
    with office.database.transaction() as session:
        outbox.claim(session, adapters, Lane.NORMAL, limit=1, lease=timedelta(seconds=30))

    assert office.keep(*adapters.values()) == 0
    assert office.effect().state == "sending"


def test_a_claim_too_old_to_start_is_put_back_untouched(office: Office, notebook: Notebook) -> None:
    office.propose()

    office.dispatch(notebook.adapter(), timing=Timing(lease_s=-1.0))

    assert notebook.written == {}
    assert (office.effect().state, office.effect().attempts) == ("planned", 0)


def test_what_was_put_off_is_done_when_its_window_opens(
    office: Office, notebook: Notebook, fixed_clock: clock.FixedSource
) -> None:
    relation_id = ids.new()
    wanted = [
        intent(key, purpose=Purpose.MARKETING, relation_id=relation_id, not_before=clock.now())
        for key in ("today", "tomorrow")
    ]
    office.propose_all(wanted)
    office.dispatch(notebook.adapter(), rounds=2)
    today = list(notebook.order)

    fixed_clock.advance(14 * 3600)
    office.keep(notebook.adapter())
    office.dispatch(notebook.adapter())

    assert today == ["today"]
    assert notebook.order == ["today", "tomorrow"]
