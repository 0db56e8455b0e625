"""One sandbox per test process, begun again for every test; a receiver for its callbacks."""

import pytest

from tests.sandbox.driver import Driver, Receiver
from weixin_sandbox.testing import running_sandbox


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
