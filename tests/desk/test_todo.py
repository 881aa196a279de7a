"""The office's list of what is to be done."""

import pytest

from portal.desk.queries import owed
from portal.desk.todo import todos
from portal.outbox.models import Channel, Notice
from tests.builders import NOON, make_draft
from tests.desk.office import LATER

pytestmark = pytest.mark.django_db


def lines(jurisdiction, now=LATER):
    return todos(owed(jurisdiction, now), now)


def undelivered(jurisdiction, **changes):
    values = {
        "key": "k1", "jurisdiction": jurisdiction, "topic": "t", "kind": "copy", "channel": Channel.MANUAL,
        "addressee": "开发区管委会", "subject": "启动橙色预警", "created_at": NOON, "not_before": NOON,
    }  # fmt: skip
    return Notice.objects.create(**(values | changes))


def test_an_idle_office_has_nothing_to_do(kuitun):
    assert lines(kuitun) == []


def test_what_is_late_comes_first(busy, kuitun):
    undelivered(kuitun)
    first, *others = lines(kuitun)
    assert first.is_late
    assert first.count == 2
    assert not any(line.is_late for line in others if line.due_at and line.due_at >= LATER)


def test_before_the_deadline_nobody_is_late(busy, kuitun):
    assert not any(line.is_late for line in lines(kuitun, NOON) if line.count == 2)


def test_a_draft_is_a_line_that_leads_to_it(plan, kuitun, sun):
    draft = make_draft(kuitun, sun)
    (line,) = lines(kuitun)
    assert line.url == f"/warnings/{draft.number}/"
    assert line.note == draft.number


def test_notices_given_up_and_those_for_people_are_one_line(kuitun):
    undelivered(kuitun)
    undelivered(kuitun, key="k2", channel=Channel.MAIL, dead_at=NOON, error="550")
    undelivered(kuitun, key="k3", channel=Channel.MAIL)
    (line,) = lines(kuitun)
    assert (line.count, line.url) == (2, "#undelivered")


def test_a_single_missing_one_is_counted_too(client, kuitun, sun):
    undelivered(kuitun)
    client.force_login(sun)
    assert "<b>1</b>" in client.get("/desk/todo/").content.decode()
