"""Settings from the environment and one file (`siyu.env`); only the edges read them."""

import base64
import hashlib
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from siyu.kit import chance
from siyu.kit.cipher import FieldCipher
from siyu.kit.errors import Invalid


class Settings(BaseSettings):
    """Everything a process may be told. Names in the environment carry the prefix `SIYU_`."""

    model_config = SettingsConfigDict(env_prefix="SIYU_", env_file="siyu.env", extra="ignore")

    database_url: str | None = Field(None, description="PostgreSQL to use; empty: the embedded one in data_dir")
    data_dir: Path = Field(Path(".siyu"), description="where the embedded database, materials and keys live")
    host: str = Field("127.0.0.1", description="address the web process listens on")
    port: int = Field(8800, description="port the web process listens on")
    public_url: str = Field("http://127.0.0.1:8800", description="how WeChat and browsers reach us")
    wecom_url: str = Field("https://qyapi.weixin.qq.com", description="WeCom's API; the sandbox's address to try it")
    sandbox_url: str | None = Field(None, description="a WeChat sandbox to show in the console and take the time from")
    demo_login: bool = Field(False, description="sign newcomers on this machine in without a password")
    field_keys: SecretStr | None = Field(
        None, description="`id:base64(32 bytes)`, comma separated; the first one writes"
    )
    index_key: SecretStr | None = Field(None, description="base64 of 32 bytes, for looking encrypted fields up")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_json: bool = Field(True, description="logs as JSON lines")

    @property
    def secure_cookies(self) -> bool:
        """Cookies are `Secure` whenever browsers reach us over https."""
        return self.public_url.startswith("https://")

    def cipher(self) -> FieldCipher:
        """The field cipher. Without configured keys, ones kept in data_dir (made on first use, mode 0600) are used."""
        if self.field_keys is None or self.index_key is None:
            return self._local_cipher()
        keys = dict(_key(part) for part in self.field_keys.get_secret_value().split(","))
        return FieldCipher(keys, next(iter(keys)), _bytes_32(self.index_key.get_secret_value(), "SIYU_INDEX_KEY"))

    def _local_cipher(self) -> FieldCipher:
        path = self.data_dir / "field.key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(base64.b64encode(chance.secret_bytes(32)))
        master = base64.b64decode(path.read_bytes())
        derive = {
            name: hashlib.blake2b(name.encode(), key=master, digest_size=32).digest() for name in ("field", "index")
        }
        return FieldCipher({"local": derive["field"]}, "local", derive["index"])


def _key(part: str) -> tuple[str, bytes]:
    name, _, value = part.strip().partition(":")
    return name, _bytes_32(value, "SIYU_FIELD_KEYS")


def _bytes_32(value: str, setting: str) -> bytes:
    raw = base64.b64decode(value)
    if len(raw) != 32:
        raise Invalid("settings.bad_key", f"{setting} 必须是 32 字节密钥的 base64", setting=setting)
    return raw
