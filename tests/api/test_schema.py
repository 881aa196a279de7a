"""The interface's own description."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from tests.api.stories import URL

ADDRESSES = [
    "forecasts/", "items/{id}/tick/", "observations/", "proposals/", "reports/", "reports/{id}/",
    "reports/{id}/document.pdf", "reports/{id}/return/", "reports/{id}/sign/", "reports/{id}/submit/",
    "returns/{unit}/{day}/", "tasks/", "tasks/{id}/acknowledge/", "warnings/", "warnings/{number}/",
    "warnings/{number}/adjust/", "warnings/{number}/issue/", "warnings/{number}/lift/",
    "warnings/{number}/return/", "warnings/{number}/sign/", "warnings/{number}/submit/",
    "warnings/{number}/withdraw/",
]  # fmt: skip


def test_the_schema_is_valid_and_makes_no_warnings(tmp_path):
    file = tmp_path / "schema.yml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))
    assert file.read_text().startswith("openapi: 3")


def test_the_schema_holds_every_address(api, sun):
    answer = api(sun).get(f"{URL}/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    schema = json.loads(answer.content)
    assert sorted(schema["paths"]) == [f"{URL}/{address}" for address in ADDRESSES]


@pytest.fixture
def browser(client, sun):
    client.force_login(sun, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_pages_files_are_our_own(browser):
    page = browser.get(f"{URL}/docs/").content.decode()
    assert "<style" not in page and not re.search(r"<script(?![^>]*src=)", page)
    files = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert all(file.startswith("/") for file in files)
    kept = [file.removeprefix("/static/") for file in files if file.startswith("/static/")]
    assert len(kept) == 4 and all(map(finders.find, kept))


def test_the_pages_script_names_the_schema(browser):
    script = browser.get(f"{URL}/docs/?script=")
    assert script["Content-Type"] == "application/javascript"
    assert f"{URL}/schema/" in script.content.decode().replace("\\u002D", "-")
