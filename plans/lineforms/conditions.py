"""Conditions as text that is quick to type: AQI > 200 / 72h & AQI > 300 / 24h."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from plans.document import Alternatives, Condition

METRICS = ("AQI", "PM2.5", "PM10", "SO2", "NO2", "CO", "O3")
CONDITION = re.compile(
    rf"({'|'.join(map(re.escape, METRICS))})\s*[>＞]\s*(\d+(?:\.\d+)?)\s*/\s*(\d+)\s*h?", re.IGNORECASE
)


def condition_lines(any_of: Alternatives) -> str:
    """Conditions as the form's text: one alternative a line, "AQI > 200 / 72h & AQI > 300 / 24h"."""
    return "\n".join(
        " & ".join(f"{one.metric} > {one.above} / {one.hours}h" for one in conditions)
        for conditions in any_of
    )


def read_conditions(text: str) -> Alternatives:
    """The conditions of such a text; ValidationError names the line that cannot be read."""
    return tuple(
        tuple(_condition(part, number) for part in line.split("&"))
        for number, line in enumerate(text.strip().splitlines(), start=1)
    )


def _condition(text: str, number: int) -> Condition:
    found = CONDITION.fullmatch(text.strip())
    if found is None:
        raise ValidationError(
            _("Line %(number)d, “%(text)s”: write it as AQI > 200 / 48h, and join two with &.")
            % {"number": number, "text": text.strip()}
        )
    metric = next(name for name in METRICS if name == found[1].upper())
    return Condition(metric, float(found[2]) if "." in found[2] else int(found[2]), int(found[3]))
