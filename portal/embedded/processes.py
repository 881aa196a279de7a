"""Which processes make up the portal on one machine, and how each is run."""

import os
import socket
import sys
from collections.abc import Callable, Mapping

from portal import settings
from portal.embedded import broker
from portal.embedded.supervisor import Child

TASK_PROCESSES = 2
WEB_PROCESSES_AT_MOST = 4
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def processes(host: str, port: int) -> list[Child]:
    """The children in the order of their start; they stop in the reverse order, the broker last."""
    children = [worker(), beat(), web(host, port)]
    return [private_broker(), *children] if uses_private_broker() else children


def uses_private_broker() -> bool:
    """Whether tasks go to the socket under `var/`, and not to a server named by CELERY_BROKER_URL."""
    return settings.CELERY_BROKER_URL.endswith(f"socket://{settings.BROKER_SOCKET}")


def private_broker() -> Child:
    where = settings.BROKER_SOCKET
    run_it = broker.command(broker.server(), socket=where, directory=settings.VAR / "broker")
    return Child("broker", run_it, is_ready=lambda: broker.answers(where))


def worker() -> Child:
    run_it = celery("worker", "--concurrency", str(TASK_PROCESSES), "--without-gossip", "--without-mingle")
    return Child("worker", run_it, patience=30.0)


def beat() -> Child:
    return Child("beat", celery("beat", "--pidfile="))


def celery(*words: str) -> list[str]:
    loudness = os.environ.get("LOG_LEVEL", "WARNING")
    return [sys.executable, "-m", "celery", "-q", "-A", "portal", *words, "--loglevel", loudness]


def web(host: str, port: int) -> Child:
    """Sync workers, one for each core: threads make pages that need the processor slower."""
    count = min(WEB_PROCESSES_AT_MOST, os.cpu_count() or 1)
    words = ["portal.wsgi", "--preload", "--no-control-socket", "--bind", address(host, port)]
    words += ["--workers", str(count), "--timeout", "60", "--log-level", "warning"]
    return Child("web", [sys.executable, "-m", "gunicorn", *words], is_ready=listens(host, port))


def address(host: str, port: int) -> str:
    """Host and port in one word; an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def listens(host: str, port: int) -> Callable[[], bool]:
    """A question that is answered yes once somebody accepts connections."""

    def connects() -> bool:
        try:
            with socket.create_connection((ANYWHERE.get(host, host), port), timeout=2):
                return True
        except OSError:
            return False

    return connects


def environment(host: str, port: int) -> Mapping[str, str]:
    """The children's environment: ours, and the address that links in messages begin with."""
    # Celery takes only JSON messages here, and from a socket that no one else reaches.
    quiet = "ignore:You're running the worker with superuser privileges"
    defaults = {"SITE_URL": f"http://{address(host, port)}", "PYTHONWARNINGS": quiet}
    return {**defaults, **os.environ, "PYTHONUNBUFFERED": "1"}
