"""One attempt at one effect: the last checks, the call within its bounds, and what its end means."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from pydantic import ValidationError

from siyu.act import outcomes
from siyu.act.adapter import Adapter, Done, Verdict
from siyu.act.transitions import Claim, Ours
from siyu.corp.wire import Wires
from siyu.kit import clock
from siyu.kit.errors import SiyuError


class Attempts:
    """Makes attempts for one process. `within_s` is the time a call may take, and how old a claim may be to start."""

    def __init__(self, wires: Wires, adapters: Mapping[str, Adapter], *, within_s: float) -> None:
        self._wires = wires
        self._adapters = adapters
        self._within_s = within_s
        self._places: dict[tuple[UUID, str], asyncio.Semaphore] = {}

    async def make(self, claim: Claim) -> Done:
        """Do the effect, or look whether it was done. Never raises for what the outside world may do."""
        adapter = self._adapters[claim.effect.kind]
        place = (claim.effect.corp_id, adapter.kind)
        if place not in self._places:
            self._places[place] = asyncio.Semaphore(adapter.at_once)
        async with self._places[place]:
            return self._pointless(claim) or await self._call(claim, adapter)

    def _pointless(self, claim: Claim) -> Done | None:
        """Reasons not to call after all, found at the last moment before bytes would leave."""
        effect = claim.effect
        if clock.monotonic() - claim.claimed_at > self._within_s:
            return Done(Verdict.UNKNOWN if claim.looking else Verdict.AGAIN, retry_at=clock.now(), spares_attempt=True)
        if claim.stale:
            return outcomes.refused(Ours.SUPERSEDED, "已有更新的同类动作，无需再执行")
        is_late = effect.expires_at is not None and effect.expires_at <= clock.now()
        if is_late and not effect.maybe_done:
            return outcomes.refused(Ours.EXPIRED, "已过有效时间，未发送")
        return None

    async def _call(self, claim: Claim, adapter: Adapter) -> Done:
        perform = adapter.find if claim.looking and adapter.find is not None else adapter.perform
        try:
            async with asyncio.timeout(self._within_s):
                return await perform(self._wires.of(claim.effect.corp_id), claim.effect)
        except TimeoutError:
            done = Done(Verdict.UNKNOWN, error_code=Ours.INTERRUPTED, error_message="等待答复超时")
        except ValidationError as error:
            fields = ", ".join(".".join(map(str, problem["loc"])) for problem in error.errors())
            done = outcomes.refused(Ours.PAYLOAD, f"动作内容不完整：{fields}")
        except SiyuError as error:
            done = outcomes.of_error(error, adapter)
        # A look that failed says nothing about the effect itself.
        return replace(done, verdict=Verdict.UNKNOWN) if claim.looking else done
