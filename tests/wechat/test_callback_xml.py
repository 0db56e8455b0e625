"""The XML around and inside callbacks: the documented forms, and everything that must be refused."""

import pytest

from siyu.wechat.wecom import envelope, inner, xml

ISV_GROUP_CHANGE = b"""<xml>
    <SuiteId><![CDATA[ww4asffe99e54c0f4c]]></SuiteId>
    <InfoType><![CDATA[change_external_chat]]></InfoType>
    <TimeStamp>1403610513</TimeStamp>
    <MemChangeCnt>2</MemChangeCnt>
    <MemChangeList>
        <Item>Jack</Item>
        <Item>Rose</Item>
    </MemChangeList>
</xml>"""


def test_an_envelope_gives_its_receiver_and_ciphertext() -> None:
    body = (
        b"<xml><ToUserName><![CDATA[ww1]]></ToUserName><AgentID>1000002</AgentID>"
        b"<Encrypt><![CDATA[QUJD+/=]]></Encrypt></xml>"
    )

    assert envelope.parse(body) == envelope.Envelope("ww1", "1000002", "QUJD+/=")


def test_an_envelope_in_an_unusual_but_legal_form_reads_the_same() -> None:
    body = b'<?xml version="1.0"?><xml><!-- x --><Encrypt>QUJD</Encrypt><ToUserName>ww1</ToUserName></xml>'

    assert envelope.parse(body) == envelope.Envelope("ww1", "", "QUJD")


def test_of_two_ciphertexts_the_first_is_read_in_either_form() -> None:
    flat = b"<xml><Encrypt>QQ==</Encrypt><Encrypt>Qg==</Encrypt></xml>"
    tree = b"<xml><Encrypt>QQ==</Encrypt><Encrypt>Qg==</Encrypt><a><b/></a></xml>"

    assert envelope.parse(flat).encrypt == "QQ=="
    assert envelope.parse(tree).encrypt == "QQ=="


def test_a_body_over_the_cap_is_refused_unread() -> None:
    with pytest.raises(xml.TooLarge) as refused:
        envelope.parse(b"<xml>" + b"a" * envelope.BODY_CAP)

    assert refused.value.status == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<xml><Encrypt>QQ==</Encrypt>",
        b"<xml></xml>",
        b"<xml><ToUserName>ww1</ToUserName></xml>",
        b"\xff\xfe<xml/>",
        b"<xml><Encrypt>\xff</Encrypt></xml>",
        b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
        b"<!DOCTYPE xml><xml><Encrypt>QQ==</Encrypt></xml>",
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><Encrypt>QQ==</Encrypt></xml>',
        b'<?xml version="1.0" encoding="no-such"?><xml><Encrypt>QQ==</Encrypt></xml>',
    ],
)
def test_anything_that_is_no_envelope_is_refused(body: bytes) -> None:
    with pytest.raises(xml.BadXml) as refused:
        envelope.parse(body)

    assert refused.value.status == 400


def test_fields_nobody_knows_are_kept() -> None:
    fields = inner.parse("<xml><Event><![CDATA[x]]></Event><Novel>新字段</Novel></xml>".encode())

    assert fields == {"Event": "x", "Novel": "新字段"}


def test_items_read_as_a_list_and_the_rest_stays_flat() -> None:
    fields = inner.parse(ISV_GROUP_CHANGE)

    assert fields["MemChangeList"] == ["Jack", "Rose"]
    assert inner.text(fields, "MemChangeCnt") == "2"
    assert inner.text(fields, "MemChangeList") == ""
    assert inner.text(fields, "Absent") == ""


def test_one_item_is_a_list_too_and_nested_items_are_mappings() -> None:
    fields = inner.parse(
        b"<xml><ExtAttr><Item><Name>a</Name><Text><Value>b</Value></Text></Item></ExtAttr>"
        b"<L><Item>x</Item></L><R>1</R><R>2</R></xml>"
    )

    assert fields == {"ExtAttr": [{"Name": "a", "Text": {"Value": "b"}}], "L": ["x"], "R": ["1", "2"]}


@pytest.mark.parametrize("body", [b"<xml>text</xml>", b"<xml><a></xml>"])
def test_a_body_without_fields_is_refused(body: bytes) -> None:
    with pytest.raises(xml.BadXml):
        inner.parse(body)
