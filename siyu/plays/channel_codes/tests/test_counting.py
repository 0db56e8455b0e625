"""Who came by which code: counted once, by the corp's day, and taken off when lost."""

from datetime import UTC, date, datetime, timedelta

from siyu.kit import clock
from siyu.plays.channel_codes import attribution, stats
from siyu.plays.channel_codes.stats import Period
from siyu.plays.channel_codes.tests.conftest import Shop
from siyu.plays.channel_codes.views import Row, Today, Totals
from siyu.profile.facts import CustomerScanned

MONDAY = date(2026, 3, 2)


def test_a_customer_counts_once_however_often_it_is_told(shop: Shop) -> None:
    code = shop.live_code()
    fact = shop.added(shop.token(code.id))

    attribution.on_added(shop.session, shop.corp_id, [shop.recorded(fact), shop.recorded(fact)])

    assert shop.look(code.id).total == Totals(scanned=0, added=1, lost=0, retained=1, net=1)
    assert shop.look(code.id).today == Today(added=1, lost=0)


def test_a_customer_who_deletes_the_adviser_counts_one_less_and_once(shop: Shop) -> None:
    code = shop.live_code()
    state = shop.token(code.id)
    shop.added(state)
    fact = shop.added(state)

    shop.lost(fact)
    shop.lost(fact)

    assert shop.look(code.id).total == Totals(scanned=0, added=2, lost=1, retained=1, net=1)


def test_who_comes_back_is_a_new_episode(shop: Shop, fixed_clock: clock.FixedSource) -> None:
    code = shop.live_code()
    first = shop.added(shop.token(code.id))
    shop.lost(first)
    fixed_clock.advance(60)

    shop.added(shop.token(code.id), relation_id=first.relation_id, person_id=first.person_id)

    assert shop.look(code.id).total == Totals(scanned=0, added=2, lost=1, retained=1, net=1)


def test_who_came_by_no_code_or_an_unknown_one_counts_nowhere(shop: Shop) -> None:
    shop.added(None)
    shop.added("somebody-elses-state")

    found = stats.statistics(shop.session, shop.corp_id, period=Period(MONDAY, MONDAY), by="code")
    assert (found.totals, found.rows) == (Totals(), [])


def test_a_day_is_the_corps_day_not_utcs(shop: Shop) -> None:
    code = shop.live_code()
    state = shop.token(code.id)
    shop.added(state, added_at=datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC))
    shop.added(state, added_at=datetime(2026, 3, 1, 16, 0, 0, tzinfo=UTC))

    found = stats.statistics(shop.session, shop.corp_id, period=Period(date(2026, 3, 1), MONDAY), by="day")

    assert [(row.key, row.added) for row in found.rows] == [("2026-03-01", 1), ("2026-03-02", 1)]


def test_a_loss_counts_on_its_own_day_and_leaves_the_cohort_of_the_day_added(shop: Shop) -> None:
    code = shop.live_code()
    shop.lost(shop.added(shop.token(code.id)), after=timedelta(days=1))

    found = stats.statistics(shop.session, shop.corp_id, period=Period(MONDAY, date(2026, 3, 3)), by="day")

    assert found.rows == [
        Row(scanned=0, added=1, lost=0, retained=0, net=1, key="2026-03-02", label="2026-03-02"),
        Row(scanned=0, added=0, lost=1, retained=0, net=-1, key="2026-03-03", label="2026-03-03"),
    ]


def test_the_previous_period_is_as_long_and_right_before(shop: Shop) -> None:
    code = shop.live_code()
    state = shop.token(code.id)
    shop.added(state, added_at=clock.now() - timedelta(days=2))
    shop.added(state, added_at=clock.now() - timedelta(days=3))
    shop.added(state)

    found = stats.statistics(shop.session, shop.corp_id, period=Period(date(2026, 3, 1), MONDAY), by="day")

    assert (found.totals.added, found.previous.added) == (1, 2)


def test_rows_by_staff_and_by_code_carry_names_most_added_first(shop: Shop) -> None:
    lake, river = shop.live_code(name="西湖店"), shop.live_code(name="钱塘店")
    shop.added(shop.token(lake.id), staff=shop.lin)
    shop.added(shop.token(river.id), staff=shop.wu)
    shop.added(shop.token(river.id), staff=shop.wu)

    today = Period(MONDAY, MONDAY)
    by_staff = stats.rows(shop.session, shop.corp_id, period=today, by="staff")
    by_code = stats.rows(shop.session, shop.corp_id, period=today, by="code")
    only_lin = stats.rows(shop.session, shop.corp_id, period=Period(MONDAY, MONDAY, scope=[shop.lin]), by="code")

    assert [(row.label, row.added) for row in by_staff] == [("吴", 2), ("林", 1)]
    assert [(row.label, row.added) for row in by_code] == [("钱塘店", 2), ("西湖店", 1)]
    assert [(row.label, row.added) for row in only_lin] == [("西湖店", 1)]


def test_a_scan_counts_once_for_the_code_and_staff(shop: Shop) -> None:
    code = shop.live_code()
    scan = CustomerScanned("wm1", "lin", shop.token(code.id), clock.now())

    attribution.on_scanned(shop.session, shop.corp_id, [shop.recorded(scan)])
    attribution.on_scanned(shop.session, shop.corp_id, [shop.recorded(scan)])

    assert shop.look(code.id).total.scanned == 1
