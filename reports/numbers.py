"""The numbers of reports: 〔year〕 and a count, in a series for each kind."""

from datetime import datetime

from django.utils import timezone

from plans.models import PlanEdition
from portal.lifecycle.moves import lock
from reports.models import Report

# [default, to be confirmed] An office's own letters (机关代字) are the office's to say.
SERIES = {Report.Kind.OFFICE_DAILY: "重污染应急日报", Report.Kind.POST_EVENT: "重污染应急总结"}


def next_number(report: Report, edition: PlanEdition, now: datetime) -> str:
    """The next free number of the series in the year of `now`, e.g. 重污染应急日报〔2026〕3号.

    Locks the jurisdiction, so that two signatures at once take two numbers; a drill counts apart.
    """
    lock(report.jurisdiction)
    own = edition.rules.get("report_series", {}).get(report.kind)
    series = own or SERIES[Report.Kind(report.kind)]
    stem = f"{series}{'（演练）' if report.is_drill else ''}〔{timezone.localtime(now).year}〕"
    taken = Report.objects.filter(jurisdiction=report.jurisdiction, number__startswith=stem)
    return f"{stem}{taken.count() + 1}号"
