"""Corp's web edge: sessions, set-up, people."""

from fastapi import APIRouter

from siyu.corp import api_people, api_session, api_setup

router = APIRouter()
for part in (api_session, api_setup, api_people):
    router.include_router(part.router)
