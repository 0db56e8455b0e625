"""The limit of greeting: a receiver that keeps nothing and makes the two calls (get, welcome) the moment it hears."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from siyu.wechat.wecom import envelope, inner
from siyu.wechat.wecom.crypto import CallbackCrypto

WECOM, CORPID = os.environ["PEER_WECOM_URL"], os.environ["PEER_CORPID"]
API = f"{WECOM}/cgi-bin"
crypto = CallbackCrypto(token=os.environ["PEER_TOKEN"], aes_key=os.environ["PEER_AES_KEY"], receive_id=CORPID)


def _plain(request: Request, sealed: str) -> bytes:
    asked = request.query_params
    return crypto.open(
        signature=asked["msg_signature"], timestamp=asked["timestamp"], nonce=asked["nonce"], encrypt=sealed
    )


async def verify(request: Request) -> Response:
    """The check of the address."""
    return Response(_plain(request, request.query_params["echostr"]))


async def callback(request: Request) -> Response:
    """Answer, and greet beside it."""
    fields = inner.parse(_plain(request, envelope.parse(await request.body()).encrypt))
    code = inner.text(fields, "WelcomeCode")
    if code:
        task = asyncio.create_task(_greet(request.app, inner.text(fields, "ExternalUserID"), code))
        request.app.state.under_way.add(task)
        task.add_done_callback(request.app.state.under_way.discard)
    return Response()


async def _greet(app: Starlette, external_userid: str, code: str) -> None:
    session, token = app.state.session, app.state.token
    query = {"access_token": token, "external_userid": external_userid}
    async with session.get(f"{API}/externalcontact/get", params=query) as reply:
        name = (await reply.json())["external_contact"]["name"]
    body = {"welcome_code": code, "text": {"content": f"{name}你好"}}
    async with session.post(f"{API}/externalcontact/send_welcome_msg?access_token={token}", json=body) as reply:
        await reply.read()


@asynccontextmanager
async def _connected(app: Starlette) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        asked = {"corpid": CORPID, "corpsecret": os.environ["PEER_SECRET"]}
        async with session.get(f"{API}/gettoken", params=asked) as reply:
            app.state.token = (await reply.json())["access_token"]
        app.state.session, app.state.under_way = session, set()
        yield


def main() -> None:
    """Serve on the port that was given."""
    routes = [Route("/callback", verify, methods=["GET"]), Route("/callback", callback, methods=["POST"])]
    app = Starlette(routes=routes, lifespan=_connected)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
