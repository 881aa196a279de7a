"""The office urges by hand, and the journal says so."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.models import JournalEntry
from portal.outbox.models import Notice
from responses.actions.tick import tick
from responses.actions.urge import urge
from tests.builders import NOON


def test_the_unit_is_told_all_that_is_outstanding(task, sun):
    urge(task, by=sun, now=NOON, note="请于15时前完成。")
    notice = Notice.objects.get(kind="urged")
    assert notice.subject == "指挥部办公室催办"
    assert notice.body == "请尽快办理：应急响应任务（12月18日13:00前签收）；未办措施2项。请于15时前完成。"
    assert JournalEntry.objects.about(task).get().note == "请于15时前完成。"


def test_pressing_twice_urges_once(task, sun):
    assert [urge(task, by=sun, now=NOON + timedelta(seconds=each)) for each in (0, 20)] == [True, False]
    assert urge(task, by=sun, now=NOON + timedelta(minutes=5))
    assert Notice.objects.filter(kind="urged").count() == 2


def test_whoever_has_done_everything_is_not_urged(task, sun, li):
    for item in task.items.all():
        tick(item, outcome="done", by=li, now=NOON, key=str(item.pk))
    with pytest.raises(IllegalMove):
        urge(task, by=sun, now=NOON)


@pytest.mark.parametrize("who", ["li", "zhao", "wu"])
def test_only_the_office_urges(task, li, wu, django_user_model, who):
    with pytest.raises(PermissionDenied):
        urge(task, by=django_user_model.objects.get(username=who), now=NOON)
