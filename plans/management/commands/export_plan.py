"""Print a plan as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from plans.exporting import export
from plans.management.editions import editions_in_force
from plans.reading import document_of


class Command(BaseCommand):
    help = "Print the plan in force of one jurisdiction as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE")

    def handle(self, *args: Any, **options: Any) -> None:
        (edition,) = editions_in_force([options["code"]])
        jurisdiction = edition.jurisdiction
        superior = jurisdiction.superior.code if jurisdiction.superior else None
        exported = export(document_of(edition), name=jurisdiction.name, superior=superior)
        self.stdout.write(json.dumps(exported, ensure_ascii=False, indent=2))
