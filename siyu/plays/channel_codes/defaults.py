"""The greetings advisers always give: for those who came by no code, or by one without words of its own."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from siyu.content import media
from siyu.content import queries as content_queries
from siyu.corp import audit
from siyu.kit.errors import FieldProblem, Invalid
from siyu.plays.channel_codes import checks
from siyu.plays.channel_codes.models import DefaultWelcome
from siyu.plays.channel_codes.situation import people
from siyu.plays.channel_codes.welcome import DefaultScope

SCOPES_MAX = 50


def replace(session: Session, corp_id: UUID, *, scopes: Sequence[DefaultScope], account_id: UUID | None) -> None:
    """Set all default greetings; the first scope that fits a staff counts. Raises `Invalid`."""
    _refuse_problems(session, corp_id, scopes)
    session.execute(delete(DefaultWelcome).where(DefaultWelcome.corp_id == corp_id))
    for position, scope in enumerate(scopes):
        chosen = None if scope.staff_ids is None else sorted(map(str, scope.staff_ids))
        message = scope.message.model_dump(mode="json")
        session.add(DefaultWelcome(corp_id=corp_id, position=position, staff_ids=chosen, message=message))
    session.flush()
    media.ready(session, corp_id, material_ids=[one for scope in scopes for one in scope.message.materials()])
    audit.write(session, corp_id, account_id, "default_welcome.changed", str(corp_id), None, {"scopes": len(scopes)})


def _refuse_problems(session: Session, corp_id: UUID, scopes: Sequence[DefaultScope]) -> None:
    named = [staff_id for scope in scopes for staff_id in sorted(scope.staff_ids or ())]
    shown = [material_id for scope in scopes for material_id in scope.message.materials()]
    known = people(session, corp_id, named)
    materials = {one.id: one.kind for one in content_queries.materials_by_id(session, corp_id, shown).values()}
    found = []
    if len(scopes) > SCOPES_MAX:
        found.append(FieldProblem("scopes", "scopes.too_many", f"默认欢迎语最多 {SCOPES_MAX} 条，请合并"))
    for place, scope in enumerate(scopes):
        if scope.staff_ids is not None and not scope.staff_ids:
            explanation = "请选择适用的员工，或改为适用全部员工"
            found.append(FieldProblem(f"scopes.{place}.staff_ids", "staff.nobody", explanation))
        if scope.staff_ids is not None and not scope.staff_ids <= known.keys():
            explanation = "有员工已被删除，请重新选择"
            found.append(FieldProblem(f"scopes.{place}.staff_ids", "staff.unknown", explanation))
        found += checks.message_problems(f"scopes.{place}.message", scope.message, materials)
    if found:
        raise Invalid("default_welcome.invalid", "默认欢迎语有需要修改的地方", fields=found)
