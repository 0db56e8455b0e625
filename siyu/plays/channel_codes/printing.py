"""QR codes of codes, drawn from what WeCom's own says: one for the screen, many for the printer."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.content import queries as content_queries
from siyu.kit.errors import FieldProblem, Invalid, NotFound, Unavailable
from siyu.plays.channel_codes import qr, queries
from siyu.plays.channel_codes.config import CodeConfig
from siyu.plays.channel_codes.service import Author

CODES_MAX = 200


def one(session: Session, corp_id: UUID, *, code_id: UUID, side: int, with_logo: bool, by: Author) -> bytes:
    """A code's QR as PNG. Raises `NotFound`, `Unavailable` while WeCom has not made it yet, `Invalid` for a size."""
    config, text = _texts(session, corp_id, [code_id], by)[0]
    logo = _logo(session, corp_id, config) if with_logo else None
    return qr.draw(text, side=side, logo=logo)


def archive(
    session: Session, corp_id: UUID, *, code_ids: Sequence[UUID], size_mm: float, dpi: int, by: Author
) -> bytes:
    """A zip of QR codes at print size, named after their codes. Raises as `one` does."""
    chosen = list(dict.fromkeys(code_ids))
    if not 1 <= len(chosen) <= CODES_MAX:
        problem = FieldProblem("ids", "print.count", f"一次可以下载 1 到 {CODES_MAX} 个二维码，请分批")
        raise Invalid("print.invalid", "选择的活码数量不合适", fields=[problem])
    side = qr.pixels(size_mm, dpi)
    found = _texts(session, corp_id, chosen, by)
    return qr.archive(
        (config.name, qr.draw(text, side=side, logo=_logo(session, corp_id, config), dpi=dpi)) for config, text in found
    )


def _texts(session: Session, corp_id: UUID, code_ids: Sequence[UUID], by: Author) -> list[tuple[CodeConfig, str]]:
    known = queries.qr_texts(session, corp_id, code_ids=code_ids, scope=by.staff_scope)
    if len(known) != len(code_ids):
        raise NotFound("code.not_found", "没有这个活码，可能已被删除，请刷新列表")
    ready = [(config, text) for config, text in (known[one] for one in code_ids) if text is not None]
    if len(ready) != len(code_ids):
        waiting = next(config.name for config, text in known.values() if text is None)
        raise Unavailable("qr.not_ready", f"“{waiting}”的二维码还在企业微信生成中，请稍后再试", name=waiting)
    return ready


def _logo(session: Session, corp_id: UUID, config: CodeConfig) -> bytes | None:
    if config.logo_material_id is None:
        return None
    return content_queries.material_bytes(session, corp_id, material_id=config.logo_material_id)
