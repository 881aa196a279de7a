"""The command that gives a program its key."""

import pytest
from django.core.management import CommandError, call_command
from rest_framework.authtoken.models import Token

from tests.api.stories import URL


def printed(capsys, name):
    call_command("api_token", name)
    return capsys.readouterr().out.strip()


def test_an_account_has_one_token_that_lets_it_in(sun, client, capsys):
    key = printed(capsys, "sun")
    assert printed(capsys, "sun") == key == Token.objects.get(user=sun).key
    answer = client.get(f"{URL}/warnings/", headers={"Authorization": f"Token {key}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["nobody", "sun"])
def test_no_token_without_an_active_account(name, sun, capsys):
    sun.is_active = False
    sun.save(update_fields=["is_active"])
    with pytest.raises(CommandError) as refused:
        call_command("api_token", name)
    assert refused.value.returncode == 2 and name in str(refused.value)
    assert not Token.objects.exists()


def test_the_token_of_a_closed_account_is_worth_nothing(sun, client, capsys):
    key = printed(capsys, "sun")
    sun.is_active = False
    sun.save(update_fields=["is_active"])
    answer = client.get(f"{URL}/warnings/", headers={"Authorization": f"Token {key}"})
    assert answer.status_code == 401
