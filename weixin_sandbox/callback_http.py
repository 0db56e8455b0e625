"""One encrypted request to a callback URL: the GET check and the POST of an event [90930]."""

import secrets
from urllib.parse import urlencode

import aiohttp

from weixin_sandbox import crypto
from weixin_sandbox.limits import Limits
from weixin_sandbox.models import Receiver

ANSWER_BYTES = 2000


class CallbackHttp:
    """Holds the connections to receivers. Every request is sealed anew: fresh nonce, fresh random prefix."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._http: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes) -> tuple[int | None, str]:
        """The HTTP status, or None when there was no answer in time, and the answer or the reason."""
        timeout = aiohttp.ClientTimeout(total=self._limits.callback_timeout_s)
        headers = {"Content-Type": "text/xml"}
        try:
            async with self._session().post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, (await response.content.read(ANSWER_BYTES)).decode(errors="replace")
        except TimeoutError:
            return None, f"no answer within {self._limits.callback_timeout_s:g} s"
        except (aiohttp.ClientError, ValueError) as error:
            return None, f"{type(error).__name__}: {error}"

    async def verify(self, corpid: str, receiver: Receiver, unix: int) -> str | None:
        """The check made when a callback URL is saved; returns why it failed, or None."""
        echo = str(secrets.randbelow(9 * 10**18) + 10**18)
        encrypted = crypto.encrypt(receiver.aes_key, echo.encode(), corpid, secrets.token_bytes(16))
        url = _signed_url(receiver, unix, encrypted) + "&" + urlencode({"echostr": encrypted})
        timeout = aiohttp.ClientTimeout(total=self._limits.verify_timeout_s)
        try:
            async with self._session().get(url, timeout=timeout, allow_redirects=False) as response:
                answer = await response.content.read(ANSWER_BYTES)
        except TimeoutError:
            return f"the URL did not answer within {self._limits.verify_timeout_s:g} s"
        except (aiohttp.ClientError, ValueError) as error:
            return f"the URL cannot be reached: {type(error).__name__}: {error}"
        if response.status != 200:
            return f"the URL answered HTTP {response.status}, 200 is needed"
        if answer != echo.encode():
            return "the URL answered 200 but not with the decrypted echostr; check token and EncodingAESKey"
        return None

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()
            self._http = None

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), trust_env=False)
        return self._http


def seal(receiver: Receiver, corpid: str, agentid: int, plaintext: bytes, unix: int) -> tuple[str, bytes]:
    """The signed URL and the XML body that carry `plaintext` to the receiver."""
    encrypted = crypto.encrypt(receiver.aes_key, plaintext, corpid, secrets.token_bytes(16))
    body = (
        f"<xml><ToUserName><![CDATA[{corpid}]]></ToUserName>"
        f"<Encrypt><![CDATA[{encrypted}]]></Encrypt><AgentID><![CDATA[{agentid}]]></AgentID></xml>"
    )
    return _signed_url(receiver, unix, encrypted), body.encode()


def _signed_url(receiver: Receiver, unix: int, encrypted: str) -> str:
    nonce = str(secrets.randbelow(10**10))
    query = {
        "msg_signature": crypto.signature(receiver.token, str(unix), nonce, encrypted),
        "timestamp": str(unix),
        "nonce": nonce,
    }
    return receiver.url + ("&" if "?" in receiver.url else "?") + urlencode(query)
