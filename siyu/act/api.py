"""Effects over HTTP: what waits, failed or is in doubt, and a person's word on what only a person can tell."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from siyu.act import queries, service
from siyu.act.schemas import EffectOut, EffectPage, ResolveIn, StateFilter
from siyu.corp import guard
from siyu.corp.guard import Caller, SessionDep

router = APIRouter(prefix="/api/effects", tags=["effects"])

Keeper = Annotated[Caller, guard.requires("corp.write")]


@router.get("")
def list_effects(
    session: SessionDep,
    caller: Keeper,
    state: StateFilter | None = None,
    kind: Annotated[str | None, Query(max_length=64)] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> EffectPage:
    """Effects, newest first; `state=needs_person` lists those that wait for somebody's word."""
    page = queries.effects(session, caller.corp_id, state=state, kind=kind, cursor=cursor, limit=limit)
    return EffectPage(items=[EffectOut.of(item) for item in page.items], next_cursor=page.next_cursor, total=page.total)


@router.post("/{effect_id}/resolve")
def resolve_effect(effect_id: UUID, body: ResolveIn, session: SessionDep, caller: Keeper) -> EffectOut:
    """Settle one effect, or have it tried again."""
    service.resolve(session, caller.corp_id, effect_id=effect_id, resolution=body.outcome, account_id=caller.account_id)
    return EffectOut.of(queries.effect(session, caller.corp_id, effect_id=effect_id))
