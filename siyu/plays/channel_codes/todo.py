"""What the workbench asks of an operator about codes: one line per kind of trouble."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.measure.todo import Severity, Todo
from siyu.plays.channel_codes import health

AILING = text("""
    SELECT ailment, count(*) AS codes
    FROM code c
    JOIN code_sync s ON s.corp_id = c.corp_id AND s.code_id = c.id
    CROSS JOIN LATERAL jsonb_object_keys(s.health) AS ailment
    WHERE c.corp_id = :corp_id AND c.state <> 'deleted'
      AND (CAST(:scope AS uuid[]) IS NULL OR c.named_staff && CAST(:scope AS uuid[]))
    GROUP BY ailment ORDER BY ailment
""")
SEVERITY: Mapping[str, Severity] = {
    health.CONFIG_DELETED: "error",
    health.SYNC_FAILED: "error",
    health.NOBODY_ON_DUTY: "warning",
    health.STAFF_LEFT: "warning",
    health.CAP_REACHED: "info",
}


def ailing_codes(session: Session, corp_id: UUID, scope: frozenset[UUID] | None) -> Sequence[Todo]:
    """Codes that are not well, counted by what is wrong; each line leads to their list."""
    asked = {"corp_id": corp_id, "scope": None if scope is None else list(scope)}
    return [
        Todo(
            kind=f"codes_{row.ailment}",
            severity=SEVERITY[row.ailment],
            count=row.codes,
            title_code=f"todo.codes_{row.ailment}",
            link=f"/codes?health={row.ailment}",
        )
        for row in session.execute(AILING, asked)
    ]
