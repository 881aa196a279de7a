"""Demo accounts, and a made episode in progress; never in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import clock
from portal.desk.demo.accounts import account_sheet, make_accounts
from portal.desk.demo.episode import make_episode
from portal.desk.demo.roster import make_roster
from portal.offices.models import User


class Command(BaseCommand):
    help = "Make the demo accounts and a made episode in Kuitun. Run again, it adds what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="accounts only, no made episode")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not settings.DEMO:
            raise CommandError(
                "demo accounts and made data are for demo mode only (PORTAL_DEMO=1)", returncode=2
            )
        sheet = settings.VAR / "demo-accounts.txt"
        if not sheet.exists() or not User.objects.filter(username="kuitun.office").exists():
            sheet.touch(mode=0o600)
            sheet.write_text(account_sheet(make_accounts(now=clock.now())), encoding="utf-8")
        made = not options["empty"] and make_episode(now=clock.now())
        if not options["empty"]:
            make_roster(now=clock.now())
        self.stdout.write(f"accounts: {sheet}; made episode: {'made' if made else 'left as it is'}")
