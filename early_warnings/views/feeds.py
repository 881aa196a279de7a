"""Warnings for machines, without login: alerts, Atom, RSS, JSON; and the office's preview of an alert."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from early_warnings import alerts, cap
from early_warnings.feeds import ATOM_TYPE, RSS_TYPE, Channel, Entry, atom, rss
from early_warnings.models import EarlyWarning
from early_warnings.publicjson import alert_address, standing
from early_warnings.series import SHANGHAI
from early_warnings.views.public import published
from early_warnings.views.warnings import fetch
from plans.models import PlanEdition
from portal import clock
from portal.offices.models import Jurisdiction
from portal.offices.visit import Visit

# How long what was followed or lifted stays in the feeds.
KEPT = timedelta(days=30)
FEED_SECONDS = 15
ALERT_SECONDS = 86_400
NOT_PUBLISHED = (
    "The alert of the latest warning of {place} is not published yet: it could not be signed or checked. "
    "The office was told; the warning itself stands at {page}\n"
)


def places() -> QuerySet[Jurisdiction]:
    """The jurisdictions with a plan in force; no others have feeds: silence would look like clean air."""
    return Jurisdiction.objects.filter(editions__in=PlanEdition.objects.in_force()).order_by("code")


def lately(place: Jurisdiction, now: datetime) -> list[EarlyWarning]:
    """What is in force and what ended not long ago, newest first."""
    kept = Q(state=EarlyWarning.State.IN_FORCE) | Q(ended_at__gt=now - KEPT)
    found = published().filter(kept, jurisdiction=place).select_related("alert")
    return list(found.order_by("-issued_at", "-pk"))


def changes(found: Sequence[Jurisdiction], now: datetime) -> dict[int, datetime]:
    """When the feeds of each place, by key, last changed: something issued, ended, published, or left out.

    Before its first warning: when its plan came into force.
    """
    rows = (
        EarlyWarning.objects.real()
        .filter(jurisdiction__in=found)
        .order_by()
        .values_list("jurisdiction")
        .annotate(
            left=Max("ended_at", filter=Q(ended_at__lte=now - KEPT)),
            issued=Max("issued_at"),
            ended=Max("ended_at"),
            published=Max("alert__published_at"),
        )
    )
    told = {
        key: max(filter(None, [left and left + KEPT, *times]), default=None) for key, left, *times in rows
    }
    plans = PlanEdition.objects.in_force().filter(jurisdiction__in=found)
    begun = plans.values_list("jurisdiction", "in_force_from")
    return {key: told.get(key) or _midnight(day) for key, day in begun}


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


@login_not_required
@require_safe
def atom_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Atom of one place."""
    return _feed(request, code, atom, ATOM_TYPE)


@login_not_required
@require_safe
def rss_feed(request: HttpRequest, code: str) -> HttpResponse:
    """RSS of one place."""
    return _feed(request, code, rss, RSS_TYPE)


def _feed(
    request: HttpRequest, code: str, write: Callable[[Channel, Sequence[Entry]], bytes], media_type: str
) -> HttpResponse:
    place, now = get_object_or_404(places(), code=code), clock.now()
    documents = lately(place, now)
    # A feed without the latest document would tell yesterday's state as today's.
    if documents and not hasattr(documents[0], "alert"):
        return _unavailable(documents[0])
    channel = Channel(
        code=code,
        title=f"{place.name}重污染天气预警",
        author=place.office_name or place.name,
        page=alerts.absolute(reverse("early_warnings:public")),
        address=alerts.absolute(request.path),
        updated=changes([place], now)[place.pk],
    )
    entries = [
        Entry(each.alert.content, alert_address(each), alerts.web_address(each))
        for each in documents
        if hasattr(each, "alert")
    ]
    return _answer(request, write(channel, entries), media_type, channel.updated)


@login_not_required
@require_safe
def alert(request: HttpRequest, code: str, identifier: str) -> HttpResponse:
    """One alert as it was published; 503 while it is owed."""
    found = published().filter(jurisdiction__code=code, cap_identifier=identifier).select_related("alert")
    warning = get_object_or_404(found)
    if not hasattr(warning, "alert"):
        return _unavailable(warning)
    stored = warning.alert
    return _answer(request, stored.content, cap.MEDIA_TYPE, stored.published_at, max_age=ALERT_SECONDS)


@login_not_required
@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """What is in force in one place."""
    place, now = get_object_or_404(places(), code=code), clock.now()
    warning = published().in_force().filter(jurisdiction=place).select_related("alert").first()
    updated = changes([place], now)[place.pk]
    return _json(request, standing(place, warning, updated), updated)


@login_not_required
@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """What is in force everywhere."""
    now = clock.now()
    running = {each.jurisdiction_id: each for each in published().in_force().select_related("alert")}
    found = list(places())
    updated = changes(found, now)
    latest = max(updated.values(), default=datetime.fromtimestamp(0, SHANGHAI))
    rows = [standing(place, running.get(place.pk), updated[place.pk]) for place in found]
    return _json(request, {"updated": cap.stamp(latest), "jurisdictions": rows}, latest)


@never_cache
@require_safe
def preview(request: Visit, number: str) -> HttpResponse:
    """The alert of an issued document as the office sees it; a drill's, which is never published, too."""
    warning = fetch(request, number)
    if warning.issued_at is None:
        raise Http404
    stored = getattr(warning, "alert", None)
    try:
        content = stored.content if stored else alerts.preview(warning)
    except cap.AlertError as problem:
        return HttpResponse(f"{problem}\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(content, content_type="application/xml; charset=utf-8")


def _unavailable(warning: EarlyWarning) -> HttpResponse:
    line = NOT_PUBLISHED.format(place=warning.jurisdiction.name, page=alerts.web_address(warning))
    headers = {"Retry-After": "30", "Cache-Control": "no-store"}
    return HttpResponse(line, status=503, content_type="text/plain; charset=utf-8", headers=headers)


def _json(request: HttpRequest, value: dict[str, Any], updated: datetime) -> HttpResponse:
    content = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return _answer(request, content, "application/json", updated)


def _answer(
    request: HttpRequest, content: bytes, media_type: str, updated: datetime, max_age: int = FEED_SECONDS
) -> HttpResponse:
    """The content for any reader, or 304 for one who has it."""
    seconds = int(updated.timestamp())
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(seconds),
        "Cache-Control": f"public, max-age={max_age}",
        "Content-Language": "zh-CN",
        "Access-Control-Allow-Origin": "*",
    }
    response = HttpResponse(content, content_type=f"{media_type}; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag, seconds, response) or response
