"""QR codes: drawn as PNG, read from a photo or screenshot."""

import io

import segno
import zxingcpp
from PIL import Image, UnidentifiedImageError

PIXELS_MAX = 40_000_000


class Unreadable(ValueError):
    """The bytes are not a picture this sandbox can open."""


def png(text: str) -> bytes:
    """A QR code of about 400 px with a quiet zone, as PNG."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="png", scale=max(1, 400 // code.symbol_size()[0]), border=4)
    return out.getvalue()


def read(picture: bytes) -> str | None:
    """The text of the first QR code in a PNG or JPEG, None when there is none. Raises Unreadable."""
    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > PIXELS_MAX:
                raise Unreadable("the picture is larger than 40 megapixels")
            flat = Image.new("RGB", image.size, "white")
            rgba = image.convert("RGBA")
            flat.paste(rgba, mask=rgba.getchannel("A"))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Unreadable("the picture must be a whole PNG or JPEG") from error
    found = zxingcpp.read_barcodes(flat, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return str(found[0].text) if found else None
