"""A plan written as a file reads back as the same plan; lines are found and changed by their paths."""

from dataclasses import replace
from pathlib import Path

import pytest

from plans.lines import added, changed, lines_of, replaced, to_confirm
from plans.planfile import parse_plan, read_plan
from plans.writing import plan_yaml
from tests.plans.small import SMALL, spoilt

PLANS = sorted(Path("fixtures/plans").glob("*.yaml"))
small = parse_plan(SMALL, "small.yaml")


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_each_of_the_five_plans_reads_back_the_same(path):
    plan = read_plan(path)
    assert parse_plan(plan_yaml(plan), "written.yaml") == plan


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("above: 150, hours: 48", "above: 115.5, hours: 48"),
        ("text: 落实限产", 'text: "2025"'),
        ("clause: 附件1\n", "clause: 第2章\n"),
        ("below: derived", "below: 150"),
        ("basis: 限产}", "basis: 限产, part: support, clause: 附件2}"),
    ],
)
def test_what_looks_like_something_else_reads_back_the_same(old, new):
    plan = parse_plan(spoilt(old, new), "small.yaml")
    assert parse_plan(plan_yaml(plan), "written.yaml") == plan


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_line_has_a_path_of_its_own(path):
    plan = read_plan(path)
    seen = []
    assert changed(plan, lambda place, line: seen.append(place) or line) == plan
    assert len(seen) == len(set(seen)) == len(lines_of(plan))


def test_a_line_is_replaced_left_out_and_added_by_its_path():
    duty = lines_of(small)["units/县工信局/限产"]
    reworded = replaced(small, "units/县工信局/限产", replace(duty, text="督促限产"))
    assert reworded.units[0].duties[0].text == "督促限产"
    assert replaced(small, "units/县工信局/限产", None).units[0].duties == ()
    longer = added(small, "units/县公安局", replace(duty, key="巡查"))
    assert [each.key for each in longer.units[1].duties] == ["交通", "巡查"]
    with pytest.raises(KeyError):
        replaced(small, "units/县住建局", None)


def test_what_is_to_be_confirmed_is_named_line_by_line():
    paths = list(to_confirm(small))
    assert "settings/acknowledge_within_minutes" in paths
    assert "reporting/unit_daily/all_units/due" in paths
    assert "measures/限产-黄" not in paths
