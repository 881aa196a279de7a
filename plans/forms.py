"""What the office fills in about its plan; forms check shape, actions check rules."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.document import Plan
from plans.lines import changed
from plans.marked_yaml import MOST_CHARACTERS
from plans.problems import FileError, Language, Problem
from plans.wording import reads_chinese


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


class RefusableForm(forms.Form):
    """A form whose content the reader of plan files may refuse."""

    def refuse(self, error: FileError) -> None:
        """Show what is wrong with the file that the form would make."""
        language: Language = "zh" if reads_chinese() else "en"
        for problem in error.problems:
            self.add_error(None, f"{problem.path}: {problem.text(language)}")


class StartForm(RefusableForm):
    """The head of a new edition."""

    edition = forms.CharField(
        label=_("Edition"), max_length=40, help_text=_("Its name, such as 2027年修订版.")
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    document_number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    in_force_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput({"type": "date", "class": "is-short"}, format="%Y-%m-%d"),
    )


class HeadForm(StartForm):
    """The head of a draft."""

    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("The document that the lines come from; lines of the plan's own text follow it."),
    )
    area = forms.CharField(label=_("Area"), max_length=200, required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        names = ("edition", "title", "document_number", "in_force_from", "source", "area")
        kwargs["initial"] = {name: getattr(plan, name) for name in names}
        super().__init__(*args, **kwargs)

    def changed_plan(self, plan: Plan) -> Plan:
        """The plan with this head; its own lines name the new source."""
        old, new = plan.source, self.cleaned_data["source"]

        def renamed(_path: str, line: Any) -> Any:
            if line.provenance.source != old:
                return line
            return replace(line, provenance=replace(line.provenance, source=new))

        return replace(changed(plan, renamed), **self.cleaned_data)


class UploadForm(forms.Form):
    """A plan file."""

    file = forms.FileField(
        label=_("Plan file"),
        help_text=_(
            "YAML. The next page shows what it would change; nothing is kept before you take it over."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def text(self) -> str:
        """The file's text; FileError where it is not UTF-8."""
        file = self.cleaned_data["file"]
        try:
            return plain(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise FileError([Problem(file.name, 1, "", "unreadable", {"cause": str(error)})]) from error


class TakeForm(forms.Form):
    """The file that was looked at, carried to the act that takes it over."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=MOST_CHARACTERS, strip=False)
    file = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def clean_text(self) -> str:
        return plain(self.cleaned_data["text"])


def plain(text: str) -> str:
    """The text with one kind of line end: browsers send another one than editors."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class SignForm(forms.Form):
    """The digest of the file that the page showed, and a remark if there is one."""

    read = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    """Why a draft is given back, or given up."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
