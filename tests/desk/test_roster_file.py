"""Rosters and contacts from files: all rows, or none and every fault named."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from early_warnings.tables import Line
from portal.lifecycle.models import JournalEntry
from portal.offices.models import Contact, DutyShift
from portal.offices.rosterfile import BEIJING, RosterFileError, is_phone, read_contacts, read_shifts, time_of
from tests.desk.office import LATER, desk, signed_in, text

SHIFTS = ("单位", "姓名", "电话", "开始时间", "结束时间", "备注")
CONTACTS = ("单位", "类别", "姓名", "职务", "电话")
UNITS = {"市住建局": 7, "指挥部办公室": None}
GOOD = ("市住建局", "李娜", 13899990001, "2026-12-19 09:00", "2026-12-20 09:00", "")


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(user, kind, *rows, name="roster.xlsx"):
    file = SimpleUploadedFile(name, workbook(*rows))
    return signed_in(user).post("/desk/roster/import/", {"kind": kind, "file": file})


def lines(columns, *rows):
    return [Line(number, dict(zip(columns, row, strict=True))) for number, row in enumerate(rows, start=2)]


def faults(read, columns, *rows):
    with pytest.raises(RosterFileError) as refused:
        read(columns, lines(columns, *rows), UNITS)
    return [(fault.line, fault.column, fault.code) for fault in refused.value.errors]


def test_a_row_is_read_with_beijing_time_and_the_number_as_text():
    (row,) = read_shifts(SHIFTS, lines(SHIFTS, GOOD), UNITS)
    assert (row.unit, row.name, row.phone) == (7, "李娜", "13899990001")
    assert row.starts_at == datetime(2026, 12, 19, 9, tzinfo=BEIJING)


def test_an_empty_unit_is_the_command_office():
    (row,) = read_shifts(SHIFTS, lines(SHIFTS, ("", *GOOD[1:])), UNITS)
    assert row.unit is None


def test_english_headings_do_too():
    english = ("unit", "name", "phone", "from", "until", "note")
    assert read_shifts(english, lines(english, GOOD), UNITS)[0].name == "李娜"


def test_every_fault_of_every_row_is_named():
    found = faults(
        read_shifts, SHIFTS,
        ("市环卫局", *GOOD[1:]),
        ("市住建局", "", "call me", "tomorrow", "", ""),
        ("市住建局", "王强", "", "2026-12-20 09:00", "2026-12-19 09:00", ""),
        ("市住建局", "张伟", "", "2026-12-20 09:00", "2027-12-21 09:00", "长" * 201),
    )  # fmt: skip
    assert found == [
        (2, "单位", "no_unit"),
        (3, "姓名", "no_name"),
        (3, "电话", "bad_phone"),
        (3, "开始时间", "bad_time"),
        (3, "结束时间", "no_time"),
        (4, "结束时间", "ends_early"),
        (5, "备注", "too_long"),
        (5, "结束时间", "too_long_shift"),
    ]


def test_a_row_that_stands_there_twice_is_named_with_the_first():
    assert faults(read_shifts, SHIFTS, GOOD, GOOD) == [(3, "开始时间", "duplicate")]


def test_a_missing_heading_is_named():
    assert faults(read_shifts, ("单位", "姓名"), ("", "x")) == [
        (1, "开始时间", "no_heading"),
        (1, "结束时间", "no_heading"),
    ]


def test_a_contact_needs_a_kind_a_number_and_mostly_a_name():
    found = faults(
        read_contacts, CONTACTS,
        ("市住建局", "门卫", "李娜", "", "0992-3220001"),
        ("市住建局", "联络员", "", "", "0992-3220001"),
        ("市住建局", "分管领导", "何局", "局长", ""),
        ("市住建局", "值班电话", "", "", "0992-3220001"),
    )  # fmt: skip
    assert found == [(2, "类别", "no_kind"), (3, "姓名", "no_name"), (4, "电话", "no_phone")]


@pytest.mark.parametrize(
    "written",
    ["2026-12-09 09:00", "2026/12/9 9:00", "2026年12月9日9时", "2026.12.9 09:00:00", "2026-12-09T09:00"],
)
def test_times_are_read_as_people_write_them(written):
    assert time_of(written) == datetime(2026, 12, 9, 9, tzinfo=BEIJING)


@pytest.mark.parametrize("number", ["12369", "0992-3221234", "+86 138 9999 0001", "(0992)3221234转8001"])
def test_numbers_are_read_as_people_write_them(number):
    assert is_phone(number)


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=20), st.floats(), st.integers()), min_size=6, max_size=6)
)
def test_whatever_stands_in_a_row_it_is_read_or_named(cells):
    try:
        read_shifts(SHIFTS, lines(SHIFTS, cells), UNITS)
    except RosterFileError as refused:
        assert all(fault.explain() for fault in refused.errors)


def test_a_file_of_shifts_is_stored_and_journaled_once(kuitun, sun, housing, li, now):
    rows = (SHIFTS, ("市住建局", "li", "", *GOOD[3:]), ("", "马晓东", "0992-3220001", *GOOD[3:]))
    assert send(sun, "shifts", *rows).url == "/desk/roster/"
    assert DutyShift.objects.get(unit=housing).user == li
    assert DutyShift.objects.get(unit=None).phone == "0992-3220001"
    entry = JournalEntry.objects.get(verb="import_shifts")
    assert entry.facts == {"file": "roster.xlsx", "added": 2, "changed": 0, "same": 0}


def test_the_same_file_again_changes_nothing_and_a_newer_one_what_it_says(kuitun, sun, housing, now):
    send(sun, "shifts", SHIFTS, GOOD)
    send(sun, "shifts", SHIFTS, GOOD)
    send(sun, "shifts", SHIFTS, (*GOOD[:4], "2026-12-20 12:00", "带班"))
    assert DutyShift.objects.get().note == "带班"
    entries = JournalEntry.objects.filter(verb="import_shifts").order_by("sequence")
    assert [(e.facts["added"], e.facts["changed"], e.facts["same"]) for e in entries] == [
        (1, 0, 0), (0, 0, 1), (0, 1, 0),
    ]  # fmt: skip


def test_one_bad_row_keeps_the_whole_file_out(kuitun, sun, housing, now):
    answer = send(sun, "shifts", SHIFTS, GOOD, ("市环卫局", *GOOD[1:]))
    assert answer.status_code == 422
    assert "市环卫局" in text(answer) and "1 place in the file needs mending" in text(answer)
    assert not DutyShift.objects.exists()


def test_a_shift_handed_over_is_not_changed_by_a_file(kuitun, sun, housing, now):
    send(sun, "shifts", SHIFTS, GOOD)
    DutyShift.objects.update(handover="无事", handed_over_at=LATER)
    answer = send(sun, "shifts", SHIFTS, (*GOOD[:4], "2026-12-20 12:00", ""))
    assert answer.status_code == 422 and "has been handed over" in text(answer)
    assert send(sun, "shifts", SHIFTS, GOOD).status_code == 302


def test_a_file_of_contacts_is_stored(kuitun, sun, housing, now):
    send(sun, "contacts", CONTACTS, ("市住建局", "联络员", "李娜", "科长", "0992-3220001"))
    contact = Contact.objects.get()
    assert (contact.unit, contact.kind, contact.post) == (housing, "liaison", "科长")


def test_what_is_no_table_is_refused_with_its_cause(kuitun, sun, now):
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04 no workbook")
    answer = signed_in(sun).post("/desk/roster/import/", {"kind": "shifts", "file": file})
    assert answer.status_code == 422 and "cannot be read" in text(answer)


@pytest.mark.parametrize(("kind", "columns"), [("shifts", SHIFTS), ("contacts", CONTACTS)])
def test_the_template_has_the_headings_and_the_units(kuitun, sun, housing, now, kind, columns):
    answer = desk(sun, f"/desk/roster/import/{kind}.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert next(book.worksheets[0].values) == columns
    assert ("市住建局",) in list(book.worksheets[1].values)
    assert send(sun, kind, *book.worksheets[0].values).status_code == 422


def test_only_the_office_brings_in_files(kuitun, qian, li, now):
    for user in (qian, li):
        assert desk(user, "/desk/roster/import/").status_code == 403
        assert desk(user, "/desk/roster/import/shifts.xlsx").status_code == 403


def test_the_reading_of_files_knows_no_framework():
    source = (Path(__file__).parents[2] / "portal/offices/rosterfile.py").read_text()
    assert "django" not in source
