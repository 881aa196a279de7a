"""Forms of the lines that say who does and reports what."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import wording
from plans.document import Assignment, Duty, Measure, Recipient, ReportingDuty, Unit
from plans.levels import Level
from plans.lineforms.base import LINES, LineForm, levels, split_lines
from plans.models import ApprovalAction, MeasureUnit, Standing
from plans.models import Measure as MeasureRow
from plans.models import Recipient as RecipientRow


class RecipientForm(LineForm):
    identity = ("name",)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=RecipientRow.Kind.choices)
    actions = forms.MultipleChoiceField(
        label=gettext_lazy("Told of"), choices=ApprovalAction.choices, widget=forms.CheckboxSelectMultiple
    )

    def initial_of(self, line: Recipient) -> dict[str, Any]:
        return {"kind": line.kind, "actions": list(line.actions)}

    def line(self) -> Recipient:
        data = self.cleaned_data
        name, place = (self.before.name, self.before.jurisdiction) if self.before else (data["name"], None)
        return Recipient(name, data["kind"], place, tuple(data["actions"]), self.origin())


class ReportingForm(LineForm):
    identity = ("kind", "sender")
    kind = forms.ChoiceField(label=gettext_lazy("Report"), choices=list(wording.REPORTS.items()))
    sender = forms.CharField(
        label=gettext_lazy("From"),
        max_length=120,
        help_text=gettext_lazy("all_units, a unit, a body, or another party"),
    )
    to = forms.CharField(label=gettext_lazy("To"), max_length=120, required=False)
    due = forms.CharField(
        label=gettext_lazy("Due"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "next_day 10:00, lifted +2 days, lifted +5 workdays, yearly 09-01; empty: no time is set"
        ),
    )
    due_standing = forms.ChoiceField(label=gettext_lazy("Standing of the deadline"), choices=Standing.choices)
    contents = forms.CharField(
        label=gettext_lazy("Contents, one a line"), required=False, widget=forms.Textarea(attrs=LINES)
    )

    def initial_of(self, line: ReportingDuty) -> dict[str, Any]:
        return {
            "to": line.to,
            "due": line.due,
            "due_standing": line.due_standing,
            "contents": "\n".join(line.contents),
        }

    def line(self) -> ReportingDuty:
        data = self.cleaned_data
        return ReportingDuty(
            kind=self.before.kind if self.before else data["kind"],
            sender=self.before.sender if self.before else data["sender"],
            to=data["to"],
            due=data["due"],
            due_standing=data["due_standing"],
            contents=split_lines(data["contents"]),
            provenance=self.origin(),
        )


class UnitForm(LineForm):
    identity = ("name",)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    aliases = forms.CharField(
        label=gettext_lazy("Other name-plates, one a line"),
        required=False,
        widget=forms.Textarea(attrs=LINES),
    )
    group = forms.BooleanField(label=gettext_lazy("Stands for a group"), required=False)
    members = forms.CharField(
        label=gettext_lazy("Members of the group, one a line"),
        required=False,
        widget=forms.Textarea(attrs=LINES),
    )

    def initial_of(self, line: Unit) -> dict[str, Any]:
        return {
            "aliases": "\n".join(line.aliases),
            "group": line.group,
            "members": "\n".join(line.members),
        }

    def line(self) -> Unit:
        data = self.cleaned_data
        return Unit(
            name=self.before.name if self.before else data["name"],
            aliases=split_lines(data["aliases"]),
            group=data["group"],
            members=split_lines(data["members"]),
            duties=self.before.duties if self.before else (),
            provenance=self.origin(),
        )


class DutyForm(LineForm):
    identity = ("key",)
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=30,
        help_text=gettext_lazy("A short word that names it within the unit."),
    )
    text = forms.CharField(label=gettext_lazy("Duty"), max_length=1000, widget=forms.Textarea(attrs=LINES))
    during_response = forms.BooleanField(
        label=gettext_lazy("Applies during a response"), required=False, initial=True
    )

    def initial_of(self, line: Duty) -> dict[str, Any]:
        return {"text": line.text, "during_response": line.during_response}

    def line(self) -> Duty:
        data = self.cleaned_data
        key = self.before.key if self.before else data["key"]
        return Duty(key, data["text"], data["during_response"], self.origin())


class MeasureForm(LineForm):
    identity = ("key",)
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=30,
        help_text=gettext_lazy("A short word that names it in the plan."),
    )
    text = forms.CharField(label=gettext_lazy("Measure"), max_length=1000, widget=forms.Textarea(attrs=LINES))
    from_level = forms.ChoiceField(label=gettext_lazy("From level"), choices=levels)
    to_level = forms.ChoiceField(label=gettext_lazy("To level"), choices=levels, initial="red")
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=MeasureRow.Kind.choices)
    source = forms.ChoiceField(
        label=gettext_lazy("Emission source"), choices=[("", "—"), *MeasureRow.Source.choices], required=False
    )
    exceptions = forms.CharField(label=gettext_lazy("Exceptions"), max_length=1000, required=False)
    figures = forms.CharField(
        label=gettext_lazy("Figures"),
        required=False,
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy("One a line, as name = value."),
    )
    replaces = forms.MultipleChoiceField(
        label=gettext_lazy("Takes the place of"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.plan.cumulative:
            del self.fields["to_level"]
            self.fields["replaces"].choices = list(self._lower())  # type: ignore[attr-defined]
        else:
            del self.fields["replaces"]

    def _lower(self) -> Iterable[tuple[str, str]]:
        own = self.before.key if self.before else ""
        return ((m.key, f"{m.key} · {m.text}"[:60]) for m in self.plan.measures if m.key != own)

    def initial_of(self, line: Measure) -> dict[str, Any]:
        return {
            "text": line.text,
            "from_level": line.from_level.slug,
            "to_level": line.to_level.slug,
            "kind": line.kind,
            "source": line.source or "",
            "exceptions": line.exceptions,
            "figures": "\n".join(f"{name} = {value}" for name, value in line.figures.items()),
            "replaces": list(line.replaces),
        }

    def clean_figures(self) -> dict[str, str]:
        pairs = [line.partition("=") for line in split_lines(self.cleaned_data["figures"])]
        wrong = next(
            (name for name, sign, value in pairs if not (sign and name.strip() and value.strip())), None
        )
        if wrong is not None:
            raise ValidationError(_("“%(line)s”: write it as name = value.") % {"line": wrong.strip()})
        return {name.strip(): value.strip() for name, _sign, value in pairs}

    def line(self) -> Measure:
        data = self.cleaned_data
        first = Level.from_slug(data["from_level"])
        return Measure(
            key=self.before.key if self.before else data["key"],
            from_level=first,
            to_level=max(first, Level.from_slug(data.get("to_level", "red"))),
            kind=data["kind"],
            source=data["source"] or None,
            text=data["text"],
            figures=data["figures"],
            exceptions=data["exceptions"],
            replaces=tuple(data.get("replaces", ())),
            wants=self.before.wants if self.before else (),
            assignments=self.before.assignments if self.before else (),
            provenance=self.origin(),
        )


class AssignmentForm(LineForm):
    """A unit and the duty it acts on are chosen together, so that they always fit."""

    basis = forms.ChoiceField(label=gettext_lazy("Unit and the duty it rests on"))
    part = forms.ChoiceField(label=gettext_lazy("Part"), choices=MeasureUnit.Part.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.before.unit if self.before else None
        self.fields["basis"].choices = [  # type: ignore[attr-defined]
            (unit.name, [(f"{unit.name}/{duty.key}", f"{unit.name} · {duty.key}") for duty in unit.duties])
            for unit in self.plan.units
            if own in (None, unit.name)
        ]

    def initial_of(self, line: Assignment) -> dict[str, Any]:
        return {"basis": f"{line.unit}/{line.basis}", "part": line.part}

    def line(self) -> Assignment:
        unit, _slash, basis = self.cleaned_data["basis"].partition("/")
        return Assignment(unit, self.cleaned_data["part"], basis, self.origin())
