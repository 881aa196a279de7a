"""Forms of the responses: they check shape; actions check rules."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from responses.evidence import EXTENSIONS
from responses.figures import FIGURES, read
from responses.models import Item, UnitReturn
from responses.refusals import FIGURE_FAULTS

PREFIX = "figure_"


class ManyFiles(forms.ClearableFileInput):
    """The browser's own picker, for several pictures or documents."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ",".join([*EXTENSIONS, ".xlsx", ".docx"]), "multiple": True})


class ActForm(forms.Form):
    """Leads to an action, which has the last word on what was written."""

    def carried_out(self, act: Callable[[], object]) -> bool:
        """Run the action; what it finds wrong becomes errors of this form."""
        try:
            act()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.add_error(name if name in self.fields else None, messages)
        return self.is_valid()


class FiguresForm(ActForm):
    """Has one optional field for each figure; a blank one is missing, never zero."""

    def add_figures(self, names: Iterable[str], values: Mapping[str, object]) -> None:
        """One field each, in the vocabulary's order."""
        for figure in (figure for name, figure in FIGURES.items() if name in set(names)):
            self.fields[f"{PREFIX}{figure.name}"] = forms.CharField(
                label=figure.label(get_language() or "zh"), required=False, initial=values.get(figure.name),
                widget=forms.TextInput(
                    {"class": "is-number", "inputmode": "numeric" if figure.is_whole else "decimal"}
                ),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What is wrong with a figure is said beside it."""
        _values, faults = read(self.figures())
        for name, fault in faults.items():
            self.add_error(f"{PREFIX}{name}", str(FIGURE_FAULTS[fault]))
        return self.cleaned_data

    def figures(self) -> dict[str, object]:
        """What was written, by figure."""
        given = self.cleaned_data.items()
        return {name.removeprefix(PREFIX): value for name, value in given if name.startswith(PREFIX)}

    def figure_fields(self) -> list[forms.BoundField]:
        """The figures' fields."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]


class TickForm(FiguresForm):
    """A unit's answer to one item."""

    outcome = forms.ChoiceField(label=_("Answer"), choices=[(state, state.label) for state in Item.ANSWERS])
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Say why, where it does not apply or cannot be done."),
    )  # fmt: skip
    files = forms.Field(  # type: ignore[assignment]
        label=_("Photos and documents"), required=False, widget=ManyFiles(),
        help_text=_("JPEG, PNG, WebP, PDF, XLSX or DOCX."),
    )  # fmt: skip
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, item: Item) -> None:
        # A key of this very form, so that pressing twice or sending again adds nothing.
        initial = {"key": uuid4().hex, "note": item.note}
        super().__init__(data, auto_id=f"item_{item.pk}_%s", initial=initial)
        self.item = item
        self.add_figures(item.measure.wants, item.figures)

    def keep_files(self) -> None:
        """Have htmx leave the files chosen where they are, while something else is put right."""
        if "files" not in self.errors:
            self.fields["files"].widget.attrs["hx-preserve"] = "true"


class ReturnForm(FiguresForm):
    """A unit's return for one day, or for the whole response."""

    narrative = forms.CharField(
        label=_("What was done, problems, what is next"), max_length=4000, required=False,
        widget=forms.Textarea({"rows": 6}),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None, *, report: UnitReturn, values: Mapping[str, object]) -> None:
        super().__init__(data, initial={"narrative": report.narrative})
        self.add_figures(FIGURES, values)


class ReasonForm(forms.Form):
    """Why a return is sent back."""

    reason = forms.CharField(
        label=_("What has to be put right"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )


class UrgeForm(forms.Form):
    """What the office adds to its reminder."""

    note = forms.CharField(label=_("Add a word"), required=False, max_length=300)
