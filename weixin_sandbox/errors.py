"""WeCom's global error codes used here, and the error answer with WeCom's own tail."""

import hashlib

MESSAGES: dict[int, str] = {
    -1: "system busy",
    40001: "invalid credential",
    40003: "invalid UserID",
    40004: "invalid media file type",
    40005: "invalid type parameter",
    40006: "invalid file size",
    40007: "invalid media_id",
    40009: "invalid image size",
    40011: "invalid video size",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40031: "invalid UserID list",
    40032: "invalid UserID list size",
    40058: "invalid Request Parameter",
    40063: "some parameters are empty",
    40068: "invalid tagid",
    40071: "invalid tag name, tag name existed",
    40072: "invalid tag name length",
    40096: "invalid external userid",
    40098: "user has not been verified by real name",
    40123: "invalid image format",
    40126: "corp tag count out of limit",
    40206: "request body is too large",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41006: "media_id missing",
    41009: "userid missing",
    41035: "external_userid missing",
    41037: "missing contact way type",
    41038: "missing contact way scene",
    41039: "invalid contact way type",
    41040: "invalid contact way scene",
    41041: "contact way user count out of limit",
    41042: "invalid contact way style",
    41043: "missing contact way config_id",
    41044: "invalid contact way config_id",
    41045: "contact way count out of limit",
    41049: "missing welcome code",
    41050: "invalid welcome code",
    41051: "externaluser has started chatting",
    41054: "user has not been activated",
    41064: "attachments size out of limit",
    41065: "invalid attachments msgtype",
    41096: "welcome message is being sent",
    42001: "access_token expired",
    44001: "empty media data",
    45002: "content size out of limit",
    45009: "api freq out of limit",
    45033: "concurrent calls of the api out of limit",
    47001: "data format error",
    48002: "api forbidden",
    60003: "department not found",
    60011: "no privilege to access/modify contact/party/agent",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    60123: "invalid party id",
    81011: "no permission to operate the tag",
    84061: "not external contact",
    84074: "no permission of external contact",
}


class WecomError(Exception):
    """The call is refused as WeCom would refuse it: `code` is the errcode, `detail` is added to the errmsg."""

    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail


def answer(error: WecomError, *, ip: str, unix: int, number: int) -> dict[str, object]:
    """The JSON body of a refused call: errcode and an errmsg with the hint, address and link WeCom appends."""
    text = MESSAGES[error.code]
    if error.detail:
        text = f"{text}, {error.detail}"
    digest = hashlib.blake2b(f"{unix}{number}{error.code}".encode(), digest_size=16).hexdigest()
    return {
        "errcode": error.code,
        "errmsg": f"{text}, hint: [{unix}_{number}_{digest}], from ip: {ip}, "
        f"more info at https://open.work.weixin.qq.com/devtool/query?e={error.code}",
    }
