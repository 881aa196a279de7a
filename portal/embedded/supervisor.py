"""A small supervisor: starts children in order, restarts what dies, stops in the reverse order.

Each child is a process group of its own, so that Ctrl-C reaches the supervisor alone and the order holds.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from subprocess import Popen, TimeoutExpired
from types import FrameType

import structlog

log = structlog.get_logger()

LONGEST_PAUSE = 30.0
STEADY = 60.0


class StartFailed(Exception):
    """A child ended, or was not ready in time, while the portal was starting."""


def always() -> bool:
    """For a child that need not be waited for."""
    return True


@dataclass
class Child:
    """One process and what the supervisor must know of it; times are seconds."""

    name: str
    command: Sequence[str]
    is_ready: Callable[[], bool] = always
    patience: float = 10.0
    process: Popen[bytes] | None = None
    deaths: int = 0
    started: float = 0.0
    due: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Run the command; should the supervisor be killed outright, the kernel ends the child too."""
        orphans_end = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
        self.process = Popen([*orphans_end, *self.command], env=dict(environment), start_new_session=True)  # noqa: S603
        self.started = time.monotonic()

    def code(self) -> int | None:
        """The exit status, or None while it runs."""
        return self.process.poll() if self.process else None

    def bury(self) -> None:
        """Note a death, end what is left of the process group, and set the time of the next start."""
        self.kill()
        if time.monotonic() - self.started > STEADY:
            self.deaths = 0
        self.deaths += 1
        self.due = time.monotonic() + min(LONGEST_PAUSE, 2.0 ** (self.deaths - 1))

    def stop(self) -> None:
        """Ask it to end, wait as long as its patience lasts, then end the whole group."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(self.patience)
            except TimeoutExpired:
                log.warning("does not stop by itself; killed", child=self.name, after_seconds=self.patience)
        self.kill()

    def kill(self) -> None:
        """End the process group at once."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """Runs the children from `start` until a signal, then stops them; the first given is the last to stop."""

    def __init__(self, children: Sequence[Child], *, environment: Mapping[str, str], pulse: float = 0.2):
        self.children = children
        self.environment = environment
        self.pulse = pulse
        self.stopping = False

    def listen(self) -> None:
        """Let Ctrl-C and SIGTERM mean: stop in order. A second one means: at once."""
        signal.signal(signal.SIGINT, self.hear)
        signal.signal(signal.SIGTERM, self.hear)
        # Under nohup the end of the terminal is to be ignored.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self.hear)

    def hear(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            for child in self.children:
                child.kill()
        self.stopping = True

    def start(self, *, within: float = 60.0) -> None:
        """Start every child; a child that must be ready holds up those after it.

        Raises `StartFailed` when one ends before it was ready or needs more than `within` seconds.
        """
        for child in self.children:
            if self.stopping:
                return
            child.start(self.environment)
            self.await_ready(child, within)
        for child in self.children:
            self.check_alive(child)

    def await_ready(self, child: Child, within: float) -> None:
        deadline = time.monotonic() + within
        while not self.stopping and not child.is_ready():
            self.check_alive(child)
            if time.monotonic() > deadline:
                raise StartFailed(f"{child.name} was not ready within {within:.0f} seconds")
            time.sleep(self.pulse)

    def check_alive(self, child: Child) -> None:
        if child.code() is not None and not self.stopping:
            raise StartFailed(f"{child.name} ended with status {child.code()} while the portal was starting")

    def watch(self) -> None:
        """Restart what dies, until a signal says stop."""
        while not self.stopping:
            for child in self.children:
                self.revive(child)
            time.sleep(self.pulse)

    def revive(self, child: Child) -> None:
        """Bury a child that has just died; start it again when its pause is over."""
        if child.process is not None and (code := child.code()) is not None:
            child.bury()
            child.process = None
            log.error("died; it will be started again", child=child.name, status=code, deaths=child.deaths)
        if child.process is None and time.monotonic() >= child.due and not self.stopping:
            child.start(self.environment)

    def stop(self) -> None:
        """Stop all children in the reverse order of their start."""
        self.stopping = True
        for child in reversed(self.children):
            child.stop()
