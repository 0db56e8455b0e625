"""A tea shop with three advisers, and what tests do with its codes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.act.facts import EffectDone
from siyu.corp import organisation
from siyu.corp import queries as corp_queries
from siyu.corp import service as corp_service
from siyu.ingest import facts
from siyu.ingest.facts import Recorded
from siyu.kit import clock, ids
from siyu.plays.channel_codes import attribution, keys, queries, receipts, service
from siyu.plays.channel_codes.config import CodeConfig, Kind
from siyu.plays.channel_codes.service import Author
from siyu.plays.channel_codes.views import CodeView
from siyu.profile.facts import CustomerAdded, CustomerLost
from siyu.wechat.wecom import shapes
from tests.conftest import database, field_keys, fixed_clock, server, session, template, worker_database

__all__ = ["database", "field_keys", "fixed_clock", "server", "session", "template", "worker_database"]

NOBODY = Author(account_id=None)


@dataclass
class Shop:
    """The shop's corp and its advisers, all within the test's transaction."""

    session: Session
    corp_id: UUID
    lin: UUID
    wu: UUID
    han: UUID
    seq: int = 0

    def config(self, **settings: Any) -> CodeConfig:
        """Settings of a code at which Lin is always on duty, as JSON would say them."""
        plain = {"name": "西湖店", "staff": {"always": [self.lin]}, "welcome": {"mode": "none"}}
        return CodeConfig.model_validate({**plain, **settings})

    def code(self, *, kind: Kind = "multi", **settings: Any) -> CodeView:
        """A code just made."""
        config = self.config(**settings)
        made = service.create(self.session, self.corp_id, config=config, kind=kind, folder_id=None, by=NOBODY)
        return self.look(made[0])

    def live_code(self, *, kind: Kind = "multi", **settings: Any) -> CodeView:
        """A code that WeCom has made."""
        code = self.code(kind=kind, **settings)
        self.done(f"code:{code.id}:create:1", config_id=f"cfg-{code.id.hex[:8]}", qr_code="https://wework.qpic.cn/1")
        return self.look(code.id)

    def look(self, code_id: UUID) -> CodeView:
        """A code as it stands."""
        return queries.code(self.session, self.corp_id, code_id=code_id)

    def token(self, code_id: UUID) -> str:
        """WeCom's `state` of a code."""
        return self.session.scalars(text("SELECT token FROM code WHERE id = :id"), {"id": code_id}).one()

    def planned(self, kind: str = "") -> list[tuple[str, dict[str, Any]]]:
        """Keys and payloads of the effects planned so far, oldest first."""
        found = self.session.execute(
            text("SELECT key, payload FROM outbox WHERE kind = :kind OR :kind = '' ORDER BY seq"), {"kind": kind}
        )
        return [(row.key, row.payload) for row in found]

    def refusals(self) -> list[tuple[str, str]]:
        """Keys and reason codes of proposals that were refused."""
        found = self.session.execute(
            text("SELECT key, reason_code FROM decision WHERE outcome = 'refused' ORDER BY decided_at, key")
        )
        return [(row.key, row.reason_code) for row in found]

    def done(self, key: str, *, verdict: Any = "sent", error_code: str | None = None, **result: Any) -> None:
        """The receipt of an effect arrives."""
        parsed = keys.parse(key)
        assert parsed is not None
        receipt = EffectDone(
            effect_id=ids.new(), kind="", key=key, verdict=verdict, error_code=error_code, error_message=None,
            decision_id=ids.new(), person_id=None, relation_id=None, staff_id=None, subject=f"code:{parsed.code_id}",
            attempt=1, done_at=clock.now(), latency_ms=5, result=result,
        )  # fmt: skip
        receipts.on_done(self.session, self.corp_id, [self.recorded(receipt)])

    def added(self, state: str | None, *, staff: UUID | None = None, name: str = "小明", **more: Any) -> CustomerAdded:
        """A customer adds an adviser; the play hears of it."""
        fact = CustomerAdded(
            person_id=more.get("person_id", ids.new()), relation_id=more.get("relation_id", ids.new()),
            staff_id=staff or self.lin, userid="lin", external_userid=f"wm{ids.new().hex}", customer_name=name,
            state=state, add_way=1, added_at=more.get("added_at", clock.now()),
        )  # fmt: skip
        attribution.on_added(self.session, self.corp_id, [self.recorded(fact)])
        return fact

    def lost(self, fact: CustomerAdded, *, after: timedelta = timedelta()) -> CustomerLost:
        """The customer deletes the adviser; the play hears of it."""
        gone = CustomerLost(
            person_id=fact.person_id, relation_id=fact.relation_id, staff_id=fact.staff_id, userid=fact.userid,
            external_userid=fact.external_userid, state=fact.state, added_at=fact.added_at,
            lost_at=fact.added_at + after, ended_by="customer",
        )  # fmt: skip
        attribution.on_lost(self.session, self.corp_id, [self.recorded(gone)])
        return gone

    def recorded(self, fact: Any, *, at: datetime | None = None) -> Recorded[Any]:
        """A fact as the log would hold it."""
        moment = at or clock.now()
        self.seq += 1
        return Recorded(self.seq, self.corp_id, facts.kind_of(type(fact)), "", moment, moment, None, fact)


@pytest.fixture
def shop(session: Session, fixed_clock: clock.FixedSource) -> Shop:
    """Monday ten o'clock in Hangzhou; Lin, Wu and Han are active members."""
    corp_id = corp_service.create_corp(session, name="山间茶铺", corpid="wwtea0000000000001")
    names = {"lin": "林", "wu": "吴", "han": "韩"}
    members = [shapes.Member(userid=userid, name=name, status=1) for userid, name in names.items()]
    organisation.put_members(session, corp_id, members)
    staff = corp_queries.staff_by_userid(session, corp_id, ["lin", "wu", "han"])
    return Shop(session, corp_id, staff["lin"].id, staff["wu"].id, staff["han"].id)
