"""Forms of the lines that say when and how the office acts."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from plans import wording
from plans.document import (
    Alternatives,
    Approval,
    Lifting,
    Merging,
    Raising,
    Setting,
    Step,
    Superior,
    Target,
    Trigger,
)
from plans.levels import Level
from plans.lineforms.base import LINES, LineForm, levels
from plans.lineforms.conditions import condition_lines, read_conditions
from plans.models import ApprovalAction, ApprovalStep
from portal.offices.roles import Role

MOST_STEPS = 3
POLLUTANTS = ("SO2", "NOx", "PM", "VOCs")
SIGNERS = (Role.OFFICE, Role.DIRECTOR, Role.COMMANDER)


def steps() -> list[tuple[str, str]]:
    """Every signature that a step can be, in the reader's language."""
    signatures = [(verb, role) for role in SIGNERS for verb in ApprovalStep.Verb]
    return [("", "—"), *((f"{v.value} {r.value}", f"{v.label} · {r.label}") for v, r in signatures)]


class SettingForm(LineForm):
    value = forms.CharField(label=gettext_lazy("Value"), max_length=10)

    def initial_of(self, line: Setting) -> dict[str, Any]:
        return {"value": line.value}

    def line(self) -> Setting:
        value = self.cleaned_data["value"].strip()
        return replace(
            self.before, value=int(value) if value.isdecimal() else value, provenance=self.origin()
        )


class TriggerForm(LineForm):
    identity = ("level",)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=levels)
    conditions = forms.CharField(
        label=gettext_lazy("Conditions"),
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy(
            "One alternative a line; & where two must hold together: AQI > 200 / 72h & AQI > 300 / 24h"
        ),
    )

    def initial_of(self, line: Trigger) -> dict[str, Any]:
        return {"conditions": condition_lines(line.any_of)}

    def clean_conditions(self) -> Alternatives:
        return read_conditions(self.cleaned_data["conditions"])

    def line(self) -> Trigger:
        level = self.before.level if self.before else Level.from_slug(self.cleaned_data["level"])
        return Trigger(level, self.cleaned_data["conditions"], self.origin())


class LiftingForm(LineForm):
    hours = forms.IntegerField(label=gettext_lazy("Hours it must stay so"))
    below = forms.IntegerField(
        label=gettext_lazy("At or under the AQI"),
        required=False,
        help_text=gettext_lazy("Left empty: the lowest figure of the level's rules."),
    )
    approval = forms.BooleanField(label=gettext_lazy("Lifting needs approval"), required=False)

    def initial_of(self, line: Lifting) -> dict[str, Any]:
        return {"hours": line.hours, "below": line.below, "approval": line.approval}

    def line(self) -> Lifting:
        data = self.cleaned_data
        return Lifting(data["hours"], data["below"], data["approval"], self.origin())


class RaisingForm(LineForm):
    observed_hours = forms.IntegerField(label=gettext_lazy("Hours observed"))
    outlook_hours = forms.IntegerField(label=gettext_lazy("Hours ahead without relief"))

    def initial_of(self, line: Raising) -> dict[str, Any]:
        return {"observed_hours": line.observed_hours, "outlook_hours": line.outlook_hours}

    def line(self) -> Raising:
        return Raising(self.cleaned_data["observed_hours"], self.cleaned_data["outlook_hours"], self.origin())


class MergingForm(LineForm):
    gap_hours = forms.IntegerField(label=gettext_lazy("Hours between two episodes"))

    def initial_of(self, line: Merging) -> dict[str, Any]:
        return {"gap_hours": line.gap_hours}

    def line(self) -> Merging:
        return Merging(self.cleaned_data["gap_hours"], self.origin())


class SuperiorForm(LineForm):
    follows = forms.ChoiceField(
        label=gettext_lazy("The superior's warning"), choices=list(wording.FOLLOWS.items())
    )

    def initial_of(self, line: Superior) -> dict[str, Any]:
        return {"follows": line.follows}

    def line(self) -> Superior:
        return Superior(self.cleaned_data["follows"], self.origin())


class TargetForm(LineForm):
    identity = ("level",)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=levels)
    percent = forms.IntegerField(label=gettext_lazy("Percent less"))
    pollutants = forms.MultipleChoiceField(
        label=gettext_lazy("Pollutants"),
        choices=[(name, name) for name in POLLUTANTS],
        widget=forms.CheckboxSelectMultiple,
    )

    def initial_of(self, line: Target) -> dict[str, Any]:
        return {"percent": line.percent, "pollutants": list(line.pollutants)}

    def line(self) -> Target:
        data = self.cleaned_data
        level = self.before.level if self.before else Level.from_slug(data["level"])
        return Target(level, data["percent"], tuple(data["pollutants"]), self.origin())


class ApprovalForm(LineForm):
    identity = ("level", "action")
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=levels)
    action = forms.ChoiceField(label=gettext_lazy("Act"), choices=ApprovalAction.choices)
    step_1 = forms.ChoiceField(label=gettext_lazy("First signature"), choices=steps, required=False)
    step_2 = forms.ChoiceField(label=gettext_lazy("Second signature"), choices=steps, required=False)
    step_3 = forms.ChoiceField(label=gettext_lazy("Third signature"), choices=steps, required=False)
    on_superior_notice = forms.BooleanField(
        label=gettext_lazy("The office acts on the superior's notice"), required=False
    )

    def initial_of(self, line: Approval) -> dict[str, Any]:
        steps = {f"step_{n}": f"{step.verb} {step.role}" for n, step in enumerate(line.steps, start=1)}
        return {**steps, "on_superior_notice": line.on_superior_notice}

    def line(self) -> Approval:
        data = self.cleaned_data
        chosen = (data[f"step_{number}"] for number in range(1, MOST_STEPS + 1))
        steps = tuple(Step(*each.split()) for each in chosen if each)
        if self.before:
            level, action = self.before.level, self.before.action
        else:
            level, action = Level.from_slug(data["level"]), data["action"]
        return Approval(level, action, steps, data["on_superior_notice"], self.origin())
