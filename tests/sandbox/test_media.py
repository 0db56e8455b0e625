"""Uploading files and getting them back."""

import pytest

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 20


def test_what_is_uploaded_comes_back_byte_for_byte(sandbox):
    data = bytes(range(256)) * 10

    uploaded = sandbox.upload("media/upload", "报价 表.xlsx", data, "application/octet-stream", type="file")
    address = f"/cgi-bin/media/get?access_token={sandbox.token}&media_id={uploaded['media_id']}"
    status, headers, answer = sandbox.request("GET", address)

    assert (uploaded["type"], uploaded["created_at"].isdecimal()) == ("file", True)
    assert (status, answer) == (200, data)
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%8A%A5%E4%BB%B7%20%E8%A1%A8.xlsx"


def test_a_file_lives_for_three_days(sandbox):
    media_id = sandbox.upload("media/upload", "a.png", PNG, "image/png", type="image")["media_id"]
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 3 * 86400 - 60})
    sandbox.log_in()
    address = f"/cgi-bin/media/get?access_token={sandbox.token}&media_id={media_id}"
    before = sandbox.request("GET", address)[2]
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 60})

    assert before == PNG
    assert sandbox.code_of("media/get", media_id=media_id) == 40007


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("picture", PNG, 40005),
        ("image", b"\x89PNG", 40006),
        ("image", b"GIF89a" + b"0" * 20, 40123),
        ("image", PNG + b"0" * 10 * 1024 * 1024, 40009),
        ("video", b"not an mp4 file", 40004),
        ("voice", b"not an amr file", 40004),
        ("file", b"0" * (20 * 1024 * 1024 + 1), 40006),
        ("image", JPEG, 0),
        ("voice", b"#!AMR\n0000", 0),
        ("file", b"0" * 6, 0),
    ],
)
def test_each_type_has_its_format_and_size(sandbox, kind, data, code):
    assert sandbox.upload("media/upload", "a.bin", data, "application/octet-stream", type=kind)["errcode"] == code


def test_a_body_without_a_file_is_empty_media(sandbox):
    assert sandbox.code_of("media/upload", {"media": "text"}, type="file") == 44001


def test_a_lasting_picture_keeps_its_address(sandbox):
    url = sandbox.upload("media/uploadimg", "logo.png", PNG, "image/png")["url"]
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 400 * 86400})

    status, headers, answer = sandbox.request("GET", url.removeprefix(sandbox.sandbox.url))

    assert (status, headers["Content-Type"], answer) == (200, "image/png", PNG)


def test_lasting_pictures_are_limited_by_day_and_size(sandbox):
    sandbox.control("PATCH", "/sandbox/settings", {"limits": {"uploadimg_per_day": 1, "uploadimg_bytes": 100}})

    codes = [
        sandbox.upload("media/uploadimg", "a.png", PNG + b"0" * 100, "image/png")["errcode"],
        sandbox.upload("media/uploadimg", "a.png", PNG, "image/png")["errcode"],
        sandbox.upload("media/uploadimg", "a.png", PNG, "image/png")["errcode"],
    ]

    assert codes == [40009, 0, 45009]
