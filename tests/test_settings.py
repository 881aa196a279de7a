"""Production does not start half open."""

import os
import subprocess
import sys

import pytest

GIVEN = {
    "PORTAL_PRODUCTION": "1", "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgres://portal@localhost/portal", "CELERY_BROKER_URL": "redis://localhost",
    "EMAIL_URL": "smtp://localhost", "SITE_URL": "https://portal.example",
}  # fmt: skip


def start(**changes):
    environment = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "PORTAL_DEMO")}
    return subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        env=environment | GIVEN | changes, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_it_starts_with_all_that_it_needs():
    assert start().returncode == 0


@pytest.mark.parametrize("name", ["DEBUG", "PORTAL_DEMO"])
def test_it_refuses_to_show_errors_or_made_people(name):
    refused = start(**{name: "1"})
    assert refused.returncode != 0
    assert "unset them" in refused.stderr
