"""Rows of air in a request: all of them good, or every fault named by row and field."""

from collections.abc import Callable, Hashable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.settings import api_settings

from early_warnings.cells import CellError, concentration_of, date_of, index_of, primary_of, time_of
from early_warnings.concentrations import MISSING, Pollutant
from early_warnings.gathering import COLUMNS
from early_warnings.rowerrors import CAUSES
from early_warnings.series import DayRow, HourRow

MOST_ROWS = 5_000
NONE: tuple[Pollutant, ...] = ()
POLLUTANTS = {column: pollutant for pollutant, column in COLUMNS.items()}
WHOLE_ROW = api_settings.NON_FIELD_ERRORS_KEY
Value = TypeVar("Value")
Row = TypeVar("Row", HourRow, DayRow)

# What a file says of cells and lines, said of a request.
WORDS: Mapping[str, Promise] = {
    "not_an_object": _("Write the row as an object, for example {%(example)s}."),
    "unknown": _("This name is not known. Use: %(known)s."),
    "not_a_number": _("Write a number, or null where it is missing."),
    "negative": _("A concentration cannot be negative. Write null where it is missing."),
    "duplicate": _("The same time stands in row %(first)s already. Remove one."),
    "half_a_range": _("A range needs both ends. Give aqi_low and aqi_high, or neither."),
    "aqi_or_range": _("Give either aqi, or both aqi_low and aqi_high."),
    "not_yes_or_no": _("Write true for dust weather, false or nothing otherwise."),
}


class Reader:
    """Reads the values of one row after another, and collects every fault on the way."""

    def __init__(self) -> None:
        self.faults: dict[str, dict[str, list[str]]] = {}
        self.places: dict[Hashable, int] = {}
        self.place = 0
        self.row: dict[str, Any] = {}

    def take(self, place: int, row: Any, known: tuple[str, ...]) -> bool:
        """Go to the row at `place` (counted from 0); False when it is none."""
        self.place, self.row = place, row if isinstance(row, dict) else {}
        if not isinstance(row, dict):
            self.fault(WHOLE_ROW, "not_an_object", example=", ".join(f'"{name}": …' for name in known[:2]))
        for name in self.row.keys() - {*known}:
            self.fault(name, "unknown", known=", ".join(known))
        return isinstance(row, dict)

    def fault(self, name: str, code: str, **params: object) -> None:
        """Note what is wrong with a field of the present row."""
        text = str(WORDS[code]) if code in WORDS else gettext(CAUSES[code])
        self.faults.setdefault(str(self.place), {}).setdefault(name, []).append(text % params)

    def value(self, name: str, parse: Callable[[Any], Value], otherwise: Value) -> Value:
        """A field of the present row; `otherwise` when it is at fault."""
        try:
            return parse(self.row.get(name))
        except CellError as error:
            self.fault(name, error.code, **error.params)
            return otherwise

    def once(self, name: str, key: Hashable) -> None:
        """Note a fault when an earlier row has the key."""
        first = self.places.setdefault(key, self.place)
        if first != self.place:
            self.fault(name, "duplicate", first=first)


def number(parse: Callable[[Any], int]) -> Callable[[Any], int]:
    """`parse` for a number or null: text is no number here, even if it reads like one."""

    def parse_number(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | None):
            raise CellError("not_a_number")
        return parse(value)

    return parse_number


def flag(value: Any) -> bool:
    """True or false; null is false."""
    if not isinstance(value, bool | None):
        raise CellError("not_yes_or_no")
    return bool(value)


def pollutants(value: Any) -> tuple[Pollutant, ...]:
    """Pollutants from a list of names, or from text as in a file; null is none."""
    return primary_of(";".join(map(str, value)) if isinstance(value, list) else value)


