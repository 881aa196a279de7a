"""Pages of compliance: the matrix now, punctuality and ranking, what was urged, a unit's dossier."""

from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal import clock
from portal.lifecycle.models import JournalEntry
from portal.offices.models import Jurisdiction, Unit
from portal.offices.seat import office_seat
from portal.offices.visit import Visit
from responses.compliance import LATE_MENDING_COSTS, MOST_FOR_MENDING, WEIGHTS
from responses.dossier import dossier
from responses.evidence import SHEET
from responses.matrix import matrix
from responses.models import EmergencyResponse, Inspection, UnitTask
from responses.standings import standing_of, standings

PAGE = 50
SPANS = (1, 5, 12)
USUAL_SPAN = 12
SHOWN_IN_STRIP = 12


@require_GET
def compliance(request: Visit) -> HttpResponse:
    """The running response, worst units first, and what inspections left to be mended."""
    place, now = office_seat(request), clock.now()
    running = EmergencyResponse.objects.running().filter(jurisdiction=place)
    response = running.select_related("warning", "edition", "jurisdiction").order_by("is_drill").first()
    order = "plan" if request.GET.get("order") == "plan" else "worst"
    unsettled = Inspection.objects.unsettled().filter(jurisdiction=place).order_by("due_at")
    context = {
        "response": response,
        "matrix": matrix(response, now=now, worst_first=order == "worst") if response else None,
        "order": order,
        "inspections": unsettled.select_related("unit", "response"),
        "now": now,
    }
    return render(request, "responses/compliance.html", context)


@require_GET
def ranking(request: Visit) -> HttpResponse:
    """Units by their score over the latest responses, with what they lost it by."""
    place, now = office_seat(request), clock.now()
    over = _span(request)
    context = {
        "standings": standings(place, now=now, over=over),
        "over": over,
        "spans": SPANS,
        "strip": f"-{SHOWN_IN_STRIP}:",
        "weights": WEIGHTS,
        "mending_costs": LATE_MENDING_COSTS,
        "most_for_mending": MOST_FOR_MENDING,
    }
    return render(request, "responses/compliance_ranking.html", context)


def _span(request: Visit) -> int | None:
    asked = request.GET.get("over", "")
    if asked == "all":
        return None
    return int(asked) if asked in map(str, SPANS) else USUAL_SPAN


@require_GET
def urging(request: Visit) -> HttpResponse:
    """Every urging by the office, newest first."""
    place = office_seat(request)
    urged = JournalEntry.objects.filter(
        jurisdiction=place, document_type=UnitTask._meta.label_lower, verb="urge"
    )
    page = Paginator(urged.order_by("-sequence"), PAGE).get_page(request.GET.get("page"))
    return render(request, "responses/compliance_urging.html", {"page": page})


@require_GET
def unit_record(request: Visit, pk: int) -> HttpResponse:
    """One unit over all responses: every number of the ranking with its rows."""
    unit, now = _seen_unit(request, pk), clock.now()
    context = {
        "unit": unit,
        "standing": standing_of(unit, now=now),
        "inspections": unit.inspections.select_related("by", "response"),
        "is_staff": Jurisdiction.objects.staffed_by(request.user).filter(pk=unit.jurisdiction_id).exists(),
        "now": now,
    }
    return render(request, "responses/compliance_unit.html", context)


@require_GET
def unit_dossier(request: Visit, pk: int) -> HttpResponse:
    """The same as a workbook, with every item, tick and return."""
    unit, now = _seen_unit(request, pk), clock.now()
    response = HttpResponse(dossier(unit, now=now), content_type=SHEET)
    name = f"{unit.name} {timezone.localdate(now):%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _seen_unit(request: Visit, pk: int) -> Unit:
    staffed = Jurisdiction.objects.staffed_by(request.user)
    seen = Unit.objects.filter(Q(jurisdiction__in=staffed) | Q(pk__in=Unit.objects.of(request.user)))
    return get_object_or_404(seen.select_related("jurisdiction"), pk=pk)
