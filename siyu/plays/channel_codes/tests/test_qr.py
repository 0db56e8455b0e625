"""QR codes for print: they scan, with a logo and without, at the size asked for."""

import io
import zipfile

import pytest
from PIL import Image, ImageDraw

from siyu.kit.errors import Invalid
from siyu.plays.channel_codes import qr

LINK = "https://wework.qpic.cn/wwpic/123456_abcdef_channel_code_example?t=1"


def logo(side: int = 300) -> bytes:
    picture = Image.new("RGB", (side, side), "#0a7d4f")
    ImageDraw.Draw(picture).ellipse((side // 4, side // 4, side * 3 // 4, side * 3 // 4), fill="black")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("side", [240, 480, 1181])
def test_a_drawn_code_has_the_size_asked_for_and_reads_back(side: int) -> None:
    drawn = qr.draw(LINK, side=side)

    assert Image.open(io.BytesIO(drawn)).size == (side, side)
    assert qr.read(drawn) == LINK


def test_a_logo_sits_in_the_middle_and_the_code_still_reads() -> None:
    drawn = qr.draw(LINK, side=600, logo=logo())

    assert Image.open(io.BytesIO(drawn)).convert("RGB").getpixel((300, 300)) == (0, 0, 0)
    assert Image.open(io.BytesIO(drawn)).convert("RGB").getpixel((250, 250)) == (10, 125, 79)
    assert qr.read(drawn) == LINK


def test_five_centimetres_at_300_dpi_are_591_pixels() -> None:
    assert qr.pixels(50, 300) == 591


@pytest.mark.parametrize(("size_mm", "dpi", "code"), [(50, 1200, "qr.dpi"), (2, 72, "qr.size"), (900, 600, "qr.size")])
def test_a_print_size_nobody_could_use_is_refused(size_mm: float, dpi: int, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        qr.pixels(size_mm, dpi)

    assert refused.value.code == code


def test_a_picture_without_a_code_reads_as_nothing() -> None:
    assert qr.read(logo()) is None
    assert qr.read(b"not a picture") is None


def test_an_archive_keeps_names_apart_and_harmless() -> None:
    packed = qr.archive([("西湖店/前台", b"1"), ("西湖店/前台", b"2"), ("..", b"3")])

    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert opened.namelist() == ["西湖店_前台.png", "西湖店_前台 (2).png", "活码.png"]
        assert opened.read("西湖店_前台 (2).png") == b"2"
