from siyu.kit import logs


def test_secrets_and_personal_data_never_reach_a_log_line() -> None:
    entry = logs.redact(
        None,
        "info",
        {
            "event": "call https://x/cgi-bin/user/get?access_token=abc123&userid=lin",
            "corpsecret": "s3cret",
            "detail": {"phone": "13812345678", "text": "打 13812345678 找我"},
            "count": 3,
        },
    )

    assert entry == {
        "event": "call https://x/cgi-bin/user/get?access_token=***&userid=lin",
        "corpsecret": "***",
        "detail": {"phone": "***", "text": "打 138****5678 找我"},
        "count": 3,
    }
