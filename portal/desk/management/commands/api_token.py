"""Give a program the key to the REST interface."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rest_framework.authtoken.models import Token

from portal.offices.models import User


class Command(BaseCommand):
    help = 'Print the token of an account, for the header "Authorization: Token …". Makes one where none is.'

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="USERNAME")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["username"]
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"there is no account {name!r}; make one in the administration", returncode=2)
        if not user.is_active:
            raise CommandError(f"the account {name!r} is not active", returncode=2)
        token, _is_new = Token.objects.get_or_create(user=user)
        self.stdout.write(token.key)
