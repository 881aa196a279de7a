"""Print how much the plans in force hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from plans.counting import counts_table
from plans.management.editions import editions_in_force
from plans.reading import document_of


class Command(BaseCommand):
    help = "Print a Markdown table of units, duties, measures and assignments of the plans in force."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="jurisdictions; all when none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        editions = editions_in_force(options["codes"])
        plans = {edition.jurisdiction.short_name: document_of(edition) for edition in editions}
        self.stdout.write(counts_table(plans))
