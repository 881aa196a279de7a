"""Inbox, deputies, preferences, and notices told by telephone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.offices.models import Deputation
from portal.outbox.actions.post import post
from portal.outbox.models import Channel, Notice
from tests.builders import make_user
from tests.desk.office import desk, signed_in, text
from tests.desk.test_todo import undelivered

pytestmark = pytest.mark.django_db


def message(jurisdiction, key="m1", **addressed):
    now = timezone.now()
    post([
        Notice(
            key=key, jurisdiction=jurisdiction, topic="t", kind="k", channel=Channel.INBOX, addressee="x",
            subject="请签收", link="/desk/preferences/", created_at=now, not_before=now, **addressed,
        )
    ])  # fmt: skip
    return Notice.objects.get(key=key)


def deputising(deputy, **changes):
    times = {"starts_at": "2030-01-01T08:00", "ends_at": "2030-01-03T08:00"}
    return {"role": "director", "deputy": deputy.pk, **times} | changes


def test_a_message_leads_where_it_says_and_is_read_then(kuitun, sun):
    notice = message(kuitun, user=sun)
    answer = signed_in(sun).post(f"/desk/inbox/{notice.pk}/")
    notice.refresh_from_db()
    assert answer.url == "/desk/preferences/"
    assert notice.read_at


def test_a_message_never_leads_out_of_the_portal(kuitun, sun):
    notice = message(kuitun, user=sun)
    Notice.objects.update(link="https://example.org/")
    assert signed_in(sun).post(f"/desk/inbox/{notice.pk}/").url == "/desk/inbox/"


def test_a_units_message_is_in_the_inbox_of_its_members(kuitun, housing, li, sun):
    message(kuitun, unit=housing)
    assert "请签收" in text(desk(li, "/desk/inbox/"))
    assert "请签收" not in text(desk(sun, "/desk/inbox/"))


def test_somebody_elses_message_is_not_there(kuitun, sun, qian):
    notice = message(kuitun, user=sun)
    assert signed_in(qian).post(f"/desk/inbox/{notice.pk}/").status_code == 404


def test_all_messages_are_read_at_once(kuitun, housing, li):
    message(kuitun, unit=housing)
    message(kuitun, key="m2", user=li)
    signed_in(li).post("/desk/inbox/read/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_the_inbox_asks_as_often_for_thirty_messages_as_for_one(kuitun, sun, django_assert_num_queries):
    message(kuitun, user=sun)
    client = signed_in(sun)
    client.get("/desk/inbox/")
    for number in range(29):
        message(kuitun, key=f"n{number}", user=sun)
    with django_assert_num_queries(14):
        client.get("/desk/inbox/")


def test_a_director_names_a_deputy_for_a_stated_time(qian, sun):
    answer = signed_in(qian).post("/desk/deputies/", deputising(sun))
    deputation = Deputation.objects.get()
    assert answer.status_code == 302
    assert (deputation.holder, deputation.deputy) == (qian, sun)
    assert timezone.localtime(deputation.starts_at).hour == 8


def test_a_deputation_that_ends_before_it_starts_is_refused_beside_its_field(qian, sun):
    answer = signed_in(qian).post("/desk/deputies/", deputising(sun, ends_at="2029-12-31T08:00"))
    assert answer.status_code == 422
    assert 'href="#id_ends_at"' in text(answer)
    assert not Deputation.objects.exists()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_deputation_to_the_end_of_the_calendar_is_refused(qian, sun, moment):
    answer = signed_in(qian).post("/desk/deputies/", deputising(sun, starts_at=moment, ends_at=moment))
    assert answer.status_code == 422


def test_only_ones_own_roles_can_be_lent(sun, qian):
    answer = signed_in(sun).post("/desk/deputies/", deputising(qian))
    assert answer.status_code == 422


def test_nobody_of_another_office_can_be_named(qian, wu):
    assert signed_in(qian).post("/desk/deputies/", deputising(wu)).status_code == 422


def test_a_deputy_sees_for_whom_they_stand_in(qian, sun):
    signed_in(qian).post("/desk/deputies/", deputising(sun))
    assert "For whom I stand in" in text(desk(sun, "/desk/deputies/"))


def test_the_holder_withdraws_the_deputy(qian, sun):
    signed_in(qian).post("/desk/deputies/", deputising(sun))
    deputation = Deputation.objects.get()
    assert signed_in(sun).post(f"/desk/deputies/{deputation.pk}/withdraw/").status_code == 404
    assert signed_in(qian).post(f"/desk/deputies/{deputation.pk}/withdraw/").status_code == 302
    deputation.refresh_from_db()
    assert deputation.withdrawn_at


def test_a_units_member_has_no_deputies_page(li):
    assert desk(li, "/desk/deputies/").status_code == 404


def test_the_office_says_whom_it_told(kuitun, sun):
    notice = undelivered(kuitun)
    answer = signed_in(sun).post(f"/desk/notices/{notice.pk}/told/", {"note": "王强 0992-3223456"})
    notice.refresh_from_db()
    assert answer.status_code == 302
    assert notice.confirmed_by == sun


def test_told_without_a_name_is_asked_again(kuitun, sun):
    notice = undelivered(kuitun)
    assert signed_in(sun).post(f"/desk/notices/{notice.pk}/told/", {"note": ""}).status_code == 422


def test_only_the_office_says_so(kuitun, sun, qian, wu):
    notice = undelivered(kuitun)
    told = f"/desk/notices/{notice.pk}/told/"
    assert signed_in(qian).post(told, {"note": "王强"}).status_code == 403
    assert signed_in(wu).post(told, {"note": "王强"}).status_code == 404


def test_a_message_once_told_is_told(kuitun, sun):
    notice = undelivered(kuitun)
    client = signed_in(sun)
    client.post(f"/desk/notices/{notice.pk}/told/", {"note": "王强"})
    assert client.post(f"/desk/notices/{notice.pk}/told/", {"note": "王强"}).status_code == 409


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/inbox/", "/desk/deputies/", "/desk/preferences/", "/design/"]
)
def test_nothing_of_it_is_open_to_strangers(client, db, path):
    assert client.get(path).status_code == 302


def test_one_deputy_at_a_time_is_shown_with_its_state(qian, sun, kuitun):
    now = timezone.now()
    Deputation.objects.create(
        jurisdiction=kuitun, role="director", holder=qian, deputy=sun,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1),
    )  # fmt: skip
    assert "running" in text(desk(qian, "/desk/deputies/"))


def test_the_account_of_staff_without_office_still_has_preferences(db):
    assert desk(make_user("root", is_staff=True), "/desk/preferences/").status_code == 200
