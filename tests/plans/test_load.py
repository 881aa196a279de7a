"""Plans go from their files into the database, and come out the same."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from plans.actions.load_plan import PlanRefused, is_used, load_plan
from plans.levels import Level
from plans.models import Duty, Measure, PlanEdition
from plans.planfile import parse_plan, read_plan
from plans.reading import document_of
from portal.lifecycle.models import JournalEntry
from portal.offices.models import Jurisdiction, Unit
from tests.builders import make_draft, make_jurisdiction, make_user
from tests.plans.small import SMALL, spoilt

NOW = datetime(2026, 12, 18, 4, tzinfo=UTC)
PLANS = sorted(Path("fixtures/plans").glob("*.yaml"))

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return make_jurisdiction(superior=make_jurisdiction("654000", "伊犁州"))


def load(text, now=NOW):
    return load_plan(parse_plan(text, "small.yaml"), by=None, now=now)


def test_a_first_edition_is_created_and_comes_into_force(county):
    loaded = load(SMALL)
    assert loaded.outcome == "created"
    assert loaded.edition.state == PlanEdition.State.IN_FORCE
    assert str(loaded.counts["units"]) == "2 created, 0 unchanged"


def test_loading_twice_changes_nothing(county):
    load(SMALL)
    before = set(Measure.objects.values_list("pk"))
    loaded = load(SMALL + "# a comment is not content\n")
    assert loaded.outcome == "unchanged"
    assert set(Measure.objects.values_list("pk")) == before


def test_an_edition_that_nothing_rests_on_is_replaced_in_place(county):
    first = load(SMALL).edition
    loaded = load(spoilt("text: 限产", "text: 限产三成"))
    assert (loaded.outcome, loaded.edition.pk) == ("changed", first.pk)
    assert str(loaded.counts["measures"]) == "1 changed, 2 unchanged"
    assert document_of(loaded.edition).measures[0].text == "限产三成"


def test_an_edition_that_a_warning_rests_on_is_refused(county):
    edition = load(SMALL).edition
    make_draft(county, make_user("sun", county, "office"), level=Level.YELLOW)
    assert is_used(edition)
    with pytest.raises(PlanRefused, match="edition-in-use"):
        load(spoilt("text: 限产", "text: 限产三成"))
    assert load(SMALL).outcome == "unchanged"


def test_a_new_edition_succeeds_the_old_one(county):
    old = load(SMALL).edition
    new = load(spoilt("edition: 第一版", "edition: 第二版")).edition
    old.refresh_from_db()
    assert (old.state, new.state) == (PlanEdition.State.SUCCEEDED, PlanEdition.State.IN_FORCE)
    assert Unit.objects.filter(jurisdiction=county).count() == 2
    with pytest.raises(PlanRefused, match="edition-succeeded"):
        load(spoilt("text: 限产", "text: 限产三成"))


def test_an_edition_waits_for_its_day(county):
    later = spoilt("2025-01-01", "2027-01-01").replace("第一版", "第二版")
    load(SMALL)
    assert load(later).edition.state == PlanEdition.State.DRAFT
    assert county.editions.in_force().get().edition == "第一版"


def test_an_older_edition_does_not_succeed_a_newer_one(county):
    load(SMALL)
    assert load(spoilt("2025-01-01", "2020-01-01").replace("第一版", "旧版")).edition.state == "draft"


def test_a_renamed_unit_stays_the_same_unit(county):
    load(SMALL)
    unit = Unit.objects.get(name="县公安局")
    renamed = SMALL.replace("县公安局", "县公安分局").replace(
        "- name: 县公安分局\n", "- name: 县公安分局\n      aliases: [县公安局]\n"
    )
    load(renamed.replace("第一版", "第二版"))
    unit.refresh_from_db()
    assert unit.name == "县公安分局"


def test_members_of_a_group_become_units_of_it(county):
    load(
        spoilt(
            "- name: 县公安局", "- name: 县公安局\n      group: true\n      members: [城区派出所, 东区派出所]"
        )
    )
    assert list(Unit.objects.filter(group__name="县公安局").values_list("name", flat=True)) == [
        "城区派出所",
        "东区派出所",
    ]


def test_loading_is_in_the_journal(county):
    load(SMALL)
    verbs = list(JournalEntry.objects.values_list("verb", flat=True))
    assert verbs == ["plan created", "in_force"]


def test_one_condition_selects_the_set_of_a_level(county):
    edition = load(SMALL).edition
    texts = {level: set(edition.measures.at(level).values_list("text", flat=True)) for level in (2, 3)}
    assert texts == {2: {"限产", "减少渣土车上路"}, 3: {"限产", "禁止渣土车上路"}}


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_what_comes_out_is_what_went_in(path):
    call_command("load_plans", "fixtures/jurisdictions.yaml", path, verbosity=0)
    plan = read_plan(path)
    assert document_of(PlanEdition.objects.in_force().get()) == plan


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_reading_an_edition_takes_few_queries(path, django_assert_max_num_queries):
    call_command("load_plans", "fixtures/jurisdictions.yaml", path, verbosity=0)
    edition = PlanEdition.objects.in_force().select_related("jurisdiction").get()
    with django_assert_max_num_queries(10):
        document_of(edition)


def test_load_plans_loads_everything_and_says_so(capsys):
    call_command("load_plans")
    assert "jurisdictions: 10 created" in capsys.readouterr().out
    assert PlanEdition.objects.in_force().count() == len(PLANS)
    call_command("load_plans")
    out = capsys.readouterr().out
    assert out.count(": unchanged") == len(PLANS)
    assert "1 created" not in out


def test_a_bad_file_is_named_and_nothing_is_written(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(SMALL)
    bad.write_text(spoilt("basis: 限产", "basis: 停产"))
    with pytest.raises(CommandError, match=r"bad\.yaml:\d+: measures.*停产") as caught:
        call_command("load_plans", "fixtures/jurisdictions.yaml", good, bad)
    assert caught.value.returncode == 2
    assert not Jurisdiction.objects.exists()


def test_an_unknown_jurisdiction_is_named_with_its_line(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(SMALL)
    with pytest.raises(
        CommandError, match=r"plan\.yaml:1: jurisdiction: no jurisdiction has the code 654003"
    ):
        call_command("load_plans", path)


def test_a_refused_change_names_the_line_of_the_edition(county, tmp_path):
    load(SMALL)
    make_draft(county, make_user("sun", county, "office"), level=Level.YELLOW)
    path = tmp_path / "plan.yaml"
    path.write_text(spoilt("text: 限产", "text: 限产三成"))
    with pytest.raises(CommandError, match=r"plan\.yaml:4: plan\.edition: edition “第一版” is used"):
        call_command("load_plans", path)
    assert not Duty.objects.filter(text="限产三成").exists()


def test_jurisdictions_need_their_superiors(tmp_path):
    path = tmp_path / "places.yaml"
    row = "  - {{code: '{}', name: 甲, short_name: 甲, name_en: A, superior: '{}'}}\n"
    path.write_text("jurisdictions:\n" + row.format("654003", "654000"))
    with pytest.raises(CommandError, match=r"places\.yaml:2: .*654000"):
        call_command("load_plans", path)
    path.write_text("jurisdictions:\n" + row.format("654003", "654000") + row.format("654000", "654003"))
    with pytest.raises(CommandError, match="its own superior"):
        call_command("load_plans", path)


def test_a_changed_jurisdiction_is_changed(tmp_path, capsys):
    call_command("load_plans", "fixtures/jurisdictions.yaml")
    path = tmp_path / "places.yaml"
    path.write_text(
        Path("fixtures/jurisdictions.yaml").read_text().replace("name_en: Kuitun", "name_en: Kuytun")
    )
    call_command("load_plans", path)
    assert "0 created, 1 changed, 9 unchanged" in capsys.readouterr().out
    assert Jurisdiction.objects.get(code="654003").name_en == "Kuytun"


def test_export_has_the_agreed_shape(county, capsys):
    load(SMALL)
    call_command("export_plan", "654003")
    exported = json.loads(capsys.readouterr().out)
    assert exported["jurisdiction"] == {"code": "654003", "name": "奎屯市", "superior": "654000"}
    assert {"title", "document_number", "edition", "in_force_from", "excludes", "cumulative"} <= exported[
        "plan"
    ].keys()
    assert exported["triggers"][0]["any_of"][0] == {"all_of": [{"metric": "AQI", "above": 200, "hours": 24}]}
    assert exported["triggers"][0]["provenance"] == {
        "source": "小县重污染天气应急预案",
        "clause": "3.1",
        "standing": "seed",
    }
    assert exported["lifting"]["hours"] == 36
    assert exported["approvals"][0]["steps"] == [{"verb": "approve", "role": "director"}]
    assert exported["recipients"][0]["kind"] == "superior"
    assert exported["reporting"][0]["due"] == "next_day 10:00"
    assert exported["units"][0]["duties"][0]["text"] == "落实限产"
    measure = exported["measures"][2]
    assert (measure["level"], measure["kind"], measure["source"]) == ("orange", "mandatory", "mobile")
    assert measure["units"] == [
        {"name": "县公安局", "part": "lead", "basis": "交通", "clause": "附件1 第2行", "standing": "seed"}
    ]


def test_export_and_check_refuse_a_code_without_plan():
    for command in ("export_plan", "check_plan"):
        with pytest.raises(CommandError, match="no plan in force for 999999") as caught:
            call_command(command, "999999")
        assert caught.value.returncode == 2


def test_check_plan_exits_with_1_where_there_are_errors(county, capsys):
    load(spoilt("to: 县指挥部办公室, ", ""))
    with pytest.raises(SystemExit) as caught:
        call_command("check_plan", "654003")
    assert caught.value.code == 1
    assert "reporting-without-recipient" in capsys.readouterr().out


def test_check_plan_finds_no_error_in_the_plans_of_fixtures(capsys):
    call_command("load_plans", verbosity=0)
    call_command("check_plan")
    assert capsys.readouterr().out.count(": 0 errors") == len(PLANS)


def test_settings_and_rules_are_where_the_apps_look_for_them(county):
    edition = load(SMALL).edition
    assert edition.setting("acknowledge_within_minutes") == 60
    assert edition.rules["lifting"]["hours"] == 36
    assert edition.rules["superior"]["follows"] == "minimum"
    assert edition.rules["approvals"]["on_superior_notice"] is False


def test_the_day_of_an_edition_is_beijings(county):
    eve = datetime(2024, 12, 31, 15, 59, tzinfo=UTC)
    assert load(SMALL, now=eve).edition.state == "draft"
    later = load(SMALL.replace("第一版", "第二版"), now=eve + timedelta(minutes=1))
    assert later.edition.state == "in_force"
