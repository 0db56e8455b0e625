"""The first page: what needs me, today against yesterday in the corp's own days, and a newcomer's first steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.corp import queries as corp
from siyu.kit import clock
from siyu.measure import todo
from siyu.measure.todo import Todo

# A relation counts each time it begins; who never told us they left is not counted as having deleted us.
DAY = text("""
    SELECT
        (SELECT count(*) FROM episode e JOIN relation r ON r.corp_id = e.corp_id AND r.id = e.relation_id
         WHERE e.corp_id = :corp_id AND e.added_at >= :first AND e.added_at < :last
           AND (CAST(:scope AS uuid[]) IS NULL OR r.staff_id = ANY(:scope))) AS added,
        (SELECT count(*) FROM episode e JOIN relation r ON r.corp_id = e.corp_id AND r.id = e.relation_id
         WHERE e.corp_id = :corp_id AND e.lost_at >= :first AND e.lost_at < :last AND e.ended_by = 'customer'
           AND (CAST(:scope AS uuid[]) IS NULL OR r.staff_id = ANY(:scope))) AS lost,
        (SELECT count(DISTINCT m.person_id) FROM relation_tag m
         JOIN relation r ON r.corp_id = m.corp_id AND r.id = m.relation_id
         WHERE m.corp_id = :corp_id AND m.confirmed_at >= :first AND m.confirmed_at < :last
           AND m.source IN ('channel', 'rule')
           AND (CAST(:scope AS uuid[]) IS NULL OR r.staff_id = ANY(:scope))) AS tagged
""")

WELCOMES = text("""
    SELECT count(*) AS welcomed,
           percentile_cont(0.5) WITHIN GROUP (
               ORDER BY extract(epoch FROM finished_at - CAST(payload ->> 'callback_received_at' AS timestamptz))
           ) * 1000 AS p50_ms
    FROM outbox
    WHERE corp_id = :corp_id AND kind = 'wecom.send_welcome' AND state = 'sent'
      AND finished_at >= :first AND finished_at < :last
      AND (CAST(:scope AS uuid[]) IS NULL OR staff_id = ANY(:scope))
""")

STEPS = text("""
    SELECT
        EXISTS (SELECT 1 FROM wecom_app WHERE corp_id = :corp_id AND last_callback_at IS NOT NULL) AS connect,
        EXISTS (SELECT 1 FROM outbox WHERE corp_id = :corp_id AND kind = 'wecom.add_contact_way'
                AND state = 'sent') AS create_code,
        EXISTS (SELECT 1 FROM relation WHERE corp_id = :corp_id AND state_token IS NOT NULL) AS scan,
        EXISTS (SELECT 1 FROM relation_tag WHERE corp_id = :corp_id AND source = 'channel'
                AND confirmed_at IS NOT NULL) AS tag
""")

LINKS = {"connect": "/setup", "create_code": "/codes/new", "scan": "/sandbox", "tag": "/customers"}


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of today and of yesterday; None when there is nothing to measure."""

    key: str
    today: int | None
    yesterday: int | None
    link: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A first step and whether it was really taken."""

    key: str
    done: bool
    link: str


@dataclass(frozen=True, slots=True)
class Workbench:
    """The whole page."""

    todo: Sequence[Todo]
    metrics: Sequence[Metric]
    checklist: Sequence[Step]


def workbench(session: Session, corp_id: UUID, *, scope: frozenset[UUID] | None = None) -> Workbench:
    """The first page of somebody who sees `scope` (None: the whole corp)."""
    zone = ZoneInfo(corp.corp(session, corp_id).time_zone)
    today = clock.now().astimezone(zone).date()
    midnights = [datetime.combine(today + timedelta(days=offset), time.min, zone) for offset in (-1, 0, 1)]
    before = _figures(session, corp_id, midnights[0], midnights[1], scope)
    now = _figures(session, corp_id, midnights[1], midnights[2], scope)
    added = {"added_from": midnights[1].isoformat(), "added_to": midnights[2].isoformat()}
    links = {
        "added": f"/customers?{urlencode(added)}",
        "lost": "/customers?state=lost_by_customer",
        "net": "/codes/statistics",
        "tagged": "/customers",
    }
    metrics = [Metric(key, now[key], before[key], links.get(key)) for key in now]
    steps = session.execute(STEPS, {"corp_id": corp_id}).one()._mapping
    checklist = [Step(key, bool(steps[key]), link) for key, link in LINKS.items()]
    return Workbench(todo.todos(session, corp_id, scope=scope), metrics, checklist)


def _figures(
    session: Session, corp_id: UUID, first: datetime, last: datetime, scope: frozenset[UUID] | None
) -> dict[str, int | None]:
    seen = None if scope is None else sorted(scope)
    day = {"corp_id": corp_id, "first": first, "last": last, "scope": seen}
    counted = session.execute(DAY, day).one()
    welcomes = session.execute(WELCOMES, day).one()
    return {
        "added": counted.added,
        "lost": counted.lost,
        "net": counted.added - counted.lost,
        "welcomed": welcomes.welcomed,
        "tagged": counted.tagged,
        "welcome_p50_ms": None if welcomes.p50_ms is None else round(welcomes.p50_ms),
    }
