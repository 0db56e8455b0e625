"""WeCom's numbers: how often, how long, how big (docs 90454, 90253, 92137)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

ERR_FREQUENCY = 45009
ERR_CONCURRENCY = 45033

TOKEN_TTL_S = 7200
WELCOME_CODE_TTL_S = 20
MEDIA_TTL = timedelta(days=3)

TEXT_BYTES = 4000
ATTACHMENTS = 9
LINK_TITLE_BYTES = 128
LINK_DESC_BYTES = 512
LINK_URL_BYTES = 2048
MINIPROGRAM_TITLE_BYTES = 64
REMARK_CHARS = 20
DESCRIPTION_CHARS = 150
CONTACT_WAY_USERS = 100
CONTACT_WAY_STATE_CHARS = 30
CONTACT_WAY_REMARK_CHARS = 30
TAG_NAME_CHARS = 30
BATCH_USERIDS = 100
BATCH_PAGE = 100

MEDIA_BYTES: Mapping[str, int] = {
    "image": 10 * 1024 * 1024,
    "voice": 2 * 1024 * 1024,
    "video": 10 * 1024 * 1024,
    "file": 20 * 1024 * 1024,
}

# A block after 45009 lasts a minute, an hour, or the rest of the day, by which limit was hit; errmsg must not be
# parsed, so a strike soon after a block ended tells it was the longer one. 45033 has no documented time.
FREQUENCY_BLOCKS = (timedelta(seconds=60), timedelta(minutes=60), timedelta(hours=24))
STRIKE_MEMORY = timedelta(minutes=2)
CONCURRENCY_BLOCK = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls of one API a corp may make; `parallel` is per process."""

    per_minute: int = 10_000
    per_hour: int = 150_000
    parallel: int = 64


@dataclass(frozen=True, slots=True)
class Rates:
    """Every API's rate: `by_api` names exceptions (no `/cgi-bin/`), `address` counts all calls together.

    Half of what `address` holds is kept for `urgent` APIs, so that a backlog of others cannot silence a greeting.
    """

    default: Rate = Rate()
    address: Rate = Rate(per_minute=20_000, per_hour=600_000)
    urgent: frozenset[str] = frozenset(("gettoken", "externalcontact/get", "externalcontact/send_welcome_msg"))
    by_api: Mapping[str, Rate] = field(
        default_factory=lambda: {
            "externalcontact/mark_tag": Rate(parallel=5),  # 45033 beyond about five at once per corp
            "media/upload": Rate(per_minute=5_000, parallel=8),
            "media/uploadimg": Rate(per_minute=60, per_hour=1_000, parallel=4),
        }
    )

    def of(self, api: str) -> Rate:
        """The rate of `api`."""
        return self.by_api.get(api, self.default)
