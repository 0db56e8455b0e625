"""Remarks within WeCom's twenty characters."""

import pytest

from siyu.plays.channel_codes import labels
from siyu.plays.channel_codes.config import Labels


@pytest.mark.parametrize(
    ("prefix", "suffix", "name", "written"),
    [
        ("西湖-", "", "小明", "西湖-小明"),
        ("西湖-", "-茶客", "小明", "西湖-小明-茶客"),
        ("西湖-", "", "一二三四五六七八九十一二三四五六七八九十", "西湖-一二三四五六七八九十一二三四五六…"),
        ("一二三四五六七八九十一二三四五六七八九", "", "小明", "一二三四五六七八九十一二三四五六七八九"),
        ("一二三四五六七八九十一二三四五六七八", "", "小", "一二三四五六七八九十一二三四五六七八小"),
        ("🍵", "", "  空格  ", "🍵空格"),
    ],
)
def test_the_name_gives_way_to_prefix_and_suffix(prefix: str, suffix: str, name: str, written: str) -> None:
    found = labels.remark(Labels(remark_prefix=prefix, remark_suffix=suffix), name)

    assert found == written
    assert len(found) <= 20


def test_a_code_without_affixes_leaves_the_remark_alone() -> None:
    note = labels.note(Labels(description="扫西湖店前台码"), "小明")

    assert note is not None
    assert (note.remark, note.description) == ("", "扫西湖店前台码")
    assert labels.note(Labels(), "小明") is None
