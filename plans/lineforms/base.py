"""What every form of a line has: where the line comes from."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from plans.document import Plan, Provenance
from plans.forms import RefusableForm
from plans.levels import Level
from plans.lines import Line
from plans.models import LevelChoice, Standing

LINES = {"rows": 3}


class LineForm(RefusableForm):
    """Where a line comes from; each kind of line adds its own fields.

    `before` is the line as it stands, None for a new one. Fields of `identity` name the line, so they are
    asked for only of a new one.
    """

    identity: ClassVar[tuple[str, ...]] = ()

    clause = forms.CharField(label=gettext_lazy("Clause"), max_length=80, required=False)
    standing = forms.ChoiceField(label=gettext_lazy("Standing"), choices=Standing.choices)
    source_document = forms.CharField(
        label=gettext_lazy("Another document"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only where the line does not come from the plan's own text."),
    )

    def __init__(self, *args: Any, plan: Plan, before: Any = None, holder: str = "", **kwargs: Any) -> None:
        self.plan, self.before, self.holder = plan, before, holder
        initial = {"standing": Standing.SEED.value}
        if before is not None:
            initial = {**self.origin_of(before), **self.initial_of(before)}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        if before is not None:
            for name in self.identity:
                del self.fields[name]
        last = ["clause", "standing", "source_document"]
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def origin_of(self, line: Any) -> dict[str, Any]:
        """Clause, standing and source of a line as initial values."""
        own: Provenance = line.provenance
        source = "" if own.source == self.plan.source else own.source
        return {"clause": own.clause, "standing": own.standing, "source_document": source}

    def origin(self) -> Provenance:
        """Where the line comes from, as filled in."""
        data = self.cleaned_data
        return Provenance(data["source_document"] or self.plan.source, data["clause"], data["standing"])

    def initial_of(self, line: Any) -> dict[str, Any]:
        """The line's own fields as initial values."""
        raise NotImplementedError

    def line(self) -> Line:
        """The line as filled in."""
        raise NotImplementedError


def levels() -> list[tuple[str, str]]:
    """The levels to choose from, in the reader's language."""
    return [(Level(number).slug, str(word)) for number, word in LevelChoice.choices]


def split_lines(text: str) -> tuple[str, ...]:
    """One entry a line, empty ones left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
