"""Tags and filters of every page: badges, times, forms. docs/design-system.md shows them all."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import QueryDict
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from plans.confirming import awaits
from plans.levels import Level
from plans.models import PlanEdition
from portal import clock
from portal.desk import looks

register = template.Library()
NEAR = timedelta(hours=2)


@register.inclusion_tag("components/_level_badge.html")
def level_badge(level: int | None, size: str = "", text: str = "word") -> dict[str, Any]:
    """Colour, shape, word and numeral of a warning level (1–4), or "none in force" for None.

    `size` "large" is for the level that matters now; `text` "warning" says "Orange warning" for "Orange".
    """
    look = looks.LEVEL_LOOKS[Level(level)] if level else None
    return {"look": look, "size": size, "as_warning": text == "warning"}


@register.inclusion_tag("components/_aqi_badge.html")
def aqi_badge(value: int | None, size: str = "") -> dict[str, Any]:
    """Number, category and colour of an index; a missing one is said to be missing."""
    number = looks.aqi_category(value) if value is not None else None
    word = looks.aqi_word(number) if number else ""
    return {"value": value, "number": number, "word": word, "size": size}


@register.filter
def aqi_word(value: int) -> str:
    """The name of the category in which an index lies."""
    return looks.aqi_word(looks.aqi_category(value))


@register.inclusion_tag("components/_deadline.html")
def deadline(at: datetime, now: datetime | None = None, met_at: datetime | None = None) -> dict[str, Any]:
    """When something is due and how long is left; with `met_at`, whether it was met."""
    now = now or clock.now()
    left = at - (met_at or now)
    return {
        "at": at,
        "span": looks.duration(left),
        "is_late": left < timedelta(),
        "is_met": met_at is not None,
        "is_near": not met_at and timedelta() <= left < NEAR,
    }


TIME = '<time class="moment nowrap" datetime="{}" title="{}" data-full="{}">{}</time>'


@register.filter
def bj(moment: datetime | date | None) -> str | SafeString:
    """The moment or day in Beijing time as people say it, with the whole of it as title; "" for None."""
    if moment is None:
        return ""
    now = clock.now()
    if not isinstance(moment, datetime):
        full = moment.isoformat()
        return format_html(TIME, full, full, full, looks.day_word(moment, timezone.localdate(now)))
    return format_html(
        TIME,
        timezone.localtime(moment).isoformat(timespec="seconds"),
        looks.moment_in_full(moment),
        looks.moment_in_full(moment, "%Y-%m-%d %H:%M"),
        looks.moment_word(moment, now),
    )


@register.filter
def hm(moment: datetime | None) -> str:
    """The clock's hands in Beijing time: "20:14"; "" for None."""
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


@register.filter
def duration(span: timedelta | float | None) -> str:
    """A timedelta or a number of seconds in words: "1 h 46 min"; "" for None."""
    if span is None:
        return ""
    return looks.duration(span if isinstance(span, timedelta) else timedelta(seconds=span))


@register.filter
def day_number(start: datetime) -> int:
    """Which day of Beijing's calendar it is since `start`; that day itself is the first."""
    return (timezone.localdate(clock.now()) - timezone.localdate(start)).days + 1


@register.filter
def since(moment: datetime | None) -> str:
    """How long ago a moment was, in words without "ago"; "" for None."""
    return looks.duration(clock.now() - moment) if moment else ""


@register.inclusion_tag("components/_field.html")
def field(bound: BoundField, unit: str = "") -> dict[str, Any]:
    """One field of a form: label, hint, error, control; `unit` stands behind the control."""
    widget = bound.field.widget
    hint, error = f"{bound.auto_id}_hint", f"{bound.auto_id}_error"
    described = [key for key, shown in ((hint, bound.help_text), (error, bound.errors)) if shown]
    attrs: dict[str, str | bool] = {"class": _control_class(bound)}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "hint_id": hint,
        "error_id": error,
        "unit": unit,
        "is_hidden": bound.is_hidden,
        "is_check": isinstance(widget, CheckboxInput),
        "is_group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "described": attrs.get("aria-describedby", ""),
    }


def _control_class(bound: BoundField) -> str:
    widget = bound.field.widget
    own = widget.attrs.get("class", "")
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        return f"form-check-input {own}".strip()
    return f"{'form-select' if isinstance(widget, Select) else 'form-control'} {own}".strip()


@register.inclusion_tag("components/_fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form in its order, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("components/_error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """What is wrong with the forms, above them, each line linking to its field; nothing when all is well."""
    bound = [form for form in forms if form is not None]
    general = [error for form in bound for error in form.non_field_errors()]
    by_field = [(field, error) for form in bound for field in form for error in field.errors]
    return {"general": general, "by_field": by_field}


@register.inclusion_tag("components/_to_confirm.html")
def to_confirm(edition: PlanEdition, path: str) -> dict[str, Any]:
    """The mark 待确认 beside what rests on a default of the portal that the office has not confirmed."""
    return {"awaits": awaits(edition, path)}


@register.inclusion_tag("components/_pages.html", takes_context=True)
def pages(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Older and newer, with the present filters kept; nothing for a single page."""
    query: QueryDict = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": query.urlencode()}
