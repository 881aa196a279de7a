"""The commands aqi, evaluate and replay, from the command line."""

import csv
import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook

from tests.early_warnings.air import DATA

BEIJING = DATA / "beijing-hourly-2015-11_2016-03.csv"


@pytest.fixture
def run():
    """Runs a command; gives exit status, what was printed and what was complained of."""

    def runs(*words):
        out = io.StringIO()
        try:
            call_command(*map(str, words), stdout=out)
        except CommandError as error:
            return error.returncode, out.getvalue(), str(error)
        return 0, out.getvalue(), ""

    return runs


@pytest.fixture
def air(tmp_path):
    """Writes a file of air."""

    def write(text, name="air.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_aqi_adds_index_primary_and_category_to_every_row(run, air):
    rows = '2025-12-10 05:00,A,115,250,"x, y"\n2025-12-10 06:00,A,35,50,\n'
    file = air(f"time,station,pm25_ugm3,pm10_ugm3,Note\n{rows}")
    status, out, err = run("aqi", file, "--averaging", "24h")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "time,station,pm25_ugm3,pm10_ugm3,Note,aqi,primary,category",
        '2025-12-10 05:00,A,115,250,"x, y",150,PM10;PM2.5,3',
        "2025-12-10 06:00,A,35,50,,50,,1",
    ]


def test_aqi_follows_the_date_of_each_row_unless_an_edition_is_named(run, air):
    file = air("time,pm25_ugm3\n2026-02-28T23:00,75\n2026-03-01T00:00,75\n")
    assert [row["aqi"] for row in table(run("aqi", file, "--averaging", "1h")[1])] == ["100", "114"]
    named = run("aqi", file, "--averaging", "1h", "--standard", "HJ633-2012")[1]
    assert [row["aqi"] for row in table(named)] == ["100", "100"]


@pytest.mark.parametrize(
    ("time", "index"),
    [("2026-02-28", "100"), ("2026-03-01", "114"), ("2026-02-28T23:30", "100"), ("2026-02-28T16:00Z", "114")],
)
def test_aqi_takes_any_time_or_date_for_the_day_of_the_air(run, air, time, index):
    file = air(f"time,pm25_ugm3\n{time},75\n")
    assert table(run("aqi", file, "--averaging", "24h")[1])[0]["aqi"] == index


@pytest.mark.parametrize(
    ("averaging", "row", "index"),
    [
        ("1h", {"o3_ugm3": "266"}, "133"),
        ("24h", {"o3_8h_ugm3": "266"}, "201"),
        ("24h", {"o3_8h_ugm3": "900", "o3_ugm3": "1000"}, "400"),
        ("24h", {"co_mgm3": "2.15"}, "55"),
        ("1h", {"so2_ugm3": "801", "pm25_ugm3": "36"}, "52"),
        ("24h", {"so2_ugm3": "801"}, "201"),
        ("24h", {"pm25_ugm3": "900"}, "500"),
    ],
)
def test_aqi_takes_the_columns_of_the_averaging(run, air, averaging, row, index):
    file = air(f"{','.join(row)}\n{','.join(row.values())}\n")
    out = run("aqi", file, "--averaging", averaging, "--standard", "HJ633-2012")[1]
    assert table(out)[0]["aqi"] == index


def test_aqi_says_na_where_the_edition_gives_none(run, air):
    file = air("date,pm25_ugm3\n2026-04-01,60\n")
    row = table(run("aqi", file, "--averaging", "24h")[1])[0]
    assert (row["aqi"], row["primary"], row["category"]) == ("NA", "", "")


def test_aqi_reads_its_own_answer_and_workbooks(run, air, tmp_path):
    file = air("time,pm25_ugm3\n2025-12-10 05:00,75\n")
    first = run("aqi", file, "--averaging", "1h")[1]
    assert run("aqi", air(first, "again.csv"), "--averaging", "1h")[1] == first
    book = Workbook()
    book.worksheets[0].append(["time", "pm25_ugm3"])
    book.worksheets[0].append(["2025-12-10 05:00", 75])
    book.save(tmp_path / "air.xlsx")
    assert run("aqi", tmp_path / "air.xlsx", "--averaging", "1h")[1] == first


@pytest.mark.parametrize(
    ("text", "averaging", "said"),
    [
        ("pm25_ugm3\n75\n-1\n", "24h", ":3: pm25_ugm3 '-1': "),
        ("pm25_ugm3\nNaN\n", "24h", ":2: pm25_ugm3 'NaN': "),
        ("o3_ugm3\n90\n", "24h", ":1: o3_ugm3: "),
        ("o3_8h_ugm3\n90\n", "1h", ":1: o3_8h_ugm3: "),
        ("pm2.5\n90\n", "1h", ":1: "),
        ("time,pm25_ugm3\nsoon,75\n", "1h", ":2: time 'soon': "),
        ("", "1h", ": The file is empty"),
    ],
)
def test_aqi_answers_bad_input_with_one_line_and_nothing_else(run, air, text, averaging, said):
    file = air(text)
    status, out, err = run("aqi", file, "--averaging", averaging)
    assert (status, out) == (2, "")
    assert f"{file}{said}" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("at", "level", "begin", "end"),
    [
        ("2015-11-26T12", "red", "2015-11-26T19", "2015-12-01T19"),
        ("2015-12-05T12", "orange", "2015-12-05T22", "2015-12-10T22"),
        ("2015-12-11T00", "orange", "2015-12-11T23", "2015-12-14T23"),
        ("2015-12-18T12", "red", "2015-12-19T13", "2015-12-23T13"),
        ("2015-12-26T00", "red", "2015-12-23T02", "2015-12-27T02"),
        ("2016-01-10T00", None, None, None),
        ("2016-03-01T12", "red", "2016-03-01T11", "2016-03-05T11"),
    ],
)
def test_evaluate_finds_beijing_s_winter_to_the_hour(run, plan, at, level, begin, end):
    if not BEIJING.exists():
        pytest.skip(f"no real air at {BEIJING}")
    _status, out, _err = run("evaluate", "654003", "--hourly", BEIJING, "--at", at, "--json")
    answer = json.loads(out)
    times = [moment and f"{moment}:00:00+08:00" for moment in (begin, end)]
    assert [answer["level"], answer["begins_at"], answer["ends_at"]] == [level, *times]
    assert (answer["jurisdiction"], answer["standard"]) == ("654003", "HJ633-2012")


