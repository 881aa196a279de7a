"""Walk a past season by a plan, as if each day's forecast had been perfect."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from early_warnings.evaluation import LOOK_AHEAD, LOOK_BACK
from early_warnings.management.airinput import (
    add_series,
    add_standard,
    moment,
    named_series,
    named_standard,
)
from early_warnings.planrules import rules_of
from early_warnings.proof import when
from early_warnings.replay import replay, step_as_json, warning_as_json
from early_warnings.telling import replay_told
from plans.management.editions import editions_in_force


class Command(BaseCommand):
    help = "Every warning the plan would have called for, its changes and lifting, judged once a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE")
        add_series(parser)
        parser.add_argument("--from", required=True, metavar="ISO", dest="begin")
        parser.add_argument("--to", required=True, metavar="ISO", dest="end")
        add_standard(parser)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        begin, end = moment(options["begin"], "--from"), moment(options["end"], "--to")
        standard = named_standard(options)
        if end < begin:
            raise CommandError("--to lies before --from; swap them", returncode=2)
        (edition,) = editions_in_force([options["code"]])
        series = named_series(options, begin, begin - LOOK_BACK, end + LOOK_AHEAD)
        warnings, advisories = replay(series, rules_of(edition), begin, end, standard=standard)
        answer = {
            "jurisdiction": edition.jurisdiction.code,
            "from": when(begin),
            "to": when(end),
            "standard": standard and standard.name,
            "warnings": [warning_as_json(each) for each in warnings],
            "advisories": [step_as_json(each) for each in advisories],
        }
        text = json.dumps(answer, ensure_ascii=False, indent=2) if options["as_json"] else replay_told(answer)
        self.stdout.write(text)
