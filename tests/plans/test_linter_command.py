"""check_plan knows from the accounts which roles of the chains somebody holds."""

import pytest
from django.core.management import call_command

from tests.builders import make_user
from tests.plans.small import SMALL


@pytest.fixture
def county(kuitun, tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    call_command("load_plans", str(file))
    return kuitun


def unheld(capsys):
    capsys.readouterr()
    with pytest.raises(SystemExit):
        # The superior of this county is not known, which is an error.
        call_command("check_plan", "654003")
    printed = capsys.readouterr().out
    return {line.split()[2].rstrip(":") for line in printed.splitlines() if "role-unheld" in line}


def test_roles_that_nobody_holds_are_printed(county, capsys):
    assert unheld(capsys) == {"roles/office", "roles/director"}
    make_user("sun", county, "office")
    assert unheld(capsys) == {"roles/director"}
    make_user("qian", county, "director")
    assert unheld(capsys) == set()


def test_a_holder_elsewhere_does_not_count(county, wu, capsys):
    assert "roles/office" in unheld(capsys)
