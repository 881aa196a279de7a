"""Load jurisdictions and plans from their files."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from plans.actions.load_jurisdictions import load_jurisdictions
from plans.actions.load_plan import Loaded, PlanRefused, load_plan
from plans.document import Plan
from plans.jurisdictionfile import read_jurisdictions
from plans.planfile import parse_plan, problem_at, read_text
from plans.problems import FileError, Problem
from portal import clock

FIXTURES = settings.BASE_DIR / "fixtures"
HOLDS_JURISDICTIONS = re.compile(r"^jurisdictions\s*:", re.MULTILINE)


class Command(BaseCommand):
    help = "Load plan files (and files of jurisdictions). Without a file: everything in fixtures. Idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        files = options["files"] or [FIXTURES / "jurisdictions.yaml", *sorted(FIXTURES.glob("plans/*.yaml"))]
        try:
            self.load([named(file) for file in files])
        except FileError as error:
            raise CommandError(str(error), returncode=2) from error

    def load(self, files: list[Path]) -> None:
        """All files or none: everything is read before anything is written."""
        texts = {file: read_text(file) for file in files}
        places = [file for file in files if HOLDS_JURISDICTIONS.search(texts[file])]
        plans = read_all((file, texts[file]) for file in files if file not in places)
        jurisdictions = [place for file in places for place in read_jurisdictions(file)]
        with transaction.atomic():
            outcomes = load_jurisdictions(jurisdictions)
            loaded = [load(plan, file, texts[file]) for file, plan in plans]
        self.report(outcomes, loaded)

    def report(self, jurisdictions: dict[str, str], loaded: list[Loaded]) -> None:
        if jurisdictions:
            words = [f"{list(jurisdictions.values()).count(word)} {word}" for word in OUTCOMES]
            self.stdout.write(f"jurisdictions: {', '.join(words)}")
        for each in loaded:
            edition = each.edition
            self.stdout.write(
                f"{edition.jurisdiction.code} {edition.jurisdiction.name} {edition.edition}: "
                f"{each.outcome}, {edition.get_state_display()}"
            )
            for part, count in each.counts.items():
                self.stdout.write(f"  {part}: {count}")


OUTCOMES = ("created", "changed", "unchanged")


def named(file: Path) -> Path:
    """The file as errors name it: beneath the project by its path from there."""
    absolute = file.absolute()
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else file


def read_all(texts: Iterable[tuple[Path, str]]) -> list[tuple[Path, Plan]]:
    """Every plan, earliest edition first; FileError with the problems of all files."""
    plans: list[tuple[Path, Plan]] = []
    problems: list[Problem] = []
    for file, text in texts:
        try:
            plans.append((file, parse_plan(text, str(file))))
        except FileError as error:
            problems += error.problems
    if problems:
        raise FileError(problems)
    return sorted(plans, key=lambda each: each[1].in_force_from)


def load(plan: Plan, file: Path, text: str) -> Loaded:
    """One plan loaded; a refusal names its place in the file."""
    try:
        return load_plan(plan, by=None, now=clock.now())
    except PlanRefused as refused:
        problem = problem_at(text, str(file), refused.path, refused.cause, refused.facts)
        raise FileError([problem]) from refused
