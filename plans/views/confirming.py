"""Confirming the portal's defaults in a plan."""

from collections import defaultdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from plans.actions.confirm_lines import confirm_lines
from plans.confirming import Default
from plans.forms import ConfirmForm
from plans.views.seen import Reading, office_place, read
from plans.wording import section_word
from portal import clock
from portal.offices.visit import Visit


@require_http_methods(["GET", "POST"])
def confirm(request: Visit, code: str) -> HttpResponse:
    """The defaults of an edition, part by part; the director ticks those that hold, and says why."""
    office_place(request.user, code)
    reading = read(request, code)
    open_paths = [each.path for each in reading.defaults if each.confirmation is None]
    form = ConfirmForm(request.POST or None, open_paths=open_paths)
    if request.method == "POST" and form.is_valid():
        return _confirmed(request, reading, form)
    context = {"reading": reading, "plan": reading.plan, "form": form, "sections": _sections(reading)}
    return render(request, "plans/confirm.html", context, status=422 if form.errors else 200)


def _confirmed(request: Visit, reading: Reading, form: ConfirmForm) -> HttpResponse:
    rows = confirm_lines(
        reading.edition, form.cleaned_data["paths"], ground=form.cleaned_data["ground"],
        by=request.user, now=clock.now(),
    )  # fmt: skip
    said = ngettext("%(count)d line is confirmed.", "%(count)d lines are confirmed.", len(rows))
    messages.success(request, said % {"count": len(rows)})
    return redirect("plans:confirm", reading.plan.jurisdiction)


def _sections(reading: Reading) -> dict[str, list[Default]]:
    found: dict[str, list[Default]] = defaultdict(list)
    for default in reading.defaults:
        found[section_word(default.path)].append(default)
    return dict(found)
