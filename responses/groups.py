"""How measures are grouped on pages: by kind, mandatory ones by their source."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.models import Measure


@dataclass(frozen=True, slots=True)
class Group:
    """One group of measures; `key` stands in addresses."""

    key: str
    kind: str
    source: str
    label: Promise
    short: Promise


def _groups() -> Iterable[Group]:
    yield Group("health", Measure.Kind.HEALTH, "", _("Health protection"), _("Health"))
    yield Group("advisory", Measure.Kind.ADVISORY, "", _("Advisory"), _("Advisory"))
    for source in (*Measure.Source, ""):
        label = Measure.Source(source).label if source else _("General")
        yield Group(
            f"mandatory-{source or 'general'}", Measure.Kind.MANDATORY, source,
            format_lazy("{} · {}", _("Mandatory"), label), label,
        )  # fmt: skip


GROUPS = {(group.kind, group.source): group for group in _groups()}
BY_KEY = {group.key: group for group in GROUPS.values()}


def group_of(kind: str, source: str) -> Group:
    """The group of a measure; only mandatory measures are told apart by source."""
    return GROUPS[kind, source if kind == Measure.Kind.MANDATORY else ""]
