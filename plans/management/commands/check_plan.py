"""Check the plans in force and print what is wrong or worth knowing."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from plans.linter import lint
from plans.management.editions import editions_in_force
from plans.models import PlanEdition
from plans.reading import document_of
from portal.offices.authority import held_roles


class Command(BaseCommand):
    help = "Print the errors and remarks of the plans in force; exit 1 where there are errors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="jurisdictions; all when none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        errors = [self.report(edition) for edition in editions_in_force(options["codes"])]
        if any(errors):
            sys.exit(1)

    def report(self, edition: PlanEdition) -> int:
        """Print the findings of one plan; the number of errors."""
        jurisdiction = edition.jurisdiction
        superior = jurisdiction.superior.code if jurisdiction.superior else None
        findings = lint(document_of(edition), superior=superior, held=held_roles(jurisdiction))
        errors = sum(finding.level == "error" for finding in findings)
        remarks = len(findings) - errors
        self.stdout.write(f"{jurisdiction.code} {jurisdiction.name}: {errors} errors, {remarks} remarks")
        for each in findings:
            clause = f" [{each.clause}]" if each.clause else ""
            self.stdout.write(f"  {each.level} {each.code} {each.where}{clause}: {each.zh} | {each.en}")
        return errors
