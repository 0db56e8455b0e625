"""Shapes of profile's web edge."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from siyu.profile.filters import CustomerFilter
from siyu.profile.queries import Sort
from siyu.profile.views import Customer, CustomerDetail, RelationView

STRICT = ConfigDict(extra="forbid")
READ = ConfigDict(from_attributes=True)

State = Literal["following", "lost_by_customer", "lost_by_staff", "lost"]


def _ids(value: str) -> list[UUID]:
    return [UUID(part) for part in value.split(",") if part]


def _checked(value: str) -> str:
    _ids(value)
    return value


Ids = Annotated[str, Field(max_length=4000), AfterValidator(_checked)]
"""Ids joined by commas, as addresses carry them."""


class FilterIn(BaseModel):
    """Which customers are meant; tags are ids joined by commas."""

    model_config = STRICT

    q: str = Field("", max_length=64)
    tag_any: Ids = ""
    tag_all: Ids = ""
    tag_none: Ids = ""
    no_tag: bool = False
    staff_id: UUID | None = None
    state: State | None = None
    code_id: UUID | None = None
    added_from: datetime | None = None
    added_to: datetime | None = None
    add_way: int | None = None


class ListQuery(FilterIn):
    """A page of customers."""

    sort: Sort = "-added_at"
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class BodyFilter(FilterIn):
    """A filter in a body, which may also name customers one by one."""

    person_ids: list[UUID] | None = Field(None, max_length=10_000)


def filter_of(given: FilterIn, scope: frozenset[UUID] | None, person_ids: list[UUID] | None = None) -> CustomerFilter:
    """The filter within what the caller may see."""
    return CustomerFilter(
        q=given.q,
        tag_any=_ids(given.tag_any),
        tag_all=_ids(given.tag_all),
        tag_none=_ids(given.tag_none),
        no_tag=given.no_tag,
        staff_id=given.staff_id,
        state=given.state,
        code_id=given.code_id,
        added_from=given.added_from,
        added_to=given.added_to,
        add_way=given.add_way,
        person_ids=given.person_ids if isinstance(given, BodyFilter) and person_ids is None else person_ids,
        scope=scope,
    )


class StaffOut(BaseModel):
    """A member, enough to show."""

    model_config = READ
    id: UUID
    name: str
    avatar: str


class OriginOut(BaseModel):
    """Where a customer came from."""

    model_config = READ
    kind: str
    id: UUID
    name: str


class TagOut(BaseModel):
    """A tag, enough to show."""

    model_config = READ
    id: UUID
    name: str
    group_name: str


class RelationOut(BaseModel):
    """A staff member and the customer."""

    model_config = READ
    relation_id: UUID
    staff: StaffOut
    state: State
    added_at: datetime
    lost_at: datetime | None
    remark: str
    add_way: int
    origin: OriginOut | None


class CustomerOut(BaseModel):
    """A row of the list."""

    model_config = READ
    person_id: UUID
    name: str
    avatar: str
    gender: int
    type: int
    corp_name: str
    relations: list[RelationOut]
    tags: list[TagOut]
    added_at: datetime
    last_event_at: datetime


class CustomerPage(BaseModel):
    """A page of customers."""

    items: list[CustomerOut]
    next_cursor: str | None
    total: int


class AppliedTagOut(BaseModel):
    """A tag on one relation, with why it is there."""

    id: UUID
    name: str
    group_name: str
    source: str
    reason_code: str
    reason_params: dict[str, str]
    applied_at: datetime
    confirmed: bool


class RelationDetailOut(RelationOut):
    """A relation with what the staff noted."""

    description: str
    tags: list[AppliedTagOut]
    phones_masked: list[str]


class IdentityOut(BaseModel):
    """One name a person goes by, masked."""

    model_config = READ
    namespace: str
    scope: str
    value_masked: str


class CustomerDetailOut(CustomerOut):
    """Everything about a customer."""

    relations: list[RelationDetailOut]  # type: ignore[assignment] # a row's relations, each with more
    identities: list[IdentityOut]


class TagIn(BaseModel):
    """Whom to tag: these people, or everybody the filter matches."""

    model_config = STRICT
    person_ids: list[UUID] | None = Field(None, max_length=10_000)
    filter: FilterIn | None = None
    add: list[UUID] = Field(default_factory=list, max_length=100)
    remove: list[UUID] = Field(default_factory=list, max_length=100)


class TaggedOut(BaseModel):
    """What became of it; with a job, `applied` is still zero."""

    model_config = READ
    job_id: UUID | None
    applied: int
    undo_token: str


class UndoIn(BaseModel):
    """The token of what to take back."""

    model_config = STRICT
    undo_token: str = Field(max_length=64)


class UndoneOut(BaseModel):
    """How many customers changed back."""

    applied: int


class ExportIn(BaseModel):
    """What to write into the file."""

    model_config = STRICT
    filter: BodyFilter = Field(default_factory=lambda: BodyFilter.model_validate({}))
    columns: list[str] = Field(min_length=1, max_length=30)
    format: Literal["xlsx", "csv"]


class JobOut(BaseModel):
    """The job to ask about."""

    job_id: UUID


class TagCountOut(BaseModel):
    """A tag of the library and how many customers have it."""

    model_config = READ
    id: UUID
    name: str
    count: int


class TagGroupOut(BaseModel):
    """A group of tags."""

    model_config = READ
    id: UUID
    name: str
    tags: list[TagCountOut]


class TagGroupsOut(BaseModel):
    """The whole library."""

    groups: list[TagGroupOut]


class NewTagsIn(BaseModel):
    """Tags to add to a group there is, or to a new one."""

    model_config = STRICT
    group_id: UUID | None = None
    group_name: str | None = None
    names: list[str] = Field(min_length=1, max_length=100)


def customer_out(customer: Customer) -> CustomerOut:
    """A row as JSON."""
    return CustomerOut.model_validate(customer)


def detail_out(detail: CustomerDetail) -> CustomerDetailOut:
    """A customer as JSON."""
    row = customer_out(detail.customer).model_dump(exclude={"relations"})
    relations = [_relation_out(relation, detail) for relation in detail.customer.relations]
    identities = [IdentityOut.model_validate(identity) for identity in detail.identities]
    return CustomerDetailOut(**row, relations=relations, identities=identities)


def _relation_out(relation: RelationView, detail: CustomerDetail) -> RelationDetailOut:
    tags = [
        AppliedTagOut(
            id=tag.id,
            name=tag.name,
            group_name=tag.group_name,
            source=tag.source,
            reason_code=tag.reason_code,
            reason_params=dict(tag.reason_params),
            applied_at=tag.applied_at,
            confirmed=tag.is_confirmed,
        )
        for tag in detail.tags.get(relation.relation_id, ())
    ]
    phones = list(detail.phones_masked.get(relation.relation_id, ()))
    seen = RelationOut.model_validate(relation).model_dump()
    return RelationDetailOut(**seen, description=relation.description, tags=tags, phones_masked=phones)
