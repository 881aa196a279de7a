"""What the office fills in about its plan; forms check shape, actions check rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmForm(forms.Form):
    """Which defaults the office stands by, and why."""

    paths = forms.MultipleChoiceField(
        label=_("Lines"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one line.")},
    )
    ground = forms.CharField(
        label=_("On what ground"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example a document's number, a meeting, or the practice of the office."),
    )

    def __init__(self, *args: Any, open_paths: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paths"].choices = [(path, path) for path in open_paths]  # type: ignore[attr-defined]
