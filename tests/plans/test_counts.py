"""docs/plans.md says what plan_counts prints, and names every doubt of the five files."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from plans.counting import counts
from plans.planfile import parse_plan, read_plan
from tests.plans.small import SMALL

DOC = Path("docs/plans.md").read_text(encoding="utf-8")
PLANS = {path.name[:6]: path for path in Path("fixtures/plans").glob("*.yaml")}


def test_counts_of_a_small_plan():
    counted = counts(parse_plan(SMALL, "small.yaml"))
    assert counted["units"] == counted["duties of units"] == 2
    assert counted["measures"] == counted["assignments, lead"] == 3
    assert counted["measures at yellow, all"] == counted["measures at orange, all"] == 2
    assert (counted["measures at orange, mobile"], counted["measures at orange, dust"]) == (1, 0)
    assert "measures at red, all" not in counted


@pytest.mark.django_db
def test_the_documents_table_is_what_the_command_prints(capsys):
    call_command("load_plans")
    capsys.readouterr()
    call_command("plan_counts")
    printed = capsys.readouterr().out.strip()
    (told,) = re.findall(r"<!-- counts -->\n(.*)\n<!-- /counts -->", DOC, re.DOTALL)
    assert told == printed


@pytest.mark.django_db
def test_counts_of_one_plan_are_printed_alone(capsys):
    call_command("load_plans")
    capsys.readouterr()
    call_command("plan_counts", "654003")
    assert capsys.readouterr().out.startswith("|  | 奎屯 |\n| --- | --: |\n| units | 21 |")


@pytest.mark.django_db
def test_counts_need_a_plan():
    with pytest.raises(CommandError, match="no plan in force for 999999"):
        call_command("plan_counts", "999999")


@pytest.mark.parametrize("code", PLANS)
def test_the_document_names_every_doubt_of_a_plan(code):
    (section,) = re.findall(rf"### \w+ {code}\n(.*?)(?=\n###|\Z)", DOC, re.DOTALL)
    told = re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", section, re.MULTILINE)[1:]
    assert told == [doubt.clause for doubt in read_plan(PLANS[code]).doubts]