DAYS = (
    "date,aqi_low,aqi_high,primary\n2025-12-10,60,80,\n2025-12-11,190,240,PM2.5\n2025-12-12,180,230,PM2.5\n"
)


def test_evaluate_judges_days_and_their_ranges(run, plan, air):
    file = air(DAYS)
    _status, out, err = run("evaluate", "654003", "--daily", file, "--at", "2025-12-10T12:00", "--json")
    answer = json.loads(out)
    assert (answer["level"], answer["begins_at"], err) == ("orange", "2025-12-11T00:00:00+08:00", "")
    assert {key: span["level"] for key, span in answer["ranges"].items()} == {
        "low": "yellow",
        "middle": "orange",
        "high": "orange",
    }


def test_evaluate_tells_people_in_lines(run, plan, air):
    _status, out, _err = run("evaluate", "654003", "--daily", air(DAYS), "--at", "2025-12-10T12:00")
    assert out.splitlines()[1] == "orange from 2025-12-11T00:00 until 2025-12-13T00:00, PM2.5"
    assert "AQI > 200 for 72 h: no, lacks" in out
    assert "range judged at low: yellow" in out


def test_a_time_without_an_offset_is_beijing_time(run, plan, air):
    file = air(DAYS)
    here, there = (
        run("evaluate", "654003", "--daily", file, "--at", at, "--json")[1]
        for at in ("2025-12-10T12:00", "2025-12-10T04:00+00:00")
    )
    assert here == there


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["999999", "--daily", "{file}", "--at", "2025-12-10"], "no plan in force for 999999"),
        (["654003", "--daily", "{file}", "--at", "soon"], "--at 'soon' is no time"),
        (["654003", "--daily", "{file}", "--at", "2020-01-01"], "nothing of 2019-12-29T00:00"),
        (["654003", "--daily", "nowhere.csv", "--at", "2025-12-10"], "nowhere.csv: No such file"),
        (["654003", "--hourly", "{file}", "--at", "2025-12-10"], "air.csv:1: The heading has no column time"),
    ],
)
def test_evaluate_answers_bad_input_with_one_line(run, plan, air, words, said):
    file = air(DAYS)
    status, out, err = run("evaluate", *(word.format(file=file) for word in words))
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


SEASON = "date,aqi,primary\n" + "".join(
    f"2025-12-{day:02},{index},PM2.5\n"
    for day, index in enumerate(
        [60, 60, 210, 215, 190, 60, 60, 60, 60, 60, 60, 210, 60, 210, 230, 60, 60, 60, 60], 1
    )
)


def test_replay_walks_a_season_from_warning_to_warning(run, plan, air):
    words = ["654003", "--daily", air(SEASON), "--from", "2025-12-01T09:00", "--to", "2025-12-19T09:00"]
    answer = json.loads(run("replay", *words, "--json")[1])
    first, second = answer["warnings"]
    assert (first["level"], first["begins_at"], first["lifted_at"]) == (
        "orange",
        "2025-12-03T00:00:00+08:00",
        "2025-12-07T09:00:00+08:00",
    )
    assert [step["action"] for step in second["steps"]] == ["issue", "lift"]
    assert "merged" in [reason["code"] for reason in second["steps"][0]["reasons"]]
    assert (second["level"], second["begins_at"]) == ("orange", "2025-12-12T00:00:00+08:00")
    assert run("replay", *words)[1].splitlines()[0].endswith(": 2 warnings")


def test_replay_says_what_is_still_in_force_and_refuses_a_reversed_period(run, plan, air):
    file = air(SEASON)
    out = run("replay", "654003", "--daily", file, "--from", "2025-12-01", "--to", "2025-12-04")[1]
    assert "still in force" in out
    status, _out, err = run("replay", "654003", "--daily", file, "--from", "2025-12-04", "--to", "2025-12-01")
    assert (status, "--to lies before --from" in err) == (2, True)


def test_replay_finds_beijing_s_red_alerts(run, plan):
    if not BEIJING.exists():
        pytest.skip(f"no real air at {BEIJING}")
    words = ["654003", "--hourly", BEIJING, "--from", "2015-11-05T12", "--to", "2016-03-10", "--json"]
    warnings = json.loads(run("replay", *words)[1])["warnings"]
    assert sum(each["level"] == "red" for each in warnings) == 4
    assert all(each["lifted_at"] for each in warnings)
