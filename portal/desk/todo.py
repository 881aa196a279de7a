"""The office's list of what is to be done now, worst first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from early_warnings.models import EarlyWarning, Proposal
from portal.desk.evaluations import SENTENCES
from portal.desk.queries import Owed, Paper
from reports.models import Report
from responses.models import UnitReturn, UnitTask


@dataclass(frozen=True, slots=True)
class Todo:
    """One line: how many (or None), of what, where to go, and by when; `note` says who is waited for."""

    count: int | None
    what: str
    url: str
    due_at: datetime | None = None
    is_late: bool = False
    note: str = ""
    is_decision: bool = False

    @property
    def rank(self) -> int:
        """What is late comes first, then what the office must decide, then what has a deadline."""
        if self.is_late:
            return 0
        if self.is_decision:
            return 1
        return 2 if self.due_at else 3


def todos(owed: Owed, now: datetime) -> list[Todo]:
    """The lines, most pressing first; of the same rank by their deadline."""
    lines = [
        *_proposal(owed.proposal),
        *_tasks(owed.tasks, now),
        *_returns(owed.returns, now),
        *_warnings(owed.warnings),
        *_reports(owed.reports, now),
        *_undelivered(len(owed.notices)),
    ]
    return sorted(lines, key=lambda line: (line.rank, line.due_at or now))


def _proposal(proposal: Proposal | None) -> list[Todo]:
    if not proposal or proposal.state != Proposal.State.OPEN:
        return []
    url = address("early_warnings:proposal", proposal.pk)
    return [Todo(None, str(SENTENCES[proposal.action]), url, note=_("to be decided"), is_decision=True)]


def _tasks(tasks: Sequence[UnitTask], now: datetime) -> list[Todo]:
    if not tasks:
        return []
    count = len(tasks)
    what = ngettext("unit has not acknowledged", "units have not acknowledged", count)
    first = tasks[0]
    url = address("responses:detail", first.response_id)
    return [Todo(count, what, url, first.acknowledge_by, first.acknowledge_by < now)]


def _returns(returns: Sequence[UnitReturn], now: datetime) -> list[Todo]:
    if not returns:
        return []
    what = ngettext("return is still owed", "returns are still owed", len(returns))
    first = returns[0]
    url = address("responses:returns", first.task.response_id)
    return [Todo(len(returns), what, url, first.due_at, first.due_at < now)]


def _warnings(papers: Iterable[Paper[EarlyWarning]]) -> list[Todo]:
    return [
        Todo(
            None,
            _warning_step(each),
            address("early_warnings:detail", each.document.number),
            note=each.document.number,
        )
        for each in papers
    ]


def _warning_step(paper: Paper[EarlyWarning]) -> str:
    if paper.waits_for:
        return _("warning waits for: %(role)s") % {"role": paper.role}
    return {
        EarlyWarning.State.DRAFT: _("warning drafted, to be submitted"),
        EarlyWarning.State.RETURNED: _("warning returned, to be mended"),
        EarlyWarning.State.APPROVED: _("warning approved, to be issued"),
    }[EarlyWarning.State(paper.document.state)]


def _reports(papers: Iterable[Paper[Report]], now: datetime) -> list[Todo]:
    return [
        Todo(
            None,
            str(each.document),
            address("reports:detail", each.document.pk),
            each.document.due_at,
            bool(each.document.due_at and each.document.due_at < now),
            each.role or each.document.get_state_display(),
        )
        for each in papers
    ]  # fmt: skip


def _undelivered(count: int) -> list[Todo]:
    if not count:
        return []
    what = ngettext("notice to deliver by telephone", "notices to deliver by telephone", count)
    return [Todo(count, what, "#undelivered")]


def address(name: str, *arguments: object) -> str:
    """The address of a page, or "" when the portal has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
