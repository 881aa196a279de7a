"""Pages of inspections: supervisors record and close them, the unit inspected sees its own and mends."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal import clock
from portal.offices.authority import authority, require
from portal.offices.models import Jurisdiction, Unit
from portal.offices.roles import Role
from portal.offices.seat import office_seat, seat_or_404
from portal.offices.visit import Visit
from responses.actions.follow_up import acts_open_to, follow_up, is_awaited
from responses.actions.inspect import inspect
from responses.inspection_forms import FollowUpForm, InspectionFilter, InspectionForm
from responses.models import Inspection, InspectionFile, InspectionNote
from responses.serving import served

PAGE = 30
Act = InspectionNote.Act


@require_GET
def inspections(request: Visit) -> HttpResponse:
    """The inspections of the jurisdiction in use, newest first; a unit's staff see their own."""
    here, now = seat_or_404(request), clock.now()
    is_staff = Jurisdiction.objects.staffed_by(request.user).filter(pk=here.pk).exists()
    units = here.units.all() if is_staff else Unit.objects.of(request.user).filter(jurisdiction=here)
    seen = Inspection.objects.visible_to(request.user).filter(jurisdiction=here)
    form = InspectionFilter(request.GET, units=units)
    shown = form.narrowed(seen, now).select_related("unit", "by", "response")
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_inspect": authority(request.user, Role.SUPERVISOR, here, now) is not None,
        "is_staff": is_staff,
        "now": now,
    }
    return render(request, "responses/inspections.html", context)


@require_http_methods(["GET", "POST"])
def new_inspection(request: Visit) -> HttpResponse:
    """Record an inspection."""
    place, now = office_seat(request), clock.now()
    require(request.user, Role.SUPERVISOR, place, now)
    form = InspectionForm(request.POST or None, place=place, now=now)
    if form.is_valid() and form.carried_out(
        lambda: inspect(
            place, form.as_finding(), by=request.user, now=now,
            key=form.cleaned_data["key"], files=request.FILES.getlist("files"),
        )
    ):  # fmt: skip
        messages.success(request, _("The inspection is recorded."))
        kept = Inspection.objects.get(key=form.cleaned_data["key"])
        return redirect("responses:inspection", kept.pk)
    return render(
        request, "responses/inspection_new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def inspection(request: Visit, pk: int) -> HttpResponse:
    """One inspection with what followed it; its parties take the next step here."""
    seen = Inspection.objects.visible_to(request.user)
    found = get_object_or_404(
        seen.select_related("jurisdiction", "unit", "by", "closed_by", "response"), pk=pk
    )
    if request.method == "GET":
        return _page(request, found)
    act = request.POST.get("act", "")
    if act not in Act.values:
        return HttpResponseBadRequest()
    form = FollowUpForm(request.POST, act=act)
    if form.is_valid() and form.carried_out(
        lambda: follow_up(
            found, act, by=request.user, now=clock.now(), text=form.cleaned_data["text"],
            files=request.FILES.getlist("files"), due_at=form.cleaned_data.get("due_at"),
        )
    ):  # fmt: skip
        messages.success(request, _("Recorded. The other side is told."))
        return redirect("responses:inspection", pk)
    return _page(request, found, form)


def _page(request: Visit, found: Inspection, wrong: FollowUpForm | None = None) -> HttpResponse:
    now = clock.now()
    acts = acts_open_to(request.user, found, now)
    context = {
        "inspection": found,
        "forms": [wrong if wrong and wrong.act == act else FollowUpForm(act=act) for act in acts],
        "awaited": [act for act in acts if is_awaited(act, found)],
        "wrong": wrong,
        "notes": found.notes.select_related("by").prefetch_related("files"),
        "files": found.files.filter(note=None),
        "now": now,
    }
    return render(request, "responses/inspection.html", context, status=422 if wrong else 200)


@require_GET
def inspection_file(request: Visit, pk: int) -> FileResponse:
    """One file, for those who may see its inspection."""
    mine = InspectionFile.objects.filter(inspection__in=Inspection.objects.visible_to(request.user))
    return served(get_object_or_404(mine, pk=pk))
