"""Print a file of concentrations with the index beside every row."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from early_warnings.aqi import Averaging
from early_warnings.cells import text_of
from early_warnings.indexing import ADDED, indexed
from early_warnings.management.airinput import add_standard, content_of, named_standard, refusing
from early_warnings.series import SHANGHAI
from early_warnings.tables import read_table
from portal import clock


class Command(BaseCommand):
    help = "Print the rows of a CSV or XLSX file with aqi, primary and category (1 to 6) added."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--averaging", required=True, choices=[each.value for each in Averaging])
        add_standard(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        today = clock.now().astimezone(SHANGHAI).date()
        with refusing():
            table = read_table(content_of(file), str(file))
            answers = indexed(table, Averaging(options["averaging"]), named_standard(options), today=today)
        # A column of that name in the file gives way, so that the answer can be given in again.
        kept = [place for place, column in enumerate(table.columns) if column not in ADDED]
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow([*(table.names[place] for place in kept), *ADDED])
        for line, answer in zip(table.lines, answers, strict=True):
            cells = [text_of(line.cells[table.columns[place]]) for place in kept]
            writer.writerow([*cells, *answer])
