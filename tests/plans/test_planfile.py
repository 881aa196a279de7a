"""A plan file is read whole, or refused with everything that is wrong with it."""

import pytest

from plans.levels import Level
from plans.planfile import parse_plan, read_plan
from plans.problems import CAUSES, FileError
from tests.plans.small import SMALL, spoilt


def problems_of(text):
    with pytest.raises(FileError) as caught:
        parse_plan(text, "small.yaml")
    return caught.value.problems


def line_of(text, fragment):
    return next(number for number, line in enumerate(text.splitlines(), start=1) if fragment in line)


def test_a_right_file_becomes_a_plan():
    plan = parse_plan(SMALL, "small.yaml")
    assert plan.jurisdiction == "654003"
    assert [unit.name for unit in plan.units] == ["县工信局", "县公安局"]
    assert plan.settings["acknowledge_within_minutes"].value == 60


def test_clause_and_standing_pass_down_to_every_line():
    plan = parse_plan(SMALL, "small.yaml")
    first = plan.measures[0]
    assert first.provenance.clause == "4.1（1）"
    assert first.assignments[0].provenance.clause == "附件1 第1行"
    assert {m.provenance.standing for m in plan.measures} == {"seed"}
    assert plan.settings["daily_return_due"].provenance.standing == "default"


def test_an_alias_names_the_unit():
    assert parse_plan(SMALL, "small.yaml").measures[0].assignments[0].unit == "县工信局"


def test_a_replaced_measure_ends_below_the_level_that_replaces_it():
    spans = {m.key: (m.from_level, m.to_level) for m in parse_plan(SMALL, "small.yaml").measures}
    assert spans == {
        "限产-黄": (Level.YELLOW, Level.RED),
        "渣土-减少": (Level.YELLOW, Level.YELLOW),
        "渣土-禁止": (Level.ORANGE, Level.RED),
    }


def test_a_plan_of_whole_lists_splits_a_measure_with_a_hole():
    text = SMALL.replace("cumulative: true", "cumulative: false").replace(
        "replaces: [渣土-减少]", "figures: {}"
    )
    text = text.replace("- level: yellow\n      kind", "- levels: [red, yellow]\n      kind")
    text = text.replace("- level: orange\n      kind", "- levels: [orange]\n      kind")
    spans = [(m.key, m.from_level, m.to_level) for m in parse_plan(text, "small.yaml").measures]
    assert spans[:2] == [("限产-黄", Level.YELLOW, Level.YELLOW), ("限产-黄-2", Level.RED, Level.RED)]


