"""What a failure of a call means for its effect: surely not done, refused for good, or nobody knows."""

from datetime import timedelta

from siyu.act.adapter import Adapter, Done, Verdict
from siyu.act.transitions import Ours
from siyu.kit import clock
from siyu.kit.egress import MaybeSent
from siyu.kit.errors import SiyuError, Unavailable
from siyu.wechat.wecom.errors import LaneClosed, Remedy, WeComError

OPERATOR_PAUSE = timedelta(minutes=5)


def sent(**result: object) -> Done:
    """It happened; `result` is kept with the effect."""
    return Done(Verdict.SENT, result)


def refused(code: str, message: str) -> Done:
    """It did not happen and never will."""
    return Done(Verdict.REFUSED, error_code=code, error_message=message)


def of_error(error: SiyuError, adapter: Adapter) -> Done:
    """The outcome that `error` stands for.

    `MaybeSent` (time-out, broken connection, an answer WeCom does not document) is the only one that leaves doubt.
    """
    if isinstance(error, LaneClosed):
        code = None if error.errcode is None else str(error.errcode)
        return Done(Verdict.AGAIN, {}, code or error.code, error.message, error.until, spares_attempt=True)
    if isinstance(error, WeComError):
        return _of_errcode(error, adapter)
    if isinstance(error, MaybeSent):
        return Done(Verdict.UNKNOWN, error_code=Ours.INTERRUPTED, error_message=error.message)
    if isinstance(error, Unavailable):
        return Done(Verdict.AGAIN, error_code=Ours.UNREACHABLE, error_message=error.message)
    return refused(error.code, error.message)


def _of_errcode(error: WeComError, adapter: Adapter) -> Done:
    code, message = str(error.errcode), error.message
    if error.remedy in (Remedy.RETRY, Remedy.REFETCH_TOKEN):
        return Done(Verdict.AGAIN, error_code=code, error_message=message)
    if error.remedy is Remedy.ASK_OPERATOR and adapter.patient:
        return Done(Verdict.AGAIN, {}, code, message, clock.now() + OPERATOR_PAUSE)
    return refused(code, message)
