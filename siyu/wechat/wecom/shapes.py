"""What WeCom answers, as frozen dataclasses with its own field names; unknown fields are ignored, absent ones empty."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and its life in seconds."""

    access_token: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class Department:
    """One node of the organisation; the root has id 1 and parentid 0."""

    id: int
    name: str = ""
    parentid: int = 0
    order: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A member: `status` 1 active, 2 disabled, 4 not activated, 5 left."""

    userid: str
    name: str = ""
    department: tuple[int, ...] = ()
    position: str = ""
    avatar: str = ""
    status: int = 1
    main_department: int | None = None
    open_userid: str = ""


@dataclass(frozen=True, slots=True)
class DeptUser:
    """One (member, department) pair of `user/list_id`."""

    userid: str
    department: int


@dataclass(frozen=True, slots=True)
class MemberIds:
    """A page of `user/list_id`."""

    dept_user: tuple[DeptUser, ...] = ()
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class ExternalContact:
    """Who a customer is: `type` 1 WeChat, 2 WeCom; `gender` 0 unknown, 1 male, 2 female."""

    external_userid: str
    name: str = ""
    avatar: str = ""
    type: int = 1
    gender: int = 0
    unionid: str = ""
    position: str = ""
    corp_name: str = ""
    corp_full_name: str = ""


@dataclass(frozen=True, slots=True)
class FollowTag:
    """A tag on a relation: `type` 1 corp, 2 personal (no tag_id), 3 strategy."""

    tag_name: str = ""
    group_name: str = ""
    tag_id: str = ""
    type: int = 1


@dataclass(frozen=True, slots=True)
class Channels:
    """The Channels account a customer came by."""

    nickname: str = ""
    source: int = 0


@dataclass(frozen=True, slots=True)
class FollowUser:
    """One member × customer relation: `createtime` in Unix seconds, `state` echoes the live code's."""

    userid: str
    remark: str = ""
    description: str = ""
    createtime: int = 0
    tags: tuple[FollowTag, ...] = ()
    remark_corp_name: str = ""
    remark_mobiles: tuple[str, ...] = ()
    oper_userid: str = ""
    add_way: int = 0
    state: str = ""
    wechat_channels: Channels | None = None


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """`externalcontact/get`: the customer and every member who follows them."""

    external_contact: ExternalContact
    follow_user: tuple[FollowUser, ...] = ()
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class FollowInfo:
    """The relation as the batch read gives it: tag ids only."""

    userid: str
    remark: str = ""
    description: str = ""
    createtime: int = 0
    tag_id: tuple[str, ...] = ()
    remark_corp_name: str = ""
    remark_mobiles: tuple[str, ...] = ()
    oper_userid: str = ""
    add_way: int = 0
    state: str = ""
    wechat_channels: Channels | None = None


@dataclass(frozen=True, slots=True)
class BatchContact:
    """One row of `batch/get_by_user`."""

    external_contact: ExternalContact
    follow_info: FollowInfo


@dataclass(frozen=True, slots=True)
class BatchContacts:
    """A page of `batch/get_by_user`; an empty `next_cursor` ends it."""

    external_contact_list: tuple[BatchContact, ...] = ()
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class CorpTag:
    """A corp tag; `order` bigger comes first."""

    id: str
    name: str = ""
    create_time: int = 0
    order: int = 0
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class CorpTagGroup:
    """A group of corp tags."""

    group_id: str
    group_name: str = ""
    create_time: int = 0
    order: int = 0
    deleted: bool = False
    tag: tuple[CorpTag, ...] = ()


@dataclass(frozen=True, slots=True)
class NewContactWay:
    """A live code just made; `qr_code` is the URL of its picture (scene 2 only)."""

    config_id: str
    qr_code: str = ""


@dataclass(frozen=True, slots=True)
class ContactWay:
    """A live code as WeCom holds it: `type` 1 single, 2 multi; `scene` 2 is a QR code."""

    config_id: str
    type: int = 1
    scene: int = 2
    remark: str = ""
    skip_verify: bool = True
    state: str = ""
    qr_code: str = ""
    user: tuple[str, ...] = ()
    party: tuple[int, ...] = ()
    mark_source: bool = True


@dataclass(frozen=True, slots=True)
class ContactWayId:
    """A row of `list_contact_way`."""

    config_id: str


@dataclass(frozen=True, slots=True)
class ContactWayIds:
    """A page of `list_contact_way`."""

    contact_way: tuple[ContactWayId, ...] = ()
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """An uploaded file, usable for three days from `created_at` (Unix seconds)."""

    media_id: str
    type: str = ""
    created_at: int = 0


@dataclass(frozen=True, slots=True)
class Welcome:
    """What `send_welcome_msg` takes: WeCom's attachment objects (`{"msgtype": "image", "image": {...}}`), at most 9."""

    text: str = ""
    attachments: tuple[dict[str, object], ...] = field(default_factory=tuple)
