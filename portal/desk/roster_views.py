"""The duty roster and the contacts of a command office and its units."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from early_warnings.rowerrors import AirFileError
from early_warnings.views.refusals import try_action
from portal import clock
from portal.desk.roster_forms import ContactForm, HandOverForm, RosterFileForm, ShiftForm
from portal.desk.roster_import import COLUMNS, XLSX, take_file, template_of
from portal.desk.roster_page import Place, month_asked, page_context, units_seen
from portal.lifecycle.actions.hand_over import hand_over
from portal.lifecycle.actions.keep_contact import add_contact, change_contact, remove_contact
from portal.lifecycle.actions.keep_duty import add_shift, change_shift, remove_shift
from portal.offices.models import Contact, DutyShift, Unit
from portal.offices.rosterfile import RosterFileError
from portal.offices.seat import seat_or_404
from portal.offices.visit import Visit

CHANGE_OF_WATCH = 9


def place_or_404(request: Visit, unit: int | None) -> Place:
    """The roster of the seat in use, or of one of its units that the reader sees."""
    jurisdiction = seat_or_404(request)
    found = get_object_or_404(units_seen(request.user, jurisdiction), pk=unit) if unit else None
    return Place(jurisdiction, found, request.user, clock.now())


def kept_or_403(place: Place) -> Place:
    """The place, for whoever keeps its roster."""
    if not place.is_kept:
        raise PermissionDenied(
            _("The roster is kept by the command office, and each unit's own by its people.")
        )
    return place


def back_to(unit: Unit | None) -> HttpResponse:
    """To the roster that was changed."""
    return redirect("desk:unit_roster", unit.pk) if unit else redirect("desk:roster")


@require_GET
def roster(request: Visit, unit: int | None = None) -> HttpResponse:
    """Who is on duty now, the hand-over, the month, the contacts; for the office the whole directory too."""
    place = place_or_404(request, unit)
    month = month_asked(request.GET.get("month"), place.now)
    context = page_context(place, month) | {"form": HandOverForm()}
    return render(request, "desk/roster.html", context)


def new_shift(request: Visit, unit: int | None = None) -> HttpResponse:
    """Put someone on the roster."""
    place = kept_or_403(place_or_404(request, unit))
    form = ShiftForm(
        request.POST or None, jurisdiction=place.jurisdiction, unit=place.unit, initial=next_watch(place)
    )

    def act() -> DutyShift:
        return add_shift(place.jurisdiction, place.unit, by=request.user, now=place.now, **form.cleaned_data)

    return filled_in(request, form, act, place, title=_("Put someone on duty"), done=_("Entered."))


def next_watch(place: Place) -> dict[str, datetime]:
    """A day's watch after the last one on the roster; from nine this morning on an empty one."""
    last = place.shifts.order_by("ends_at").last()
    morning = timezone.localtime(place.now).replace(hour=CHANGE_OF_WATCH, minute=0, second=0, microsecond=0)
    begin = max(timezone.localtime(last.ends_at), morning) if last else morning
    return {"starts_at": begin, "ends_at": begin + timedelta(days=1)}


