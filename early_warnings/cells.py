"""One cell of a file of air to its value, or the cause why not."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal

from early_warnings.concentrations import MISSING, Pollutant, thousandths
from early_warnings.series import SHANGHAI
from early_warnings.tables import Cell

FIRST_YEAR, LAST_YEAR = 2000, 2100
# Far above the worst dust storm and the worst street; what is beyond has the wrong unit.
MOST_PLAUSIBLE = {Pollutant.CO: 200}
MOST_PLAUSIBLE_OTHERS = 100_000
WORST_INDEX = 500

TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日?[T ]\s*|日)"
    r"(\d{1,2})(?:[:时](\d{2}))?(?::(\d{2})(?:\.\d+)?)?时?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
# Decimal would also read "1_000", "NaN" and "Infinity".
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]0{1,2}:00(?::00)?)?")
POLLUTANTS_BY_NAME = {
    "pm2.5": Pollutant.PM25, "pm25": Pollutant.PM25, "pm2_5": Pollutant.PM25, "细颗粒物": Pollutant.PM25,
    "pm10": Pollutant.PM10, "可吸入颗粒物": Pollutant.PM10, "so2": Pollutant.SO2, "二氧化硫": Pollutant.SO2,
    "no2": Pollutant.NO2, "二氧化氮": Pollutant.NO2, "co": Pollutant.CO, "一氧化碳": Pollutant.CO,
    "o3": Pollutant.O3, "o3_8h": Pollutant.O3, "臭氧": Pollutant.O3, "臭氧8小时": Pollutant.O3,
}  # fmt: skip
NONE_NAMED = {"", "无", "-", "—", "--", "none"}
FLAGS = {
    "": False, "0": False, "no": False, "false": False, "否": False,
    "1": True, "yes": True, "true": True, "是": True,
}  # fmt: skip


class CellError(Exception):
    """Why a cell has no value: a code of `rowerrors.CAUSES` and what fills it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def text_of(cell: Cell) -> str:
    """The cell as written, trimmed."""
    return "" if cell is None else str(cell).strip()


def time_of(cell: Cell) -> datetime:
    """The beginning of an hour, in Asia/Shanghai; a time without an offset is Beijing time."""
    if isinstance(cell, datetime):
        # Excel keeps times as fractions of a day, so a full hour may come a few milliseconds early.
        moment = (cell + timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=SHANGHAI)
    else:
        moment = _written_time(text_of(cell))
    if moment.minute or moment.second:
        raise CellError("not_on_the_hour", beijing=f"{moment:%Y-%m-%d %H:%M:%S}")
    _require_near(moment.year)
    return moment


def _written_time(text: str) -> datetime:
    if not text:
        raise CellError("no_time")
    found = TIME.fullmatch(text)
    if not found:
        raise CellError("bad_time")
    *numbers, offset = found.groups()
    year, month, day, hour, minute, second = (int(each or 0) for each in numbers)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(offset)).astimezone(SHANGHAI)
    except (ValueError, OverflowError) as error:
        raise CellError("bad_time") from error


def _zone(offset: str | None) -> tzinfo:
    if offset is None:
        return SHANGHAI
    if offset in "Zz":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    return timezone((-1 if offset[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def date_of(cell: Cell) -> date:
    """A calendar day."""
    day = cell.date() if isinstance(cell, datetime) else _written_date(text_of(cell))
    _require_near(day.year)
    return day


def day_of(cell: Cell) -> date:
    """The day in Asia/Shanghai of a date or of any time."""
    text = text_of(cell)
    if isinstance(cell, datetime) or DATE.fullmatch(text):
        return date_of(cell)
    day = _written_time(text).date()
    _require_near(day.year)
    return day


def _written_date(text: str) -> date:
    found = DATE.fullmatch(text)
    if not found:
        raise CellError("bad_date")
    year, month, day = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CellError("bad_date") from error


def _require_near(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError("far_time", first=FIRST_YEAR, last=LAST_YEAR)


def concentration_of(cell: Cell, pollutant: Pollutant) -> int:
    """Thousandths of the pollutant's unit; an empty cell is MISSING, never zero."""
    text = text_of(cell)
    if not text:
        return MISSING
    if not NUMBER.fullmatch(text):
        raise CellError("not_a_number")
    value = Decimal(text)
    if value < 0:
        raise CellError("negative")
    most = MOST_PLAUSIBLE.get(pollutant, MOST_PLAUSIBLE_OTHERS)
    if value > most:
        raise CellError("implausible", most=most, unit=pollutant.unit)
    return thousandths(abs(value))


def index_of(cell: Cell) -> int:
    """An AQI, 0 to 500; an empty cell is MISSING."""
    text = text_of(cell)
    if not text:
        return MISSING
    if not re.fullmatch(r"\d{1,3}(\.0+)?", text, re.ASCII) or float(text) > WORST_INDEX:
        raise CellError("not_an_index")
    return int(float(text))


def primary_of(cell: Cell) -> tuple[Pollutant, ...]:
    """Primary pollutants by name or formula, parted by ; , 、 or /."""
    text = text_of(cell).lower()
    if text in NONE_NAMED:
        return ()
    # 细颗粒物(PM2.5) says the same twice.
    names = [re.sub(r"[(（].*?[)）]", "", name).strip() for name in re.split(r"[;；,，、/+]", text)]
    unknown = [name for name in names if name not in POLLUTANTS_BY_NAME]
    if unknown:
        raise CellError("no_pollutant")
    return tuple(dict.fromkeys(POLLUTANTS_BY_NAME[name] for name in names))


def flag_of(cell: Cell) -> bool:
    """Yes or no; an empty cell is no."""
    text = text_of(cell).lower().removesuffix(".0")
    if text not in FLAGS:
        raise CellError("not_yes_or_no")
    return FLAGS[text]
