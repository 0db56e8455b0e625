"""Clients other people wrote, pointed at the sandbox."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.sandbox.driver import Driver, Receiver
from weixin_sandbox.testing import running_sandbox

VENDOR = Path(__file__).parent / "wecom_crypto"


@pytest.fixture(scope="session")
def server():
    with running_sandbox() as running:
        yield running


@pytest.fixture
def sandbox(server):
    driver = Driver(server)
    driver.control("POST", "/sandbox/reset", {"seed": 7, "world": "tea_house"})
    driver.log_in()
    return driver


@pytest.fixture
def receiver(sandbox):
    started = Receiver(sandbox.app["aes_key"], sandbox.corp["corpid"]).start()
    sandbox.listen(started)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def vendor():
    """Runs a list of tasks through npm's @wecom/crypto, installing it once from the lock file."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.fail("node and npm are needed for @wecom/crypto: see the README")
    if not (VENDOR / "node_modules" / "@wecom" / "crypto").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=VENDOR, check=True, capture_output=True)

    def run(*tasks):
        done = subprocess.run(
            ["node", "check.mjs"], cwd=VENDOR, input=json.dumps(tasks).encode(), check=True, capture_output=True
        )
        return json.loads(done.stdout)

    return run
