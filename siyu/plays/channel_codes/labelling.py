"""Writes on new customers what their code says: tags, remark and description, each with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Session

from siyu.act import service as act
from siyu.decide.intents import Intent, Purpose, Reason
from siyu.ingest.facts import Recorded
from siyu.plays.channel_codes import labels
from siyu.plays.channel_codes.keys import PLAY
from siyu.profile.facts import CustomerAdded
