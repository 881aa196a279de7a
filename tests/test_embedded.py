"""The supervisor of the embedded mode: order, restarts, refusals, and a broker for its owner alone."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import redis

from portal.embedded import broker
from portal.embedded.supervisor import Child, StartFailed, Supervisor

PROJECT = Path(__file__).resolve().parent.parent


def child_that_logs_its_end(name, directory):
    up = directory / f"{name}.up"
    program = f"trap 'echo {name} >>{directory}/ends; exit' TERM; touch {up}; while :; do sleep 0.02; done"
    return Child(name, ["sh", "-c", program], is_ready=up.exists)


def supervisor_of(*children):
    return Supervisor(children, environment=os.environ, pulse=0.01)


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


def test_children_stop_in_the_reverse_order_of_their_start(tmp_path):
    supervisor = supervisor_of(
        *(child_that_logs_its_end(name, tmp_path) for name in ("broker", "worker", "web"))
    )
    supervisor.start()
    supervisor.stop()
    assert (tmp_path / "ends").read_text().split() == ["web", "worker", "broker"]


def test_a_child_that_dies_is_started_again(tmp_path):
    child = child_that_logs_its_end("worker", tmp_path)
    supervisor = supervisor_of(child)
    supervisor.start()
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    watching = threading.Thread(target=supervisor.watch)
    watching.start()
    wait_until(lambda: child.process is not None and child.process.pid != first)
    supervisor.stopping = True
    watching.join()
    supervisor.stop()
    assert child.deaths == 1


def test_a_child_that_keeps_dying_is_given_longer_and_longer_pauses():
    child = Child("web", [sys.executable, "-c", "raise SystemExit(3)"])
    pauses = []
    for _death in range(7):
        child.start(os.environ)
        child.process.wait()
        child.bury()
        pauses.append(round(child.due - time.monotonic()))
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_child_that_will_not_stop_is_killed(tmp_path):
    up = tmp_path / "up"
    deaf = f"trap '' TERM; touch {up}; while :; do sleep 1; done"
    child = Child("worker", ["sh", "-c", deaf], is_ready=up.exists, patience=0.1)
    supervisor = supervisor_of(child)
    supervisor.start()
    supervisor.stop()
    assert child.code() == -signal.SIGKILL


def test_a_child_that_ends_while_starting_ends_the_start():
    broken = Child("web", [sys.executable, "-c", "raise SystemExit(3)"], is_ready=lambda: False)
    with pytest.raises(StartFailed, match="web ended with status 3"):
        supervisor_of(broken).start()


def test_a_child_that_never_gets_ready_ends_the_start(tmp_path):
    slow = Child("broker", ["sleep", "60"], is_ready=lambda: False)
    supervisor = supervisor_of(slow)
    with pytest.raises(StartFailed, match="broker was not ready"):
        supervisor.start(within=0.05)
    supervisor.stop()


def portal_with(var, *words):
    return subprocess.run(
        [sys.executable, "-m", "portal.embedded", *words],
        env=os.environ | {"PORTAL_VAR": str(var)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )


def test_a_taken_port_is_refused_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = portal_with(tmp_path, "--port", port)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"cannot listen on 127.0.0.1:{port}" in refused.stderr


def test_a_port_that_is_none_is_refused_in_one_line(tmp_path):
    refused = portal_with(tmp_path, "--port", "99999")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)


def test_a_second_portal_on_the_same_data_is_refused(tmp_path):
    (tmp_path / "run.lock").touch()
    with (tmp_path / "run.lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = portal_with(tmp_path, "--port", "0")
    assert refused.returncode == 1
    assert "already runs" in refused.stderr


@pytest.fixture
def private_broker(tmp_path):
    """A supervisor around a broker, and the way to its socket."""
    where = tmp_path / "broker.sock"
    run_it = broker.command(broker.server(), socket=where, directory=tmp_path / "broker")
    supervisor = supervisor_of(Child("broker", run_it, is_ready=lambda: broker.answers(where)))
    yield supervisor, where
    supervisor.stop()


def test_the_broker_answers_only_its_owner_and_only_at_its_socket(private_broker):
    supervisor, where = private_broker
    supervisor.start()
    with redis.Redis(unix_socket_path=str(where), decode_responses=True) as client:
        settings = client.config_get("port", "appendonly")
    assert settings == {"port": "0", "appendonly": "yes"}
    assert where.stat().st_mode & 0o777 == 0o600


def test_what_is_queued_survives_the_broker(private_broker):
    supervisor, where = private_broker
    supervisor.start()
    with redis.Redis(unix_socket_path=str(where)) as client:
        client.rpush("portal", "a task")
    supervisor.stop()
    supervisor.stopping = False
    supervisor.start()
    with redis.Redis(unix_socket_path=str(where)) as client:
        assert client.lrange("portal", 0, -1) == [b"a task"]


def test_the_wheel_brings_a_broker_where_the_machine_has_none(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert broker.edition(broker.server()).startswith("valkey-")
