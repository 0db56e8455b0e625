"""Reads one file out of a multipart/form-data body."""

from dataclasses import dataclass, field

import python_multipart
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header


@dataclass(slots=True)
class Part:
    """A part that carries a file."""

    name: str = ""
    filename: str = ""
    content_type: str = ""
    data: bytearray = field(default_factory=bytearray)


def files(content_type: str, raw: bytes) -> list[Part]:
    """Every part with a file name, in order; none when the body is not multipart or is broken at its start."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        return []
    reader = _Reader()
    parser = python_multipart.MultipartParser(
        boundary,
        {
            "on_part_begin": reader.begin,
            "on_header_field": reader.header_field,
            "on_header_value": reader.header_value,
            "on_header_end": reader.header_end,
            "on_part_data": reader.data,
        },
    )
    try:
        parser.write(raw)
    except FormParserError:
        return []
    return [part for part in reader.parts if part.filename]


class _Reader:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._name = b""
        self._value = b""

    def begin(self) -> None:
        self.parts.append(Part())

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        part, name = self.parts[-1], self._name.lower()
        if name == b"content-disposition":
            _, options = parse_options_header(self._value)
            part.name = options.get(b"name", b"").decode(errors="replace")
            part.filename = options.get(b"filename", b"").decode(errors="replace")
        elif name == b"content-type":
            part.content_type = self._value.decode("latin-1")
        self._name = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].data += data[start:end]
