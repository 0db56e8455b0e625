"""gettoken [91039]: one token per (corp, app), the same one while it is valid."""

import math

from weixin_sandbox.errors import WecomError
from weixin_sandbox.models import Token
from weixin_sandbox.sandbox import Sandbox


def gettoken(sandbox: Sandbox, query: dict[str, str]) -> dict[str, object]:
    """The app's current token, or a new one when it has less than a second left. The IP allow-list does not apply."""
    corpid, secret = query.get("corpid", ""), query.get("corpsecret", "")
    if not corpid:
        raise WecomError(41002)
    if not secret:
        raise WecomError(41004)
    corp = sandbox.world.corps.get(corpid)
    if corp is None:
        raise WecomError(40013)
    app = next((app for app in corp.apps.values() if app.secret == secret), None)
    if app is None:
        raise WecomError(40001)
    age = sandbox.clock.age()
    life = sandbox.limits.token_life_s
    token = corp.tokens.get(corp.current_tokens.get(app.agentid, ""))
    if token is None or age - token.issued_age >= life - 1:
        token = Token(sandbox.world.fresh("", length=64), app.agentid, age)
        corp.tokens[token.value] = token
        corp.current_tokens[app.agentid] = token.value
    return {"access_token": token.value, "expires_in": math.ceil(life - (age - token.issued_age))}
