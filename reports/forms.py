"""The forms of a report: what people write beside the figures, what they say when they sign or return it."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reports.models import Report

LONGEST = 4000
CHAPTERS = {
    "problems": _("Problems"),
    "next_steps": _("What comes next"),
    "causes": _("Causes"),
    "effect": _("Effect of the measures"),
    "proposals": _("Improvements and proposals"),
}


class TextForm(forms.Form):
    """Addressee, chapters of the report's kind, and who gets a copy."""

    addressee = forms.CharField(label=_("To (主送)"), max_length=120, required=False)
    copies = forms.CharField(label=_("Copies to (抄送)"), max_length=200, required=False)

    def __init__(self, data: QueryDict | None = None, *, report: Report) -> None:
        super().__init__(data, initial={"addressee": report.addressee, **report.narrative})
        for name in Report.CHAPTERS[report.kind]:
            self.fields[name] = forms.CharField(
                label=CHAPTERS[name],
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("Chinese, as it will be printed; left empty, the chapter is left out."),
            )
        self.order_fields(["addressee", *Report.CHAPTERS[report.kind], "copies"])

    @property
    def narrative(self) -> dict[str, str]:
        """What was written, without the addressee."""
        return {name: said for name, said in self.cleaned_data.items() if name != "addressee"}


class ReadForm(forms.Form):
    """The digest of the content that the page showed."""

    read = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)


class SignForm(ReadForm):
    """A signature, with a remark if there is one."""

    note = forms.CharField(
        label=_("Remark"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(forms.Form):
    """The reason for giving a report back."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class DraftForm(forms.Form):
    """Which report to draft."""

    response = forms.IntegerField()
    kind = forms.ChoiceField(choices=Report.Kind.choices)
    day = forms.DateField()
