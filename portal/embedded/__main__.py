"""`python -m portal.embedded [--host H] [--port N]`: run the portal in the foreground until Ctrl-C."""

import argparse
import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal import settings
from portal.embedded.processes import address, environment, processes
from portal.embedded.supervisor import StartFailed, Supervisor


class Refused(Exception):
    """The portal cannot start; the text is the one line the operator reads."""


def main() -> int:
    """Parse, check, run; 0 after an orderly stop, 1 with one line on stderr when it could not start."""
    options = arguments()
    try:
        with sole_use(settings.VAR / "run.lock"):
            check_port(options.host, options.port)
            return run(options.host, options.port)
    except (Refused, StartFailed) as error:
        sys.stderr.write(f"script/run: {error}\n")
        return 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/run", description="Run the portal on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    return parser.parse_args()


@contextmanager
def sole_use(path: Path) -> Iterator[None]:
    """Hold the installation's lock, so that two supervisors never share one database and broker."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"the portal already runs with the data in {path.parent}; stop it first") from None
        yield


def check_port(host: str, port: int) -> None:
    """Raise `Refused` where nobody could listen on the address."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except (OverflowError, OSError) as error:
        number = getattr(error, "errno", None)
        cause = os.strerror(number) if number and number > 0 else error
        raise Refused(
            f"cannot listen on {address(host, port)} ({cause}); choose another with --port N or --host H"
        ) from None


def run(host: str, port: int) -> int:
    """Run all processes until a signal; they are stopped in order whatever happens."""
    supervisor = Supervisor(processes(host, port), environment=environment(host, port))
    supervisor.listen()
    try:
        supervisor.start()
        if not supervisor.stopping:
            say(greeting(host, port))
        supervisor.watch()
    finally:
        say("Stopping: web, beat, worker, broker.")
        supervisor.stop()
    return 0


def greeting(host: str, port: int) -> str:
    """Where the portal is and who may log in; demo accounts only where they exist."""
    accounts = settings.VAR / "demo-accounts.txt"
    known = f"\n{accounts.read_text()}" if settings.DEMO and accounts.exists() else ""
    return f"\nThe portal runs at http://{address(host, port)}/ (Ctrl-C stops it).\n{known}"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
