"""Where the bytes of materials lie: files named by their SHA-256 under one folder, written whole or not at all."""

import os
from pathlib import Path
from uuid import UUID

from siyu.kit import chance
from siyu.kit.errors import NotFound, SiyuError

_root: Path | None = None


def install(root: Path) -> None:
    """Keep materials under `root`; the edge does this once at start."""
    global _root
    _root = root


def put(corp_id: UUID, sha256: bytes, data: bytes) -> None:
    """Keep `data`; on disk when this returns. Doing it twice is doing it once."""
    path = _path(corp_id, sha256)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{chance.secret_token(6)}.part")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def get(corp_id: UUID, sha256: bytes) -> bytes:
    """The bytes. Raises `NotFound` when the file is gone (another machine's disk, or removed by hand)."""
    try:
        return _path(corp_id, sha256).read_bytes()
    except FileNotFoundError as error:
        message = "素材文件不在本机 data_dir 中，请恢复该目录或重新上传"
        raise NotFound("material.file_missing", message, sha256=sha256.hex()) from error


def _path(corp_id: UUID, sha256: bytes) -> Path:
    if _root is None:
        raise SiyuError("store.not_installed", "尚未设置素材目录 SIYU_DATA_DIR")
    name = sha256.hex()
    return _root / corp_id.hex / name[:2] / name