def filled_in(
    request: Visit, form: Form, act: Callable[[], object], place: Place, *, title: str, done: str,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page of a form; a good one is acted upon and leads back to the roster."""
    if request.method == "POST" and form.is_valid():
        try_action(form, act)
        if not form.errors:
            messages.success(request, done)
            return back_to(place.unit)
    context = {"form": form, "title": title, "unit": place.unit, "jurisdiction": place.jurisdiction} | more
    return render(request, "desk/roster_form.html", context, status=422 if form.errors else 200)


def shift_or_404(request: Visit, pk: int) -> DutyShift:
    """A watch that the reader sees."""
    seen = DutyShift.objects.visible_to(request.user).select_related("jurisdiction", "unit", "user")
    return get_object_or_404(seen, pk=pk)


def place_of(request: Visit, row: DutyShift | Contact) -> Place:
    """Whose roster a line stands on, for whoever keeps it."""
    return kept_or_403(Place(row.jurisdiction, row.unit, request.user, clock.now()))


def shift(request: Visit, pk: int) -> HttpResponse:
    """Change a watch."""
    found = shift_or_404(request, pk)
    place = place_of(request, found)
    initial = {
        name: getattr(found, name) for name in ("user", "name", "phone", "starts_at", "ends_at", "note")
    }
    form = ShiftForm(request.POST or None, jurisdiction=place.jurisdiction, unit=place.unit, initial=initial)
    return filled_in(
        request, form, lambda: change_shift(found, by=request.user, now=place.now, **form.cleaned_data),
        place, title=_("Change a shift"), done=_("Changed."), remove="desk:remove_shift", row=found,
    )  # fmt: skip


@require_POST
def drop_shift(request: Visit, pk: int) -> HttpResponse:
    """Take a watch off the roster."""
    found = shift_or_404(request, pk)
    remove_shift(found, by=request.user, now=clock.now())
    messages.success(request, _("Removed: %(name)s.") % {"name": found.name})
    return back_to(found.unit)


@require_POST
def leave_word(request: Visit, pk: int) -> HttpResponse:
    """Record the hand-over of a watch."""
    found, form = shift_or_404(request, pk), HandOverForm(request.POST)
    if form.is_valid():
        hand_over(found, by=request.user, now=clock.now(), note=form.cleaned_data["note"])
        messages.success(request, _("The hand-over is recorded; the next sees it on this page."))
        return back_to(found.unit)
    place = Place(found.jurisdiction, found.unit, request.user, clock.now())
    context = page_context(place, timezone.localdate(place.now)) | {"form": form}
    return render(request, "desk/roster.html", context, status=422)


def new_contact(request: Visit, unit: int | None = None) -> HttpResponse:
    """Add a leader, a liaison or a duty telephone."""
    place, form = kept_or_403(place_or_404(request, unit)), ContactForm(request.POST or None)

    def act() -> Contact:
        return add_contact(
            place.jurisdiction, place.unit, by=request.user, now=place.now, **form.cleaned_data
        )

    return filled_in(request, form, act, place, title=_("Add a contact"), done=_("Entered."))


def contact_or_404(request: Visit, pk: int) -> Contact:
    """A contact that the reader sees."""
    seen = Contact.objects.visible_to(request.user).select_related("jurisdiction", "unit")
    return get_object_or_404(seen, pk=pk)


def contact(request: Visit, pk: int) -> HttpResponse:
    """Change a contact."""
    found = contact_or_404(request, pk)
    place = place_of(request, found)
    initial = {name: getattr(found, name) for name in ("kind", "name", "post", "phone")}
    form = ContactForm(request.POST or None, initial=initial)
    return filled_in(
        request, form, lambda: change_contact(found, by=request.user, now=place.now, **form.cleaned_data),
        place, title=_("Change a contact"), done=_("Changed."), remove="desk:remove_contact", row=found,
    )  # fmt: skip


@require_POST
def drop_contact(request: Visit, pk: int) -> HttpResponse:
    """Take a contact off the list."""
    found = contact_or_404(request, pk)
    remove_contact(found, by=request.user, now=clock.now())
    messages.success(request, _("Removed: %(name)s.") % {"name": found})
    return back_to(found.unit)


def bring_in(request: Visit) -> HttpResponse:
    """Take in a file of shifts or contacts; every bad row is named and nothing of a bad file is stored."""
    place = kept_or_403(place_or_404(request, None))
    form = RosterFileForm(request.POST or None, request.FILES or None)
    refused: AirFileError | RosterFileError | None = None
    if request.method == "POST" and form.is_valid():
        kind, file = form.cleaned_data["kind"], form.cleaned_data["file"]
        try:
            taken = try_action(
                form,
                lambda: take_file(
                    place.jurisdiction, kind, file.read(), file.name, by=request.user, now=place.now
                ),
            )
        except (AirFileError, RosterFileError) as error:
            taken, refused = None, error
        if taken:
            counts = {"added": taken.added, "changed": taken.changed, "same": taken.same}
            messages.success(
                request, _("Stored: %(added)s new, %(changed)s changed, %(same)s as before.") % counts
            )
            return redirect("desk:roster")
    context = {
        "form": form,
        "jurisdiction": place.jurisdiction,
        "faults": [(fault, fault.explain(_)) for fault in refused.errors] if refused else [],
        "fault_count": refused.total if refused else 0,
    }
    return render(request, "desk/roster_import.html", context, status=422 if form.errors or refused else 200)


@require_GET
def template(request: Visit, kind: str) -> HttpResponse:
    """An empty file to fill in."""
    if kind not in COLUMNS:
        raise Http404
    place = kept_or_403(place_or_404(request, None))
    headers = {"Content-Disposition": f'attachment; filename="{kind}-template.xlsx"'}
    return HttpResponse(template_of(kind, place.jurisdiction), content_type=XLSX, headers=headers)
