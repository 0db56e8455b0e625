"""Slowing down whoever guesses passwords: growing pauses per account and address, and per address alone."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from siyu.corp.models import SignInFailureRow
from siyu.kit.errors import TooMany

FREE_TRIES = {"pair": 5, "address": 50}
LONGEST = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)


def refuse_if_blocked(session: Session, *, email: str, peer: str) -> None:
    """Raises `TooMany` with `retry_after_s` while either pause lasts."""
    left = session.execute(
        select(func.max(func.extract("epoch", SignInFailureRow.blocked_until - func.now()))).where(
            SignInFailureRow.key.in_(_keys(email, peer).values())
        )
    ).scalar_one()
    if left is not None and left > 0:
        raise TooMany("session.too_many_tries", "尝试次数过多，请稍后再试", retry_after_s=int(left) + 1)


def failed(session: Session, *, email: str, peer: str) -> None:
    """Count a failure; from the sixth on (per pair) each doubles the pause, up to a quarter of an hour."""
    for kind, key in _keys(email, peer).items():
        row = session.execute(
            insert(SignInFailureRow)
            .values(key=key, failures=1, failed_at=func.now(), blocked_until=func.now())
            .on_conflict_do_update(
                index_elements=["key"], set_={"failures": SignInFailureRow.failures + 1, "failed_at": func.now()}
            )
            .returning(SignInFailureRow)
            .execution_options(populate_existing=True)
        ).scalar_one()
        over = row.failures - FREE_TRIES[kind]
        if over > 0:
            row.blocked_until = func.now() + min(LONGEST, timedelta(seconds=2 ** min(over, 20)))
    session.flush()


def succeeded(session: Session, *, email: str, peer: str) -> None:
    """Forget the failures of this account from this address, and everybody's of more than a day ago."""
    session.execute(delete(SignInFailureRow).where(SignInFailureRow.key == _keys(email, peer)["pair"]))
    session.execute(delete(SignInFailureRow).where(SignInFailureRow.failed_at < func.now() - FORGET_AFTER))


def _keys(email: str, peer: str) -> dict[str, str]:
    pair = hashlib.sha256(f"{email}\x1f{peer}".encode()).hexdigest()
    return {"pair": f"pair:{pair}", "address": f"address:{peer}"}
