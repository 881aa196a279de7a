"""Made inspections of the made episode: one in order, one mended, one still to be mended."""

from datetime import datetime

from early_warnings.series import HOUR
from portal.offices.models import User
from responses.actions.follow_up import follow_up
from responses.actions.inspect import Finding, inspect
from responses.models import EmergencyResponse, Inspection, InspectionNote

Kind, Severity = Inspection.Kind, Inspection.Severity


def inspect_and_mend(response: EmergencyResponse, issued: datetime) -> None:
    """The supervisor visits three units in the hours after the issue; the second unit mends."""
    by = User.objects.get(username="kuitun.supervisor")
    units = [task.unit for task in response.tasks.select_related("unit").order_by("unit__position")[:3]]
    visits = [
        Finding(
            units[0], Kind.PLANNED, Severity.OK, "值班在岗，措施台账齐全。（演示）", issued + 3 * HOUR,
            response=response,
        ),
        Finding(
            units[1], Kind.SURPRISE, Severity.PROBLEM, "渣土堆未覆盖，出口未冲洗。（演示）",
            issued + 4 * HOUR, site="北京路工地", due_at=issued + 10 * HOUR, response=response,
        ),
        Finding(
            units[2], Kind.SURPRISE, Severity.PROBLEM, "停产生产线夜间仍在运行。（演示）",
            issued + 5 * HOUR, site="开发区某厂", due_at=issued + 20 * HOUR, response=response,
        ),
    ]  # fmt: skip
    kept = [
        inspect(response.jurisdiction, visit, by=by, now=visit.at + HOUR / 4, key=f"demo-visit-{number}")
        for number, visit in enumerate(visits)
    ]
    mender = units[1].memberships.get().user
    follow_up(
        kept[1], InspectionNote.Act.MEND, by=mender, now=issued + 8 * HOUR, text="已全部覆盖并冲洗。（演示）"
    )
