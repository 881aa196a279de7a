"""Chromium and a whole installation for the browser tests."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.site import Site

CHROMIUM = os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    """A browser; its absence is a failure, because script/test installs it or is told --no-browser."""
    assert CHROMIUM, "Chromium is missing: install Debian's package chromium, or run script/test --no-browser"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The same, on real servers when the suite runs on PostgreSQL."""
    installation = Site(tmp_path_factory.mktemp("served"), servers=True)
    installation.start("--empty")
    yield installation
    installation.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """An installation with the five plans and the demo accounts, without the made episode."""
    installation = Site(tmp_path_factory.mktemp("site"))
    installation.start("--empty")
    yield installation
    installation.stop()
