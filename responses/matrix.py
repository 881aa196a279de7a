"""The office's matrix: units by groups of measures, in three queries whatever its size."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from responses.figures import FIGURES, Number, added
from responses.groups import GROUPS, Group, group_of
from responses.models import EmergencyResponse, Item, UnitReturn, UnitTask

State = Item.State


@dataclass(frozen=True, slots=True)
class Tally:
    """Items by state. What does not apply is not owed."""

    done: int = 0
    open: int = 0
    unable: int = 0
    not_applicable: int = 0

    @classmethod
    def of(cls, states: Iterable[str]) -> "Tally":
        """Counted from states; withdrawn items do not count."""
        count = Counter(states)
        return cls(*(count[state] for state in (State.DONE, State.OPEN, State.UNABLE, State.NOT_APPLICABLE)))

    @property
    def owed(self) -> int:
        """How many have to be done."""
        return self.done + self.open + self.unable

    @property
    def total(self) -> int:
        """How many were asked for."""
        return self.owed + self.not_applicable

    @property
    def is_whole(self) -> bool:
        """Whether all that is owed is done."""
        return self.done == self.owed


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit's items of one group; an empty one asks nothing of the unit."""

    group: Group
    tally: Tally


@dataclass(frozen=True, slots=True)
class Row:
    """One unit."""

    task: UnitTask
    cells: list[Cell]
    tally: Tally
    is_late: bool
    late_returns: int
    owed_returns: int

    @property
    def badness(self) -> tuple[bool, int, int, int]:
        """Greater is worse: unsigned past the time, cannot, late returns, still to do."""
        return (self.is_late, self.tally.unable, self.late_returns, self.tally.open)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything the page shows."""

    groups: list[Group]
    rows: list[Row]
    tally: Tally
    figures: list[tuple[str, Number]]

    @property
    def units(self) -> int:
        """How many units have a task."""
        return len(self.rows)

    @property
    def acknowledged(self) -> int:
        """How many of them signed for it."""
        return sum(1 for row in self.rows if row.task.acknowledged_at)

    @property
    def late(self) -> int:
        """How many have not signed within the time."""
        return sum(1 for row in self.rows if row.is_late)

    @property
    def late_returns(self) -> int:
        """How many returns are owed past their time."""
        return sum(row.late_returns for row in self.rows)


def matrix(response: EmergencyResponse, *, now: datetime, worst_first: bool = False) -> Matrix:
    """The response as it stands; `worst_first` sorts units by what is worst, else in the plan's order."""
    states: dict[int, dict[Group, list[str]]] = defaultdict(lambda: defaultdict(list))
    figures = []
    standing = response.items().standing().order_by()
    for task, kind, source, state, reported in standing.values_list(
        "task_id", "measure__kind", "measure__source", "state", "figures"
    ):
        states[task][group_of(kind, source)].append(state)
        figures.append(reported)
    groups = [group for group in GROUPS.values() if any(group in by_group for by_group in states.values())]
    owed, late = _returns(response, now)
    rows = [
        Row(
            task,
            [Cell(group, Tally.of(states[task.pk][group])) for group in groups],
            Tally.of(state for each in states[task.pk].values() for state in each),
            is_late=response.is_running and not task.acknowledged_at and task.acknowledge_by < now,
            late_returns=late[task.pk],
            owed_returns=owed[task.pk],
        )
        for task in response.tasks.select_related("unit", "acknowledged_by")
    ]
    whole = Tally.of(state for row in states.values() for each in row.values() for state in each)
    if worst_first:
        rows.sort(key=lambda row: row.badness, reverse=True)
    return Matrix(groups, rows, whole, named(added(figures)))


def _returns(response: EmergencyResponse, now: datetime) -> tuple[Counter[int], Counter[int]]:
    owed = list(UnitReturn.objects.owed().filter(task__response=response).values_list("task_id", "due_at"))
    return Counter(task for task, _due in owed), Counter(task for task, due in owed if due < now)


def named(figures: dict[str, Number]) -> list[tuple[str, Number]]:
    """Figures with their words in the reader's language, in the vocabulary's order."""
    language = get_language() or "zh"
    return [(FIGURES[name].label(language), figures[name]) for name in FIGURES if name in figures]
