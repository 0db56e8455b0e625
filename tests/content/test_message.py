from uuid import UUID

import pytest
from pydantic import ValidationError

from siyu.content.message import Link, Media, Message, MiniProgram, check, longest_bytes, render

MATERIAL = UUID(int=7)


def codes(message: Message) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in check(message)]


def test_variables_are_filled_in() -> None:
    said = render(Message(text="{{客户昵称}}你好，我是{{ 员工姓名 }}"), {"客户昵称": "阿青", "员工姓名": "林小满"})

    assert said.text == "阿青你好，我是林小满"


def test_a_nickname_that_looks_like_a_variable_stays_text() -> None:
    said = render(Message(text="{{客户昵称}}，{{员工姓名}}"), {"客户昵称": "{{员工姓名}}", "员工姓名": "林小满"})

    assert said.text == "{{员工姓名}}，林小满"


def test_an_unknown_variable_stays_as_written() -> None:
    assert render(Message(text="{{secret}} {{7*7}}"), {"secret": "x"}).text == "{{secret}} {{7*7}}"


def test_an_endless_nickname_is_cut_between_characters() -> None:
    assert render(Message(text="{{客户昵称}}"), {"客户昵称": "茶" * 40}).text == "茶" * 32


def test_control_characters_in_a_nickname_are_dropped() -> None:
    assert render(Message(text="{{客户昵称}}"), {"客户昵称": "a\x00b\x1bc"}).text == "abc"


def test_the_text_is_measured_in_bytes_with_variables_at_their_longest() -> None:
    assert longest_bytes("茶") == 3
    assert longest_bytes("{{客户昵称}}!") == 97
    assert longest_bytes("{{别的}}") == 10


@pytest.mark.parametrize(("length", "problems"), [(4000, []), (4001, [("text", "message.text_too_long")])])
def test_the_text_may_have_4000_bytes(length: int, problems: list[tuple[str, str]]) -> None:
    assert codes(Message(text="a" * length)) == problems


def test_nothing_to_say_is_a_problem() -> None:
    assert codes(Message(text="  ")) == [("text", "message.empty")]


def test_an_unknown_variable_is_a_problem() -> None:
    assert codes(Message(text="{{昵称}}")) == [("text", "message.unknown_variable")]


def test_the_tenth_attachment_is_one_too_many() -> None:
    message = Message(attachments=tuple(Media(kind="image", material_id=MATERIAL) for _ in range(10)))

    assert codes(message) == [("attachments", "message.too_many_attachments")]


def test_a_link_has_a_title_within_128_bytes_and_a_web_address() -> None:
    link = Link(kind="link", title="茶" * 43, desc="d" * 513, url="javascript:alert(1)", picurl="ftp://x")

    assert codes(Message(attachments=(link,))) == [
        ("attachments.0.title", "message.too_long"),
        ("attachments.0.desc", "message.too_long"),
        ("attachments.0.url", "message.bad_url"),
        ("attachments.0.picurl", "message.bad_url"),
    ]


def test_a_mini_program_has_a_title_within_64_bytes_an_appid_and_a_page() -> None:
    card = MiniProgram(kind="miniprogram", title="茶" * 22, appid="", page=" ", material_id=MATERIAL)

    assert codes(Message(attachments=(card,))) == [
        ("attachments.0.title", "message.too_long"),
        ("attachments.0.appid", "message.missing"),
        ("attachments.0.page", "message.missing"),
    ]


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError):
        Message.model_validate({"text": "hi", "attachments": [{"kind": "image", "material_id": str(MATERIAL), "x": 1}]})
