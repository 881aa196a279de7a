"""What a reviewer would otherwise have to look for in every change."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("portal", "plans", "early_warnings", "responses", "reports")
MODULES = [
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Without login: what is in force, its feeds, health, signing in and choosing a language.
OPEN = {
    "early_warnings:public",
    "early_warnings:health",
    "early_warnings:detail",
    "early_warnings:feed_all",
    "early_warnings:feed_atom",
    "early_warnings:feed_rss",
    "early_warnings:feed_json",
    "early_warnings:feed_alert",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "mfa_authenticate",
    "set_language",
    "admin:login",
}


def trees():
    return [(path, ast.parse(path.read_text())) for path in MODULES]


def test_only_moves_assigns_a_state():
    def targets(node):
        return node.targets if isinstance(node, ast.Assign) else [node.target]

    found = {
        path.relative_to(ROOT).as_posix()
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in targets(node)
        if isinstance(target, ast.Attribute) and target.attr == "state"
    }
    assert found == {"portal/lifecycle/moves.py"}


def test_nothing_is_imported_inside_a_function():
    found = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_no_signal_is_received():
    assert [path for path, _tree in trees() if re.search(r"@receiver|\.connect\(", path.read_text())] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_is_long(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_page_asks_another_host_or_runs_inline_script(path):
    text = path.read_text()
    assert not re.search(r"""(src|href)=["'](https?:)?//""", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text)
    assert not re.search(r"\son(click|change|submit|load)=", text)


def routes(patterns, namespace=""):
    """Name and arguments of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join(filter(None, [namespace, pattern.name]))
            yield name or str(pattern.pattern), pattern


def test_every_address_is_closed_but_for_a_written_list():
    found = set()
    for name, pattern in routes(get_resolver().url_patterns):
        view = pattern.callback
        is_closed = getattr(view, "login_required", True)
        is_api = hasattr(view, "cls") or hasattr(getattr(view, "view_class", None), "authentication_classes")
        if not is_closed and not is_api:
            found.add(name)
    assert found - OPEN == set()
