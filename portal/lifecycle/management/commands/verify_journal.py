"""Check that no journal entry was changed, removed or filled in."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.lifecycle.journal import breaks
from portal.offices.models import Jurisdiction


class Command(BaseCommand):
    help = "Check the hash chain of every jurisdiction's journal; exit 1 where one is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="jurisdictions; all when none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Jurisdiction.objects.all()
        if options["codes"]:
            chosen = chosen.filter(code__in=options["codes"])
        found = [self.report(jurisdiction) for jurisdiction in chosen]
        if any(found):
            sys.exit(1)

    def report(self, jurisdiction: Jurisdiction) -> bool:
        """Print one line for a whole chain, or one for each break; whether there was a break."""
        broken = list(breaks(jurisdiction))
        for item in broken:
            self.stderr.write(f"{item.jurisdiction} #{item.sequence}: {item.cause}")
        if not broken:
            self.stdout.write(
                f"{jurisdiction.code} {jurisdiction.name}: {jurisdiction.journal.count()} entries, whole"
            )
        return bool(broken)
