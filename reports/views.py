"""The pages of the reports: what is due, one report as it will be printed, the rows behind a figure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from portal import clock
from portal.lifecycle.signoff import may_sign
from portal.offices.authority import authority
from portal.offices.roles import Role
from portal.offices.seat import seat
from portal.offices.visit import Visit
from reports import story
from reports.forms import ReadForm, ReturnForm, SignForm, TextForm
from reports.models import Report
from reports.owing import alive, undrafted
from reports.presenting import Address
from reports.presenting import context as document_context
from reports.storing import is_whole
from reports.tracing import trace
from reports.waiting import print_state, times_asked
from responses.models import EmergencyResponse

PAGE = 30
ROWS_PAGE = 100


@require_GET
def report_list(request: Visit) -> HttpResponse:
    """What is due, what lies in whose hands, what was signed; of the jurisdiction in use."""
    place, now = seat(request), clock.now()
    # The facts are long and no list shows them.
    seen = Report.objects.visible_to(request.user).filter(jurisdiction=place).defer("facts", "narrative")
    seen = seen.select_related("episode")
    is_office = place is not None and authority(request.user, Role.OFFICE, place, now) is not None
    context = {
        "unfinished": seen.unfinished().order_by("due_at", "date"),
        "page": Paginator(seen.signed().order_by("-signed_at"), PAGE).get_page(request.GET.get("page")),
        "undrafted": list(_undrafted(request, now)) if is_office else [],
        "now": now,
    }
    return render(request, "reports/list.html", context)


def _undrafted(request: Visit, now: datetime) -> Iterator[dict[str, Any]]:
    here = EmergencyResponse.objects.visible_to(request.user).filter(jurisdiction=seat(request))
    for response in alive(here, now):
        for kind, day in undrafted(response, now):
            yield {"response": response, "kind": kind, "label": Report.Kind(kind).label, "day": day}


@require_GET
def detail(request: Visit, pk: int) -> HttpResponse:
    """One report: its state and what is to be done, its text with every figure open, its past."""
    return page(request, visible(request, pk))


def visible(request: Visit, pk: int) -> Report:
    """The report, or 404 for whoever may not see it."""
    seen = Report.objects.visible_to(request.user).select_related("jurisdiction__superior", "episode")
    return get_object_or_404(seen, pk=pk)


def page(request: Visit, report: Report, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The report's page; `forms` replaces those that came back with errors."""
    now, read = clock.now(), {"read": report.content_digest()}
    is_office = authority(request.user, Role.OFFICE, report.jurisdiction, now) is not None
    context = {
        **document_context(report, _rows_address(report)),
        **print_state(report, asked=times_asked(request)),
        "may_edit": is_office and report.is_editable,
        "may_sign": may_sign(report, request.user, now),
        "returned_for": story.reason_for_return(report),
        "steps": story.steps(report),
        "entries": story.timeline(report),
        "text_form": TextForm(report=report),
        "submit_form": ReadForm(initial=read),
        "sign_form": SignForm(initial=read),
        "return_form": ReturnForm(),
        "now": now,
    }
    return render(request, "reports/detail.html", context | forms, status=status)


def _rows_address(report: Report) -> Address:
    address = reverse("reports:rows", args=[report.pk])
    return lambda path: f"{address}?{urlencode({'figure': path})}"


@require_GET
def rows(request: Visit, pk: int) -> HttpResponse:
    """The rows behind one figure, and whether they still give it."""
    report = visible(request, pk)
    found = trace(report, request.GET.get("figure", ""))
    if found is None:
        raise Http404
    shown = Paginator(found.rows, ROWS_PAGE).get_page(request.GET.get("page"))
    context = {"report": report, "trace": found, "page": shown, "lines": found.lines(shown)}
    return render(request, "reports/rows.html", context)


@require_GET
def document(request: Visit, pk: int) -> FileResponse:
    """The signed document, once it is printed and as long as it is the one that was sealed."""
    report = visible(request, pk)
    if not is_whole(report):
        raise Http404
    name = f"{report.number}.pdf"
    return FileResponse(report.document.open("rb"), filename=name, content_type="application/pdf")
