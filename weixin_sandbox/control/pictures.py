"""Pictures of the world: QR codes, avatars, uploaded media; and the list of contact ways."""

from starlette.requests import Request
from starlette.responses import Response

from weixin_sandbox import avatars, qr
from weixin_sandbox.control.edge import Refused, answer, customer_of, route, sandbox_of
from weixin_sandbox.journal import iso

QR_TEXT_CHARS = 1000


async def draw_qr(request: Request) -> Response:
    """Any text as a QR picture."""
    text = request.query_params.get("text", "")
    if not 1 <= len(text) <= QR_TEXT_CHARS:
        raise Refused("bad_query", f"text must have 1 to {QR_TEXT_CHARS} characters.")
    return Response(qr.png(text), media_type="image/png")


async def way_qr(request: Request) -> Response:
    """The picture of a contact way, at the address the API gave out."""
    config_id = request.path_params["config_id"]
    for _, way in sandbox_of(request).world.ways():
        if way.config_id == config_id and way.qr_text:
            return Response(qr.png(way.qr_text), media_type="image/png")
    raise Refused("unknown_config", f"No contact way has the config_id {config_id!r}.", 404)


async def contact_ways(request: Request) -> Response:
    """Every contact way with the text its QR code carries."""
    box = sandbox_of(request)
    rows = [
        {
            "config_id": way.config_id,
            "corpid": corp.corpid,
            "qr_text": way.qr_text,
            "qr_code": f"{box.base_url}/qr/{way.config_id}.png" if way.qr_text else "",
            "users": way.user,
            "party": way.party,
            "state": way.state,
            "remark": way.remark,
            "type": way.type,
            "scene": way.scene,
            "skip_verify": way.skip_verify,
            "created_at": iso(way.created_at),
        }
        for corp, way in box.world.ways()
    ]
    return answer({"contact_ways": rows})


async def avatar(request: Request) -> Response:
    """The face of a customer or member."""
    box, kind, who = sandbox_of(request), request.path_params["kind"], request.path_params["who"]
    if kind == "customer":
        name = customer_of(box, who).name
    else:
        corp = box.world.corp_of_member(who)
        name = corp.members[who].name if corp else who
    headers = {"Cache-Control": "max-age=3600", "Access-Control-Allow-Origin": "*"}
    return Response(avatars.draw(who, name), media_type="image/svg+xml", headers=headers)


async def media(request: Request) -> Response:
    """An uploaded file, as a phone would show it."""
    media_id = request.path_params["media_id"]
    for corp in sandbox_of(request).world.corps.values():
        found = corp.media.get(media_id)
        if found is not None:
            headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
            return Response(found.data, media_type=found.content_type, headers=headers)
    raise Refused("unknown_media", "No such media.", 404)


ROUTES = [
    route("/sandbox/qr", draw_qr),
    route("/sandbox/contact_ways", contact_ways),
    route("/qr/{config_id}.png", way_qr),
    route("/avatar/{kind}/{who}.svg", avatar),
    route("/media/{media_id}", media),
]
