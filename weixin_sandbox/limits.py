"""Every number WeCom holds its callers to, each one configurable.

Sources are the public WeCom documents (numbers in brackets are developer.work.weixin.qq.com document ids);
numbers known only from secondary sources are marked (?).
"""

from dataclasses import dataclass

DAY_S = 86_400


@dataclass(slots=True)
class Limits:
    """WeCom's documented limits. Lengths are characters unless the name says bytes; times are seconds."""

    # access_token [91039]
    token_life_s: int = 7200

    # frequency [90454]
    api_per_minute: int = 10_000
    api_per_hour: int = 150_000
    ip_per_minute: int = 20_000
    ip_per_hour: int = 600_000
    blocked_after_minute_s: int = 60
    blocked_after_hour_s: int = 3600
    token_per_minute: int = 600  # gettoken "must not be called frequently", no published number (?)
    concurrent_calls: int = 100  # per API and corp, undisclosed (?)
    concurrent_mark_tag: int = 5  # (?) staff remark; see 45033

    # callbacks [90930]
    callback_timeout_s: float = 5.0
    callback_attempts: int = 3
    verify_timeout_s: float = 1.0

    # customers [92114, 92115, 92994]
    follow_user_page: int = 500
    batch_users: int = 100
    batch_page: int = 100
    batch_page_default: int = 50
    remark_chars: int = 20
    description_chars: int = 150
    remark_company_chars: int = 20

    # corp tags [92117]
    corp_tags: int = 3000
    tag_name_chars: int = 30
    tag_order_max: int = 2**32 - 1
    tags_per_relation: int = 3000

    # contact ways [92228]
    contact_ways: int = 500_000
    contact_way_users: int = 100
    contact_way_remark_chars: int = 30
    contact_way_state_chars: int = 30
    contact_way_page: int = 1000
    contact_way_page_default: int = 100
    contact_way_list_days: int = 90
    temp_contact_ways_per_day: int = 100_000
    temp_life_default_s: int = 7 * DAY_S
    temp_life_max_s: int = 14 * DAY_S
    temp_chat_default_s: int = DAY_S
    conclusions_text_bytes: int = 4000

    # welcome messages [92137]
    welcome_code_life_s: float = 20.0
    message_text_bytes: int = 4000
    attachments: int = 9
    link_title_bytes: int = 128
    link_desc_bytes: int = 512
    url_bytes: int = 2048
    miniprogram_title_bytes: int = 64

    # media [90253, 90256]
    media_life_s: int = 3 * DAY_S
    media_min_bytes: int = 6
    image_bytes: int = 10 * 1024 * 1024
    voice_bytes: int = 2 * 1024 * 1024
    video_bytes: int = 10 * 1024 * 1024
    file_bytes: int = 20 * 1024 * 1024
    uploadimg_bytes: int = 2 * 1024 * 1024
    uploadimg_per_day: int = 1000
    uploadimg_per_month: int = 3000

    # contact book [90200, 96021]
    user_list_id_page: int = 10_000

    # request bodies (the API answers 40206 above its cap; the exact cap is not published (?))
    json_body_bytes: int = 2 * 1024 * 1024


@dataclass(slots=True)
class Settings:
    """How this sandbox behaves where WeCom leaves it open."""

    retry_delay_s: float = 1.0
    callback_concurrency: int = 64
    api_latency_ms: int = 0
    welcome_sending_ms: int = 0
    half_add_events: bool = False
    log_entries: int = 50_000
    public_url: str = ""
