"""Say what a plan calls for on the air of a file."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from early_warnings.evaluation import LOOK_AHEAD, LOOK_BACK, evaluate
from early_warnings.management.airinput import (
    add_series,
    add_standard,
    moment,
    named_series,
    named_standard,
)
from early_warnings.planrules import rules_of
from early_warnings.proof import as_json
from early_warnings.telling import told
from plans.management.editions import editions_in_force


class Command(BaseCommand):
    help = "Judge the air of a file by the plan in force, 72 hours back and 168 ahead of --at."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE")
        add_series(parser)
        parser.add_argument("--at", required=True, metavar="ISO")
        add_standard(parser)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        now = moment(options["at"], "--at")
        (edition,) = editions_in_force([options["code"]])
        series = named_series(options, now, now - LOOK_BACK, now + LOOK_AHEAD)
        evaluation = evaluate(series, rules_of(edition), now, standard=named_standard(options))
        answer = as_json(evaluation, edition.jurisdiction.code)
        text = json.dumps(answer, ensure_ascii=False, indent=2) if options["as_json"] else told(answer)
        self.stdout.write(text)