BAD = [
    ("not-yaml", "  items:\n    - level: yellow", "  items:\n   - level: [yellow", "", None),
    ("unknown-key", "superior: {", "superier: {", "superier", "superier"),
    ("missing-key", "merging: {gap_hours: 36, clause: 3.4}\n", "", "", None),
    ("wrong-type", "hours: 36, below", "hours: many, below", "lifting.hours", "many"),
    ("wrong-type", 'jurisdiction: "654003"', "jurisdiction: 654003", "jurisdiction", "jurisdiction"),
    ("wrong-form", '"654003"', '"kuitun"', "jurisdiction", "kuitun"),
    ("wrong-form", "due: next_day 10:00", "due: tomorrow", "reporting.items[0].due", "tomorrow"),
    ("no-such-day", "2025-01-01", "2025-02-30", "plan.in_force_from", "2025-02-30"),
    ("no-such-day", "due: next_day 10:00", "due: yearly 02-30", "reporting.items[0].due", "02-30"),
    (
        "not-allowed",
        "- level: orange\n      any",
        "- level: purple\n      any",
        "triggers.items[1].level",
        "purple",
    ),
    (
        "level-twice",
        "- level: orange\n      any",
        "- level: yellow\n      any",
        "triggers.items[1].level",
        None,
    ),
    ("out-of-range", "hours: 24}]\n        - all", "hours: 25}]\n        - all", None, "hours: 25"),
    ("too-few", "text: 落实限产", 'text: ""', "units.items[0].duties[0].text", 'text: ""'),
    ("duplicate-key", "  edition: 第一版", "  edition: 第一版\n  edition: 第二版", "plan.edition", "第二版"),
    ("duplicate-name", "- name: 县公安局", "- name: 工信局", "units.items[1].name", "name: 工信局\n"),
    ("duplicate-name", "key: 渣土-禁止", "key: 限产-黄", "measures.groups[2].items[0].key", None),
    (
        "unknown-unit",
        "name: 工信局, b",
        "name: 工业局, b",
        "measures.groups[0].items[0].units[0].name",
        "工业局",
    ),
    ("unknown-basis", "basis: 限产", "basis: 停产", "measures.groups[0].items[0].units[0].basis", "停产"),
    ("unknown-measure", "[渣土-减少]", "[渣土]", "measures.groups[2].items[0].replaces", "[渣土]"),
    ("replaces-higher", "[渣土-减少]", "[渣土-禁止]", "measures.groups[2].items[0].replaces", None),
    ("needs-level", "- level: orange\n      kind", "- levels: [orange]\n      kind", None, "key: 渣土-禁止"),
    ("needs-source", "      source: industrial\n", "", "measures.groups[0].items[0]", "key: 限产-黄"),
    (
        "chain-twice",
        "actions: [lift]",
        "actions: [issue]",
        "approvals.items[1]",
        "actions: [issue], steps: []",
    ),
    ("alias", "[{name: 工信局, basis: 限产}]", "&a [{name: 工信局, basis: 限产}, *a]", None, "&a"),
]


@pytest.mark.parametrize(("code", "old", "new", "path", "fragment"), BAD)
def test_one_wrong_thing_is_named_with_its_line_path_and_cause(code, old, new, path, fragment):
    text = spoilt(old, new)
    found = [problem for problem in problems_of(text) if problem.code == code]
    assert found, problems_of(text)
    assert path is None or found[0].path == path
    assert fragment is None or found[0].line == line_of(text, fragment.strip())
    assert str(found[0]).startswith(f"small.yaml:{found[0].line}: ")


def test_all_errors_are_told_at_once():
    text = (
        spoilt("superior: {", "superier: {")
        .replace("basis: 限产", "basis: 停产")
        .replace("hours: 36", "hours: x")
    )
    codes = {problem.code for problem in problems_of(text)}
    assert {"unknown-key", "missing-key", "unknown-basis", "wrong-type"} <= codes


def test_a_near_miss_is_suggested():
    found = problems_of(spoilt("name: 工信局, b", "name: 县工信局委, b"))
    assert "县工信局" in found[0].text("zh")


@pytest.mark.parametrize(
    "text", ["", "a: [", "- 1\n- 2", "5", "\x00", "plan: 3\nunits: 4\nmeasures: 5\ntriggers: []"]
)
def test_rubbish_is_refused_in_plain_words(text):
    assert all(problem.text("zh") and problem.text("en") for problem in problems_of(text))


def test_a_file_of_ten_megabytes_is_refused():
    assert problems_of("a: 1\n" * 2_000_000)[0].code == "too-long"


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileError, match=r"none\.yaml:1: the file cannot be read"):
        read_plan(tmp_path / "none.yaml")


def test_a_file_that_is_not_utf_8_is_named(tmp_path):
    path = tmp_path / "gbk.yaml"
    path.write_bytes("预案".encode("gbk"))
    with pytest.raises(FileError, match="cannot be read"):
        read_plan(path)


def test_dates_clock_times_and_decimals_stay_as_written():
    plan = parse_plan(spoilt("clause: 3.2}", "clause: 3.10}"), "small.yaml")
    assert plan.lifting.provenance.clause == "3.10"


def test_every_cause_is_told_in_both_languages():
    assert all(set(cause) == {"zh", "en"} and all(cause.values()) for cause in CAUSES.values())
