"""Draft a report: read the rows, freeze the facts."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import ReportingDuty
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.actions.post import post
from reports import letters, wording
from reports.canonical import digest
from reports.duties import addressee, deadline, duty_of, provenance
from reports.facts.collect import daily_facts, post_event_facts
from reports.models import Report
from responses.models import EmergencyResponse


@transaction.atomic
def draft_report(
    response: EmergencyResponse, kind: str, day: date, *, by: User | None, now: datetime
) -> Report:
    """The report of that kind on `day`, drafted from the rows as they are now, or the one that is there.

    `day` is the day reported on, of a post-event report the day of the lifting; `by` None is the portal.
    Raises IllegalMove when the day or the response is not over, or the day lies outside of the response.
    """
    if by is not None:
        require(by, Role.OFFICE, response.jurisdiction, now)
    _require_over(response, kind, day, now)
    key = {"episode": response.episode, "kind": kind, "date": day}
    # Composing takes a dozen queries, so a report that is there is looked up first; the key decides.
    found = Report.objects.filter(**key).first()
    if found:
        return found
    report, is_new = Report.objects.get_or_create(**key, defaults=_content(response, kind, day, by, now))
    if is_new:
        facts = {"kind": kind, "day": day, "facts": digest(report.facts)}
        record(report, "draft", scope=report.jurisdiction, by=by, now=now, became=report.state, facts=facts)
    if is_new and by is None:
        post(letters.to_office(report, kind="report_drafted", said="已自动起草，待核对报送", now=now))
    return report


def facts_of(
    response: EmergencyResponse, kind: str, day: date, duty: ReportingDuty | None, now: datetime
) -> dict[str, Any]:
    """The facts of such a report from the rows as they are now."""
    if kind == Report.Kind.OFFICE_DAILY:
        return daily_facts(response, day, provenance(duty), now)
    return post_event_facts(response, provenance(duty), now)


def _content(
    response: EmergencyResponse, kind: str, day: date, by: User | None, now: datetime
) -> dict[str, Any]:
    duty = duty_of(response, kind)
    facts = facts_of(response, kind, day, duty, now)
    return {
        "jurisdiction": response.jurisdiction,
        "title": wording.title(facts),
        "addressee": addressee(response, duty),
        "due_at": deadline(response, duty, day),
        "facts": facts,
        "drafted_by": by,
        "drafted_at": now,
    }


def _require_over(response: EmergencyResponse, kind: str, day: date, now: datetime) -> None:
    closed = timezone.localdate(response.closed_at) if response.closed_at else None
    if kind == Report.Kind.POST_EVENT:
        if day != closed:
            raise IllegalMove(_("The response still runs; its report is drafted after the lifting."))
        return
    if not timezone.localdate(response.started_at) <= day <= (closed or day):
        raise IllegalMove(_("No response ran on %(day)s.") % {"day": day})
    if day >= timezone.localdate(now):
        raise IllegalMove(_("%(day)s is not over; its report is drafted after midnight.") % {"day": day})
