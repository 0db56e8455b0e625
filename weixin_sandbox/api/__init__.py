"""The official interface, one module per area; `routes()` is the table of every path it answers."""

from weixin_sandbox.api import book, contacts, media, tags, ways, welcome
from weixin_sandbox.wire import Route


def routes() -> dict[str, Route]:
    """Every path with its handler and the area an app must be granted."""
    return {**book.ROUTES, **contacts.ROUTES, **tags.ROUTES, **ways.ROUTES, **welcome.ROUTES, **media.ROUTES}
