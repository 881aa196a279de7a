"""A unit's items as its page shows them: in groups, each with its answer, files and form."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat

from plans.models import Confirmation, Standing
from responses.forms import TickForm
from responses.groups import GROUPS, Group, group_of
from responses.matrix import Tally, named
from responses.models import Evidence, Item, Tick, UnitTask

# A measure that the portal derived and the office has not confirmed (待确认).
UNCONFIRMED = ExpressionWrapper(
    Q(measure__standing=Standing.DEFAULT)
    & ~Exists(
        Confirmation.objects.filter(
            edition=OuterRef("measure__edition"), path=Concat(Value("measures/"), OuterRef("measure__key"))
        )
    ),
    output_field=BooleanField(),
)


@dataclass(slots=True)
class Card:
    """One item; `form` is None for whoever may only look."""

    item: Item
    form: TickForm | None

    @property
    def is_answered(self) -> bool:
        """Whether the unit said anything about it."""
        return self.item.state in Item.ANSWERS

    @property
    def figures(self) -> list[tuple[str, int | float]]:
        """What it reported, in words."""
        return named(self.item.figures)

    @property
    def files(self) -> list[Evidence]:
        """What it showed."""
        return list(self.item.files.all())

    @property
    def earlier(self) -> list[Tick]:
        """The answers before the present one, newest first."""
        return list(self.item.ticks.all())[-2::-1]


@dataclass(slots=True)
class Section:
    """The items of one group."""

    group: Group
    cards: list[Card]

    @property
    def tally(self) -> Tally:
        """How they stand."""
        return Tally.of(card.item.state for card in self.cards)


def items_to_show(items: QuerySet[Item]) -> QuerySet[Item]:
    """With everything a card reads; three queries however many."""
    shown = items.select_related("measure", "basis", "answered_by", "task__unit", "task__response")
    return shown.annotate(awaits_confirmation=UNCONFIRMED).prefetch_related(
        Prefetch("ticks", Tick.objects.select_related("by")), "files"
    )


def sections(task: UnitTask, *, may_answer: bool, wrong: TickForm | None = None) -> list[Section]:
    """The standing items of a task in groups; `wrong` is a form that was refused."""
    items = items_to_show(Item.objects.standing().filter(task=task).order_by("measure__position"))
    by_group: dict[Group, list[Card]] = defaultdict(list)
    for item in items:
        group = group_of(item.measure.kind, item.measure.source)
        by_group[group].append(Card(item, _form(item, wrong) if may_answer else None))
    return [Section(group, by_group[group]) for group in GROUPS.values() if group in by_group]


def _form(item: Item, wrong: TickForm | None) -> TickForm:
    return wrong if wrong and wrong.item == item else TickForm(item=item)
