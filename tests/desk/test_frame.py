"""The frame around every page."""

import re

import pytest
from allauth.core.ratelimit import respond_429
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.views.defaults import server_error

from early_warnings.models import EarlyWarning
from portal.lifecycle.actions.grant_role import grant_role
from portal.offices.roles import Role
from tests.builders import NOON, make_draft, make_jurisdiction, make_unit, make_user, put_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_force(plan, sun, qian, zhao, kuitun):
    return put_in_force(make_draft(kuitun, sun), office=sun, signers=[qian, zhao])


def page(user, path="/desk/inbox/"):
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    if user:
        client.force_login(user)
    return client.get(path).content.decode()


def menu(html):
    return re.findall(r'<ul class="nav-list">(.*?)</ul>', html, re.S)


def test_the_band_shows_the_warning_in_force(in_force, qian):
    html = page(qian)
    assert 'class="band-line level-3"' in html
    assert f'href="/warnings/{in_force.number}/"' in html


def test_without_a_warning_there_is_no_band(sun):
    assert 'class="band"' not in page(sun)


def test_another_office_does_not_see_the_band(in_force, wu):
    assert 'class="band"' not in page(wu)


def test_a_unit_sees_the_band_of_its_office(in_force, li):
    assert 'class="band-line level-3"' in page(li)


def test_a_drill_has_its_own_band(plan, sun, qian, zhao, kuitun):
    put_in_force(make_draft(kuitun, sun, is_drill=True), office=sun, signers=[qian, zhao])
    assert 'class="band-line is-drill"' in page(sun)


def test_a_units_member_has_the_slim_frame(li):
    html = page(li)
    assert 'class="slim"' in html
    assert menu(html) == []


def test_the_menu_is_that_of_the_role(sun):
    (items,) = menu(page(sun))
    assert 'href="/desk/"' in items
    assert 'href="/warnings/"' in items


def test_who_has_one_seat_gets_no_switcher(sun):
    assert "/desk/seat/" not in page(sun)


def test_who_has_two_seats_can_change_between_them(client, sun):
    grant_role(sun, Role.OFFICE, make_jurisdiction("650100", "乌鲁木齐市"), by=None, now=NOON)
    client.force_login(sun)
    assert client.get("/desk/").context["frame"].jurisdiction.code == "650100"
    assert client.post("/desk/seat/", {"code": "654003"}).status_code == 302
    assert client.get("/desk/").context["frame"].jurisdiction.code == "654003"


def test_a_seat_that_is_not_ones_own_is_not_there(client, sun, wu):
    client.force_login(sun)
    assert client.post("/desk/seat/", {"code": "150203"}).status_code == 404


def test_the_frame_costs_a_fixed_number_of_queries(client, in_force, sun, django_assert_num_queries):
    client.force_login(sun)
    client.get("/desk/inbox/")
    # Session, user, seats, roles (own, of groups, lent), units, in force, on duty, unread (two);
    # of the inbox: units, count, rows.
    with django_assert_num_queries(14):
        client.get("/desk/inbox/")


def test_an_anonymous_reader_costs_the_frame_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/accounts/login/")


def test_a_page_names_its_language(client, sun):
    assert '<html lang="zh-Hans"' in Client().get("/accounts/login/").content.decode()
    assert '<html lang="en"' in page(None, "/accounts/login/")


def test_the_language_chosen_stays_with_the_account(client, sun):
    client.force_login(sun)
    client.post("/language/", {"language": "en", "next": "/desk/"})
    sun.refresh_from_db()
    assert sun.language == "en"
    fresh = Client()
    fresh.force_login(sun)
    assert '<html lang="en"' in fresh.get("/desk/inbox/").content.decode()


def test_the_theme_is_the_devices(client, sun):
    client.force_login(sun)
    client.post("/desk/preferences/", {"language": "zh-hans", "theme": "dark"})
    assert 'data-theme="dark"' in client.get("/desk/inbox/").content.decode()


def test_no_page_asks_another_host_or_holds_a_script_of_its_own(in_force, sun):
    html = page(sun, "/desk/")
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", html)
    assert "<style" not in html


def test_a_page_that_is_not_there_says_what_to_do(sun):
    client = Client()
    client.force_login(sun)
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert 'id="error"' in answer.content.decode()


def test_a_step_no_longer_possible_is_a_conflict_with_its_cause(client, sun, in_force):
    client.force_login(sun)
    answer = client.post(f"/warnings/{in_force.number}/submit/")
    assert answer.status_code == 409
    assert in_force.number in answer.content.decode()
    assert EarlyWarning.objects.get().is_in_force


def test_the_page_of_components_is_for_staff(client, sun, kuitun):
    make_unit(kuitun)
    client.force_login(sun)
    assert client.get("/design/").status_code == 403
    client.force_login(make_user("root", is_staff=True))
    assert client.get("/design/").status_code == 200


def test_a_fault_of_the_program_says_what_to_do_without_any_context(rf):
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert 'id="error"' in answer.content.decode()


def test_a_form_without_its_seal_is_refused_with_a_reason(db):
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert 'id="error"' in answer.content.decode()


def test_too_many_tries_are_paused_with_a_reason(rf):
    request = rf.get("/accounts/login/")
    request.user = AnonymousUser()
    answer = respond_429(request)
    assert answer.status_code == 429
    assert 'id="error"' in answer.content.decode()
