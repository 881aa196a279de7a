"""The signed document on the disk."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.models import JournalEntry
from reports import sweeps
from reports.actions.preview_report import preview_report
from reports.actions.render_report import render_report
from reports.models import Report
from reports.storing import is_whole, keep
from tests.reports.stories import MORNING, sign_off


@pytest.fixture
def signed(daily):
    return sign_off(daily, now=MORNING)


def renders(report):
    return JournalEntry.objects.about(report).filter(verb="render").count()


def test_a_signed_report_is_printed_and_sealed(signed):
    render_report(signed, now=MORNING)
    content = Path(default_storage.path(signed.document.name)).read_bytes()
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == signed.document_sha256
    assert JournalEntry.objects.about(signed).get(verb="render").facts["sha256"] == signed.document_sha256


def test_printing_again_changes_nothing(signed):
    render_report(signed, now=MORNING)
    sealed = (signed.document.name, signed.document_sha256, signed.rendered_at)
    render_report(Report.objects.get(pk=signed.pk), now=MORNING.replace(hour=12))
    signed.refresh_from_db()
    assert (signed.document.name, signed.document_sha256, signed.rendered_at) == sealed
    assert renders(signed) == 1


def test_two_workers_at_once_keep_one_document(signed):
    late = Report.objects.get(pk=signed.pk)
    render_report(signed, now=MORNING)
    render_report(late, now=MORNING)
    assert renders(signed) == 1
    assert late.document_sha256 == signed.document_sha256


def test_a_lost_file_comes_back_as_it_was(signed):
    render_report(signed, now=MORNING)
    Path(default_storage.path(signed.document.name)).unlink()
    render_report(signed, now=MORNING)
    assert is_whole(signed)


def test_a_lost_file_that_would_come_back_otherwise_does_not(signed):
    render_report(signed, now=MORNING)
    Path(default_storage.path(signed.document.name)).unlink()
    signed.title += "（改）"
    with pytest.raises(ValueError, match="was sealed"):
        render_report(signed, now=MORNING)
    assert not is_whole(signed)


def test_a_changed_file_is_not_whole(signed):
    render_report(signed, now=MORNING)
    place = Path(default_storage.path(signed.document.name))
    place.write_bytes(place.read_bytes() + b" ")
    assert not is_whole(signed)


def test_only_a_signed_report_is_printed(daily):
    with pytest.raises(IllegalMove):
        render_report(daily, now=MORNING)


def test_a_file_is_there_whole_or_not_at_all(db, monkeypatch):
    def die(_descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", die)
    with pytest.raises(KeyboardInterrupt):
        keep("reports/2026/a.pdf", b"half")
    assert not default_storage.exists("reports/2026/a.pdf")


def test_the_sweep_prints_what_was_signed(signed):
    assert sweeps.render_owed(MORNING) == 1
    assert sweeps.render_owed(MORNING) == 0


def test_a_preview_gives_way_to_the_next(daily):
    first = preview_report(daily)
    daily.narrative = {"problems": "无"}
    second = preview_report(daily)
    assert not default_storage.exists(first)
    assert default_storage.exists(second)
