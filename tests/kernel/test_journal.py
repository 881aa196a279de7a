"""The journal can be added to and nothing else."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from portal.lifecycle.journal import breaks, record
from portal.lifecycle.models import JournalEntry, JournalHead
from portal.offices.models import Jurisdiction
from tests.builders import NOON

RESTORE_DELETE_GUARD = """
    CREATE TRIGGER lifecycle_journal_no_delete BEFORE DELETE ON lifecycle_journalentry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""


@pytest.fixture
def written(kuitun):
    return [
        record(kuitun, verb, scope=kuitun, by=None, now=NOON, facts={"n": 1.5}) for verb in ("a", "b", "c")
    ]


def tamper(sql):
    """Change rows behind the guard's back, as someone with the database's own password could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER lifecycle_journal_no_update")
        cursor.execute(sql)


def test_entries_follow_each_other(written, kuitun):
    assert [entry.sequence for entry in written] == [1, 2, 3]
    assert written[1].previous_hash == written[0].hash
    assert list(breaks(kuitun)) == []


def test_each_jurisdiction_has_a_chain_of_its_own(written, kuitun):
    other = Jurisdiction.objects.create(
        code="150203", name="昆都仑区", short_name="昆都仑", name_en="Kundulun"
    )
    assert record(other, "a", scope=other, by=None, now=NOON).sequence == 1


@pytest.mark.django_db
def test_the_database_refuses_to_change_an_entry(written):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        JournalEntry.objects.filter(pk=written[0].pk).update(note="never happened")


@pytest.mark.django_db
def test_the_database_refuses_to_delete_an_entry(written):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(RESTORE_DELETE_GUARD)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        JournalEntry.objects.filter(pk=written[0].pk).delete()


def test_a_changed_entry_is_found(written, kuitun):
    tamper(f"UPDATE lifecycle_journalentry SET note = 'other' WHERE id = {written[1].pk}")
    assert [(found.sequence, found.cause) for found in breaks(kuitun)] == [(2, "its content was changed")]


def test_a_removed_entry_is_found(written, kuitun):
    tamper(f"DELETE FROM lifecycle_journalentry WHERE id = {written[1].pk}")
    assert "entry 2 is missing" in [found.cause for found in breaks(kuitun)]


def test_a_cut_end_is_found(written, kuitun):
    tamper(f"DELETE FROM lifecycle_journalentry WHERE id = {written[2].pk}")
    assert [found.cause for found in breaks(kuitun)] == ["the last entries are missing"]


def test_a_rewound_head_is_found(written, kuitun):
    JournalHead.objects.filter(chain=kuitun.code).update(sequence=2)
    assert list(breaks(kuitun))


def test_the_command_says_that_a_chain_is_whole(written, capsys):
    call_command("verify_journal", "654003")
    assert "3 entries, whole" in capsys.readouterr().out


def test_the_command_fails_where_a_chain_is_broken(written):
    tamper(f"UPDATE lifecycle_journalentry SET note = 'other' WHERE id = {written[1].pk}")
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_journal")
    assert stopped.value.code == 1
