"""Structured logs that carry no secret and no personal data: keys on the list are masked, tokens in URLs cut out."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_KEYS = frozenset(
    (
        *("password", "secret", "corpsecret", "access_token", "token", "aes_key", "encoding_aes_key"),
        *("authorization", "cookie", "welcome_code", "phone", "mobile", "mobiles", "remark_mobiles"),
        *("name", "nickname", "remark", "id_card", "email"),
    )
)
URL_SECRETS = re.compile(r"((?:access_token|corpsecret|secret|token|code|key|msg_signature|echostr)=)[^&\s\"']+")
PHONES = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def redact(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask what must not be written, at any depth."""
    return {key: "***" if key in SECRET_KEYS and value else _clean(value) for key, value in entry.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return PHONES.sub(r"\1****\2", URL_SECRETS.sub(r"\1***", value))
    if isinstance(value, dict):
        return {key: "***" if key in SECRET_KEYS and item else _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def set_up(*, level: str = "INFO", as_json: bool = True) -> None:
    """Configure logging once, at the edge."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def get(room: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a room; pass facts as keyword arguments."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(room=room)
    return logger
