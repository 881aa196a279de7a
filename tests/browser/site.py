"""A whole installation of its own for a test: broker, web, worker and beat, as script/run starts them.

When the suite runs on PostgreSQL, an installation with `servers` has a PostgreSQL database of its own, and
the Redis of the standard port for a broker where one answers; else both are the embedded ones.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

REDIS_PORT = 6379
ROOT = Path(__file__).resolve().parents[2]


class Site:
    """Runs under a directory of its own, on its own clock; `base` is its address."""

    def __init__(self, var: Path, *, servers: bool = False) -> None:
        self.var = var
        self.port = _free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.clock = var / "clock"
        self.process: subprocess.Popen | None = None
        drop = (
            "DATABASE_URL",
            "CELERY_BROKER_URL",
            "STATICFILES_BACKEND",
            "EMAIL_URL",
            "DJANGO_SETTINGS_MODULE",
        )
        inherited = {key: value for key, value in os.environ.items() if key not in drop}
        self.env = {**inherited, "PORTAL_VAR": str(var), "PORTAL_CLOCK_FILE": str(self.clock)}
        self.database = _database_beside(os.environ.get("DATABASE_URL", "")) if servers else ""
        if self.database:
            self.env["DATABASE_URL"] = self.database
            if _answers(REDIS_PORT):
                self.env["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{REDIS_PORT}/15"

    def start(self, *prepared: str) -> None:
        """Set it up (today, so that the plans are in force) and start it."""
        self.run("-m", "portal.prepare", *prepared)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.embedded", "--port", str(self.port)], cwd=ROOT, env=self.env,
            stdout=(self.var / "run.log").open("w"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.wait(self.is_up, seconds=60)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=60)
        if self.database:
            _drop(self.database)

    def run(self, *words: str) -> str:
        """Run Python with these arguments in the installation's environment; its output."""
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def call(self, task: str) -> None:
        """Ring for a task of the timetable before its time."""
        self.run("-m", "celery", "-q", "-A", "portal", "call", task)

    def set_clock(self, moment: str) -> None:
        """From now on it is `moment` (ISO) for all processes."""
        offset = datetime.fromisoformat(moment) - datetime.now(UTC)
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(str(offset.total_seconds()))
        fresh.replace(self.clock)

    @property
    def password(self) -> str:
        """The demo accounts'."""
        return (self.var / "demo-accounts.txt").read_text().splitlines()[1].strip()

    def rows(self, sql: str, *values: object) -> list[tuple]:
        """What the database holds; `?` stands for a value."""
        if self.database:
            return self._rows_of_postgres(sql, values)
        with closing(sqlite3.connect(self.var / "portal.sqlite3", timeout=20)) as database:
            return database.execute(sql, values).fetchall()

    def _rows_of_postgres(self, sql: str, values: tuple) -> list[tuple]:
        with closing(psycopg2.connect(self.database, options="-c timezone=UTC")) as database:
            cursor = database.cursor()
            cursor.execute(sql.replace("?", "%s"), values)
            return cursor.fetchall()

    def one(self, sql: str, *values: object) -> object:
        """The one value of the one row."""
        return self.rows(sql, *values)[0][0]

    def is_up(self) -> bool:
        """Whether the web answers."""
        try:
            with urllib.request.urlopen(f"{self.base}/health/", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    @contextmanager
    def without_broker(self):
        """The broker answers nobody meanwhile, as behind a dead line."""
        pid = self._broker()
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def _broker(self) -> int:
        supervisor = self.process.pid
        children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
        names = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
        return next(int(pid) for pid, name in names.items() if b"-server" in name.split(b"\0")[0])

    def wait(self, condition, seconds: float = 30) -> float:
        """Wait until `condition()` holds; how long it took. Fails with the log's end."""
        began = time.monotonic()
        while not condition():
            log = self.var / "run.log"
            said = log.read_text()[-3000:] if log.exists() else ""
            assert time.monotonic() - began < seconds, f"not within {seconds} s\n{said}"
            time.sleep(0.2)
        return time.monotonic() - began


def _database_beside(url: str) -> str:
    """The address of a new database on the server that `url` names; "" when that is no PostgreSQL."""
    if not url.startswith("postgres"):
        return ""
    server, _, name = url.rpartition("/")
    own = f"{name.partition('?')[0]}_site_{os.getpid()}"
    _command(f"{server}/postgres", f'CREATE DATABASE "{own}"')
    return f"{server}/{own}"


def _drop(url: str) -> None:
    server, _, name = url.rpartition("/")
    _command(f"{server}/postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _command(url: str, sql: str) -> None:
    with closing(psycopg2.connect(url)) as database:
        database.autocommit = True
        database.cursor().execute(sql)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
