"""What everyone may read: the warning in force, and whether the portal is up."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from early_warnings.air_now import air_now
from early_warnings.models import EarlyWarning
from early_warnings.models.warnings import EarlyWarningQuerySet
from early_warnings.wording import measures as named_measures
from plans.models import Measure
from portal import clock
from portal.offices.models import Jurisdiction

KINDS = (Measure.Kind.HEALTH, Measure.Kind.ADVISORY, Measure.Kind.MANDATORY)


def published() -> EarlyWarningQuerySet:
    """Every real document that was issued."""
    return (
        EarlyWarning.objects.real().issued().select_related("jurisdiction", "edition", "follows", "episode")
    )


@login_not_required
@require_GET
@cache_control(public=True, max_age=15)
def front(request: HttpRequest) -> HttpResponse:
    """What is in force in every jurisdiction with a plan."""
    now = clock.now()
    running = {warning.jurisdiction_id: warning for warning in published().in_force()}
    places = Jurisdiction.objects.filter(editions__state="in_force").distinct()
    rows = [
        {"jurisdiction": place, "warning": running.get(place.pk), "air": air_now(place, now)}
        for place in sorted(places, key=lambda place: -_gravity(running.get(place.pk)))
    ]
    recent = published().order_by("-issued_at")[:12]
    return render(request, "early_warnings/public.html", {"rows": rows, "recent": recent, "now": now})


def _gravity(warning: EarlyWarning | None) -> int:
    return warning.level if warning else 0


def public_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One issued document as the public reads it; anything else is unseen."""
    warning = get_object_or_404(published(), number=number)
    history = published().filter(episode=warning.episode).order_by("-issued_at")
    context = {
        "warning": warning,
        "groups": what_to_do(warning) if warning.is_in_force else [],
        "history": history,
        "air": air_now(warning.jurisdiction, clock.now()),
        "now": clock.now(),
    }
    return render(request, "early_warnings/public_detail.html", context)


def what_to_do(warning: EarlyWarning) -> list[dict[str, Any]]:
    """Measures by kind; those for health as the office worded its advice, where it did."""
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for measure in named_measures(warning):
        found[measure.kind].append(measure)
    if advice := [{"text": line} for line in warning.advice.splitlines() if line.strip()]:
        found[Measure.Kind.HEALTH] = list(advice)
    return [
        {"kind": kind.label, "is_folded": kind == Measure.Kind.MANDATORY, "measures": found[kind]}
        for kind in KINDS
        if found[kind]
    ]


@login_not_required
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Whether the application answers and reaches its database; for load balancers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
