"""The Chinese catalogue is whole, compiled, and knows every word of the code."""

import ast
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

ROOT = Path(settings.BASE_DIR)
CATALOGUE = Path("portal/locale/zh_Hans/LC_MESSAGES/django.po")
PART = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[0\])? )?(".*")')
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
APART = (".*", "__pycache__", "var", "tests", "benchmarks", "deploy", "docs", "static")


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of a .po file; `key` is its context and English text."""

    key: tuple[str, str]
    plural: str
    chinese: str
    is_fuzzy: bool


def entries(path: Path) -> list[Entry]:
    """The messages of a .po file without its heading."""
    found = [entry_of(block) for block in path.read_text(encoding="utf-8").split("\n\n")]
    return [entry for entry in found if entry.key[1]]


def entry_of(block: str) -> Entry:
    """One message from its lines."""
    parts, name = {}, ""
    for line in block.splitlines():
        if match := PART.fullmatch(line):
            name = match[1] or name
            parts[name] = parts.get(name, "") + ast.literal_eval(match[2])
    is_fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines())
    key = (parts.get("msgctxt", ""), parts["msgid"])
    return Entry(key, parts.get("msgid_plural", ""), parts["msgstr"], is_fuzzy)


def compiled(path: Path) -> dict[tuple[str, str], str]:
    """What the .mo file beside it says, by context and English text."""
    with path.with_suffix(".mo").open("rb") as file:
        catalogue = GNUTranslations(file)._catalog
    plain = {key[0] if isinstance(key, tuple) else key: chinese for key, chinese in catalogue.items()}
    return {split(key): chinese for key, chinese in plain.items() if key}


def split(key: str) -> tuple[str, str]:
    """Context and text from the key of a .mo file."""
    context, _, text = key.rpartition("\x04")
    return context, text


def names_in(node: ast.AST) -> set[str]:
    """The names that stand in it."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def test_every_message_is_translated():
    assert [entry.key for entry in entries(ROOT / CATALOGUE) if entry.is_fuzzy or not entry.chinese] == []


def test_the_compiled_catalogue_says_what_its_source_says():
    said = {entry.key: entry.chinese for entry in entries(ROOT / CATALOGUE)}
    assert compiled(ROOT / CATALOGUE) == said, "run script/messages"


def test_no_placeholder_is_lost_or_made_up():
    def wrong(entry: Entry) -> bool:
        english = set(PLACEHOLDER.findall(entry.key[1] + entry.plural))
        return english != set(PLACEHOLDER.findall(entry.chinese))

    assert [entry.key for entry in entries(ROOT / CATALOGUE) if wrong(entry)] == []


def test_there_is_one_catalogue_only():
    found = {path.relative_to(ROOT) for app in ROOT.glob("*/") for path in app.glob("locale/*/*/*.po")}
    assert found == {CATALOGUE}


@pytest.mark.skipif(
    not shutil.which("xgettext"), reason="GNU gettext is not installed (apt-get install gettext)"
)
def test_no_word_of_the_code_is_missing_from_the_catalogue(tmp_path):
    copy = shutil.copytree(ROOT, tmp_path / "portal", ignore=shutil.ignore_patterns(*APART))
    env = os.environ | {"PYTHON": sys.executable, "PORTAL_VAR": str(tmp_path / "var")}
    subprocess.run([copy / "script/messages"], env=env, check=True, capture_output=True)
    known = {entry.key for entry in entries(ROOT / CATALOGUE)}
    missing = {entry.key for entry in entries(copy / CATALOGUE)} - known
    assert not missing, "run script/messages and translate what it adds"


def test_no_word_hides_in_an_f_string_where_the_tools_cannot_find_it():
    def hidden(file: Path) -> list[int]:
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        return [node.lineno for node in nodes if isinstance(node, ast.JoinedStr) and MARKS & names_in(node)]

    apps = ("early_warnings", "plans", "portal", "reports", "responses")
    files = [file for app in apps for file in (ROOT / app).rglob("*.py")]
    assert {str(file): lines for file in files if (lines := hidden(file))} == {}


def test_chinese_comes_first_and_english_by_choice(client: Client, db):
    assert "登录" in client.get("/accounts/login/", headers={"accept-language": "en"}).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/accounts/login/").content.decode()
    assert "Sign in" in page and "登录" not in page
