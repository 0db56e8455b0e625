from uuid import UUID

from siyu.corp import organisation, progress
from siyu.kit.clock import FixedSource
from siyu.profile import full_sync
from siyu.wechat.wecom.shapes import Member
from tests.profile.shop import Shop


def run(shop: Shop) -> UUID:
    with shop.database.transaction() as session:
        run_id = full_sync.start(session, shop.corp_id)
    shop.in_job(lambda wires: full_sync.synchronise(shop.database, wires, shop.corp_id, run_id))
    return run_id


def test_customers_nobody_told_us_of_are_found(shop: Shop) -> None:
    externals = {shop.newcomer(f"客人{index}", "tea001")[1] for index in range(3)} | {
        shop.newcomer("小满", "tea002")[1]
    }

    run_id = run(shop)

    assert {fact["external_userid"] for fact in shop.facts("customer.added")} == externals
    with shop.database.transaction() as session:
        report = progress.get(session, shop.corp_id, run_id, account_id=shop.corp_id)
    assert (report.state, report.done) == ("done", 4)


def test_a_loss_nobody_told_us_of_is_found(shop: Shop) -> None:
    customer, external = shop.newcomer("阿青", "tea001")
    shop.hear("add_external_contact", "tea001", external)
    shop.look()
    shop.world.post(f"/sandbox/customers/{customer}/delete", json={"userid": "tea001"})

    run(shop)
    shop.look()

    assert [fact["ended_by"] for fact in shop.facts("customer.lost")] == ["unknown"]
    assert shop.one("SELECT state FROM relation") == ("lost",)


def test_what_is_known_already_is_not_told_again(shop: Shop) -> None:
    _, external = shop.newcomer("阿青", "tea001")
    shop.hear("add_external_contact", "tea001", external)
    shop.look()

    run(shop)
    run(shop)

    assert len(shop.facts("customer.added")) == 1
    assert shop.facts("customer.lost") == []
    assert shop.look() == 0


def test_a_run_that_died_goes_on_where_it_stopped(shop: Shop) -> None:
    shop.newcomer("阿青", "tea001")
    run_id = run(shop)
    with shop.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE sync_cursor SET finished_at = NULL WHERE userid = 'tea002'")
    before = calls(shop)

    shop.in_job(lambda wires: full_sync.synchronise(shop.database, wires, shop.corp_id, run_id))

    assert calls(shop) - before == 1


def test_the_first_one_begins_by_itself_and_later_ones_once_a_night(shop: Shop, fixed_clock: FixedSource) -> None:
    begun = [tick(shop)]
    with shop.database.transaction() as session:
        member = Member("tea001", "冯婉婷", (1,))
        organisation.put_members(session, shop.corp_id, [member])
    begun += [tick(shop), tick(shop)]
    fixed_clock.advance(15 * 3600)  # 01:00 in Shanghai
    begun.append(tick(shop))
    fixed_clock.advance(2 * 3600)  # 03:00, less than 20 hours later
    begun.append(tick(shop))
    fixed_clock.advance(24 * 3600)
    begun += [tick(shop), tick(shop)]

    assert begun == [0, 1, 1, 1, 1, 2, 2]


def tick(shop: Shop) -> int:
    """One turn of the clock's wheel; how many synchronisations were begun so far."""
    with shop.database.transaction() as session:
        full_sync.nightly(session)
    return int(shop.one("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'profile.sync_customers'")[0])


def calls(shop: Shop) -> int:
    """How often WeCom was asked for a page of customers."""
    log = shop.world.get("/sandbox/log", params={"limit": 1000}).json()["entries"]
    return sum("batch/get_by_user" in entry["summary"] for entry in log)
