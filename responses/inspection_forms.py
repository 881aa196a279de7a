"""Forms of inspections: they check shape; actions check rules."""

from datetime import datetime
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from early_warnings.forms import moment_field
from portal.offices.models import Jurisdiction, Unit
from responses.actions.inspect import Finding
from responses.forms import ActForm, ManyFiles
from responses.models import EmergencyResponse, Inspection, InspectionNote, InspectionQuerySet

Act = InspectionNote.Act
LONGEST_TEXT = 2000


def _files_field() -> forms.Field:
    return forms.Field(
        label=_("Photos and documents"), required=False, widget=ManyFiles(),
        help_text=_("JPEG, PNG, WebP, PDF, XLSX or DOCX."),
    )  # fmt: skip


class InspectionForm(ActForm):
    """What a supervisor found."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), help_text=_("The unit that answers for what was inspected.")
    )
    site = forms.CharField(
        label=_("Site"),
        required=False,
        max_length=200,
        help_text=_("A plant, a building site, a road; and where."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Inspection.Kind.choices, widget=forms.RadioSelect,
        initial=Inspection.Kind.SURPRISE,
    )  # fmt: skip
    at = moment_field(label=pgettext_lazy("an inspection", "Inspected at"))
    severity = forms.ChoiceField(
        label=_("Result"), choices=Inspection.Severity.choices, widget=forms.RadioSelect
    )
    finding = forms.CharField(
        label=_("What was found"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 4})
    )
    due_at = moment_field(
        label=_("Mend by"), required=False, help_text=_("For a problem: until when it has to be mended.")
    )
    files = _files_field()  # type: ignore[assignment]
    response = forms.ModelChoiceField(
        EmergencyResponse.objects.none(), label=_("Part of the response"), required=False,
        empty_label=_("none"),
    )  # fmt: skip
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, place: Jurisdiction, now: datetime) -> None:
        running = EmergencyResponse.objects.running().filter(jurisdiction=place)
        real = running.filter(is_drill=False).first()
        super().__init__(data, initial={"key": uuid4().hex, "at": now, "response": real})
        self.fields["unit"].queryset = place.units.all()  # type: ignore[attr-defined]
        self.fields["response"].queryset = running  # type: ignore[attr-defined]

    def as_finding(self) -> Finding:
        """What was written, for the action."""
        given = self.cleaned_data
        return Finding(
            unit=given["unit"], kind=given["kind"], severity=given["severity"], text=given["finding"],
            at=given["at"], site=given["site"], due_at=given["due_at"], response=given["response"],
        )  # fmt: skip


class FollowUpForm(ActForm):
    """One step after an inspection; only sending it back asks for a new time."""

    text = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 3})
    )
    due_at = moment_field(label=_("Mend by"), required=False)
    files = _files_field()  # type: ignore[assignment]

    LABELS = {
        Act.MEND: _("What was done to mend it"),
        Act.CLOSE: _("How it was checked"),
        Act.BACK: _("What is still missing"),
        Act.NOTE: _("Note"),
    }
    BUTTONS = {
        Act.MEND: _("Report as mended"),
        Act.CLOSE: _("Close the inspection"),
        Act.BACK: _("Send back to be mended"),
        Act.NOTE: _("Add the note"),
    }

    def __init__(self, data: QueryDict | None = None, *, act: str) -> None:
        super().__init__(data, auto_id=f"{act}_%s")
        self.act = act
        self.button = self.BUTTONS[Act(act)]
        self.fields["text"].label = self.LABELS[Act(act)]
        # How a mending that the unit reported was checked may go without saying.
        self.fields["text"].required = act != Act.CLOSE
        if act == Act.BACK:
            self.fields["due_at"].required = True
        else:
            del self.fields["due_at"]


class InspectionFilter(forms.Form):
    """Which inspections of the list to show; what is left blank does not narrow it."""

    OVERDUE = "overdue"

    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("all")), (OVERDUE, _("overdue")), *Inspection.State.choices],
    )  # fmt: skip
    severity = forms.ChoiceField(
        label=_("Result"), required=False, choices=[("", _("all")), *Inspection.Severity.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *Inspection.Kind.choices]
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("all"))

    def __init__(self, data: QueryDict, *, units: QuerySet[Unit]) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def narrowed(self, inspections: InspectionQuerySet, now: datetime) -> InspectionQuerySet:
        """Those that are asked for; a filter that makes no sense narrows nothing."""
        self.full_clean()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        if wanted.get("state") == self.OVERDUE:
            del wanted["state"]
            inspections = inspections.overdue(now)
        return inspections.filter(**wanted)
