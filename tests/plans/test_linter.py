"""Each finding of the plan check is provoked by one fault in a small plan."""

import pytest

from plans.document import Condition
from plans.findings import MESSAGES
from plans.linter import implies, index_of, lint
from plans.planfile import parse_plan
from tests.plans.small import SMALL, spoilt

LIFT = "    - {levels: [yellow, orange], actions: [lift], steps: []}\n"
STEPS = "steps: [{verb: approve, role: director}]"
DEFINED = "  definition:\n    any_of:\n" + "".join(
    f"      - all_of: [{{metric: {metric}, above: {above}, hours: 24}}]\n"
    for metric, above in (("AQI", 200), ("PM2.5", 115))
)


def findings(text, superior="654000"):
    return lint(parse_plan(text, "small.yaml"), superior=superior)


def codes(text, superior="654000"):
    return [finding.code for finding in findings(text, superior)]


def test_the_small_plan_has_no_error():
    assert {finding.code for finding in findings(SMALL) if finding.level == "error"} == set()


PROVOKED = [
    ("mandatory-without-unit", "          units: [{name: 工信局, basis: 限产}]\n", "", "measures/限产-黄"),
    (
        "unit-without-duty",
        "    - name: 县公安局\n",
        "    - name: 县水利局\n    - name: 县公安局\n",
        "units/县水利局",
    ),
    (
        "duty-never-used",
        "text: 落实限产}",
        "text: 落实限产}\n        - {key: 停产, text: 停产}",
        "units/县工信局/停产",
    ),
    ("group-without-members", "- name: 县公安局", "- name: 县公安局\n      group: true", "units/县公安局"),
    (
        "measure-without-lead",
        "units: [{name: 工信局, basis: 限产}]",
        "units: [{name: 工信局, part: support, basis: 限产}]",
        "measures/限产-黄",
    ),
    ("level-without-measures", "    - level: orange\n", "    - level: blue\n", "measures/blue"),
    ("measure-never-called", "    - level: orange\n", "    - level: blue\n", "measures/渣土-禁止"),
    ("triggers-not-monotone", "above: 200, hours: 48", "above: 180, hours: 24", "triggers/orange"),
    ("chain-missing", LIFT, "", "approvals/yellow/lift"),
    ("chain-without-approver", STEPS, "steps: [{verb: review, role: director}]", "approvals/yellow/issue"),
    ("lifting-chain-disagrees", "approval: false", "approval: true", "approvals/yellow/lift"),
    ("reporting-without-recipient", "to: 县指挥部办公室, ", "", "reporting/unit_daily/all_units"),
    ("pm-aqi-disagree", "  clause: 3.1\n", f"  clause: 3.1\n{DEFINED}", "definition"),
]


@pytest.mark.parametrize(("code", "old", "new", "where"), PROVOKED)
def test_a_fault_is_found_where_it_is(code, old, new, where):
    found = [finding for finding in findings(spoilt(old, new)) if finding.code == code]
    assert where in [finding.where for finding in found]
    assert all(finding.zh and finding.en and finding.level == MESSAGES[code][0] for finding in found)
    assert code not in codes(SMALL)


def test_a_line_of_the_plan_without_clause_is_an_error():
    without = SMALL.replace("  clause: 总则\n", "").replace("approval: false, clause: 3.2", "approval: false")
    assert ("text-without-clause", "lifting") in [(each.code, each.where) for each in findings(without)]


def test_a_measure_without_unit_that_nobody_must_do_is_a_remark():
    text = spoilt("      kind: mandatory\n      source: industrial\n", "      kind: advisory\n")
    text = text.replace("          units: [{name: 工信局, basis: 限产}]\n", "")
    assert [each.level for each in findings(text) if each.code == "measure-without-unit"] == ["remark"]


def test_a_plan_that_looks_up_needs_a_superior():
    assert "superior-missing" in codes(SMALL, superior=None)
    assert "superior-missing" not in codes(SMALL)


def test_a_plan_that_acts_on_its_superiors_notice_needs_no_approver():
    assert "chain-without-approver" not in codes(spoilt(STEPS, "steps: [], on_superior_notice: true"))
    assert "chain-without-approver" in codes(spoilt(STEPS, "steps: []"))


def test_approval_is_the_last_step_of_a_chain():
    reviewed_after = "steps: [{verb: approve, role: director}, {verb: review, role: commander}]"
    assert "chain-without-approver" in codes(spoilt(STEPS, reviewed_after))


def unheld(held):
    found = lint(parse_plan(SMALL, "small.yaml"), superior="654000", held=held)
    return {(each.where, each.level) for each in found if each.code == "role-unheld"}


def test_a_role_that_nobody_holds_is_told_where_people_are_known():
    assert unheld({"office"}) == {("roles/director", "remark")}
    assert unheld(set()) == {("roles/office", "remark"), ("roles/director", "remark")}
    assert unheld({"office", "director"}) == unheld(None) == set()


def test_every_finding_can_be_provoked():
    elsewhere = {
        "text-without-clause", "measure-without-unit", "superior-missing", "to-confirm", "source-doubt",
        "role-unheld",
    }  # fmt: skip
    assert {code for code, *_rest in PROVOKED} | elsewhere == MESSAGES.keys()


def test_defaults_and_doubts_are_told():
    text = SMALL + "doubts:\n  - {text: 年份不明, clause: 附件1}\n"
    found = {finding.code: finding for finding in findings(text)}
    assert "年份不明" in found["source-doubt"].zh
    assert found["to-confirm"].zh.startswith("7 处")


def test_errors_come_first():
    levels = [each.level for each in findings(spoilt("to: 县指挥部办公室, ", ""))]
    assert levels == sorted(levels)


@pytest.mark.parametrize(
    ("given", "wanted", "answer"),
    [
        ([("AQI", 200, 48)], [("AQI", 150, 48)], True),
        ([("AQI", 200, 24)], [("AQI", 150, 48)], False),
        ([("AQI", 200, 72), ("AQI", 300, 24)], [("AQI", 200, 48)], True),
        ([("PM2.5", 150, 24)], [("AQI", 200, 24)], True),
        ([("PM2.5", 115, 24)], [("AQI", 200, 24)], False),
        ([("AQI", 500, 24)], [("PM2.5", 115, 24)], False),
    ],
)
def test_what_follows_from_what(given, wanted, answer):
    assert implies([Condition(*each) for each in given], [Condition(*each) for each in wanted]) is answer


@pytest.mark.parametrize(
    ("metric", "mean", "index"),
    [("PM2.5", 115, 150), ("PM2.5", 150, 200), ("PM10", 420, 300), ("PM2.5", 900, 500)],
)
def test_a_concentration_has_its_index(metric, mean, index):
    assert index_of(metric, mean) == index


def test_a_metric_without_a_table_has_none():
    assert index_of("CO", 14) is None
