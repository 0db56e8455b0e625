import io
from datetime import timedelta
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.orm import Session

from siyu.content import media, queries, service
from siyu.kit import clock
from siyu.kit.errors import Invalid, NotFound


def picture(format: str = "PNG", size: tuple[int, int] = (30, 20), color: str = "red", mode: str = "RGB") -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, color).save(made, format)
    return made.getvalue()


def test_a_picture_is_encoded_anew_and_measured(session: Session, corp_id: UUID) -> None:
    made = service.add_material(
        session, corp_id, name="../春茶.jpeg", mime="image/jpeg", data=picture("JPEG") + b"<script>"
    )

    kept = queries.material_bytes(session, corp_id, material_id=made.id)
    assert (made.kind, made.name, made.mime, made.width, made.height) == ("image", "春茶.jpg", "image/jpeg", 30, 20)
    assert made.bytes == len(kept)
    assert b"<script>" not in kept


def test_a_webp_becomes_a_png_that_wecom_takes(session: Session, corp_id: UUID) -> None:
    made = service.add_material(session, corp_id, name="a.webp", mime="image/webp", data=picture("WEBP"))

    assert (made.name, made.mime) == ("a.png", "image/png")
    assert queries.material_bytes(session, corp_id, material_id=made.id).startswith(b"\x89PNG")


def test_the_same_bytes_again_are_the_same_material(session: Session, corp_id: UUID) -> None:
    first = service.add_material(session, corp_id, name="a.png", mime="image/png", data=picture())
    again = service.add_material(session, corp_id, name="b.png", mime="image/png", data=picture())

    assert again == first
    assert queries.materials(session, corp_id).total == 1


@pytest.mark.parametrize(
    ("name", "mime", "data", "code"),
    [
        ("a.svg", "image/svg+xml", b"<svg onload='alert(1)'/>", "material.broken_picture"),
        ("a.png", "image/png", picture()[:40], "material.broken_picture"),
        ("a.png", "image/png", b"abc", "material.empty"),
        ("a.mp4", "video/mp4", b"not a video", "material.video_type"),
        ("a.html", "text/html", b"<html></html>", "material.file_type"),
        ("a.pdf", "application/pdf", b"MZ\x90\x00 not a pdf", "material.file_type"),
        ("a.txt", "text/plain", b"x" * (20 * 1024 * 1024 + 1), "material.too_large"),
        ("a.mp4", "video/mp4", b"0000ftyp" + bytes(10 * 1024 * 1024), "material.too_large"),
    ],
)
def test_what_wecom_or_we_cannot_take_is_refused_with_a_reason(
    session: Session, corp_id: UUID, name: str, mime: str, data: bytes, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        service.add_material(session, corp_id, name=name, mime=mime, data=data)

    assert refused.value.code == code
    assert queries.materials(session, corp_id).total == 0


def test_another_corps_material_is_not_found(session: Session, corp_id: UUID) -> None:
    made = service.add_material(session, corp_id, name="a.png", mime="image/png", data=picture())

    with pytest.raises(NotFound):
        queries.material(session, UUID(int=9), material_id=made.id)


def test_the_library_is_paged_newest_first_and_searched_by_name(session: Session, corp_id: UUID) -> None:
    for index, color in enumerate(["red", "green", "blue"]):
        service.add_material(session, corp_id, name=f"{index}.png", mime="image/png", data=picture(color=color))

    first = queries.materials(session, corp_id, limit=2)
    second = queries.materials(session, corp_id, limit=2, cursor=first.next_cursor)
    found = queries.materials(session, corp_id, q="1.")

    assert [item.name for item in first.items] == ["2.png", "1.png"]
    assert [item.name for item in second.items] == ["0.png"]
    assert (first.total, second.next_cursor) == (3, None)
    assert [item.name for item in found.items] == ["1.png"]


def test_a_material_that_is_not_at_wecom_is_asked_for_once(session: Session, corp_id: UUID) -> None:
    made = service.add_material(session, corp_id, name="a.png", mime="image/png", data=picture())

    assert media.ready(session, corp_id, material_ids=[made.id]) == {}
    assert uploads(session) == ["urgent"]


@pytest.mark.usefixtures("fixed_clock")
def test_a_media_id_is_used_until_it_runs_out_and_renewed_before(session: Session, corp_id: UUID) -> None:
    made = service.add_material(session, corp_id, name="a.png", mime="image/png", data=picture())
    session.execute(text("DELETE FROM procrastinate_jobs"))

    hold(session, made.id, hours=13)
    media.keep(session)
    assert media.ready(session, corp_id, material_ids=[made.id]) == {made.id: "MEDIA"}
    assert uploads(session) == []

    hold(session, made.id, hours=11)
    media.keep(session)
    assert media.ready(session, corp_id, material_ids=[made.id]) == {made.id: "MEDIA"}
    assert uploads(session) == ["normal"]

    hold(session, made.id, hours=0)
    assert media.ready(session, corp_id, material_ids=[made.id]) == {}


def hold(session: Session, material_id: UUID, *, hours: int) -> None:
    session.execute(
        text("UPDATE material_media SET media_id = 'MEDIA', expires_at = :at WHERE material_id = :id"),
        {"id": material_id, "at": clock.now() + timedelta(hours=hours)},
    )


def uploads(session: Session) -> list[str]:
    rows = session.execute(
        text("SELECT queue_name FROM procrastinate_jobs WHERE task_name = 'content.upload_media' ORDER BY id")
    )
    return list(rows.scalars())
