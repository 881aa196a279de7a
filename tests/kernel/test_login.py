"""One door for logging in: throttled, and with the second factor of whoever has one."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from portal.offices.models import User

PHRASE = "a long pass phrase"


@pytest.fixture
def keeper(db):
    return User.objects.create_superuser("keeper", password=PHRASE)


def test_the_administration_has_no_login_of_its_own(keeper):
    TOTP.activate(keeper, generate_totp_secret())
    browser = Client()
    browser.post("/admin/login/?next=/admin/", {"username": "keeper", "password": PHRASE})
    assert browser.get("/admin/").status_code == 302
    assert browser.get("/admin/login/?next=/admin/").url.startswith("/accounts/login/")


def test_the_keeper_of_reference_data_comes_in(keeper):
    browser = Client()
    browser.force_login(keeper)
    assert browser.get("/admin/").status_code == 200


def test_a_login_is_throttled(keeper):
    browser = Client()
    wrong = {"login": "keeper", "password": "not this one"}
    answers = [browser.post("/accounts/login/", wrong) for _ in range(7)]
    right = browser.post("/accounts/login/", {"login": "keeper", "password": PHRASE})
    assert [answers[0].status_code, right.status_code] == [200, 200]
