"""`python -m portal.prepare [--empty]`: bring tables, static files, plans and demo accounts up to date.

Each step first asks whether anything is owed, so that a second run takes seconds.
"""

import argparse
import hashlib
import os
import sys
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def prepare(*, empty: bool) -> None:
    """Do what is owed; with `empty` the demo accounts are made without the made episode.

    Plans and demo accounts belong to the demo mode; in production an office loads its own plans.
    """
    migrate()
    collect_static()
    if settings.DEMO:
        load_plans()
        seed_demo(empty=empty)


def migrate() -> None:
    """Apply the migrations that the database lacks, and create the cache's table."""
    executor = MigrationExecutor(connection)
    if owed := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(f"database: {len(owed)} migrations")
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def collect_static() -> None:
    """Copy, compress and name the static files when one of them has changed."""
    stamp = settings.VAR / "static-files"
    wanted = fingerprint(Path(storage.path(name)) for name, storage in static_files())
    collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if collected.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    say("static files")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(wanted)


def static_files() -> Iterable[tuple[str, FileSystemStorage]]:
    """Name and storage of every file that is to be collected."""
    return (found for finder in finders.get_finders() for found in finder.list([]))


def load_plans() -> None:
    """Load the plan files of the repository when one of them has changed."""
    wanted = fingerprint(sorted((settings.BASE_DIR / "fixtures" / "plans").rglob("*.yaml")))
    if cache.get("prepared:plans") == wanted:
        return
    say("plans")
    call_command("load_plans", stdout=StringIO())
    cache.set("prepared:plans", wanted, timeout=None)


def seed_demo(*, empty: bool) -> None:
    """Make the demo accounts and, unless `empty`, the made episode; each once for a database."""
    done = cache.get("prepared:demo")
    if done == "episode" or (done == "empty" and empty):
        return
    say("demo accounts" if empty else "demo accounts and a made episode")
    call_command("seed_demo", empty=empty, stdout=StringIO())
    cache.set("prepared:demo", "empty" if empty else "episode", timeout=None)


def fingerprint(paths: Iterable[Path]) -> str:
    """One word that changes when a file's name, size or time of change does."""
    digest = hashlib.sha256()
    for path in paths:
        about = path.stat()
        digest.update(f"{path}:{about.st_size}:{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Parse and prepare; a step that refuses ends it with its one line on stderr and its own status."""
    parser = argparse.ArgumentParser(prog="script/setup", description="Bring an installation up to date.")
    parser.add_argument("--empty", action="store_true", help="demo accounts without the made episode")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    try:
        prepare(empty=options.empty)
    except CommandError as refusal:
        sys.stderr.write(f"script/setup: {refusal}\n")
        return refusal.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
