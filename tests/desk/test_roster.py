"""The duty roster, hand-overs and contacts, through their pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.lifecycle.actions.keep_contact import add_contact
from portal.lifecycle.actions.keep_duty import add_shift
from portal.lifecycle.models import JournalEntry
from portal.offices.models import Contact, DutyShift
from portal.outbox.models import Notice
from tests.builders import make_unit, make_user
from tests.desk.office import LATER, desk, signed_in, text
from tests.desk.test_todo import undelivered

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def on_duty(jurisdiction, by, unit=None, *, begin=LATER - HOUR, hours=24, **changes):
    said = {"name": "马晓东", "phone": "0992-3220001"} | changes
    times = {"starts_at": begin, "ends_at": begin + hours * HOUR}
    return add_shift(jurisdiction, unit, by=by, now=LATER, **times, **said)


def watch(**changes):
    times = {"starts_at": "2026-12-19T09:00", "ends_at": "2026-12-20T09:00"}
    return {"name": "马晓东", "phone": "0992-3220001"} | times | changes


def verbs():
    return list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True))


def test_whoever_is_on_duty_stands_in_the_header(kuitun, sun, li, now):
    on_duty(kuitun, sun)
    for reader in (sun, li):
        html = text(desk(reader, "/desk/inbox/"))
        assert "On duty 马晓东" in html
        assert 'href="tel:0992-3220001"' in html


def test_nobody_on_duty_is_said_to_the_office_alone(kuitun, sun, qian, now):
    on_duty(kuitun, sun, begin=LATER + HOUR)
    assert "nobody entered" in text(desk(sun, "/desk/inbox/"))
    assert "nobody entered" not in text(desk(qian, "/desk/inbox/"))


def test_a_units_watch_is_not_that_of_the_office(kuitun, sun, housing, now):
    on_duty(kuitun, sun, housing)
    assert desk(sun, "/desk/inbox/").context["frame"].on_duty == []


def test_the_office_puts_someone_on_duty(kuitun, sun, now):
    assert signed_in(sun).post("/desk/roster/add/", watch()).url == "/desk/roster/"
    shift = DutyShift.objects.get()
    assert (shift.name, shift.unit, timezone.localtime(shift.starts_at).hour) == ("马晓东", None, 9)
    assert verbs()[-1] == "add_shift"


def test_a_colleague_is_put_on_duty_by_their_account(kuitun, sun, qian, now):
    qian.phone = "0992-3225566"
    qian.save()
    signed_in(sun).post("/desk/roster/add/", watch(user=qian.pk, name="", phone=""))
    shift = DutyShift.objects.get()
    assert (shift.user, shift.name, shift.telephone) == (qian, "qian", "0992-3225566")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"ends_at": "2026-12-19T09:00"}, "ends_at"),
        ({"ends_at": "2027-12-19T09:00"}, "ends_at"),
        ({"phone": "ring me"}, "phone"),
    ],
)
def test_a_shift_that_cannot_be_is_refused_beside_its_field(kuitun, sun, now, wrong, field):
    answer = signed_in(sun).post("/desk/roster/add/", watch(**wrong))
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in text(answer)
    assert not DutyShift.objects.exists()


def test_the_same_watch_is_entered_once(kuitun, sun, now):
    signed_in(sun).post("/desk/roster/add/", watch())
    assert signed_in(sun).post("/desk/roster/add/", watch()).status_code == 422
    assert DutyShift.objects.count() == 1


def test_two_people_can_be_on_duty_together(kuitun, sun, now):
    on_duty(kuitun, sun)
    on_duty(kuitun, sun, name="王强")
    assert "On duty 马晓东、王强" in text(desk(sun, "/desk/inbox/"))


def test_a_unit_keeps_its_own_roster_and_no_other(kuitun, housing, li, now):
    other = make_unit(kuitun, "市城管局")
    client = signed_in(li)
    assert client.post(f"/desk/roster/units/{housing.pk}/add/", watch()).status_code == 302
    assert client.post(f"/desk/roster/units/{other.pk}/add/", watch()).status_code == 404
    assert client.post("/desk/roster/add/", watch()).status_code == 403
    assert DutyShift.objects.get().unit == housing


def test_a_unit_sees_the_office_and_itself_only(kuitun, housing, li, sun, now):
    other = make_unit(kuitun, "市城管局")
    on_duty(kuitun, sun, other, name="别人")
    on_duty(kuitun, sun, housing, name="自己")
    html = text(desk(li, "/desk/roster/"))
    assert "自己" in html and "别人" not in html
    assert desk(li, f"/desk/roster/units/{other.pk}/").status_code == 404


def test_the_director_reads_the_roster_and_does_not_keep_it(kuitun, sun, qian, now):
    shift = on_duty(kuitun, sun)
    html = text(desk(qian, "/desk/roster/"))
    assert "马晓东" in html and "/desk/roster/add/" not in html
    assert signed_in(qian).post("/desk/roster/add/", watch()).status_code == 403
    assert signed_in(qian).post(f"/desk/roster/shifts/{shift.pk}/remove/").status_code == 403


def test_another_office_sees_nothing_of_it(kuitun, sun, housing, wu, now):
    shift = on_duty(kuitun, sun)
    for path in (f"shifts/{shift.pk}/", f"units/{housing.pk}/"):
        assert desk(wu, f"/desk/roster/{path}").status_code == 404
    assert "马晓东" not in text(desk(wu, "/desk/roster/"))


def test_a_shift_is_changed_and_the_journal_keeps_both(kuitun, sun, now):
    shift = on_duty(kuitun, sun)
    signed_in(sun).post(f"/desk/roster/shifts/{shift.pk}/", watch(name="王强"))
    shift.refresh_from_db()
    entry = JournalEntry.objects.get(verb="change_shift")
    assert shift.name == "王强"
    assert (entry.facts["before"]["name"], entry.facts["after"]["name"]) == ("马晓东", "王强")


def test_a_shift_is_removed_and_the_journal_keeps_it(kuitun, sun, now):
    shift = on_duty(kuitun, sun)
    signed_in(sun).post(f"/desk/roster/shifts/{shift.pk}/remove/")
    assert not DutyShift.objects.exists()
    assert JournalEntry.objects.get(verb="remove_shift").facts["name"] == "马晓东"


def test_the_outgoing_person_leaves_word_and_the_next_reads_it(kuitun, sun, qian, now):
    shift = on_duty(kuitun, sun, name="sun", user=sun)
    assert 'id="hand-over"' in text(desk(sun, "/desk/roster/"))
    signed_in(sun).post(f"/desk/roster/shifts/{shift.pk}/hand-over/", {"note": "等城管局回电"})
    assert "等城管局回电" in text(desk(make_user("next", kuitun, "office"), "/desk/roster/"))
    assert "等城管局回电" in text(desk(make_user("later", kuitun, "office"), "/desk/"))
    entry = JournalEntry.objects.get(verb="hand_over")
    assert (entry.note, entry.at, entry.by) == ("等城管局回电", LATER, sun)


def test_what_the_office_hands_over_is_for_those_who_work_there(kuitun, sun, qian, li, now):
    shift = on_duty(kuitun, sun)
    signed_in(sun).post(f"/desk/roster/shifts/{shift.pk}/hand-over/", {"note": "红色预警待签"})
    assert "红色预警待签" in text(desk(qian, "/desk/roster/"))
    for reader in (li, make_user("vera", kuitun, "viewer")):
        html = text(desk(reader, "/desk/roster/"))
        assert "马晓东" in html and "红色预警待签" not in html


def test_nobody_hands_over_for_somebody_else(kuitun, sun, now):
    shift = on_duty(kuitun, sun, name="sun", user=sun)
    other = make_user("other", kuitun, "office")
    answer = signed_in(other).post(f"/desk/roster/shifts/{shift.pk}/hand-over/", {"note": "x"})
    assert answer.status_code == 403


def test_for_a_person_without_an_account_the_office_writes_it(kuitun, sun, now):
    shift = on_duty(kuitun, sun)
    answer = signed_in(sun).post(f"/desk/roster/shifts/{shift.pk}/hand-over/", {"note": "无事"})
    assert answer.status_code == 302


def test_a_hand_over_is_written_once_and_fixes_the_shift(kuitun, sun, now):
    shift = on_duty(kuitun, sun)
    client, address = signed_in(sun), f"/desk/roster/shifts/{shift.pk}/"
    client.post(f"{address}hand-over/", {"note": "无事"})
    for path, said in (("hand-over/", {"note": "又一条"}), ("remove/", {}), ("", watch(name="王强"))):
        assert client.post(f"{address}{path}", said).status_code == 409
    shift.refresh_from_db()
    assert (shift.name, shift.handover) == ("马晓东", "无事")


def test_a_hand_over_needs_words_and_a_watch_that_has_begun(kuitun, sun, now):
    shift, coming = on_duty(kuitun, sun), on_duty(kuitun, sun, begin=LATER + HOUR)
    client = signed_in(sun)
    assert client.post(f"/desk/roster/shifts/{shift.pk}/hand-over/", {"note": " "}).status_code == 422
    assert client.post(f"/desk/roster/shifts/{coming.pk}/hand-over/", {"note": "x"}).status_code == 409


def test_the_month_shows_its_shifts_and_not_the_next_months(kuitun, sun, now):
    on_duty(kuitun, sun, name="本月")
    on_duty(kuitun, sun, name="下月", begin=LATER + timedelta(days=40))
    assert [each.name for each in desk(sun, "/desk/roster/").context["listed"]] == ["本月"]
    january = desk(sun, "/desk/roster/?month=2027-01").context["listed"]
    assert [each.name for each in january] == ["下月"]


def test_a_month_that_is_none_is_the_present_one(kuitun, sun, now):
    assert desk(sun, "/desk/roster/?month=nonsense").context["month"].month == 12


def test_contacts_are_kept_by_the_office_and_the_unit(kuitun, sun, housing, li, now):
    said = {"kind": "liaison", "name": "李娜", "post": "科长", "phone": "0992-3221234"}
    for keeper in (sun, li):
        said |= {"name": f"李娜{keeper}"}
        signed_in(keeper).post(f"/desk/roster/units/{housing.pk}/contacts/add/", said)
    assert Contact.objects.filter(unit=housing).count() == 2
    contact = Contact.objects.first()
    signed_in(li).post(f"/desk/roster/contacts/{contact.pk}/", said | {"name": "新人", "phone": "110"})
    signed_in(li).post(f"/desk/roster/contacts/{Contact.objects.last().pk}/remove/")
    assert [(each.name, each.phone) for each in Contact.objects.all()] == [("新人", "110")]
    assert verbs()[-4:] == ["add_contact", "add_contact", "change_contact", "remove_contact"]


def test_only_a_duty_telephone_goes_without_a_name(kuitun, sun, now):
    said = {"kind": "leader", "name": "", "post": "", "phone": "0992-3221234"}
    client = signed_in(sun)
    assert client.post("/desk/roster/contacts/add/", said).status_code == 422
    assert client.post("/desk/roster/contacts/add/", said | {"kind": "duty_phone"}).status_code == 302


def test_who_has_not_acknowledged_can_be_called(busy, kuitun, sun, housing):
    on_duty(kuitun, sun, housing, name="陈晨", phone="0992-3220009")
    add_contact(kuitun, housing, by=sun, now=LATER, kind="leader", name="何局", phone="0992-3220010")
    html = text(desk(sun)).split('id="unacknowledged"')[1]
    assert "陈晨" in html and "tel:0992-3220009" in html and "tel:0992-3220010" in html


def test_who_was_not_told_can_be_called(kuitun, sun, housing, now):
    add_contact(kuitun, housing, by=sun, now=LATER, kind="liaison", name="李娜", phone="0992-3220010")
    Notice.objects.filter(pk=undelivered(kuitun).pk).update(unit=housing)
    assert "tel:0992-3220010" in text(desk(sun)).split('id="undelivered"')[1]


def test_a_units_page_says_to_the_office_whom_to_call(busy, kuitun, sun, housing, li):
    add_contact(kuitun, housing, by=sun, now=LATER, kind="liaison", name="李娜", phone="0992-3220010")
    page = f"/responses/units/{housing.tasks.get().pk}/"
    assert "tel:0992-3220010" in text(desk(sun, page))


def test_the_roster_asks_as_often_for_a_full_month_as_for_one_shift(
    kuitun, sun, housing, now, django_assert_max_num_queries, django_assert_num_queries
):
    on_duty(kuitun, sun)
    client = signed_in(sun)
    client.get("/desk/roster/")
    with django_assert_max_num_queries(24) as few:
        client.get("/desk/roster/")
    for day in range(1, 20):
        unit = make_unit(kuitun, f"单位{day}")
        on_duty(kuitun, sun, begin=LATER + timedelta(days=day))
        on_duty(kuitun, sun, unit)
    with django_assert_num_queries(len(few)):
        client.get("/desk/roster/")
