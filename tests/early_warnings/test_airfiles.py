"""Files of air: what is read, and how everything else is refused, by line, column and cause."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from early_warnings.airfiles import read_air, read_days, read_hours
from early_warnings.concentrations import Pollutant
from early_warnings.rowerrors import CAUSES, AirFileError, RowError
from early_warnings.series import SHANGHAI
from early_warnings.tables import LARGEST_FILE, MOST_ROWS
from tests.early_warnings.air import DATA

FIVE = datetime(2025, 12, 10, 5, tzinfo=SHANGHAI)
# As a workbook keeps it: without a zone.
CLOCK = FIVE.replace(tzinfo=None)
GOOD = "time,pm25_ugm3,co_mgm3\n2025-12-10 05:00,35.5,1.2\n2025-12-10 06:00,,\n"


def faults(content, file="air.csv"):
    with pytest.raises(AirFileError) as refused:
        read_air(content if isinstance(content, bytes) else content.encode(), file)
    return refused.value.errors


def fault(content, file="air.csv"):
    errors = faults(content, file)
    assert len(errors) == 1, errors
    return errors[0]


def hour(cell, column="pm25_ugm3"):
    return f"time,{column}\n2025-12-10 05:00,{cell}\n"


def workbook(*rows) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(written)
    return written.getvalue()


def test_hours_are_read_and_an_empty_cell_is_missing_never_zero():
    first, second = read_hours(GOOD.encode(), "air.csv")
    assert first.time == FIVE
    assert first.values == {Pollutant.PM25: 35_500, Pollutant.CO: 1200}
    assert second.values == {}


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8-sig"), GOOD.encode("utf-16"), GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(), GOOD.replace(",", ";").encode(), GOOD.replace(",", "\t").encode(),
        b"\n\n" + GOOD.encode() + b"\n , \n\n", GOOD.upper().encode(), GOOD.replace(",", " , ").encode(),
    ],
)  # fmt: skip
def test_every_usual_dress_of_a_csv_is_the_same_air(content):
    content = content.replace(b" , \n", b",,\n")
    assert read_hours(content, "air.csv") == read_hours(GOOD.encode(), "air.csv")


def test_gbk_from_a_chinese_excel_is_read():
    text = "time,pm25_ugm3,station\n2025/12/10 5:00,35,第31中学\n"
    assert read_hours(text.encode("gbk"), "air.csv")[0].time == FIVE


@pytest.mark.parametrize(
    "written",
    [
        "2025-12-10 05:00", "2025-12-10T05:00:00", "2025/12/10 5:00", "2025-12-10 05", "2025年12月10日5时",
        "2025-12-10T05:00:00+08:00", "2025-12-09T21:00Z", "2025-12-09T21:00:00.000+00:00",
        "2025-12-10 03:00+0600", "2025-12-10 02:30+05:30",
    ],
)  # fmt: skip
def test_a_time_without_an_offset_is_beijing_time_and_an_offset_is_converted(written):
    row = read_hours(f"time,o3_ugm3\n{written},7\n".encode(), "air.csv")[0]
    assert row.time == FIVE
    assert row.time.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "no_time"), ("soon", "bad_time"), ("2025-13-10 05:00", "bad_time"), ("2025-12-10", "bad_time"),
        ("2025-12-10 24:00", "bad_time"), ("2025-12-10 05:30", "not_on_the_hour"), ("20251210", "bad_time"),
        ("2025-12-10 05:00+05:30", "not_on_the_hour"), ("1925-12-10 05:00", "far_time"),
        ("2025-12-10 05:00+99:00", "bad_time"), ("05:00", "bad_time"),
    ],
)  # fmt: skip
def test_a_wrong_time_is_named(written, code):
    error = fault(f"time,o3_ugm3\n2025-12-10 04:00,3\n{written},7\n")
    assert (error.file, error.line, error.column, error.value, error.code) == (
        "air.csv",
        3,
        "time",
        written,
        code,
    )


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-1", "negative"), ("-0.01", "negative"), ("nan", "not_a_number"), ("inf", "not_a_number"),
        ("-inf", "not_a_number"), ("many", "not_a_number"), ("NA", "not_a_number"), ("—", "not_a_number"),
        ("1_000", "not_a_number"), ("<3", "not_a_number"), ("12 µg", "not_a_number"),
        ("100001", "implausible"), ("1e99", "implausible"), ("1e999999999", "not_a_number"),
        ("1.2.3", "not_a_number"), ("0x10", "not_a_number"),
    ],
)  # fmt: skip
def test_what_is_no_concentration_is_named(cell, code):
    error = fault(hour(cell))
    assert (error.line, error.column, error.value, error.code) == (2, "pm25_ugm3", cell, code)


def test_co_in_micrograms_is_found_out():
    error = fault(hour("871", "co_mgm3"))
    assert (error.code, error.params["unit"]) == ("implausible", "mg/m³")


@pytest.mark.parametrize(
    ("cell", "value"), [("0", 0), ("-0.0", 0), ("1E+02", 100_000), ("+7", 7000), (".5", 500)]
)
def test_numbers_as_programs_write_them(cell, value):
    assert read_hours(hour(cell).encode(), "air.csv")[0].values == {Pollutant.PM25: value}


@pytest.mark.parametrize(
    ("heading", "code", "column"),
    [
        ("pm25_ugm3,co_mgm3", "no_heading", ""), ("time,value", "no_heading", ""),
        ("time,pm25_ugm3,PM25_UGM3", "twice", "pm25_ugm3"),
        ("time,pm25_ugm3,co_ugm3", "misnamed", "co_ugm3"), ("time,o3_ugm3,pm2.5", "misnamed", "pm2.5"),
        ("time,o3_ugm3,o3_8h_ugm3", "misnamed", "o3_8h_ugm3"), ("time,o3_ugm3,SO2", "misnamed", "so2"),
    ],
)  # fmt: skip
def test_wrong_columns_are_named(heading, code, column):
    line = ",".join(["2025-12-10 05:00", *["1"] * heading.count(",")])
    error = faults(f"{heading}\n{line}\n")[0]
    assert (error.line, error.code, error.column) == (1, code, column)


def test_harmless_columns_are_passed_over():
    content = "city,time,pm25_ugm3,stations,comment,county\n北京,2025-12-10 05:00,35,12,fine,x\n"
    assert read_hours(content.encode(), "air.csv")[0].values == {Pollutant.PM25: 35_000}


def test_every_bad_row_is_named_and_nothing_is_taken():
    errors = faults("time,pm25_ugm3\n2025-12-10 05:00,1\nsoon,-2\n2025-12-10 06:00,x\n2025-12-10 05:00,3\n")
    assert [(error.line, error.code) for error in errors] == [
        (3, "negative"), (3, "bad_time"), (4, "not_a_number"), (5, "duplicate"),
    ]  # fmt: skip
    assert errors[-1].params == {"first": 2}


def test_the_same_hour_in_another_zone_is_a_duplicate():
    assert fault("time,o3_ugm3\n2025-12-10 05:00,1\n2025-12-09T21:00Z,1\n").code == "duplicate"


def test_stations_of_an_hour_are_averaged_over_those_that_report():
    content = (
        "station,time,pm25_ugm3,co_mgm3\n"
        "A,2025-12-10 05:00,35,1.1\nB,2025-12-10 05:00,36,\nC,2025-12-10 05:00,38,1.2\n"
    )
    row = read_hours(content.encode(), "air.csv")[0]
    assert row.values == {Pollutant.PM25: 36_333, Pollutant.CO: 1150}
    assert fault(content + "A,2025-12-10 05:00,9,1\n").code == "duplicate"


def test_dust_is_flagged_by_the_data():
    content = "time,pm10_ugm3,dust\n2025-12-10 05:00,900,1\n2025-12-10 06:00,900,\n2025-12-10 07:00,900,是\n"
    assert [row.is_dust for row in read_hours(content.encode(), "a.csv")] == [True, False, True]
    assert fault(content + "2025-12-10 08:00,9,perhaps\n").code == "not_yes_or_no"


@pytest.mark.parametrize(
    ("row", "code"), [("2025-12-10 05:00,1,9", "too_many_cells"), ("2025-12-10 05:00", "too_few_cells")]
)
def test_rows_of_another_length_are_named(row, code):
    error = fault(f"time,o3_ugm3\n{row}\n")
    assert (error.line, error.code) == (2, code)


def test_days_are_read_with_their_range_and_primary_pollutants():
    content = (
        "date,aqi_low,aqi_high,primary\n2025-12-11,160,190,PM2.5\n"
        "2025/12/10,210,240,PM10;细颗粒物(PM2.5)\n2025-12-12,,,\n"
    )
    first, second = read_days(content.encode(), "days.csv")
    assert (first.day, first.low, first.high) == (date(2025, 12, 10), 210, 240)
    assert first.primary == (Pollutant.PM10, Pollutant.PM25)
    assert (second.day, second.low, second.primary) == (date(2025, 12, 11), 160, (Pollutant.PM25,))
    assert read_air(content.encode(), "days.csv").kind == "daily"


def test_a_single_aqi_is_a_range_of_one():
    row = read_days(
        "date,aqi,primary,pm25_ugm3,o3_8h_ugm3\n2025-12-11,210.0,无,160,9\n".encode(), "days.csv"
    )[0]
    assert (row.low, row.high, row.primary) == (210, 210, ())


@pytest.mark.parametrize(
    ("heading", "row", "code"),
    [
        ("date,aqi", "2025-12-11,501", "not_an_index"), ("date,aqi", "2025-12-11,-3", "not_an_index"),
        ("date,aqi", "2025-12-11,88.5", "not_an_index"), ("date,aqi", "2025-12-11,high", "not_an_index"),
        ("date,aqi", "2025-02-30,88", "bad_date"), ("date,aqi", ",88", "bad_date"),
        ("date,aqi", "1900-01-01,8", "far_time"),
        ("date,aqi_low,aqi_high", "2025-12-11,190,160", "range_reversed"),
        ("date,aqi_low,aqi_high", "2025-12-11,190,", "half_a_range"),
        ("date,aqi_low", "2025-12-11,190", "aqi_or_range"),
        ("date,aqi,primary", "2025-12-11,190,smog", "no_pollutant"),
        ("date,o3_8h_ugm3", "2025-12-11,190", "no_heading"),
        ("date,aqi,aqi_low,aqi_high", "2025-12-11,1,1,1", "aqi_or_range"),
        ("date,aqi", "2025-12-11,", "no_values"),
    ],
)  # fmt: skip
def test_wrong_days_are_named(heading, row, code):
    assert fault(f"{heading}\n{row}\n").code == code


def test_a_day_may_stand_there_once():
    error = fault("date,aqi\n2025-12-11,190\n2025-12-11,190\n")
    assert (error.line, error.code, error.params) == (3, "duplicate", {"first": 2})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"), (b" \r\n\t\n", "empty"), ("\ufeff".encode(), "empty"),
        (b"time,pm25_ugm3\n", "no_rows"),
        (b"time,pm25_ugm3\n2025-12-10 05:00,\n", "no_values"), (b"\x00\x01\x02" * 90, "binary"),
        (b"\xd0\xcf\x11\xe0" + bytes(60), "old_excel"), (b"PK\x03\x04 no zip", "not_xlsx"),
        (b"\xff\xff\xff\x81", "encoding"),
        (b"just some prose", "no_rows"), (b"x" * (LARGEST_FILE + 1), "too_large"),
        (b'time,pm25_ugm3\n"2025-12-10 05:00"x,1\n', "not_csv"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_air_is_refused_in_one_line(content, code):
    error = fault(content)
    assert error.code == code
    assert "\n" not in str(error)


def test_ten_megabytes_of_rubbish_are_refused_unread():
    rubbish = np.random.default_rng(1).bytes(10 * 1024 * 1024)
    assert fault(rubbish, "rubbish.xlsx").code == "too_large"
    assert fault(rubbish[: LARGEST_FILE // 2], "rubbish.csv").code in {"encoding", "binary"}


def test_too_many_rows_are_refused():
    content = b"time,o3_ugm3\n" + b"2025-12-10 05:00,1\n" * (MOST_ROWS + 1)
    assert fault(content).code == "too_many_rows"


def test_thousands_of_faults_are_counted_and_a_page_of_them_shown():
    with pytest.raises(AirFileError) as refused:
        read_hours(("time,o3_ugm3\n" + "soon,1\n" * 3000).encode(), "air.csv")
    assert (len(refused.value.errors), refused.value.total) == (100, 3000)
    assert "and 2999 more" in str(refused.value)


def test_a_workbook_is_read_with_its_dates_and_numbers():
    content = workbook(
        ["Time", "PM25_ugm3", "co_mgm3", "note"],
        [CLOCK, 35.5, 1.2, "ok"],
        ["2025-12-10 06:00", None, "0.9", None],
        [None, None, None, None],
    )
    first, second = read_hours(content, "air.xlsx")
    assert (first.time, first.values) == (FIVE, {Pollutant.PM25: 35_500, Pollutant.CO: 1200})
    assert second.values == {Pollutant.CO: 900}


def test_an_excel_time_a_few_milliseconds_early_is_the_full_hour():
    content = workbook(["time", "o3_ugm3"], [CLOCK - timedelta(milliseconds=3), 3])
    assert read_hours(content, "air.xlsx")[0].time == FIVE


def test_a_workbook_of_days_is_read():
    content = workbook(["date", "aqi_low", "aqi_high", "primary"], [CLOCK.replace(hour=0), 160, 190, "PM2.5"])
    assert read_days(content, "days.xlsx")[0].day == date(2025, 12, 10)


@pytest.mark.parametrize(
    ("cell", "code"), [(True, "not_a_number"), ("#REF!", "not_a_number"), (-4, "negative")]
)
def test_wrong_cells_of_a_workbook_are_named_by_row(cell, code):
    error = fault(
        workbook(["time", "o3_ugm3"], ["2025-12-10 05:00", 3], ["2025-12-10 06:00", cell]), "air.xlsx"
    )
    assert (error.line, error.column, error.code) == (3, "o3_ugm3", code)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_a_damaged_workbook_is_refused(part):
    whole, broken = io.BytesIO(workbook(["time", "o3_ugm3"], ["2025-12-10 05:00", 3])), io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, b"<no" if name == part else source.read(name))
    assert fault(broken.getvalue(), "air.xlsx").code == "not_xlsx"


def test_a_workbook_that_unpacks_to_far_more_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 70 * 1024 * 1024)
    assert fault(packed.getvalue(), "air.xlsx").code == "too_large"


@pytest.mark.parametrize("code", list(CAUSES))
def test_every_cause_can_be_told_and_translated(code):
    params = dict.fromkeys(
        ["size", "most", "cause", "wanted", "known", "first", "last", "beijing", "unit"], "…"
    )
    error = RowError("air.csv", 3, "time", "x", code, params)
    assert str(error).startswith("air.csv:3: time 'x': ")
    assert error.explain(lambda text: "译：" + text).startswith("译：")


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes_give_rows_or_a_refusal(content):
    for prefix in (b"", b"time,pm25_ugm3\n", b"PK\x03\x04"):
        try:
            assert read_air(prefix + content, "any").rows
        except AirFileError as refused:
            assert refused.errors


@given(
    st.lists(
        st.tuples(st.datetimes(CLOCK, CLOCK.replace(2035)), st.decimals(0, 999, places=3)),
        min_size=1,
        max_size=9,
        unique_by=lambda row: row[0].replace(minute=0, second=0, microsecond=0),
    )
)
def test_what_is_written_is_read_back(rows):
    hours = [(moment.replace(minute=0, second=0, microsecond=0, tzinfo=UTC), value) for moment, value in rows]
    content = "time,co_mgm3,pm10_ugm3\n" + "".join(
        f"{moment.isoformat()},,{value}\n" for moment, value in hours
    )
    found = {row.time: row.values[Pollutant.PM10] for row in read_hours(content.encode(), "air.csv")}
    assert found == {moment: int(value * 1000) for moment, value in hours}


def test_the_real_air_is_read():
    path = DATA / "beijing-hourly-2015-11_2016-03.csv"
    if not path.exists():
        pytest.skip(f"no real air at {path}")
    assert len(read_hours(path.read_bytes(), path.name)) == 3248
