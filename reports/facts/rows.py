"""The rows that facts are made from, as plain values; `collect` reads them, the composers shape them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from early_warnings.series import HourRow
from responses.figures import Number

OPEN, WITHDRAWN = "open", "withdrawn"

# When a warning set a level, and whether a measure belongs to that level.
Asking = tuple[tuple[datetime, bool], ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose report it is, and on which response; `duty` is the plan's reporting duty, if it has one."""

    code: str
    name: str
    issuer: str
    plan: str
    is_drill: bool
    started_at: datetime
    closed_at: datetime | None
    duty: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class WarningRow:
    """One issued document of the episode."""

    pk: int
    number: str
    document_number: str
    act: str
    level: int
    issued_at: datetime
    begins_at: datetime
    expected_until: datetime | None
    pollutants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One unit's part in the response."""

    pk: int
    unit: str
    given_at: datetime
    acknowledge_by: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One tick."""

    outcome: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One measure of one unit, with every answer, oldest first.

    `asking` and `reopened` come from the warnings: the item's own row only knows how it stands now.
    """

    pk: int
    task: int
    kind: str
    source: str
    measure: str
    asking: Asking
    reopened: tuple[datetime, ...]
    answers: tuple[AnswerRow, ...]

    def answer_before(self, moment: datetime) -> AnswerRow | None:
        """The answer that held at `moment`; one given before the item was opened anew holds no more."""
        opened = max((at for at in self.reopened if at < moment), default=None)
        held = (each for each in self.answers if each.at < moment and (opened is None or each.at >= opened))
        return max(held, key=lambda each: each.at, default=None)

    def was_asked_before(self, moment: datetime) -> bool:
        """Whether any level before `moment` asked for it."""
        return any(is_asked for at, is_asked in self.asking if at < moment)

    def is_withdrawn_before(self, moment: datetime) -> bool:
        """Whether the level no longer asked for it at `moment`."""
        levels = [is_asked for at, is_asked in self.asking if at < moment]
        return bool(levels) and not levels[-1]


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One return that a unit owes; `sent_at` None until it is sent, and again when it is sent back."""

    pk: int
    task: int
    is_final: bool
    day: str
    due_at: datetime
    sent_at: datetime | None
    figures: dict[str, Number]
    narrative: str

    @property
    def is_late(self) -> bool:
        """Sent, but after its deadline."""
        return self.sent_at is not None and self.sent_at > self.due_at


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice that no channel delivered and nobody confirmed."""

    pk: int
    subject: str
    addressee: str
    error: str


@dataclass(frozen=True, slots=True)
class AirRow:
    """One observed hour."""

    pk: int
    hour: HourRow


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that one report is made from."""

    scope: Scope
    warnings: tuple[WarningRow, ...]
    tasks: tuple[TaskRow, ...]
    items: tuple[ItemRow, ...]
    returns: tuple[ReturnRow, ...]
    notices: tuple[NoticeRow, ...]
    air: tuple[AirRow, ...]

    def tasks_before(self, moment: datetime) -> list[TaskRow]:
        """Tasks given before `moment`, in the plan's order."""
        return [task for task in self.tasks if task.given_at < moment]

    def items_before(self, moment: datetime) -> list[ItemRow]:
        """Items given before `moment`: an item carries no time of its own, but levels that ask for it."""
        tasks = {task.pk for task in self.tasks_before(moment)}
        return [item for item in self.items if item.task in tasks and item.was_asked_before(moment)]


def of_task(rows: Iterable[ItemRow], task: TaskRow) -> list[ItemRow]:
    """Those items that belong to `task`."""
    return [row for row in rows if row.task == task.pk]
