"""Passwords and second factors: argon2id, length over tricks, one-use TOTP steps."""

import hmac

import argon2
import pyotp

from siyu.kit import chance
from siyu.kit.errors import FieldProblem, Invalid

SHORTEST = 10
LONGEST = 128
TOTP_STEP_S = 30

_hasher = argon2.PasswordHasher()
_nobody = _hasher.hash(chance.secret_token(16))


def hashed(password: str) -> str:
    """The argon2id hash to store. Raises `Invalid` when it is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        problem = FieldProblem("password", "password.length", f"密码长度应为 {SHORTEST}–{LONGEST} 个字符")
        raise Invalid("password.length", problem.message, fields=[problem])
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the one; takes the same time when there is no account to compare with."""
    try:
        _hasher.verify(stored or _nobody, password)
    except argon2.exceptions.VerifyMismatchError:
        return False
    return stored is not None


def new_totp_secret() -> str:
    """A fresh base32 secret for an authenticator app."""
    return pyotp.random_base32()


def totp_uri(secret: str, *, email: str) -> str:
    """What the QR for an authenticator app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Siyu")


def totp_step(secret: str, code: str, *, unix: int, after: int | None) -> int | None:
    """The step a code belongs to (one either side is accepted); None when wrong or not later than `after`."""
    totp = pyotp.TOTP(secret)
    present = unix // TOTP_STEP_S
    for step in (present - 1, present, present + 1):
        if (after is None or step > after) and hmac.compare_digest(
            totp.generate_otp(step).encode(), code.encode(errors="replace")
        ):
            return step
    return None
