"""What the plan says of a report: to whom it goes, and when it is due."""

from datetime import date, datetime

from django.utils import timezone

from early_warnings.series import midnight
from plans.deadlines import due_at, parse_due
from plans.models import ReportingDuty
from plans.workdays import is_workday
from reports.models import Report
from responses.models import EmergencyResponse

# The plan's word for the duty behind each kind of report.
DUTIES = {Report.Kind.OFFICE_DAILY: "office_daily", Report.Kind.POST_EVENT: "office_final"}


def duty_of(response: EmergencyResponse, kind: str) -> ReportingDuty | None:
    """The plan's duty to make such a report, or None where the plan has none."""
    return response.edition.reporting_duties.filter(kind=DUTIES[Report.Kind(kind)]).first()


def addressee(response: EmergencyResponse, duty: ReportingDuty | None) -> str:
    """To whom the plan sends it, else the superior's office; "" where there is neither."""
    if duty and duty.creditor:
        return duty.creditor
    superior = response.jurisdiction.superior
    return (superior.office_name or superior.name) if superior else ""


def deadline(response: EmergencyResponse, duty: ReportingDuty | None, day: date) -> datetime | None:
    """When the report on `day` is due; None where the plan sets no time."""
    if duty is None or not duty.due:
        return None
    counted_from = response.closed_at if duty.kind == DUTIES[Report.Kind.POST_EVENT] else midnight(day)
    return due_at(parse_due(duty.due), timezone.localtime(counted_from), is_workday)


def provenance(duty: ReportingDuty | None) -> dict[str, str] | None:
    """Where the duty stands in the plan, as the facts keep it."""
    if duty is None:
        return None
    return {
        "clause": duty.clause, "standing": duty.standing, "due": duty.due, "due_standing": duty.due_standing,
    }  # fmt: skip
