"""What WeCom's error codes mean and what to do about each: one table, read by the client, the dispatcher and doctor."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from siyu.kit.egress import MaybeSent
from siyu.kit.errors import SiyuError, Unavailable

_FROM_IP = re.compile(r"from ip: ([0-9a-fA-F.:]+)")


class Remedy(StrEnum):
    """What to do after an error code."""

    RETRY = "retry"  # surely not done: try again after a pause
    REFETCH_TOKEN = "refetch_token"  # noqa: S105 - the name of a remedy
    CLOSE_LANE = "close_lane"  # stop calling this API until the block ends
    REFUSE = "refuse"  # this call can never succeed
    ASK_OPERATOR = "ask_operator"  # nothing works until somebody changes a setting


@dataclass(frozen=True, slots=True)
class Known:
    """One row of the table: `fix` is what a person should do, when a person can."""

    meaning: str
    remedy: Remedy
    fix: str = ""


class WeComError(SiyuError):
    """WeCom answered with an errcode other than 0; nothing was done unless the API says otherwise."""

    status = 502

    def __init__(self, api: str, errcode: int, errmsg: str) -> None:
        row = lookup(errcode)
        message = f"企业微信返回 {errcode}：{row.meaning}" + (f"。{row.fix}" if row.fix else "")
        super().__init__("wecom.refused", message, api=api, errcode=errcode, remedy=row.remedy.value)
        self.api = api
        self.errcode = errcode
        self.errmsg = errmsg
        self.meaning = row.meaning
        self.remedy = row.remedy
        self.fix = row.fix

    @property
    def from_ip(self) -> str | None:
        """Our public address as WeCom saw it, only to show to a person (errmsg is never parsed for decisions)."""
        found = _FROM_IP.search(self.errmsg)
        return found.group(1) if found else None


class LaneClosed(Unavailable):
    """This API may not be called before `until`; no byte was sent, or WeCom refused the call with `errcode`.

    `errcode` is None when our own budget ran out before WeCom's did.
    """

    def __init__(self, api: str, until: datetime, errcode: int | None = None) -> None:
        super().__init__(
            "wecom.lane_closed",
            "企业微信接口调用已达上限，到时自动恢复，无需操作",
            api=api,
            until=until.isoformat(),
            errcode=errcode,
        )
        self.api = api
        self.until = until
        self.errcode = errcode


class BadReply(MaybeSent):
    """Not an answer WeCom documents (HTTP error, HTML, broken JSON): what was asked may or may not have been done."""

    def __init__(self, api: str, status: int) -> None:
        super().__init__("wecom.bad_reply", "企业微信返回了无法识别的内容，稍后会自动核实", api=api, http_status=status)
        self.api = api
        self.http_status = status


def lookup(errcode: int) -> Known:
    """The row of `errcode`; an unknown code is refused, never retried blindly."""
    return TABLE.get(errcode, _UNKNOWN)


_UNKNOWN = Known("未收录的错误码", Remedy.REFUSE, "请在企业微信开发者工具中查询该错误码")
_ASK, _NO = Remedy.ASK_OPERATOR, Remedy.REFUSE
_SCOPE = "请在企业微信后台把相关成员加入应用可见范围和「客户联系」使用范围"
_MEDIA = "图片需 10 MB 内的 JPG/PNG，视频 10 MB 内的 MP4，文件 20 MB 内，请换一个"
_CALLABLE = "请在「客户联系 → 可调用接口的应用」中勾选本应用"

TABLE: Mapping[int, Known] = {
    -1: Known("系统繁忙", Remedy.RETRY),
    40001: Known("Secret 不正确", _ASK, "请到企业微信后台「应用管理」重新复制该应用的 Secret"),
    40003: Known("成员 UserID 无效", _NO, "请同步通讯录后重试"),
    40004: Known("素材类型不支持", _NO, _MEDIA),
    40005: Known("素材类型参数不合法", _NO, _MEDIA),
    40006: Known("素材大小超过限制", _NO, _MEDIA),
    40007: Known("素材 media_id 无效或已过期（3 天）", _NO),
    40009: Known("图片大小超过限制", _NO, _MEDIA),
    40011: Known("视频大小超过限制", _NO, _MEDIA),
    40013: Known("企业 ID 无效", _ASK, "请到「我的企业 → 企业信息」页底复制企业 ID"),
    40014: Known("access_token 无效", Remedy.REFETCH_TOKEN),
    40029: Known("授权 code 无效", _NO),
    40031: Known("成员列表无效", _NO),
    40032: Known("成员列表过长", _NO),
    40035: Known("参数不合法", _NO),
    40050: Known("群 ID 无效", _NO),
    40056: Known("AgentID 无效", _ASK, "请到应用详情页核对 AgentID"),
    40058: Known("参数不合法", _NO),
    40063: Known("参数不能为空", _NO),
    40068: Known("标签 ID 无效", _NO, "标签可能已在企业微信中删除，请同步标签"),
    40070: Known("标签目标全部无效", _NO),
    40071: Known("标签名已存在", _NO),
    40072: Known("标签名长度不合法", _NO, "标签名最多 30 个字"),
    40091: Known("Secret 无效", _ASK, "请重新复制 Secret"),
    40096: Known("客户 ID 无效", _NO),
    40098: Known("成员未实名认证", _ASK, "请该成员在企业微信中完成实名认证"),
    40099: Known("成员的客户数已达上限", _ASK, "请为该成员扩容或换人接待"),
    40123: Known("图片格式不支持", _NO, _MEDIA),
    40126: Known("企业标签数量已达上限", _ASK, "请先删除不用的标签"),
    40201: Known("内容被企业微信拦截", _NO, "请修改文案后重试"),
    40204: Known("内容被微信拦截", _NO, "请修改文案后重试"),
    40205: Known("成员的微信登录已失效", _ASK, "请该成员重新登录企业微信"),
    40206: Known("请求内容过大", _NO),
    41001: Known("缺少 access_token", Remedy.REFETCH_TOKEN),
    41002: Known("缺少企业 ID", _ASK, "请填写企业 ID"),
    41004: Known("缺少 Secret", _ASK, "请填写应用 Secret"),
    41006: Known("缺少素材 media_id", _NO),
    41009: Known("缺少成员 UserID", _NO),
    41035: Known("缺少客户 ID", _NO),
    41037: Known("活码缺少类型", _NO),
    41038: Known("活码类型不合法", _NO),
    41039: Known("活码缺少场景", _NO),
    41040: Known("活码场景不合法", _NO),
    41041: Known("活码人数超过 100", _NO, "请减少活码里的成员"),
    41042: Known("活码样式不合法", _NO),
    41043: Known("缺少活码 config_id", _NO),
    41044: Known("活码 config_id 不存在", _NO, "该活码可能已在企业微信删除，请重新生成"),
    41045: Known("活码数量已达企业上限", _ASK, "请先删除不用的活码"),
    41049: Known("缺少 welcome_code", _NO),
    41050: Known("欢迎语凭证无效、过期或已使用", _NO),
    41051: Known("客户与成员已开始聊天，或别的应用已发送欢迎语", _NO),
    41053: Known("客户未同意会话存档", _NO),
    41054: Known("成员未激活", _ASK, "请该成员登录一次企业微信"),
    41064: Known("附件个数超过上限", _NO),
    41065: Known("附件类型不支持", _NO),
    41096: Known("欢迎语正在发送", Remedy.RETRY),
    42001: Known("access_token 已过期", Remedy.REFETCH_TOKEN),
    43009: Known("企业未认证", _ASK, "请先完成企业微信认证"),
    44001: Known("素材内容为空", _NO, _MEDIA),
    45002: Known("消息内容过长", _NO, "文字最多 4000 字节，请缩短"),
    45009: Known("接口调用超过频率限制", Remedy.CLOSE_LANE),
    45033: Known("接口并发调用超过限制", Remedy.CLOSE_LANE),
    47001: Known("请求内容不是合法的 JSON", _NO),
    48002: Known("应用没有调用该接口的权限", _ASK, _CALLABLE),
    48009: Known("该 Secret 只允许调用成员 ID 列表接口", _ASK, "请用自建应用的 Secret"),
    50002: Known("成员不在应用的权限范围内", _ASK, _SCOPE),
    50003: Known("应用已停用", _ASK, "请到企业微信后台启用该应用"),
    60003: Known("部门不存在", _NO, "请同步通讯录后重试"),
    60011: Known("没有访问该部门或成员的权限", _ASK, _SCOPE),
    60020: Known("服务器 IP 不在可信 IP 列表", _ASK, "请把本服务器出口 IP 加入应用的「企业可信 IP」"),
    60021: Known("成员不在应用可见范围内", _ASK, _SCOPE),
    60111: Known("成员不存在", _NO, "请同步通讯录后重试"),
    60123: Known("部门 ID 无效", _NO, "请同步通讯录后重试"),
    81011: Known("无权编辑该标签", _ASK, "只能修改由本应用创建的标签，请在企业微信后台修改"),
    81013: Known("成员、部门、标签全部无效", _NO),
    84061: Known("成员与客户没有好友关系", _NO),
    84074: Known("成员没有外部联系人权限", _ASK, _SCOPE),
    84083: Known("成员不是客户联系成员", _ASK, _SCOPE),
    84084: Known("成员不是该客户的跟进人", _NO),
    301002: Known("无权操作该应用", _ASK, "请核对 AgentID 与 Secret 是否属于同一应用"),
}
