"""Forms of the roster: they check shape; actions check rules."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.desk.forms import MomentInput
from portal.offices.models import Contact, Jurisdiction, Unit, User
from portal.offices.roster import colleagues
from portal.offices.rosterfile import is_phone


def dialled(text: str) -> None:
    """Refuse what is no telephone number."""
    if not is_phone(text):
        raise ValidationError(_("This is no telephone number. Write digits, for example 0992-3221234."))


class ShiftForm(forms.Form):
    """Who is on duty, from when to when (Beijing time)."""

    user = forms.ModelChoiceField(
        User.objects.none(), label=_("Colleague"), required=False,
        empty_label=_("somebody else, named below"),
        help_text=_("Someone with an account can record the hand-over themselves."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name of somebody else"), max_length=60, required=False,
        widget=forms.TextInput({"class": "is-short"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, validators=[dialled],
        help_text=_("Empty: the number of the account."), widget=forms.TextInput({"class": "is-short"}),
    )  # fmt: skip
    starts_at = forms.DateTimeField(label=_("From"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Until"), widget=MomentInput, help_text=_("Beijing time"))
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("For example: leads the watch, on call.")
    )

    def __init__(self, *args: Any, jurisdiction: Jurisdiction, unit: Unit | None, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ModelChoiceField, self.fields["user"]).queryset = colleagues(jurisdiction, unit)

    def clean(self) -> dict[str, Any]:
        """The name of the account goes onto the roster; without one a name must be given."""
        said = super().clean() or self.cleaned_data
        if said.get("user"):
            said["name"] = str(said["user"])
        elif not said.get("name") and "user" not in self.errors:
            self.add_error("name", _("Choose a colleague, or name somebody else."))
        return said


class HandOverForm(forms.Form):
    """What the next person must know."""

    note = forms.CharField(
        label=_("What the next must know"), widget=forms.Textarea({"rows": 4}), max_length=2000,
        help_text=_("What is running, what is awaited and from whom, what was promised. It stays."),
    )  # fmt: skip


class ContactForm(forms.Form):
    """A leader, a liaison, or a duty telephone."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Contact.Kind.choices)
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"), max_length=60, required=False,
        help_text=_("May be empty for a duty telephone."), widget=forms.TextInput({"class": "is-short"}),
    )  # fmt: skip
    post = forms.CharField(
        label=_("Post"), max_length=60, required=False, widget=forms.TextInput({"class": "is-short"})
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, validators=[dialled],
        widget=forms.TextInput({"class": "is-short"}),
    )  # fmt: skip


class RosterFileForm(forms.Form):
    """A file of shifts or of contacts."""

    kind = forms.ChoiceField(
        label=_("What the file holds"), widget=forms.RadioSelect, initial="shifts",
        choices=[("shifts", _("Duty shifts")), ("contacts", _("Contacts"))],
    )  # fmt: skip
    file = forms.FileField(label=_("File"), help_text=_("XLSX or CSV, with the headings of the template."))
