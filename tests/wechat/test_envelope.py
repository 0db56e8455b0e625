"""The quick reading of a callback's outer form agrees with the thorough one."""

import pytest

from siyu.wechat.wecom import envelope
from siyu.wechat.wecom.envelope import Envelope

TO, AGENT = "<ToUserName><![CDATA[wwtea]]></ToUserName>", "<AgentID><![CDATA[1000002]]></AgentID>"
ENCRYPT = "<Encrypt><![CDATA[c2VhbGVk+/=]]></Encrypt>"


@pytest.mark.parametrize(
    ("inside", "agent_id"),
    [
        (f"{TO}{ENCRYPT}{AGENT}", "1000002"),
        (f"{TO}{AGENT}{ENCRYPT}", "1000002"),
        (f"{TO}{ENCRYPT}", ""),
        (f"\n  {TO}\n  {ENCRYPT}\n  {AGENT}\n", "1000002"),
        (f"{ENCRYPT}{AGENT}{TO}", "1000002"),
        (f"{TO}{ENCRYPT}{AGENT}<Later>1</Later>", "1000002"),
        (f"<!-- a note -->{TO}{ENCRYPT}{AGENT}", "1000002"),
    ],
)
def test_any_order_and_spacing_reads_the_same(inside: str, agent_id: str) -> None:
    assert envelope.parse(f"<xml>{inside}</xml>".encode()) == Envelope("wwtea", agent_id, "c2VhbGVk+/=")
