"""What is filled in to run a season through a plan."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from early_warnings.actions.start_backtest import Season, Upload
from early_warnings.models import Backtest
from plans.models import PlanEdition


class EditionField(forms.ModelChoiceField):
    """An edition by its name and standing."""

    def label_from_instance(self, obj: models.Model) -> str:
        """2023 · in force."""
        return f"{obj.edition} · {obj.get_state_display()}"  # type: ignore[attr-defined]


def day_field(**options: Any) -> forms.DateField:
    """A day, entered in the browser's own control."""
    widget = forms.DateInput({"type": "date", "class": "is-short"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, required=False, **options)


class BacktestForm(forms.Form):
    """The air of a season, the days, and the editions to run it through."""

    source = forms.ChoiceField(
        label=_("Air"),
        choices=Backtest.Source.choices,
        widget=forms.RadioSelect,
        initial=Backtest.Source.FILE,
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("CSV or XLSX, by hours or by days, with the headings of the template."),
    )
    first_day = day_field(label=_("First day"), help_text=_("Left empty: as far back as the air reaches."))
    last_day = day_field(label=_("Last day"), help_text=_("Left empty: as far on as the air reaches."))
    edition = EditionField(PlanEdition.objects.none(), label=_("Edition"), empty_label=None)
    compared_with = EditionField(
        PlanEdition.objects.none(),
        label=_("Compared with"),
        required=False,
        empty_label=_("no other edition"),
    )
    every_hours = forms.TypedChoiceField(
        label=_("Judged"),
        choices=Backtest.Pace.choices,
        coerce=int,
        initial=Backtest.Pace.DAY,
        help_text=_("How often the office would have looked at the air. Air by days: once a day."),
    )

    def __init__(self, *args: Any, editions: models.QuerySet[PlanEdition], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("edition", "compared_with"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  both are declared above
            field.queryset = editions

    def season(self) -> Season:
        """What was filled in, once it is valid."""
        filled = self.cleaned_data
        sent = filled["file"] if filled["source"] == Backtest.Source.FILE else None
        return Season(
            source=filled["source"],
            file=Upload(sent.name, sent.read()) if sent else None,
            first_day=filled["first_day"],
            last_day=filled["last_day"],
            every_hours=filled["every_hours"],
        )
