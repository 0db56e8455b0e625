"""QR codes for print: read WeCom's own, draw it anew at any size with a logo in the middle, prove it still scans."""

import io
import zipfile
from collections.abc import Iterable

import segno
import zxingcpp
from PIL import Image, ImageDraw, UnidentifiedImageError

from siyu.kit.errors import Invalid, SiyuError

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
QUIET_ZONE = 4  # modules of white around the code (ISO/IEC 18004)
LOGO_SHARE = 0.22  # of the side; level H restores 30 % of the area, 0.22² with its rim covers about 7 %
SMALLER_LOGO = 0.8
PIXELS_MIN, PIXELS_MAX = 120, 4096
MM_PER_INCH = 25.4
DPI_MIN, DPI_MAX = 72, 600


def read(image: bytes) -> str | None:
    """The text of the QR code in a PNG or JPEG; None when there is none."""
    try:
        picture = Image.open(io.BytesIO(image)).convert("L")
    except UnidentifiedImageError:
        return None
    found = zxingcpp.read_barcodes(picture, formats=QR)
    return found[0].text if found else None


def pixels(size_mm: float, dpi: int) -> int:
    """Side in pixels for a print size. Raises `Invalid` when out of bounds."""
    if not DPI_MIN <= dpi <= DPI_MAX:
        raise Invalid("qr.dpi", f"打印精度请在 {DPI_MIN} 到 {DPI_MAX} dpi 之间")
    side = round(size_mm / MM_PER_INCH * dpi)
    check_side(side)
    return side


def check_side(side: int) -> None:
    """Raises `Invalid` when a code of this many pixels cannot be drawn or printed well."""
    if not PIXELS_MIN <= side <= PIXELS_MAX:
        raise Invalid("qr.size", f"二维码边长请在 {PIXELS_MIN} 到 {PIXELS_MAX} 像素之间", side=side)


def draw(text: str, *, side: int, logo: bytes | None = None, dpi: int = 300) -> bytes:
    """A PNG of `side` pixels holding `text` at error level H, decoded again before it is returned.

    A logo that makes it unreadable is drawn smaller, then the code is refused: a printed code must scan.
    """
    check_side(side)
    plain = _plain(text, side)
    if logo is None:
        return _proven(plain, text, dpi)
    share = LOGO_SHARE
    for _ in range(3):
        dressed = _with_logo(plain, logo, share)
        if _reads(dressed, text):
            return _png(dressed, dpi)
        share *= SMALLER_LOGO
    raise SiyuError("qr.unreadable", "加上这个 logo 后二维码扫不出来，请换一张更简单的图片")


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of PNG files by name; a repeated name gets a number, unsafe characters become underscores."""
    packed, used = io.BytesIO(), set[str]()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as out:
        for name, data in files:
            chosen = _file_name(name, used)
            used.add(chosen)
            out.writestr(zipfile.ZipInfo(f"{chosen}.png"), data)
    return packed.getvalue()


def _plain(text: str, side: int) -> Image.Image:
    """Whole modules only, so that edges stay sharp; the rest of the side is white."""
    code = segno.make_qr(text, error="h", boost_error=False)
    modules = code.symbol_size(border=QUIET_ZONE)[0]
    scale = side // modules
    if scale < 1:
        raise Invalid("qr.size", f"二维码边长至少需要 {modules} 像素", side=side)
    drawn = io.BytesIO()
    code.save(drawn, kind="png", scale=scale, border=QUIET_ZONE)
    canvas = Image.new("RGB", (side, side), "white")
    inner = Image.open(drawn).convert("RGB")
    offset = (side - inner.width) // 2
    canvas.paste(inner, (offset, offset))
    return canvas


def _with_logo(plain: Image.Image, logo: bytes, share: float) -> Image.Image:
    dressed = plain.copy()
    side = round(plain.width * share)
    rim = max(2, side // 12)
    corner = (plain.width - side) // 2
    card = ImageDraw.Draw(dressed)
    edge = (corner - rim, corner - rim, corner + side + rim, corner + side + rim)
    card.rounded_rectangle(edge, radius=rim * 2, fill="white")
    picture = Image.open(io.BytesIO(logo)).convert("RGBA")
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    place = ((plain.width - picture.width) // 2, (plain.height - picture.height) // 2)
    dressed.paste(picture, place, picture)
    return dressed


def _proven(drawn: Image.Image, text: str, dpi: int) -> bytes:
    if not _reads(drawn, text):
        raise SiyuError("qr.unreadable", "这个尺寸的二维码扫不出来，请选大一些的尺寸")
    return _png(drawn, dpi)


def _reads(drawn: Image.Image, text: str) -> bool:
    found = zxingcpp.read_barcodes(drawn.convert("L"), formats=QR)
    return any(one.text == text for one in found)


def _png(drawn: Image.Image, dpi: int) -> bytes:
    out = io.BytesIO()
    drawn.save(out, "PNG", dpi=(dpi, dpi), optimize=True)
    return out.getvalue()


def _file_name(name: str, used: set[str]) -> str:
    safe = "".join("_" if one in '\\/:*?"<>|' or not one.isprintable() else one for one in name).strip(" .") or "活码"
    chosen, number = safe, 1
    while chosen in used:
        number += 1
        chosen = f"{safe} ({number})"
    return chosen
