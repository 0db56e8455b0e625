from sqlalchemy import text

from siyu.corp.wire import Wires
from siyu.kit.clock import FixedSource
from siyu.profile import refreshes
from tests.profile.shop import Shop


def test_a_callback_makes_the_customer_known_and_passes_the_welcome_code_on(shop: Shop) -> None:
    _, external = shop.newcomer("阿青", "tea001")
    shop.hear("add_external_contact", "tea001", external, welcome_code="CODE")

    looked = shop.look(lanes=[refreshes.URGENT])

    [added], [offered] = shop.facts("customer.added"), shop.facts("welcome.offered")
    assert looked == 1
    assert (added["customer_name"], added["userid"], added["external_userid"]) == ("阿青", "tea001", external)
    assert (offered["welcome_code"], offered["customer_name"]) == ("CODE", "阿青")
    assert offered["relation_id"] == added["relation_id"]
    assert shop.one("SELECT state, lost_at FROM relation") == ("following", None)
    assert shop.one("SELECT count(*) FROM refresh") == (0,)


def test_a_welcome_code_is_not_kept_once_it_was_passed_on(shop: Shop) -> None:
    _, external = shop.newcomer("阿青", "tea001")
    shop.hear("add_external_contact", "tea001", external, welcome_code="CODE")

    shop.look()

    assert shop.one("SELECT welcome_code FROM sighting") == (None,)


def test_hearing_the_same_callback_again_changes_nothing(shop: Shop) -> None:
    _, external = shop.newcomer("阿青", "tea001")
    for _ in range(2):
        shop.hear("add_external_contact", "tea001", external, welcome_code="CODE")
        shop.look()

    assert len(shop.facts("customer.added")) == 1
    assert len(shop.facts("welcome.offered")) == 1


def test_a_customer_who_deletes_the_adviser_is_lost_by_customer(shop: Shop, fixed_clock: FixedSource) -> None:
    customer, external = shop.newcomer("阿青", "tea001")
    shop.hear("add_external_contact", "tea001", external)
    shop.look()

    fixed_clock.advance(60)
    shop.world.post(f"/sandbox/customers/{customer}/delete", json={"userid": "tea001"})
    shop.hear("del_follow_user", "tea001", external)
    shop.look()

    [lost] = shop.facts("customer.lost")
    assert (lost["ended_by"], lost["lost_at"]) == ("customer", "2026-03-02T02:01:00Z")
    assert shop.one("SELECT state, ended_by FROM relation") == ("lost", "customer")


def test_a_customer_gone_before_we_look_was_added_and_lost(shop: Shop) -> None:
    customer, external = shop.newcomer("阿青", "tea001")
    shop.hear("add_external_contact", "tea001", external, state="T1")
    shop.world.post(f"/sandbox/customers/{customer}/delete", json={"userid": "tea001"})

    shop.look()

    assert [fact["state"] for fact in shop.facts("customer.added")] == ["T1"]
    assert [fact["state"] for fact in shop.facts("customer.scanned")] == ["T1"]
    assert [fact["ended_by"] for fact in shop.facts("customer.lost")] == ["unknown"]


def test_a_busy_wecom_is_asked_again_soon(shop: Shop, fixed_clock: FixedSource) -> None:
    _, external = shop.newcomer("阿青", "tea001")
    shop.hear("add_external_contact", "tea001", external, welcome_code="CODE")
    fault = {"api": "/cgi-bin/externalcontact/get", "kind": "http_500", "times": 1}
    shop.world.post("/sandbox/faults", json=fault).raise_for_status()

    shop.look()
    early = shop.look()
    fixed_clock.advance(0.3)
    shop.look()

    assert early == 0
    assert [fact["welcome_code"] for fact in shop.facts("welcome.offered")] == ["CODE"]


