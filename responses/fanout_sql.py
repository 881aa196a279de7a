"""The statements of the fan-out: one INSERT … SELECT for each kind of row, safe to run again.

Each runs on PostgreSQL and on SQLite. The unique keys of the tables make a repetition add nothing, so a
statement returns how many rows were new. (SQLite reads ON as part of a join without the WHERE before it.)
"""

from datetime import datetime
from typing import Any

from django.db import connection

from portal.outbox.models import Channel

Value = str | int | bool | datetime

# A group stands for its members; without any listed it takes the task itself.
TASKS = """
INSERT INTO responses_unittask (response_id, unit_id, created_at, acknowledge_by)
SELECT DISTINCT %(response)s, COALESCE(member.id, place.unit_id), %(now)s, %(acknowledge_by)s
FROM plans_planunit place
LEFT JOIN offices_unit member ON member.group_id = place.unit_id
WHERE place.edition_id = %(edition)s
ON CONFLICT DO NOTHING
"""

# A unit named itself and through its group has one item: its own assignment goes before the group's.
ITEMS = """
INSERT INTO responses_item (task_id, measure_id, part, basis_id, level, state, note, figures)
SELECT task.id, measure.id, given.part, given.basis_id, %(level)s, 'open', '', '{}'
FROM plans_measure measure
JOIN plans_measureunit given ON given.measure_id = measure.id
LEFT JOIN offices_unit member ON member.group_id = given.unit_id
JOIN responses_unittask task
  ON task.response_id = %(response)s AND task.unit_id = COALESCE(member.id, given.unit_id)
WHERE measure.edition_id = %(edition)s AND measure.from_level <= %(level)s AND measure.to_level >= %(level)s
ORDER BY measure.position, task.id, CASE WHEN member.id IS NULL THEN 0 ELSE 1 END, given.part
ON CONFLICT DO NOTHING
"""

# One notice to a unit by one channel. An inbox notice is delivered by standing there.
NOTICES = """
INSERT INTO outbox_notice (
  key, jurisdiction_id, topic, kind, channel, unit_id, addressee, address, subject, body, link, is_drill,
  created_at, not_before, attempts, sent_at, error)
SELECT 'task:' || CAST(task.id AS VARCHAR(20)) || ':given:{channel}', %(jurisdiction)s, %(topic)s, %(kind)s,
  '{channel}', unit.id, unit.name, {address}, %(subject)s,
  REPLACE(%(body)s, %(count_mark)s, CAST(COUNT(item.id) AS VARCHAR(20))),
  REPLACE(%(link)s, %(task_mark)s, CAST(task.id AS VARCHAR(20))), %(is_drill)s,
  %(now)s, %(now)s, 0, {sent_at}, ''
FROM responses_unittask task
JOIN offices_unit unit ON unit.id = task.unit_id
LEFT JOIN responses_item item ON item.task_id = task.id AND item.state <> 'withdrawn'
WHERE task.response_id = %(response)s AND {reachable}
GROUP BY task.id, unit.id, unit.name, unit.email
ON CONFLICT DO NOTHING
"""
INBOX_NOTICES = NOTICES.format(
    channel=Channel.INBOX.value, address="''", sent_at="%(now)s", reachable="1 = 1"
)
MAIL_NOTICES = NOTICES.format(
    channel=Channel.MAIL.value, address="unit.email", sent_at="NULL", reachable="unit.email <> ''"
)


def insert(statement: str, **values: Value) -> int:
    """Run one of the statements; returns how many rows were new."""
    adapted = {name: _adapted(value) for name, value in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(statement, adapted)
        return int(cursor.rowcount)


def _adapted(value: Any) -> Any:
    # Raw parameters pass by Django's fields, which would write a time as each database keeps it.
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
