"""Reading typed fields out of somebody's JSON, each complaint naming the field."""

from collections.abc import Mapping

Body = Mapping[str, object]


class BadField(Exception):
    """A field is missing or of the wrong kind; `name` says which, `problem` what is wrong with it."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name} {problem}")
        self.name = name
        self.problem = problem


def text(body: Body, name: str, default: str = "") -> str:
    """A string, `default` when absent or null."""
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise BadField(name, "must be a string")
    return value


def required_text(body: Body, name: str) -> str:
    """A string that is there and not empty."""
    value = text(body, name)
    if not value:
        raise BadField(name, "is missing")
    return value


def integer(body: Body, name: str, default: int | None = None) -> int:
    """A whole number; digits in a string count, as WeCom accepts them."""
    value = body.get(name)
    if value is None:
        if default is None:
            raise BadField(name, "is missing")
        return default
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadField(name, "must be an integer")
    return value


def number(body: Body, name: str, default: float | None = None) -> float:
    """A finite number."""
    value = body.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadField(name, "must be a number")
    return float(value)


def flag(body: Body, name: str, default: bool) -> bool:
    """A boolean; 0 and 1 count."""
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or value in (0, 1):
        return bool(value)
    raise BadField(name, "must be true or false")


def texts(body: Body, name: str) -> list[str]:
    """A list of strings, empty when absent or null."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadField(name, "must be a list of strings")
    return list(value)


def integers(body: Body, name: str) -> list[int]:
    """A list of whole numbers, empty when absent or null."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(i, int) and not isinstance(i, bool) for i in value):
        raise BadField(name, "must be a list of integers")
    return list(value)


def objects(body: Body, name: str) -> list[dict[str, object]]:
    """A list of objects, empty when absent or null."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise BadField(name, "must be a list of objects")
    return list(value)


def inner(body: Body, name: str) -> dict[str, object] | None:
    """A nested object, None when absent or null."""
    value = body.get(name)
    if value is None or isinstance(value, dict):
        return value
    raise BadField(name, "must be an object")


def is_given(body: Body, name: str) -> bool:
    """Whether the field was passed with something other than null."""
    return body.get(name) is not None
