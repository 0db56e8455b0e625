"""Shapes of everything that exists in the world. Times are unix seconds of the sandbox calendar."""

from dataclasses import dataclass, field
from typing import Literal

RelationState = Literal["friends", "pending", "deleted_by_customer", "deleted_by_adviser"]
Sender = Literal["customer", "adviser", "system"]


@dataclass(slots=True)
class Receiver:
    """Where an app takes its callbacks."""

    url: str
    token: str
    aes_key: str


@dataclass(slots=True)
class App:
    """A self-built app. `visible` None means the whole corp; `trusted_ips` None means no allow-list;
    `forbidden` names the API areas (contact, book, media) it was not granted."""

    agentid: int
    name: str
    secret: str
    token: str
    aes_key: str
    callback: Receiver | None = None
    visible: list[str] | None = None
    trusted_ips: list[str] | None = None
    forbidden: list[str] = field(default_factory=list)
    sees_sensitive: bool = True


@dataclass(slots=True)
class Department:
    id: int
    name: str
    parentid: int
    order: int
    leaders: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Member:
    """An adviser. `status` 1 active, 2 disabled, 4 not activated, 5 left; `follows`: in the 客户联系 scope."""

    userid: str
    name: str
    gender: int
    department: list[int]
    position: str
    mobile: str = ""
    status: int = 1
    follows: bool = True
    verified: bool = True

    @property
    def is_on(self) -> bool:
        return self.status == 1


@dataclass(slots=True)
class Customer:
    """A WeChat user. The number behind `cust_` makes up its identity together with the seed."""

    id: str
    name: str
    gender: int


@dataclass(slots=True)
class Message:
    id: str
    at: float
    sender: Sender
    type: str
    content: dict[str, str]
    via: Literal["person", "welcome"] = "person"


@dataclass(slots=True)
class Relation:
    """One adviser with one customer. `origin` is the code's `state`."""

    seq: int
    userid: str
    external_userid: str
    customer_id: str
    state: RelationState
    created_at: float
    add_way: int
    origin: str = ""
    oper_userid: str = ""
    config_id: str = ""
    half: bool = False
    ended_at: float | None = None
    remark: str = ""
    description: str = ""
    company: str = ""
    mobiles: list[str] = field(default_factory=list)
    tag_ids: list[str] = field(default_factory=list)
    adds: int = 0
    welcomes: int = 0
    messages: list[Message] = field(default_factory=list)
    unread_by_customer: int = 0
    unread_by_adviser: int = 0


@dataclass(slots=True)
class WelcomeCode:
    """One life of one welcome. `issued_age` is on the lived clock, `issued_real` on the machine's."""

    code: str
    userid: str
    external_userid: str
    issued_at: float
    issued_age: float
    issued_real: float
    sent_age: float | None = None


@dataclass(slots=True)
class Tag:
    id: str
    name: str
    group_id: str
    order: int
    create_time: int
    agentid: int | None
    deleted: bool = False


@dataclass(slots=True)
class TagGroup:
    id: str
    name: str
    order: int
    create_time: int
    agentid: int | None
    deleted: bool = False


@dataclass(slots=True)
class ContactWay:
    """A 「联系我」 way. `qr_text` is what its QR code says (scene 2 only)."""

    config_id: str
    type: int
    scene: int
    style: int
    remark: str
    skip_verify: bool
    state: str
    user: list[str]
    party: list[int]
    is_temp: bool
    expires_in: int
    chat_expires_in: int
    unionid: str
    is_exclusive: bool
    mark_source: bool
    conclusions: dict[str, object]
    created_at: float
    qr_text: str


@dataclass(slots=True)
class Media:
    """An uploaded file. `permanent` ones came by uploadimg and are served by address only."""

    id: str
    type: str
    filename: str
    content_type: str
    data: bytes
    created_at: float
    created_age: float
    permanent: bool = False


@dataclass(slots=True)
class Token:
    value: str
    agentid: int
    issued_age: float
