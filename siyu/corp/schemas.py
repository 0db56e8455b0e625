"""Bodies and answers of corp's API."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from siyu.corp.roles import Role

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
Secret = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Password = Annotated[str, StringConstraints(max_length=1024)]


class Body(BaseModel):
    """An input: fields nobody knows are refused."""

    model_config = ConfigDict(extra="forbid")


class SignIn(Body):
    """`POST /api/session`."""

    email: Email
    password: Password
    totp: Annotated[str, StringConstraints(max_length=8)] | None = None


class ChooseCorp(Body):
    """`POST /api/session/corp`."""

    corp_id: UUID


class ChangePassword(Body):
    """`POST /api/session/password`."""

    old: Password
    new: Password


class ConfirmTotp(Body):
    """`PUT /api/session/totp`: the secret shown and a code made from it."""

    secret: Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{16,64}$")]
    code: Annotated[str, StringConstraints(max_length=8)]


class Bootstrap(Body):
    """`POST /api/bootstrap`: a one-time link's token and who uses it."""

    token: Secret
    name: Text
    email: Email
    password: Password


class Invite(Body):
    """`POST /api/accounts`."""

    email: Email
    name: Text
    role: Role
    staff_id: UUID | None = None


class ChangeRole(Body):
    """`PUT /api/accounts/{id}`."""

    role: Role


class PutCorp(Body):
    """`PUT /api/setup/corp`."""

    name: Text
    corpid: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^w[wx][A-Za-z0-9]{6,62}$")]


class PutApp(Body):
    """`PUT /api/setup/app`; WeCom's console shows the agent id as a number."""

    agentid: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\d{1,12}$")] | int
    name: Text
    secret: Secret


class AccountOut(BaseModel):
    """Who is signed in, with what they may do."""

    id: UUID
    name: str
    email: str
    role: Role | None
    permissions: list[str]


class CorpOut(BaseModel):
    """A company to choose."""

    id: UUID
    name: str
    corpid: str


class SessionOut(BaseModel):
    """What the console needs to start."""

    signed_in: bool
    demo_available: bool
    account: AccountOut | None = None
    corps: list[CorpOut] = Field(default_factory=list)
    corp_id: UUID | None = None
    sandbox_url: str | None
    version: str
    now: datetime


class TotpOut(BaseModel):
    """A second factor to set up."""

    secret: str
    uri: str


class MemberAccountOut(BaseModel):
    """An account of the corp."""

    id: UUID
    name: str
    email: str
    role: Role
    staff_id: UUID | None
    has_totp: bool
    disabled_at: datetime | None


class InviteOut(BaseModel):
    """The link to hand to the invited person, shown once; None when they have an account to sign in with."""

    id: UUID
    link: str | None


class AuditOut(BaseModel):
    """A line of the audit."""

    seq: int
    at: datetime
    account_id: UUID | None
    action: str
    target: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class AuditPage(BaseModel):
    """Lines, latest first."""

    items: list[AuditOut]
    next_cursor: str | None


class CheckOut(BaseModel):
    """One live check's result."""

    key: str
    ok: bool | None
    code: str
    detail: str
    fix: str


class StepOut(BaseModel):
    """A step of the wizard."""

    key: str
    done: bool
    checks: list[CheckOut]


class CallbackOut(BaseModel):
    """What to paste into WeCom's admin console."""

    url: str
    token: str
    aes_key: str


class AppOut(BaseModel):
    """The app without its secret."""

    agentid: str
    name: str


class SetupOut(BaseModel):
    """The wizard's state."""

    corp: CorpOut | None
    app: AppOut | None
    steps: list[StepOut]
    callback: CallbackOut | None
    egress_ip: str | None
    last_callback_at: datetime | None
    staff_count: int


class JobStarted(BaseModel):
    """A background job to ask about."""

    job_id: UUID


class JobOut(BaseModel):
    """How far a job is; `total` is 0 until it is known."""

    id: UUID
    kind: str
    state: str
    done: int
    total: int
    error: str | None
    result_url: str | None


class DepartmentRef(BaseModel):
    """A department by name."""

    id: int
    name: str


class StaffOut(BaseModel):
    """A member."""

    id: UUID
    userid: str
    name: str
    avatar: str
    departments: list[DepartmentRef]
    status: str
    position: str
    on_duty: bool


class StaffPage(BaseModel):
    """A page of members."""

    items: list[StaffOut]
    next_cursor: str | None
    total: int


class DepartmentOut(BaseModel):
    """A node of the organisation."""

    id: int
    name: str
    parent_id: int | None
    staff_count: int


class DepartmentList(BaseModel):
    """The whole tree."""

    items: list[DepartmentOut]
