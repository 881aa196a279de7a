"""Filters of official documents: dates, levels and groups of measures in their Chinese words."""

from django import template

from plans.levels import Level
from reports import wording
from responses.figures import FIGURES

register = template.Library()
ACTS = {"issue": "启动", "adjust": "调整", "lift": "解除"}

register.filter("day", wording.day)
register.filter("clock", wording.clock)
register.filter("span", wording.span)


@register.filter
def moment(text: str) -> str:
    """2026年12月19日13时."""
    return wording.moment(text)


@register.filter
def short_moment(text: str) -> str:
    """12月19日13时."""
    return wording.moment(text, year=False)


@register.filter
def level_word(level: int) -> str:
    """橙色."""
    return Level(level).zh


@register.filter
def level_numeral(level: int) -> str:
    """Ⅱ."""
    return Level(level).numeral


@register.filter
def act_word(act: str) -> str:
    """启动, 调整 or 解除."""
    return ACTS[act]


@register.filter
def group_word(group: dict[str, str]) -> str:
    """强制性·工业源."""
    return wording.group(group["kind"], group["source"])


@register.filter
def figure_word(name: str) -> str:
    """检查企业."""
    return FIGURES[name].zh


@register.filter
def figure_unit(name: str) -> str:
    """家次."""
    return FIGURES[name].unit_zh
