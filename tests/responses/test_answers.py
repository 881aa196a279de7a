"""A unit acknowledges and ticks."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plans.levels import Level
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.models import JournalEntry
from responses.actions.acknowledge import acknowledge
from responses.actions.launch import launch
from responses.actions.tick import tick
from responses.models import Evidence, Tick, UnitTask
from tests.builders import NOON
from tests.responses.stories import move_to, picture

SOON = NOON + timedelta(minutes=20)


def test_a_unit_acknowledges_once(task, li):
    acknowledge(task, by=li, now=SOON)
    acknowledge(task, by=li, now=SOON + timedelta(hours=1))
    assert (task.acknowledged_at, task.acknowledged_by) == (SOON, li)
    assert JournalEntry.objects.about(task).count() == 1


def test_the_journal_says_when_it_was_late(task, li):
    acknowledge(task, by=li, now=NOON + timedelta(minutes=61))
    assert JournalEntry.objects.about(task).get().facts == {"unit": "市住建局", "late": True}


@pytest.mark.parametrize("who", ["sun", "chief", "wu"])
def test_nobody_acknowledges_for_another(task, chief, wu, django_user_model, who):
    with pytest.raises(PermissionDenied):
        acknowledge(task, by=django_user_model.objects.get(username=who), now=SOON)
    task.refresh_from_db()
    assert task.acknowledged_at is None


def test_late_is_what_the_clock_says(task):
    due = task.acknowledge_by
    assert not UnitTask.objects.late(due).filter(pk=task.pk).exists()
    assert UnitTask.objects.late(due + timedelta(seconds=1)).filter(pk=task.pk).exists()


def test_a_tick_answers_the_item_and_stays(item, li):
    given = tick(
        item, outcome="done", by=li, now=SOON, key="a1", note=" 全部停工 ",
        figures={"sites_checked": "14", "sites_stopped": 12, "sweeping_km": ""}, files=[picture()],
    )  # fmt: skip
    item.refresh_from_db()
    assert (item.state, item.note, item.answered_by, item.answered_at) == ("done", "全部停工", li, SOON)
    assert item.figures == {"sites_checked": 14, "sites_stopped": 12}
    assert (given.outcome, given.figures, given.files.count()) == ("done", item.figures, 1)


def test_a_tick_acknowledges_what_was_not_yet(item, li):
    tick(item, outcome="done", by=li, now=SOON, key="a1")
    item.task.refresh_from_db()
    assert item.task.acknowledged_at == SOON


def test_a_correction_counts_and_both_answers_stay(item, li):
    tick(item, outcome="done", by=li, now=SOON, key="a1")
    tick(item, outcome="unable", by=li, now=SOON, key="a2", note="混凝土浇筑须连续")
    item.refresh_from_db()
    assert item.state == "unable"
    assert [each.outcome for each in item.ticks.all()] == ["done", "unable"]


@pytest.mark.parametrize("outcome", ["not_applicable", "unable"])
def test_a_refusal_needs_its_reason(item, li, outcome):
    with pytest.raises(ValidationError) as refused:
        tick(item, outcome=outcome, by=li, now=SOON, key="a1", note="  ")
    assert list(refused.value.message_dict) == ["note"]
    assert tick(item, outcome=outcome, by=li, now=SOON, key="a1", note="无在建工地").outcome == outcome


@pytest.mark.parametrize("outcome", ["open", "withdrawn", "", "finished"])
def test_only_the_three_answers_are_answers(item, li, outcome):
    with pytest.raises(ValidationError):
        tick(item, outcome=outcome, by=li, now=SOON, key="a1", note="x")
    assert not Tick.objects.exists()


def test_the_same_key_again_returns_the_first_tick(item, li):
    first = tick(item, outcome="done", by=li, now=SOON, key="a1", files=[picture()])
    again = tick(
        item, outcome="unable", by=li, now=SOON, key="a1", note="x", files=[picture("2.png", kind="PNG")]
    )
    item.refresh_from_db()
    assert first == again and item.state == "done"
    assert (Tick.objects.count(), Evidence.objects.count()) == (1, 1)
    assert JournalEntry.objects.about(item).count() == 1


def test_the_same_key_after_the_end_still_returns_the_first_tick(item, li, response):
    first = tick(item, outcome="done", by=li, now=SOON, key="a1")
    type(response).objects.update(state="closed", closed_at=SOON)
    assert tick(item, outcome="done", by=li, now=SOON, key="a1") == first


def test_a_key_serves_one_item(task, li):
    one, other = task.items.all()
    tick(one, outcome="done", by=li, now=SOON, key="a1")
    with pytest.raises(ValidationError):
        tick(other, outcome="done", by=li, now=SOON, key="a1")


@pytest.mark.parametrize("key", ["", "k" * 81])
def test_a_key_has_a_length(item, li, key):
    with pytest.raises(ValidationError):
        tick(item, outcome="done", by=li, now=SOON, key=key)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sites_stopped", -1), ("sites_stopped", "1.5"), ("sites_stopped", "NaN"), ("sites_stopped", "many"),
        ("sites_stopped", 10**8), ("sites_stopped", True), ("sweeping_km", "1.234"), ("tons_of_dust", 3),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_refused_by_name(item, li, name, value):
    with pytest.raises(ValidationError) as refused:
        tick(item, outcome="done", by=li, now=SOON, key="a1", figures={name: value, "sites_checked": 1})
    assert len(refused.value.message_dict["figures"]) == 1
    assert not Tick.objects.exists()


@pytest.mark.parametrize("who", ["sun", "chief", "wu"])
def test_nobody_ticks_for_another(item, chief, wu, django_user_model, who):
    with pytest.raises(PermissionDenied):
        tick(item, outcome="done", by=django_user_model.objects.get(username=who), now=SOON, key="a1")


def test_what_the_level_no_longer_asks_for_is_not_ticked(kuitun, response, police, chief):
    cars = response.items().get(task__unit=police)
    launch(move_to(kuitun, Level.YELLOW, now=SOON), now=SOON)
    with pytest.raises(IllegalMove):
        tick(cars, outcome="done", by=chief, now=SOON, key="a1")
    assert not Tick.objects.exists()
