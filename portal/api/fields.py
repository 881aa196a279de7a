"""Fields that requests and answers share."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from early_warnings.cells import FIRST_YEAR, LAST_YEAR
from plans.levels import Level

LARGEST_KEY = 2**63 - 1
LEVELS = [(level.slug, level.en) for level in Level]


class Given(serializers.Serializer):
    """The shape of a request's body; a name that it does not know is refused, not passed over."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The values by field."""
        unknown = sorted(data.keys() - {*self.fields}) if isinstance(data, dict) else []
        if unknown:
            said = _("This name is not known. Use: %(known)s.") % {"known": ", ".join(self.fields)}
            raise serializers.ValidationError({name: [said] for name in unknown})
        return super().to_internal_value(data)


class LevelField(serializers.ChoiceField):
    """A warning level by its word: "blue", "yellow", "orange", "red"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=LEVELS, **options)

    def to_internal_value(self, data: Any) -> Any:
        """The level."""
        return Level.from_slug(super().to_internal_value(data))

    def to_representation(self, value: Any) -> Any:
        """The word of a level given by its number."""
        return None if value is None else Level(value).slug


class MomentField(serializers.DateTimeField):
    """A moment in ISO 8601; without an offset it is Beijing time."""

    def to_internal_value(self, value: Any) -> datetime:
        """The moment, within the years that documents are made in."""
        try:
            moment: datetime = super().to_internal_value(value)
        except OverflowError as error:
            raise far_away() from error
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise far_away()
        return moment


def far_away() -> serializers.ValidationError:
    """The refusal of a moment in which nobody made documents."""
    said = _("The year is not between %(first)s and %(last)s. Correct it.")
    return serializers.ValidationError(said % {"first": FIRST_YEAR, "last": LAST_YEAR})


class KeyField(serializers.IntegerField):
    """The number under which the portal keeps a row."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_KEY, **options)


@extend_schema_field({"type": "object", "additionalProperties": {"type": "number"}})
class FiguresField(serializers.JSONField):
    """Figures by name; in a form, the same as JSON text. The action says which names and values are legal."""

    def __init__(self, **options: Any) -> None:
        super().__init__(encoder=DjangoJSONEncoder, **options)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The figures as given."""
        try:
            figures = super().to_internal_value(data)
        except RecursionError:
            figures = None
        if not isinstance(figures, dict) or not all(map(is_plain, figures.values())):
            raise serializers.ValidationError(_('Give the figures as an object, e.g. {"sites_checked": 12}.'))
        return figures


def is_plain(value: object) -> bool:
    """Whether a value of JSON holds no others."""
    return value is None or isinstance(value, str | int | float | Decimal)
