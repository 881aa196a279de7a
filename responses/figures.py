"""The figures that units report: their names, words and units, and what a legal value is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

Number = int | float

LARGEST = 9_999_999
DECIMAL_PLACES = 2


class Fault(StrEnum):
    """What is wrong with a value."""

    UNKNOWN = "unknown"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. Acts add up over the days of a response; of a standing state the highest day counts."""

    name: str
    zh: str
    en: str
    unit_zh: str
    unit_en: str
    is_whole: bool = True
    adds_up: bool = True

    def label(self, language: str) -> str:
        """Name and unit in the reader's language, e.g. 检查企业（家次）."""
        if language.startswith("zh"):
            return f"{self.zh}（{self.unit_zh}）"
        return f"{self.en} ({self.unit_en})"


FIGURES: Mapping[str, Figure] = {
    figure.name: figure
    for figure in (
        Figure("enterprises_checked", "检查企业", "Enterprises checked", "家次", "visits"),
        Figure("enterprises_limited", "限产企业", "Enterprises limited", "家", "enterprises", adds_up=False),
        Figure("enterprises_stopped", "停产企业", "Enterprises stopped", "家", "enterprises", adds_up=False),
        Figure("sites_checked", "检查工地", "Building sites checked", "处次", "visits"),
        Figure("sites_stopped", "停工工地", "Building sites stopped", "处", "sites", adds_up=False),
        Figure("mines_stopped", "停产矿山", "Mines stopped", "处", "mines", adds_up=False),
        Figure("vehicles_checked", "检查车辆", "Vehicles checked", "辆次", "vehicles"),
        Figure("vehicles_fined", "处罚车辆", "Vehicles fined", "辆次", "vehicles"),
        Figure("vehicles_stopped", "停驶车辆", "Vehicles stopped", "辆", "vehicles", adds_up=False),
        Figure("machines_checked", "检查非道路机械", "Machines checked", "台次", "machines"),
        Figure("machines_stopped", "停用非道路机械", "Machines stopped", "台", "machines", adds_up=False),
        Figure("sweeping_trips", "清扫洒水", "Sweeping and sprinkling", "车次", "vehicle-trips"),
        Figure("sweeping_km", "清扫里程", "Road swept", "公里", "km", is_whole=False),
        Figure("restaurants_checked", "检查餐饮单位", "Restaurants checked", "家次", "visits"),
        Figure("burning_found", "查处露天焚烧", "Open burning found", "起", "cases"),
        Figure("schools_adjusted", "调整户外活动学校", "Schools informed", "所", "schools", adds_up=False),
        Figure("patients_treated", "接诊相关患者", "Patients treated", "人次", "patients"),
        Figure("events_stopped", "停止户外活动", "Outdoor events stopped", "场", "events"),
        Figure("messages_published", "发布信息", "Messages published", "条", "messages"),
        Figure("buses_added", "增开公交", "Buses added", "班次", "runs"),
        Figure("officers_sent", "出动人员", "Officers sent", "人次", "officers"),
        Figure("problems_found", "发现问题", "Problems found", "个", "problems"),
        Figure("problems_mended", "整改问题", "Problems mended", "个", "problems"),
    )
}


def read(raw: Mapping[str, object]) -> tuple[dict[str, Number], dict[str, Fault]]:
    """The legal values, and the fault of each other one. A blank is a missing value, never zero."""
    values: dict[str, Number] = {}
    faults: dict[str, Fault] = {}
    for name, given in raw.items():
        if given is None or not str(given).strip():
            continue
        value = _value(name, given)
        if isinstance(value, Fault):
            faults[name] = value
        else:
            values[name] = value
    return values, faults


def total(days: Iterable[Mapping[str, Number]]) -> dict[str, Number]:
    """The figures of several days together: acts added up, the highest of a standing state."""
    found: dict[str, list[Decimal]] = {}
    for day in days:
        for name, value in day.items():
            found.setdefault(name, []).append(Decimal(str(value)))
    return {name: _plain(_together(name, values)) for name, values in found.items()}


def added(parts: Iterable[Mapping[str, Number]]) -> dict[str, Number]:
    """The figures of several units or measures of one day, added up."""
    found: dict[str, Decimal] = {}
    for part in parts:
        for name, value in part.items():
            found[name] = found.get(name, Decimal()) + Decimal(str(value))
    return {name: _plain(value) for name, value in found.items()}


def _together(name: str, values: list[Decimal]) -> Decimal:
    return sum(values, Decimal()) if FIGURES[name].adds_up else max(values)


def _value(name: str, given: object) -> Number | Fault:
    if name not in FIGURES:
        return Fault.UNKNOWN
    try:
        number = Decimal(str(given).strip())
    except InvalidOperation:
        return Fault.NOT_A_NUMBER
    if isinstance(given, bool) or not number.is_finite():
        return Fault.NOT_A_NUMBER
    if not 0 <= number <= LARGEST:
        return Fault.OUT_OF_RANGE
    places = 0 if FIGURES[name].is_whole else DECIMAL_PLACES
    return _plain(number) if number == round(number, places) else Fault.NOT_WHOLE


def _plain(number: Decimal) -> Number:
    return int(number) if number == int(number) else float(number)
