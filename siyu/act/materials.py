"""Before an effect is done: WeCom's media ids of the materials it shows, looked up for a whole batch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from siyu.act.adapter import Adapter
from siyu.act.transitions import Claim
from siyu.content import media


def attach(session: Session, claims: Sequence[Claim], adapters: Mapping[str, Adapter]) -> list[Claim]:
    """The claims with the media that is ready; what is missing is being uploaded once this transaction commits."""
    needs = [_needs(claim, adapters[claim.effect.kind]) for claim in claims]
    wanted: dict[UUID, set[UUID]] = {}
    for claim, materials in zip(claims, needs, strict=True):
        if materials:
            wanted.setdefault(claim.effect.corp_id, set()).update(materials)
    ready = {corp_id: media.ready(session, corp_id, material_ids=ids) for corp_id, ids in wanted.items()}
    return [
        _with_media(claim, {one: held for one, held in ready[claim.effect.corp_id].items() if one in materials})
        if materials
        else claim
        for claim, materials in zip(claims, needs, strict=True)
    ]


def _needs(claim: Claim, adapter: Adapter) -> Sequence[UUID]:
    """Nothing for a payload that does not fit its kind: doing it will say what is wrong with it."""
    if adapter.needs is None or claim.looking:
        return ()
    try:
        return adapter.needs(claim.effect.payload)
    except ValidationError:
        return ()


def _with_media(claim: Claim, held: Mapping[UUID, str]) -> Claim:
    return replace(claim, planned=replace(claim.planned, effect=replace(claim.effect, media=held)))
