"""The error table: complete for what WeCom can say here, honest about what it does not know."""

import pytest

from siyu.wechat.wecom import errors, transport
from siyu.wechat.wecom.errors import BadReply, Remedy, WeComError
from weixin_sandbox.errors import MESSAGES


def test_every_code_the_sandbox_can_answer_has_its_row() -> None:
    assert sorted(set(MESSAGES) - set(errors.TABLE)) == []


@pytest.mark.parametrize(("errcode", "row"), errors.TABLE.items(), ids=str)
def test_what_only_a_person_can_mend_says_how(errcode: int, row: errors.Known) -> None:
    assert row.meaning
    assert row.fix or row.remedy is not Remedy.ASK_OPERATOR


@pytest.mark.parametrize(
    ("errcode", "remedy"),
    [
        (-1, Remedy.RETRY), (41096, Remedy.RETRY),
        (40014, Remedy.REFETCH_TOKEN), (42001, Remedy.REFETCH_TOKEN),
        (45009, Remedy.CLOSE_LANE), (45033, Remedy.CLOSE_LANE),
        (41050, Remedy.REFUSE), (41051, Remedy.REFUSE), (84061, Remedy.REFUSE), (40096, Remedy.REFUSE),
        (60020, Remedy.ASK_OPERATOR), (48002, Remedy.ASK_OPERATOR), (40001, Remedy.ASK_OPERATOR),
        (987654, Remedy.REFUSE),
    ],
)  # fmt: skip
def test_what_to_do_after_a_code(errcode: int, remedy: Remedy) -> None:
    assert WeComError("api", errcode, "").remedy is remedy


def test_our_address_is_read_from_the_message_only_to_be_shown() -> None:
    error = WeComError("x", 60020, "not allow to access from your ip, hint: [1], from ip: 203.0.113.9, more info at …")

    assert error.from_ip == "203.0.113.9"
    assert WeComError("x", 60020, "nothing here").from_ip is None


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b'{"errcode":0}'), (200, b"<html>"), (200, b""), (200, b"[]"), (200, b'{"errcode":"0"}'), (302, b"")],
)
def test_what_is_no_answer_of_wecoms_leaves_the_effect_unknown(status: int, body: bytes) -> None:
    with pytest.raises(BadReply) as unknown:
        transport.answer("user/get", status, body)

    assert unknown.value.http_status == status


def test_an_answer_without_errcode_is_a_good_one() -> None:
    assert transport.answer("user/get", 200, b'{"userid":"a"}') == {"userid": "a"}
