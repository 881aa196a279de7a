"""The air of 3,000 jurisdictions in one pass, beside python-aqi on the same hours.

Run from the project's root: .venv/bin/python -m benchmarks.evaluate
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import aqi as python_aqi
import numpy as np

from early_warnings.aqi import POLLUTANTS
from early_warnings.concentrations import MISSING, Pollutant, number
from early_warnings.rules import NATIONAL, Places, highest_level
from early_warnings.series import HOUR, SHANGHAI, HourlySeries
from early_warnings.standards import standard
from early_warnings.windows import Windows, hourly_windows
from plans.levels import Level

JURISDICTIONS, HOURS, SAMPLE = 3000, 240, 3000
MISSING_SHARE = 0.01
NOW = datetime(2025, 12, 10, 12, tzinfo=SHANGHAI)
HJ_2012 = standard("HJ633-2012")
# A winter: PM2.5 from clean to severe over days, the others in step with it.
SHARES = {
    Pollutant.SO2: 0.2,
    Pollutant.NO2: 0.6,
    Pollutant.CO: 0.012,
    Pollutant.O3: 0.3,
    Pollutant.PM10: 1.4,
    Pollutant.PM25: 1.0,
}
PYTHON_AQI = {
    Pollutant.SO2: python_aqi.constants.POLLUTANT_SO2_24H,
    Pollutant.NO2: python_aqi.constants.POLLUTANT_NO2_24H,
    Pollutant.CO: python_aqi.constants.POLLUTANT_CO_24H,
    Pollutant.O3: python_aqi.constants.POLLUTANT_O3_8H,
    Pollutant.PM10: python_aqi.constants.POLLUTANT_PM10,
    Pollutant.PM25: python_aqi.constants.POLLUTANT_PM25,
}
Answer = TypeVar("Answer")


def made_air() -> HourlySeries:
    """The same made air on every run, with single hours missing as instruments leave them."""
    rng = np.random.default_rng(2026)
    walk = np.cumsum(rng.normal(0, 9, (JURISDICTIONS, HOURS)), axis=1)
    pm25 = np.clip(90 + rng.normal(0, 60, (JURISDICTIONS, 1)) + walk, 5, 480)
    values = {each: (pm25 * SHARES[each] * 1000).astype(np.int64) for each in POLLUTANTS}
    for column in values.values():
        column[rng.random(column.shape) < MISSING_SHARE] = MISSING
    return HourlySeries(NOW - 72 * HOUR, values, NOW, np.zeros(HOURS, dtype=bool))


def timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """The shortest of three runs in seconds, and the answer."""
    seconds = []
    for _ in range(3):
        begin = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds), answer


def means_at(windows: Windows, rows: Places, places: Places) -> list[list[tuple[str, str]]]:
    """The means of some windows as python-aqi takes them."""
    return [
        [
            (PYTHON_AQI[each], str(number(windows.means[each][row, place])))
            for each in POLLUTANTS
            if windows.means[each][row, place] >= 0
        ]
        for row, place in zip(rows, places, strict=True)
    ]


def by_python_aqi(sample: list[list[tuple[str, str]]]) -> list[int | None]:
    """Its answers; None where it crashes."""
    answers: list[int | None] = []
    for means in sample:
        try:
            answers.append(int(python_aqi.to_aqi(means, algo=python_aqi.ALGO_MEP)))
        except IndexError:
            answers.append(None)
    return answers


def main() -> None:
    """Print the table."""
    series = made_air()
    averaging, windows = timed(lambda: hourly_windows(series, HJ_2012))
    triggers, (levels, _begins, _ends) = timed(lambda: highest_level(windows, NATIONAL, windows.place(NOW)))
    rng = np.random.default_rng(7)
    rows, places = rng.integers(0, JURISDICTIONS, SAMPLE), rng.integers(0, windows.count, SAMPLE)
    sample = means_at(windows, rows, places)
    theirs, answers = timed(lambda: by_python_aqi(sample))
    whole = theirs * windows.aqi.size / SAMPLE
    ours = windows.aqi[rows, places].tolist()
    wrong = sum(answer != right for answer, right in zip(answers, ours, strict=True))
    called = ", ".join(f"{level.slug} {int((levels == level).sum())}" for level in reversed(Level))
    size = f"{JURISDICTIONS} jurisdictions x {HOURS} h x {len(POLLUTANTS)} pollutants"
    print(f"{size}, {MISSING_SHARE:.0%} of the values missing")
    print(f"{windows.aqi.size} windows of 24 h; warnings called for: {called}\n")
    for label, figure, note in (
        ("rolling means and AQI of every window", f"{averaging:.3f} s", ""),
        ("the rules of a plan, every jurisdiction", f"{triggers:.3f} s", ""),
        ("both in one pass", f"{averaging + triggers:.3f} s", ""),
        ("python-aqi, the AQI alone, on our means", f"{whole:.1f} s", f"scaled up from {SAMPLE} windows"),
        ("python-aqi, windows whose AQI is wrong", f"{wrong / SAMPLE:.1%}", f"of the same {SAMPLE}"),
    ):
        print(f"{label:<42}{figure:>10}  {note}".rstrip())


if __name__ == "__main__":
    main()
