"""The broker is away while the office works: nothing is refused, and nothing is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.people import Person

pytestmark = pytest.mark.browser

UNITS = 21


@pytest.fixture
def heavy_air(tmp_path):
    """Clean days behind, heavy ones ahead of the present hour."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    lines = ["time,pm25_ugm3,pm10_ugm3,so2_ugm3,no2_ugm3,co_mgm3,o3_ugm3"]
    for place in range(-72, 120):
        fine = 30 if place < 0 else 180
        lines.append(f"{(hour + timedelta(hours=place)).isoformat()},{fine},200,20,60,2,20")
    file = tmp_path / "air.csv"
    file.write_text("\n".join(lines))
    return file


def test_a_warning_is_issued_while_the_broker_is_away_and_every_unit_gets_its_task(site, chromium, heavy_air):
    office, director, commander = (
        Person(chromium, site.base, f"kuitun.{role}", site.password)
        for role in ("office", "director", "commander")
    )
    now = datetime.now(UTC) + timedelta(hours=8)
    with site.without_broker():
        office.upload("/air/upload/", "file", heavy_air, observed_until=f"{now:%Y-%m-%dT%H}:00")
        assert site.one("SELECT count(*) FROM early_warnings_airdelivery") == 2
    site.wait(lambda: site.rows("SELECT 1 FROM early_warnings_proposal WHERE action = 'issue'"), seconds=60)
    key = site.one("SELECT id FROM early_warnings_proposal WHERE action = 'issue'")
    office.goto(f"/warnings/new/?proposal={key}")
    office.send()
    office.send()
    number = site.one("SELECT number FROM early_warnings_earlywarning")
    office.press("/submit/")
    with site.without_broker():
        for signer in (director, commander):
            signer.goto(f"/warnings/{number}/")
            signer.press("/sign/")
        office.goto(f"/warnings/{number}/")
        office.press("/issue/")
        assert site.one("SELECT state FROM early_warnings_earlywarning") == "in_force"
    site.wait(lambda: site.one("SELECT count(*) FROM responses_unittask") == UNITS, seconds=60)
    units = "SELECT count(DISTINCT unit_id), count(*) FROM responses_unittask"
    assert site.rows(units) == [(UNITS, UNITS)]