class RowsField(serializers.Field):
    """A list of rows; errors have the shape ``{"3": {"pm25": ["…"]}}``, rows counted from 0."""

    names: tuple[str, ...]

    def to_internal_value(self, data: Any) -> list[HourRow] | list[DayRow]:
        """The rows that have a value, in the order given."""
        if not isinstance(data, list):
            raise ValidationError([gettext("Give a list of rows.")])
        if len(data) > MOST_ROWS:
            said = gettext("These are %(rows)d rows; send at most %(most)d at once.")
            raise ValidationError([said % {"rows": len(data), "most": MOST_ROWS}])
        reader = Reader()
        read = [self.read(reader) for place, row in enumerate(data) if reader.take(place, row, self.names)]
        if reader.faults:
            raise ValidationError(reader.faults)
        rows = [row for row in read if row is not None]
        if not any(self.says_something(row) for row in rows):
            raise ValidationError([gettext("No row has a value. Give at least one.")])
        return rows

    def read(self, reader: Reader) -> Any:
        """The reader's present row, None where it has a fault or nothing to say."""
        raise NotImplementedError

    def says_something(self, row: Any) -> bool:
        """Whether a row that was read has any value."""
        return True


class HourShape(serializers.Serializer):
    """An hour as the schema shows it: means in µg/m³, CO in mg/m³; null where missing."""

    time = serializers.DateTimeField(help_text="The hour's beginning, on the hour; no offset: Beijing time.")
    pm25 = serializers.FloatField(required=False, allow_null=True, min_value=0)
    pm10 = serializers.FloatField(required=False, allow_null=True, min_value=0)
    so2 = serializers.FloatField(required=False, allow_null=True, min_value=0)
    no2 = serializers.FloatField(required=False, allow_null=True, min_value=0)
    co = serializers.FloatField(required=False, allow_null=True, min_value=0, help_text="mg/m³")
    o3 = serializers.FloatField(required=False, allow_null=True, min_value=0)
    dust = serializers.BooleanField(required=False, help_text="Dust weather (沙尘).")


class DayShape(serializers.Serializer):
    """A day as the schema shows it: its AQI, or the range that a forecast gives."""

    date = serializers.DateField()
    aqi = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=500)
    aqi_low = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=500)
    aqi_high = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=500)
    primary = serializers.ListField(child=serializers.CharField(), required=False, help_text="PM2.5 …")
    dust = serializers.BooleanField(required=False, help_text="Dust weather (沙尘).")


@extend_schema_field(HourShape(many=True))
class HoursField(RowsField):
    """Hours."""

    names = ("time", *POLLUTANTS, "dust")

    def read(self, reader: Reader) -> HourRow | None:
        """The row as an hour; a missing value is left out."""
        values = {
            pollutant: reader.value(name, number(partial(concentration_of, pollutant=pollutant)), MISSING)
            for name, pollutant in POLLUTANTS.items()
        }
        is_dust = reader.value("dust", flag, False)
        moment = reader.value("time", time_of, None)
        if moment is None:
            return None
        reader.once("time", moment)
        present = {pollutant: value for pollutant, value in values.items() if value != MISSING}
        return HourRow(moment, present, is_dust)

    def says_something(self, row: HourRow) -> bool:
        """Whether any pollutant was given."""
        return bool(row.values)


@extend_schema_field(DayShape(many=True))
class DaysField(RowsField):
    """Days."""

    names = ("date", "aqi", "aqi_low", "aqi_high", "primary", "dust")

    def read(self, reader: Reader) -> DayRow | None:
        """The row as a day; one without an AQI is left out."""
        low, high = self.range(reader)
        primary = reader.value("primary", pollutants, NONE)
        is_dust = reader.value("dust", flag, False)
        day = reader.value("date", date_of, None)
        if day is None:
            return None
        reader.once("date", day)
        return DayRow(day, low, high, primary, is_dust) if low != MISSING else None

    def range(self, reader: Reader) -> tuple[int, int]:
        """Lowest and highest index, equal where one was given; MISSING both where none was."""
        single, low, high = (
            reader.value(name, number(index_of), MISSING) for name in ("aqi", "aqi_low", "aqi_high")
        )
        if single != MISSING:
            if (low, high) != (MISSING, MISSING):
                reader.fault("aqi", "aqi_or_range")
            return single, single
        if (low == MISSING) != (high == MISSING) and not reader.faults.get(str(reader.place)):
            reader.fault("aqi_low" if low == MISSING else "aqi_high", "half_a_range")
        if low > high != MISSING:
            reader.fault("aqi_low", "range_reversed")
        return low, high
