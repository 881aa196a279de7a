"""The five plans: counts, figures and places of their sources, and that all work reaches a unit."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from plans.exporting import export
from plans.levels import Level
from plans.linter import lint
from plans.planfile import read_plan
from plans.structure import validator
from responses.figures import FIGURES

LEVELS = (Level.YELLOW, Level.ORANGE, Level.RED)
FILES = {path.name[:6]: path for path in Path("fixtures/plans").glob("*.yaml")}
UNITS = {"650100": 23, "654003": 21, "650105": 20, "150203": 21, "150822": 18}

each_plan = pytest.mark.parametrize("code", UNITS)
each_level = pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.slug)


@cache
def plan(code):
    return read_plan(FILES[code])


def texts(code, level):
    return {measure.key: measure for measure in plan(code).at(level)}


def units_of(code, level):
    return {assignment.unit for measure in plan(code).at(level) for assignment in measure.assignments}


@each_plan
def test_a_plan_has_the_units_of_its_source(code):
    assert len(plan(code).units) == UNITS[code]
    assert plan(code).jurisdiction == code


@each_plan
def test_a_plan_has_no_error(code):
    assert [finding for finding in lint(plan(code), superior="650000") if finding.level == "error"] == []


@each_plan
@each_level
def test_every_measure_reaches_a_unit_that_leads(code, level):
    measures = plan(code).at(level)
    assert any(measure.kind == "mandatory" for measure in measures)
    for measure in measures:
        assert any(assignment.part == "lead" for assignment in measure.assignments), measure.key


@each_plan
def test_thresholds_are_the_national_ones(code):
    conditions = {
        trigger.level.slug: [[(c.metric, c.above, c.hours) for c in each] for each in trigger.any_of]
        for trigger in plan(code).triggers
    }
    assert conditions == {
        "yellow": [[("AQI", 200, 24)], [("AQI", 150, 48)]],
        "orange": [[("AQI", 200, 48)], [("AQI", 150, 72)]],
        "red": [[("AQI", 200, 72), ("AQI", 300, 24)]],
    }


@pytest.mark.parametrize(
    ("code", "standing"),
    [
        ("654003", "seed"),
        ("650105", "seed"),
        ("650100", "national"),
        ("150203", "national"),
        ("150822", "national"),
    ],
)
def test_thresholds_say_what_they_rest_on(code, standing):
    assert {trigger.provenance.standing for trigger in plan(code).triggers} == {standing}


@each_plan
def test_what_a_source_does_not_hold_is_marked_to_be_confirmed(code):
    chains = {approval.provenance.standing for approval in plan(code).approvals}
    assert chains == ({"seed"} if code in ("654003", "650105") else {"default"})
    assert plan(code).settings["acknowledge_within_minutes"].provenance.standing == "default"


def chain(code, level, action):
    (approval,) = (a for a in plan(code).approvals if (a.level.slug, a.action) == (level, action))
    return [(step.verb, step.role) for step in approval.steps], approval.on_superior_notice


@pytest.mark.parametrize("code", ["654003", "650100", "150203", "150822"])
@pytest.mark.parametrize("action", ["issue", "adjust"])
def test_the_director_alone_approves_yellow_and_the_commander_the_rest(code, action):
    assert chain(code, "yellow", action) == ([("approve", "director")], False)
    for level in ("orange", "red"):
        assert chain(code, level, action)[0] == [("review", "director"), ("approve", "commander")]


def test_lifting_needs_no_approval_in_kuitun_and_the_directors_where_the_source_is_silent():
    assert chain("654003", "red", "lift") == ([], False)
    assert chain("650100", "red", "lift") == ([("approve", "director")], False)


def test_shuimogou_acts_on_the_citys_notice():
    assert chain("650105", "red", "issue") == ([], True)
    assert plan("650105").superior.follows == "same"
    assert (plan("650105").covers, plan("650105").excludes) == (("PM2.5",), ("dust", "ozone"))


def test_kuitun_counts():
    counts = Counter((m.from_level.slug, m.kind) for m in plan("654003").measures)
    assert counts == {
        ("yellow", "health"): 8, ("yellow", "advisory"): 4, ("yellow", "mandatory"): 47,
        ("orange", "health"): 4, ("orange", "advisory"): 3, ("orange", "mandatory"): 9,
        ("red", "health"): 5, ("red", "advisory"): 3, ("red", "mandatory"): 5,
    }  # fmt: skip
    assert plan("654003").units[-1].duties == ()
    assert [unit.name for unit in plan("654003").units if unit.group] == ["各街道办事处"]


@each_level
def test_all_units_of_kuitun_but_the_one_without_duty_have_work(level):
    idle = {unit.name for unit in plan("654003").units} - units_of("654003", level)
    assert idle == {"市市场监督管理局"}


def test_kuituns_levels_add_up_and_the_graver_list_replaces_the_lesser():
    yellow, orange, red = (texts("654003", level) for level in LEVELS)
    assert ("工业清单-黄" in yellow, "工业清单-黄" in orange, "工业清单-橙" in red) == (True, False, False)
    assert "工业清单-红" in red
    assert "禁烧" in yellow.keys() & orange.keys() & red.keys()
    assert "散装物料车-减少" in yellow
    assert "散装物料车-禁止" in orange.keys() & red.keys()
    assert {"停用国二机械", "厂区-停用国二机械"} <= orange.keys()
    assert not {"停用国二机械", "厂区-停用国二机械"} & red.keys()


def test_kuituns_figures_and_exceptions_are_exact():
    trucks = texts("654003", Level.ORANGE)["大宗物料-停用国四重货"]
    assert trucks.figures == {"停用排放标准": "国四及以下", "日进出载货车辆": "10辆次及以上"}
    assert "危险化学品车辆" in trucks.exceptions
    loose = texts("654003", Level.RED)["散装物料车-禁止"]
    assert loose.exceptions == "清洁能源汽车和生活垃圾清运车辆"
    assert [(t.level.slug, t.percent) for t in plan("654003").targets] == [
        ("yellow", 10),
        ("orange", 20),
        ("red", 30),
    ]


def due(code, kind):
    return [(duty.sender, duty.to, duty.due) for duty in plan(code).reporting if duty.kind == kind]


def test_kuituns_reporting_duties():
    office, above = "奎屯市重污染天气应急指挥部办公室", "伊犁哈萨克自治州重污染天气应急指挥部办公室"
    assert due("654003", "unit_daily") == [("all_units", office, "next_day 10:00")]
    assert due("654003", "unit_final") == [("all_units", office, "lifted +1 day")]
    assert due("654003", "office_final") == [(office, above, "lifted +2 days")]
    assert due("654003", "yearly_list") == [(office, above, "yearly 09-01")]


def test_dengkous_experts_assess_within_five_working_days():
    assert due("150822", "assessment")[0][::2] == ("专家咨询组", "lifted +5 workdays")


def test_shuimogou_lists_each_level_whole():
    yellow, orange, red = (texts("650105", level) for level in LEVELS)
    assert {"重货-主城区禁行", "主干道-增1次", "大型活动-停办"} <= yellow.keys()
    assert "主干道-增1次" not in orange
    assert "重货-主城区禁行" not in red
    assert red["重货-绕城高速禁行"].exceptions.endswith("清洁能源汽车")
    assert "人工影响天气" not in yellow
    assert "人工影响天气" in orange.keys() & red.keys()


def test_shuimogous_red_share_of_clean_trucks():
    share = texts("650105", Level.RED)["重货-新能源占比"]
    assert share.figures == {"新能源和国六及以上占比": "不低于50%"}
    assert all(word in share.text for word in ("火电", "钢铁", "水泥", "化工", "电解铝", "国六"))
    assert share.exceptions == "特种车辆、危险化学品车辆等"
    assert "重货-新能源占比" not in texts("650105", Level.ORANGE)


@each_level
@pytest.mark.parametrize("code", ["654003", "650105"])
def test_every_unit_with_a_duty_is_on_duty_around_the_clock(code, level):
    watch = texts(code, level)["应急值守"]
    assert {line.unit for line in watch.assignments} == {u.name for u in plan(code).units if u.duties}
    assert watch.figures == {"值班": "24小时"}


def test_shuimogou_watches_the_plants_around_its_two_stations():
    stations = texts("650105", Level.YELLOW)["站点周边-企业管控"]
    assert all(place in stations.text for place in ("乌鲁木齐市第31中学", "新疆师范大学"))
    assert stations.provenance.clause == "6.2"


@pytest.mark.parametrize(
    ("code", "key", "basis", "count"),
    [
        ("650100", "启动分预案", "分预案", 14),
        ("650105", "启动落实措施", "分预案", 12),
        ("150822", "专项方案-落实", "专项方案", 10),
    ],
)
def test_units_put_their_own_plans_into_effect_where_the_source_says_so(code, key, basis, count):
    lines = texts(code, Level.YELLOW)[key].assignments
    assert [line.basis for line in lines] == [basis] * count


@pytest.mark.parametrize("code", ["650100", "650105"])
def test_half_of_the_office_cars_stop_at_red_only(code):
    at = [{key for key in texts(code, level) if key.endswith("车-停驶")} for level in LEVELS]
    assert at == [set() if code == "650105" else {"渣土车-停驶"}] * 2 + [at[2]]
    assert {"国企车-停驶", "公务车-停驶"} <= at[2]
    assert texts(code, Level.RED)["国企车-停驶"].figures == {"停驶比例": "50%"}


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("650105", [("区公安分局", "区交警大队")]),
        ("150203", [("区交管大队", "河西交管大队"), ("昆河镇", "卜尔汉图镇"), ("昆河镇", "昆北办事处")]),
    ],
)
def test_a_row_of_several_bodies_is_several_units_with_the_same_duties(code, rows):
    for first, second in rows:
        assert plan(code).unit(first).duties == plan(code).unit(second).duties


def test_name_plates_of_one_bureau_are_aliases():
    assert plan("650105").unit("区工信局").name == "区发改委"
    assert plan("654003").unit("市国有资产监督管理局").name == "市财政局"
    assert plan("150822").unit("交管大队").name == "公安局"


def test_export_lists_a_cumulative_measure_once_and_a_whole_list_by_level():
    kuitun = export(plan("654003"), name="奎屯市", superior="654000")["measures"]
    assert len(kuitun) == len({measure["key"] for measure in kuitun}) == len(plan("654003").measures)
    shuimogou = export(plan("650105"), name="水磨沟区", superior="650100")["measures"]
    counted = Counter(measure["level"] for measure in shuimogou)
    assert counted == {level.slug: len(plan("650105").at(level)) for level in LEVELS}


def test_units_are_asked_for_figures_that_the_portal_knows():
    assert set(validator("plan.schema.json").schema["$defs"]["figure"]["enum"]) <= FIGURES.keys()


@each_plan
def test_every_unit_is_of_use_at_some_level(code):
    working = set().union(*(units_of(code, level) for level in LEVELS))
    assert {unit.name for unit in plan(code).units if unit.duties} == working
