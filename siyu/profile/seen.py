"""What one look at WeCom showed about a customer, in our words."""

from dataclasses import dataclass
from datetime import UTC, datetime

from siyu.wechat.wecom import shapes


@dataclass(frozen=True, slots=True)
class SeenTag:
    """A corp tag on a relation; the batch read does not tell its names."""

    wecom_id: str
    name: str = ""
    group_name: str = ""


@dataclass(frozen=True, slots=True)
class Follow:
    """A relation as WeCom shows it; `since` is its createtime."""

    userid: str
    since: datetime
    state_token: str | None = None
    add_way: int = 0
    remark: str = ""
    description: str = ""
    remark_company: str = ""
    phones: tuple[str, ...] = ()
    tags: tuple[SeenTag, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Who the customer is: `type` 1 WeChat, 2 WeCom; `gender` 0 unknown, 1 male, 2 female."""

    name: str
    avatar: str = ""
    type: int = 1
    gender: int = 0
    unionid: str = ""
    corp_name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The outcome of a look.

    `look` orders looks by when they began, `noticed_at` is when. `is_whole` says that relations not in `follows` do not
    exist; `contact` is None when WeCom does not know the customer (any more), or could not be asked.
    """

    external_userid: str
    look: int
    noticed_at: datetime
    is_whole: bool
    contact: Contact | None = None
    follows: tuple[Follow, ...] = ()


def from_detail(detail: shapes.ContactDetail, *, look: int, noticed_at: datetime) -> Seen:
    """What `externalcontact/get` showed: everyone who follows the customer."""
    follows = tuple(
        _follow(user, tuple(SeenTag(tag.tag_id, tag.tag_name, tag.group_name) for tag in user.tags if tag.tag_id))
        for user in detail.follow_user
    )
    contact = detail.external_contact
    return Seen(contact.external_userid, look, noticed_at, True, _contact(contact), follows)


def from_batch(row: shapes.BatchContact, *, look: int, noticed_at: datetime) -> Seen:
    """What one row of `batch/get_by_user` showed: one relation, nothing about others."""
    contact, info = row.external_contact, row.follow_info
    follow = _follow(info, tuple(SeenTag(tag_id) for tag_id in info.tag_id))
    return Seen(contact.external_userid, look, noticed_at, False, _contact(contact), (follow,))


def _contact(contact: shapes.ExternalContact) -> Contact:
    return Contact(
        name=contact.name,
        avatar=contact.avatar,
        type=contact.type,
        gender=contact.gender,
        unionid=contact.unionid,
        corp_name=contact.corp_name,
        position=contact.position,
    )


def _follow(user: shapes.FollowUser | shapes.FollowInfo, tags: tuple[SeenTag, ...]) -> Follow:
    return Follow(
        userid=user.userid,
        since=datetime.fromtimestamp(user.createtime, UTC),
        state_token=user.state or None,
        add_way=user.add_way,
        remark=user.remark,
        description=user.description,
        remark_company=user.remark_corp_name,
        phones=tuple(phone for phone in user.remark_mobiles if phone),
        tags=tags,
    )
