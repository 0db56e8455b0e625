from datetime import UTC, datetime, timedelta

from siyu.profile.episodes import Absent, Claim, Present, Span, unfold
from siyu.profile.facts import EndedBy

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def shown(
    added_at: datetime, token: str, add_way: int, lost_at: datetime | None = None, by: EndedBy | None = None
) -> Span:
    return Span(added_at, token, add_way, lost_at, by, is_shown=True)


def test_an_add_that_wecom_shows_is_one_open_episode() -> None:
    spans = unfold([], [Claim(at(0), "T1")], Present(at(0), "T1", 1))

    assert spans == [shown(at(0), "T1", 1)]


def test_a_customer_gone_by_the_time_we_look_was_added_and_lost() -> None:
    spans = unfold([], [Claim(at(0), "T1")], Absent(at(5)))

    assert spans == [Span(at(0), "T1", 0, at(5), "unknown")]


def test_the_callback_of_the_end_says_when_and_by_whom() -> None:
    known = [shown(at(0), "T1", 1, at(90), "unknown")]

    spans = unfold(known, [Claim(at(60), ended_by="customer")], None)

    assert spans == [shown(at(0), "T1", 1, at(60), "customer")]


def test_an_end_that_nobody_told_us_of_is_taken_back_when_wecom_shows_the_relation_again() -> None:
    known = [shown(at(0), "T1", 1, at(90), "unknown")]

    spans = unfold(known, [], Present(at(0), "T1", 1))

    assert spans == [shown(at(0), "T1", 1)]


def test_a_told_end_is_not_taken_back_by_what_wecom_still_shows() -> None:
    known = [shown(at(0), "T1", 1, at(60), "customer")]

    spans = unfold(known, [], Present(at(0), "T1", 1))

    assert spans == known


def test_an_episode_of_which_only_the_callbacks_tell_is_found_between_others() -> None:
    claims = [Claim(at(100)), Claim(at(60), ended_by="staff"), Claim(at(0), "T1")]

    spans = unfold([], claims, Present(at(100), "T2", 3))

    assert spans == [Span(at(0), "T1", 0, at(60), "staff"), shown(at(100), "T2", 3)]


def test_a_half_add_and_the_full_add_after_it_are_one_episode() -> None:
    spans = unfold([], [Claim(at(0), "T1"), Claim(at(300), "T1")], Present(at(0), "T1", 1))

    assert spans == [shown(at(0), "T1", 1)]


def test_a_callback_a_second_off_means_the_same_add() -> None:
    known = [Span(at(1), "T1")]

    spans = unfold(known, [Claim(at(1), "T1")], Present(at(0), "T1", 1))

    assert spans == [shown(at(1), "T1", 1)]


def test_an_end_and_the_next_add_within_one_second_are_told_apart() -> None:
    known = [shown(at(0), "T1", 1)]

    spans = unfold(known, [Claim(at(60), ended_by="customer")], Present(at(60), "T2", 1))

    assert spans == [shown(at(0), "T1", 1, at(60), "customer"), shown(at(60), "T2", 1)]


def test_a_missing_end_is_placed_at_the_next_beginning() -> None:
    known = [shown(at(0), "T1", 1)]

    spans = unfold(known, [], Present(at(500), "T2", 1))

    assert spans == [shown(at(0), "T1", 1, at(500), "unknown"), shown(at(500), "T2", 1)]


def test_an_end_before_any_beginning_we_heard_of_waits() -> None:
    assert unfold([], [Claim(at(60), ended_by="customer")], Absent(at(61))) == []


def test_a_wrongly_merged_add_is_told_apart_once_the_end_between_is_heard_of() -> None:
    early = unfold([shown(at(0), "T1", 1)], [Claim(at(90), ended_by="staff"), Claim(at(60), "T2")], Absent(at(95)))

    late = unfold(
        early,
        [Claim(at(90), ended_by="staff"), Claim(at(60), "T2"), Claim(at(30), ended_by="customer")],
        Absent(at(99)),
    )

    assert early == [shown(at(0), "T1", 1, at(90), "staff")]
    assert late == [shown(at(0), "T1", 1, at(30), "customer"), Span(at(60), "T2", 0, at(90), "staff")]
