"""Starting from the command line, and going on from a state file."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error

import pytest

from tests.sandbox.driver import NO_PROXY, Driver
from weixin_sandbox.app import build
from weixin_sandbox.state import BadState, load, save
from weixin_sandbox.testing import RunningSandbox


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def command(tmp_path):
    """Starts `python -m weixin_sandbox` and gives a driver; everything started is stopped at the end."""
    started = []

    def start(*arguments):
        port = free_port()
        command = [sys.executable, "-m", "weixin_sandbox", "--port", str(port), *arguments]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."})
        started.append(process)
        driver = Driver(RunningSandbox(f"http://127.0.0.1:{port}", None, None, None))
        deadline = time.monotonic() + 20
        while True:
            try:
                NO_PROXY.open(f"http://127.0.0.1:{port}/sandbox/clock", timeout=1).close()
            except urllib.error.URLError:
                assert process.poll() is None, process.stderr.read()
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                driver.log_in()
                return driver, process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stderr.close()


def test_the_command_line_chooses_seed_world_and_start(command):
    driver, _ = command("--seed", "11", "--world", "empty", "--start", "2026-05-01T08:00:00+08:00")

    world = driver.control("GET", "/sandbox/world")

    assert (world["seed"], world["world"], world["advisers"]) == (11, "empty", [])
    assert driver.control("GET", "/sandbox/clock")["now"].startswith("2026-05-01T00:0")


def test_a_restart_goes_on_from_the_state_file(command, tmp_path):
    path = tmp_path / "world.json"
    driver, process = command("--state-file", str(path))
    config_id = driver.way("tea001", state="s")
    customer = driver.customer("小满")
    external = driver.add(customer, "tea001", config_id=config_id)["external_userid"]
    media_id = driver.upload("media/upload", "a.txt", b"0123456789", "text/plain", type="file")["media_id"]
    driver.control("POST", "/sandbox/clock", {"advance_s": 3600})
    before = driver.control("GET", "/sandbox/clock")["unix"]
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=10)

    again, _ = command("--state-file", str(path))

    follower = again.api("externalcontact/get", external_userid=external)["follow_user"][0]
    address = f"/cgi-bin/media/get?access_token={again.token}&media_id={media_id}"
    assert (follower["userid"], follower["state"]) == ("tea001", "s")
    assert again.token == driver.token
    assert again.request("GET", address)[2] == b"0123456789"
    assert again.control("GET", "/sandbox/ledger")["adds"] == 1
    assert 0 <= again.control("GET", "/sandbox/clock")["unix"] - before < 60


def test_a_file_that_is_no_state_is_refused_and_kept(tmp_path):
    path = tmp_path / "world.json"
    path.write_text(json.dumps({"format": 1, "now": "soon"}))

    with pytest.raises(BadState, match="is not a state file of this sandbox"):
        build(public_url="http://127.0.0.1:1", state_file=path)

    assert path.exists()


def test_a_saved_world_is_read_back_equal(tmp_path):
    sandbox = build(public_url="http://127.0.0.1:1").sandbox
    save(sandbox, tmp_path / "world.json")

    world, clock, ledger = load(tmp_path / "world.json")

    assert world == sandbox.world
    assert ledger == sandbox.ledger
    assert abs(clock.now() - sandbox.clock.now()) < 1
