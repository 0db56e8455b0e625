"""The control API: what tests, the phones page and demos use to look at the world and to act in it."""

from starlette.routing import BaseRoute

from weixin_sandbox.control import admin, chats, clock, faults, log, people, pictures, population


def routes() -> list[BaseRoute]:
    """Every control route, and the pictures the world serves."""
    return [
        *clock.ROUTES,
        *admin.ROUTES,
        *people.ROUTES,
        *chats.ROUTES,
        *log.ROUTES,
        *faults.ROUTES,
        *population.ROUTES,
        *pictures.ROUTES,
    ]
