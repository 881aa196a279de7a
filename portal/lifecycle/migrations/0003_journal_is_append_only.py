"""The database itself refuses to change or delete a journal entry."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL = [
    """
    CREATE FUNCTION lifecycle_journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$
    """,
    """
    CREATE TRIGGER lifecycle_journal_no_change BEFORE UPDATE OR DELETE ON lifecycle_journalentry
    FOR EACH ROW EXECUTE FUNCTION lifecycle_journal_refuse()
    """,
]
SQLITE = [
    """
    CREATE TRIGGER lifecycle_journal_no_update BEFORE UPDATE ON lifecycle_journalentry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER lifecycle_journal_no_delete BEFORE DELETE ON lifecycle_journalentry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
]
DROP = {
    "postgresql": [
        "DROP TRIGGER lifecycle_journal_no_change ON lifecycle_journalentry",
        "DROP FUNCTION lifecycle_journal_refuse()",
    ],
    "sqlite": ["DROP TRIGGER lifecycle_journal_no_update", "DROP TRIGGER lifecycle_journal_no_delete"],
}


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0002_initial")]
    operations = [migrations.RunPython(guard, unguard)]
