"""A season run through an edition: asking for it, its progress, its result."""

import json
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from early_warnings import seasonpages
from early_warnings.actions.start_backtest import MAY_START, start_backtest
from early_warnings.backtestforms import BacktestForm
from early_warnings.models import Backtest
from early_warnings.rowerrors import AirFileError
from early_warnings.seasonbook import season_workbook
from early_warnings.views.refusals import try_action
from plans.views.seen import office_place
from portal import clock
from portal.offices.authority import roles_of
from portal.offices.models import Jurisdiction
from portal.offices.visit import Visit

TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_LISTED = 50


def may_start(request: Visit, place: Jurisdiction) -> bool:
    """Whether the reader may ask for a backtest there."""
    return bool(roles_of(request.user, place, clock.now()) & MAY_START)


def fetch(request: Visit, pk: int) -> Backtest:
    """The backtest, for someone with a role in its office; unseen otherwise."""
    seen = Backtest.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("jurisdiction", "edition", "compared_with", "by"), pk=pk)


@require_GET
def index(request: Visit, code: str) -> HttpResponse:
    """The backtests of an office, newest first."""
    place = office_place(request.user, code)
    found = place.backtests.select_related("edition", "compared_with", "by").defer("result")[:MOST_LISTED]
    context = {"place": place, "backtests": found, "may_start": may_start(request, place)}
    return render(request, "early_warnings/backtests.html", context)


def new(request: Visit, code: str) -> HttpResponse:
    """Ask for one; every fault of a bad file is named, and nothing of it is kept."""
    place = office_place(request.user, code)
    if not may_start(request, place):
        raise Http404
    chosen = {"edition": place.editions.in_force().first()}
    form = BacktestForm(
        request.POST or None, request.FILES or None, initial=chosen, editions=place.editions.all()
    )
    wrong: AirFileError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            started = try_action(form, lambda: _start(request, place, form))
        except AirFileError as error:
            wrong, started = error, None
        if started:
            return redirect("early_warnings:backtest", started.pk)
    context = {
        "place": place,
        "form": form,
        "faults": [(fault, fault.explain(_)) for fault in wrong.errors] if wrong else [],
        "fault_count": wrong.total if wrong else 0,
    }
    status = 422 if form.errors or wrong else 200
    return render(request, "early_warnings/backtest_new.html", context, status=status)


def _start(request: Visit, place: Jurisdiction, form: BacktestForm) -> Backtest:
    return start_backtest(
        place,
        form.season(),
        edition=form.cleaned_data["edition"],
        compared_with=form.cleaned_data["compared_with"],
        by=request.user,
        now=clock.now(),
    )


@require_GET
def detail(request: Visit, pk: int) -> HttpResponse:
    """The result, or how far it is."""
    backtest = fetch(request, pk)
    context = {"backtest": backtest, "place": backtest.jurisdiction}
    if backtest.state != Backtest.State.DONE:
        return render(request, "early_warnings/backtest_wait.html", context)
    result = backtest.outcome
    shown = {
        "season": result["season"],
        "runs": seasonpages.runs(result),
        "tallies": seasonpages.tallies(result),
        "months": seasonpages.months(result),
        "differences": seasonpages.differing(result),
        "chart": seasonpages.chart(result),
        "month_days": range(1, 32),
    }
    return render(request, "early_warnings/backtest.html", context | shown)


@require_GET
def progress(request: Visit, pk: int) -> HttpResponse:
    """The fragment that asks again until the work is over, and then has the page loaded anew."""
    backtest = fetch(request, pk)
    answer = render(request, "early_warnings/_backtest_progress.html", {"backtest": backtest})
    if backtest.is_over:
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
def export(request: Visit, pk: int, form: str) -> HttpResponse:
    """The result as JSON or XLSX."""
    backtest = fetch(request, pk)
    if form not in TYPES or backtest.state != Backtest.State.DONE:
        raise Http404
    content = season_workbook(backtest) if form == "xlsx" else _as_json(backtest)
    answer = HttpResponse(content, content_type=TYPES[form])
    name = quote(f"{backtest.jurisdiction.name} {backtest}.{form}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _as_json(backtest: Backtest) -> str:
    head = {"jurisdiction": backtest.jurisdiction.code, "file": backtest.file_name}
    return json.dumps(head | backtest.outcome, ensure_ascii=False, indent=2)
