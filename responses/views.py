"""The office's pages of a response: list, overview, live matrix, returns."""

from collections import defaultdict
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal import clock
from portal.offices.authority import authority
from portal.offices.models import Jurisdiction
from portal.offices.roles import Role
from portal.offices.seat import seat
from portal.offices.visit import Visit
from responses.actions.return_back import return_back
from responses.actions.urge import urge
from responses.cards import sections
from responses.delivery import audit
from responses.forms import ReasonForm, UrgeForm
from responses.groups import BY_KEY
from responses.matrix import matrix
from responses.models import EmergencyResponse, Item, ResponseQuerySet, UnitReturn, UnitTask
from responses.timeline import timeline
from responses.unit_views import visible_task

PAGE = 30
TIMELINE = 12


@require_GET
def response_list(request: Visit) -> HttpResponse:
    """The responses of the jurisdiction in use; a unit's staff go to their own task."""
    staffed = Jurisdiction.objects.staffed_by(request.user)
    here = seat(request)
    if here is None or not staffed.filter(pk=here.pk).exists():
        return redirect("responses:mine")
    shown = EmergencyResponse.objects.visible_to(request.user).filter(jurisdiction=here)
    page = Paginator(_with_counts(shown).order_by("-started_at"), PAGE).get_page(request.GET.get("page"))
    return render(request, "responses/list.html", {"page": page})


def _with_counts(responses: ResponseQuerySet) -> ResponseQuerySet:
    asked = ~Q(tasks__items__state__in=(Item.State.WITHDRAWN, Item.State.NOT_APPLICABLE))
    return responses.select_related("jurisdiction", "warning").annotate(
        units=Count("tasks", distinct=True),
        signed=Count("tasks", filter=Q(tasks__acknowledged_at__isnull=False), distinct=True),
        owed=Count("tasks__items", filter=asked, distinct=True),
        done=Count("tasks__items", filter=Q(tasks__items__state=Item.State.DONE), distinct=True),
    )


@require_GET
def detail(request: Visit, pk: int) -> HttpResponse:
    """The response at a glance: who is late, what was delivered, what happened."""
    response = _visible(request, pk)
    now = clock.now()
    shown = matrix(response, now=now, worst_first=True)
    context = {
        "response": response,
        "matrix": shown,
        "behind": [row for row in shown.rows if row.is_late or row.late_returns or row.tally.unable],
        "unsigned": [row for row in shown.rows if not row.task.acknowledged_at],
        "deliveries": audit(response),
        "entries": timeline(response, most=TIMELINE),
        "may_urge": _is_office(request, response),
        "urge_form": UrgeForm(),
        "now": now,
    }
    return render(request, "responses/detail.html", context)


@require_GET
def matrix_page(request: Visit, pk: int) -> HttpResponse:
    """Units by groups of measures; asks for itself anew every few seconds while the response runs."""
    response = _visible(request, pk)
    now = clock.now()
    order = "worst" if request.GET.get("order") == "worst" else "plan"
    context = {
        "response": response,
        "matrix": matrix(response, now=now, worst_first=order == "worst"),
        "order": order,
        "now": now,
    }
    template = "responses/_matrix.html" if request.htmx else "responses/matrix.html"
    return render(request, template, context)


@require_GET
def cell(request: Visit, pk: int, group: str) -> HttpResponse:
    """The items behind one cell of the matrix, with their evidence."""
    if group not in BY_KEY:
        raise Http404
    task = visible_task(request, pk)
    found = [each for each in sections(task, may_answer=False) if each.group.key == group]
    context = {"task": task, "response": task.response, "sections": found, "group": BY_KEY[group]}
    template = "responses/_cell.html" if request.htmx else "responses/cell.html"
    return render(request, template, context)


@require_GET
def returns(request: Visit, pk: int) -> HttpResponse:
    """Every unit's returns, day by day, newest day first."""
    response = _visible(request, pk)
    reports = UnitReturn.objects.filter(task__response=response).select_related("task__unit")
    days: dict[tuple[date, str], list[UnitReturn]] = defaultdict(list)
    for report in reports.order_by("-date", "-kind", "task__unit__position"):
        days[report.date, report.kind].append(report)
    context = {
        "response": response,
        "hour": response.edition.setting("daily_return_due"),
        "days": [_day(day, kind, reports) for (day, kind), reports in days.items()],
        "now": clock.now(),
    }
    return render(request, "responses/returns.html", context)


def _day(day: date, kind: str, reports: list[UnitReturn]) -> dict[str, object]:
    return {
        "date": day,
        "kind": UnitReturn.Kind(kind).label,
        "reports": reports,
        "sent": sum(1 for report in reports if report.state == UnitReturn.State.SENT),
        "due_at": min(report.due_at for report in reports),
    }


@require_POST
def send_back(request: Visit, pk: int) -> HttpResponse:
    """Send a return back to its unit."""
    reports = UnitReturn.objects.visible_to(request.user).select_related("task__unit", "task__response")
    report = get_object_or_404(reports, pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        return_back(report, by=request.user, now=clock.now(), reason=form.cleaned_data["reason"])
        messages.success(request, _("The return is sent back to %(unit)s.") % {"unit": report.task.unit})
        return redirect("responses:returns", report.task.response_id)
    context = {"report": report, "task": report.task, "form": form}
    return render(request, "responses/return_back.html", context, status=422)


@require_POST
def urge_unit(request: Visit, pk: int) -> HttpResponse:
    """Remind one unit of everything outstanding."""
    task = visible_task(request, pk)
    form = UrgeForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    told = urge(task, by=request.user, now=clock.now(), note=note)
    if told:
        messages.success(request, _("%(unit)s is urged.") % {"unit": task.unit})
    else:
        messages.info(request, _("%(unit)s was urged less than a minute ago.") % {"unit": task.unit})
    return _back(request, task.response_id)


@require_POST
def urge_everyone(request: Visit, pk: int) -> HttpResponse:
    """Remind every unit that has not acknowledged."""
    response = _visible(request, pk)
    unsigned = UnitTask.objects.unacknowledged().filter(response=response).select_related("unit", "response")
    told = sum(urge(task, by=request.user, now=clock.now()) for task in unsigned)
    said = ngettext("%(count)d unit is urged.", "%(count)d units are urged.", told)
    messages.success(request, said % {"count": told})
    return redirect("responses:detail", pk)


def _back(request: Visit, response: int) -> HttpResponse:
    """To the page on which the button stood, else to the response."""
    onward = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    return redirect(onward) if inside else redirect("responses:detail", response)


def _visible(request: Visit, pk: int) -> EmergencyResponse:
    seen = EmergencyResponse.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("jurisdiction", "warning", "edition", "episode"), pk=pk)


def _is_office(request: Visit, response: EmergencyResponse) -> bool:
    return authority(request.user, Role.OFFICE, response.jurisdiction, clock.now()) is not None
