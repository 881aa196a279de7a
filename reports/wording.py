"""The Chinese words of reports: titles, dates, spans, what happened to a warning."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from early_warnings.series import SHANGHAI

DRILL = "【演练】"
KINDS = {"health": "健康防护措施", "advisory": "倡议性减排措施", "mandatory": "强制性减排措施"}
SOURCES = {"industrial": "工业源", "mobile": "移动源", "dust": "扬尘源", "other": "其他源", "": ""}
TITLE_PARTS = re.compile(r"(?=重污染天气)|(?=应急响应情况)")
CHAPTERS = {
    "problems": "存在问题",
    "next_steps": "下一步工作",
    "causes": "成因分析",
    "effect": "效果评估",
    "proposals": "改进措施和建议",
}


def title(facts: Mapping[str, Any]) -> str:
    """The title of a report on these facts."""
    mark = DRILL if facts["is_drill"] else ""
    if facts["kind"] == "office_daily":
        return f"{mark}关于{day(facts['day'])}重污染天气应急响应情况的报告"
    return f"{mark}关于{days(facts['started_at'], facts['until'])}重污染天气应急响应情况的报告"


def title_parts(text: str) -> list[str]:
    """The parts between which a title may go on in a new line, so that no word is torn (词意完整)."""
    return [part for part in TITLE_PARTS.split(text) if part]


def day(text: str | date) -> str:
    """2026年12月9日, from a date or an ISO text."""
    found = text if isinstance(text, date) else date.fromisoformat(text[:10])
    return f"{found.year}年{found.month}月{found.day}日"


def days(begin: str, end: str) -> str:
    """2026年12月18日至22日, with the month and the year of the end where they are others."""
    first, last = date.fromisoformat(begin[:10]), date.fromisoformat(end[:10])
    if first == last:
        return day(first)
    said = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{day(first)}至{said if first.year == last.year else day(last)}"


def moment(text: str, *, year: bool = True) -> str:
    """2026年12月19日13时05分 in Beijing time; whole hours without minutes."""
    at = datetime.fromisoformat(text).astimezone(SHANGHAI)
    minutes = f"{at.minute:02d}分" if at.minute else ""
    return f"{f'{at.year}年' if year else ''}{at.month}月{at.day}日{at.hour}时{minutes}"


def clock(text: str) -> str:
    """12-19 13:05, for tables."""
    return f"{datetime.fromisoformat(text).astimezone(SHANGHAI):%m-%d %H:%M}"


def span(minutes: int) -> str:
    """4天6小时 or 5小时20分钟: days with hours, hours with minutes."""
    days_over, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [(days_over, "天"), (hours, "小时"), (0 if days_over else left, "分钟")]
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "不足1分钟"


def group(kind: str, source: str) -> str:
    """A kind of measure in the words of the plan, the mandatory ones by their source."""
    return f"强制性·{SOURCES[source]}" if source else KINDS[kind]
