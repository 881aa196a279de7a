"""Make the key that signs public alerts."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from early_warnings.capsigning import new_key_pair
from portal import clock

KEY, CERTIFICATE = "cap-key.pem", "cap-certificate.pem"


class Command(BaseCommand):
    help = "Write a key on the curve P-256 and its self-signed certificate, to sign public alerts with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIRECTORY")
        parser.add_argument("--name", help="whose key it is; without it the host of SITE_URL")
        parser.add_argument("--days", type=int, default=3 * 365, help="how long it is valid (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        directory: Path = options["directory"]
        name = options["name"] or str(urlsplit(settings.SITE_URL).hostname)
        if options["days"] < 1:
            raise CommandError(f"--days {options['days']} is less than one day", returncode=2)
        key, certificate = new_key_pair(name, clock.now(), options["days"])
        files = {directory / KEY: key, directory / CERTIFICATE: certificate}
        try:
            _write(files)
        except OSError as error:
            raise CommandError(
                f"{error.filename}: {error.strerror}; nothing was written", returncode=2
            ) from error
        self.stdout.write(f"CAP_SIGNING_KEY={(directory / KEY).resolve()}")
        self.stdout.write(f"CAP_SIGNING_CERTIFICATE={(directory / CERTIFICATE).resolve()}")


def _write(files: dict[Path, bytes]) -> None:
    """New files that only their owner can read; one that is there already is kept, and none is written."""
    made: list[Path] = []
    try:
        for path, content in files.items():
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                made.append(path)
                file.write(content)
    except OSError:
        for path in made:
            path.unlink()
        raise
