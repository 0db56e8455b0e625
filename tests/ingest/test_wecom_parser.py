from datetime import UTC, datetime

import pytest

from siyu.ingest import wecom_parser
from siyu.ingest.wecom_facts import ContactChanged, MemberChanged, TagChanged, UnknownCallback, UnparsableCallback
from tests.ingest.tea import contact_xml

HAPPENED = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SELF_BUILT = "<ToUserName>ww1</ToUserName><FromUserName>sys</FromUserName><CreateTime>1772416800</CreateTime>"
THIRD_PARTY = "<SuiteId>ww2</SuiteId><AuthCorpId>ww1</AuthCorpId><TimeStamp>1772416800</TimeStamp>"


def test_an_added_customer_is_read_with_state_and_welcome_code() -> None:
    reading = wecom_parser.read(contact_xml("add_external_contact", "wm1", State="code-7", WelcomeCode="CODE"))

    assert reading.fact == ContactChanged(
        change_type="add_external_contact", userid="lin", external_userid="wm1", state="code-7", welcome_code="CODE",
        source=None, fail_reason=None, happened_at=HAPPENED,
    )  # fmt: skip
    assert (reading.subject, reading.happened_at) == ("contact:lin/wm1", HAPPENED)


def test_the_third_party_form_says_the_same_as_the_self_built_one() -> None:
    said = "<ChangeType>del_follow_user</ChangeType><UserID>lin</UserID><ExternalUserID>wm1</ExternalUserID>"

    ours = wecom_parser.read(f"<xml>{SELF_BUILT}<Event>change_external_contact</Event>{said}</xml>".encode())
    theirs = wecom_parser.read(f"<xml>{THIRD_PARTY}<InfoType>change_external_contact</InfoType>{said}</xml>".encode())

    assert isinstance(ours.fact, ContactChanged)
    assert ours == theirs


def test_a_shuffled_tag_library_has_no_id() -> None:
    reading = wecom_parser.read(
        f"<xml>{SELF_BUILT}<Event>change_external_tag</Event><Id></Id><ChangeType>shuffle</ChangeType></xml>".encode()
    )

    assert reading.fact == TagChanged("shuffle", None, None, None, HAPPENED)
    assert reading.subject == ""


def test_a_renamed_member_is_read_with_both_ids() -> None:
    said = "<ChangeType>update_user</ChangeType><UserID>lin</UserID><NewUserID>lin2</NewUserID>"

    reading = wecom_parser.read(f"<xml>{SELF_BUILT}<Event>change_contact</Event>{said}</xml>".encode())

    assert reading.fact == MemberChanged("update_user", "lin", "lin2", None, None, HAPPENED)


def test_an_event_nobody_knows_is_kept_whole() -> None:
    raw = f"<xml>{SELF_BUILT}<Event>tea_ceremony</Event><Cups><Item>a</Item><Item>b</Item></Cups></xml>".encode()

    reading = wecom_parser.read(raw)

    assert isinstance(reading.fact, UnknownCallback)
    assert (reading.fact.event, reading.fact.change_type) == ("tea_ceremony", None)
    assert reading.fact.fields["Cups"] == ["a", "b"]


def test_a_change_type_newer_than_this_version_is_still_a_changed_contact() -> None:
    reading = wecom_parser.read(contact_xml("adopt_external_contact", "wm1"))

    assert isinstance(reading.fact, ContactChanged)
    assert reading.fact.change_type == "adopt_external_contact"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "wecom.bad_xml"),
        (b"<xml><Event>oops", "wecom.bad_xml"),
        (b"<xml><Event>\xff\xfe</Event></xml>", "wecom.bad_xml"),
        (b"<xml><Event>a\0b</Event></xml>", "wecom.bad_xml"),
        (b'<!DOCTYPE x [<!ENTITY e "e">]><xml><Event>&e;</Event></xml>', "wecom.bad_xml"),
        (f"<xml>{SELF_BUILT}</xml>".encode(), "wecom.no_event"),
        (contact_xml("add_external_contact", ""), "wecom.field_missing"),
        (contact_xml("add_external_contact", "wm1").replace(b"1772416800", b"soon"), "wecom.no_time"),
        (contact_xml("add_external_contact", "wm1").replace(b"1772416800", b"9" * 40), "wecom.no_time"),
    ],
    ids=["empty", "cut", "not utf-8", "nul", "doctype", "no event", "no customer", "no time", "absurd time"],
)  # fmt: skip
def test_what_cannot_be_read_says_why_and_raises_nothing(raw: bytes, reason: str) -> None:
    assert wecom_parser.read(raw).fact == UnparsableCallback(reason)
