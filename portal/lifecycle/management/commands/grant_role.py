"""Give a person a role in a jurisdiction, or take it back with --revoke; journaled."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import clock
from portal.lifecycle.actions.grant_role import grant_role, revoke_role
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role


class Command(BaseCommand):
    help = "Grant USERNAME a role in the jurisdiction CODE, or revoke it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("code")
        parser.add_argument("--revoke", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get(username=options["username"])
            jurisdiction = Jurisdiction.objects.get(code=options["code"])
        except (User.DoesNotExist, Jurisdiction.DoesNotExist) as error:
            raise CommandError(f"{error} ({options['username']}, {options['code']})", returncode=2) from error
        act = revoke_role if options["revoke"] else grant_role
        act(user, Role(options["role"]), jurisdiction, by=None, now=clock.now())
