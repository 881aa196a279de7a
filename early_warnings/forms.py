"""What the office fills in about warnings; forms check shape, actions check rules."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from early_warnings.cells import FIRST_YEAR, LAST_YEAR
from early_warnings.concentrations import Pollutant
from early_warnings.models import Act, Consultation, EarlyWarning
from plans.models import LevelChoice, PlanEdition

POLLUTANTS = [(pollutant.value, pollutant.value) for pollutant in Pollutant]


def moment_field(**options: Any) -> forms.DateTimeField:
    """A moment in Beijing time, entered in the browser's own control."""
    widget = forms.DateTimeInput({"type": "datetime-local", "class": "is-short"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    return forms.DateTimeField(widget=widget, input_formats=formats, validators=[require_near], **options)


def require_near(moment: datetime) -> None:
    """Refuse a year in which nobody made documents; the ends of the calendar break databases and zones."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        said = _("The year is not between %(first)s and %(last)s. Correct it.")
        raise ValidationError(said % {"first": FIRST_YEAR, "last": LAST_YEAR})


def choices(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """A field of which the choices depend on the plan."""
    return cast(forms.ChoiceField, form.fields[name])


def levels_of(edition: PlanEdition) -> list[tuple[int, str]]:
    """The levels that the plan knows."""
    known = edition.triggers.values_list("level", flat=True)
    return [(level, str(LevelChoice(level).label)) for level in sorted(known)]


class UploadForm(forms.Form):
    """A file of air, and the moment that parts observed rows from forecast ones."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX, by hours or by days, with the headings of the template.")
    )
    observed_until = moment_field(
        label=_("Observed until"),
        help_text=_(
            "Rows before this moment are observed air, rows from it on are the forecast. Beijing time."
        ),
    )


def recent_consultations(edition: PlanEdition) -> models.QuerySet[Consultation]:
    """Those of the last records that a draft can rest on, newest first."""
    real = edition.jurisdiction.consultations.filter(is_drill=False)
    return real.filter(pk__in=list(real.values_list("pk", flat=True)[:30]))


class FeedForm(forms.Form):
    """A connector's switch and address."""

    is_on = forms.BooleanField(
        label=_("Turned on"), required=False,
        help_text=_("The portal then calls this address over the internet every half hour."),
    )  # fmt: skip
    base_url = forms.URLField(label=_("Address"), assume_scheme="https")
    city = forms.CharField(label=_("City as the source names it"), max_length=40, required=False)
    stations = forms.CharField(
        label=_("Station codes"), max_length=400, required=False,
        help_text=_("Parted by commas; empty means all stations of the city."),
    )  # fmt: skip


class DraftForm(forms.Form):
    """The start of a document: what it does, at which level, when."""

    act = forms.ChoiceField(label=_("Act"), choices=Act.choices)
    level = forms.TypedChoiceField(label=_("Level"), coerce=int)
    begins_at = moment_field(label=_("Begins"), help_text=_("Beijing time"))
    expected_until = moment_field(
        label=_("Expected until"), required=False, help_text=_("Not needed for a lifting.")
    )
    primary_pollutants = forms.MultipleChoiceField(
        label=_("Primary pollutants"), choices=POLLUTANTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    consultation = forms.ModelChoiceField(
        label=_("Consultation"), queryset=Consultation.objects.none(), required=False,
        help_text=_("The record this draft rests on."),
    )  # fmt: skip

    def __init__(self, *args: Any, edition: PlanEdition, acts: list[Act], **options: Any) -> None:
        super().__init__(*args, **options)
        choices(self, "act").choices = [(act.value, act.label) for act in acts]
        choices(self, "level").choices = levels_of(edition)
        records = cast(forms.ModelChoiceField, self.fields["consultation"])
        records.queryset = recent_consultations(edition)


class TextForm(forms.ModelForm):
    """The whole text of a draft."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int)
    begins_at = moment_field(label=_("Begins"), help_text=_("Beijing time"))
    expected_until = moment_field(label=_("Expected until"), required=False)
    primary_pollutants = forms.MultipleChoiceField(
        label=_("Primary pollutants"), choices=POLLUTANTS, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = EarlyWarning
        fields = EarlyWarning.TEXT_FIELDS
        widgets = {
            "possible_harm": forms.Textarea({"rows": 2}),
            "advice": forms.Textarea({"rows": 5}),
            "reason": forms.Textarea({"rows": 3}),
            "legal_basis": forms.Textarea({"rows": 2}),
            "text": forms.Textarea({"rows": 24}),
        }
        help_texts = {
            "reason": _("Which rule, which forecast; it stands first in the notice."),
            "legal_basis": _("Check it before you submit: laws change."),
            "text": _("As it will be issued."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices(self, "level").choices = levels_of(self.instance.edition)
        if self.instance.act == Act.LIFT:
            for name in ("expected_until", "possible_harm", "advice", "primary_pollutants"):
                del self.fields[name]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=2000)


class SignForm(forms.Form):
    """A signature with its remark."""

    note = forms.CharField(
        label=_("Remark"), widget=forms.Textarea({"rows": 2}), required=False, max_length=2000,
        help_text=_("Kept with the signature."),
    )  # fmt: skip
    # The digest of the text that the page showed.
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, empty_value=None)


class ConsultationForm(forms.Form):
    """Who met, what was said, what came of it."""

    held_at = moment_field(label=_("Held at"))
    participants = forms.CharField(
        label=_("Participants"), widget=forms.Textarea({"rows": 2}), max_length=1000
    )
    forecast_considered = forms.CharField(
        label=_("Forecast considered"), widget=forms.Textarea({"rows": 2}), required=False, max_length=4000
    )
    conclusion = forms.CharField(label=_("Conclusion"), widget=forms.Textarea({"rows": 3}), max_length=4000)
    level = forms.TypedChoiceField(label=_("Level advised"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, edition: PlanEdition, **options: Any) -> None:
        super().__init__(*args, **options)
        choices(self, "level").choices = [("", _("No warning")), *levels_of(edition)]


class OpinionForm(forms.Form):
    """What one body said."""

    body = forms.CharField(label=_("Body"), max_length=80)
    text = forms.CharField(label=_("Opinion"), widget=forms.Textarea({"rows": 2}), max_length=4000)


OpinionFormSet = forms.formset_factory(OpinionForm, extra=3, max_num=20)