def test_a_greeting_does_not_wait_for_a_look_that_keeps_failing(shop: Shop, fixed_clock: FixedSource) -> None:
    _, external = shop.newcomer("阿青", "tea001")
    shop.hear("add_external_contact", "tea001", external, welcome_code="CODE", state="T1")
    fault = {"api": "/cgi-bin/externalcontact/get", "kind": "http_500"}
    fault_id = shop.world.post("/sandbox/faults", json=fault).json()["id"]

    shop.look()
    fixed_clock.advance(4)
    shop.look()

    [offered] = shop.facts("welcome.offered")
    assert (offered["welcome_code"], offered["customer_name"], offered["state"]) == ("CODE", "", "T1")

    shop.world.request("DELETE", "/sandbox/faults", json={"id": fault_id})
    fixed_clock.advance(60)
    shop.look()
    assert shop.one("SELECT name FROM person") == ("阿青",)
    assert len(shop.facts("customer.added")) == 1


def test_remark_phones_and_tags_of_staff_are_taken_over(shop: Shop) -> None:
    _, external = shop.newcomer("阿青", "tea001")

    async def note(wires: Wires) -> None:
        wire = wires.of(shop.corp_id)
        group = await wire.add_corp_tag(["常客"], group_name="关系")
        await wire.mark_tag(userid="tea001", external_userid=external, add=[group.tag[0].id])
        await wire.remark(userid="tea001", external_userid=external, remark="青姐", remark_mobiles=["13800001234"])

    shop.wired(note)
    shop.hear("edit_external_contact", "tea001", external)
    shop.look()

    assert shop.one("SELECT remark FROM relation") == ("青姐",)
    assert shop.one("SELECT t.name, m.source FROM relation_tag m JOIN tag t ON t.id = m.tag_id") == ("常客", "wecom")
    assert "13800001234" not in str(shop.one("SELECT value, sealed FROM identity WHERE namespace = 'phone'"))
    [tagged] = shop.facts("customer.tagged")
    assert (tagged["source"], len(tagged["added"]), tagged["removed"]) == ("wecom", 1, [])


def test_a_look_of_a_dead_process_is_taken_up_by_another(shop: Shop) -> None:
    _, external = shop.newcomer("阿青", "tea001")
    shop.hear("add_external_contact", "tea001", external)
    with shop.database.transaction() as session:
        [dead] = refreshes.claim(session, lanes=[refreshes.NORMAL], limit=5)

    while_leased = shop.look()
    with shop.database.transaction() as session:
        session.execute(text("UPDATE refresh SET leased_until = clock_timestamp() - interval '1 second'"))
    afterwards = shop.look()
    with shop.database.transaction() as session:
        refreshes.ask(session, shop.corp_id, {external: refreshes.NORMAL})
        refreshes.settle(session, shop.corp_id, done=[dead], later=[])

    assert (while_leased, afterwards) == (0, 1)
    assert shop.one("SELECT count(*) FROM refresh") == (1,)


def test_a_look_asked_for_while_one_is_under_way_happens_too(shop: Shop) -> None:
    _, external = shop.newcomer("阿青", "tea001")
    shop.hear("add_external_contact", "tea001", external)
    with shop.database.transaction() as session:
        claimed = refreshes.claim(session, lanes=[refreshes.NORMAL], limit=5)
    shop.hear("edit_external_contact", "tea001", external)

    with shop.database.transaction() as session:
        refreshes.settle(session, shop.corp_id, done=claimed, later=[])

    assert shop.look() == 1
    assert shop.look() == 0


def test_a_customer_the_database_refuses_holds_up_nobody(shop: Shop) -> None:
    externals = [shop.newcomer(name, "tea001")[1] for name in ("阿青", "小满", "小雨")]
    for external in externals:
        shop.hear("add_external_contact", "tea001", external)
    with shop.database.transaction() as session:
        session.execute(text("ALTER TABLE person ADD CONSTRAINT poison CHECK (name <> '小满')"))

    shop.look()

    assert {fact["customer_name"] for fact in shop.facts("customer.added")} == {"阿青", "小雨"}
    assert shop.one("SELECT external_userid, last_error FROM refresh") == (externals[1], "database.refused")
