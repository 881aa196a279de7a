"""Air: what is known, how fresh it is, and the upload of files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from early_warnings.actions.receive_file import receive_file
from early_warnings.actions.switch_feed import ADDRESSES, switch_feed
from early_warnings.air_now import air_now, outlook_of
from early_warnings.airtemplates import TEMPLATES
from early_warnings.forms import FeedForm, UploadForm
from early_warnings.models import Feed
from early_warnings.models.air import AirSource
from early_warnings.rowerrors import AirFileError
from early_warnings.views.refusals import try_action
from portal import clock
from portal.offices.authority import require, roles_of
from portal.offices.models import Jurisdiction
from portal.offices.roles import Role
from portal.offices.seat import seat_or_404
from portal.offices.visit import Visit


def staffed_seat(request: Visit) -> Jurisdiction:
    """The jurisdiction in use, for someone with a role in its office; unseen otherwise."""
    place = seat_or_404(request)
    if not Jurisdiction.objects.staffed_by(request.user).filter(pk=place.pk).exists():
        raise Http404
    return place


@require_GET
def index(request: Visit) -> HttpResponse:
    """The air of the last days, the forecast, and the deliveries they came from."""
    place, now = staffed_seat(request), clock.now()
    outlook = outlook_of(place, now)
    roles = roles_of(request.user, place, now)
    hours = [hour for hour in outlook.hours if hour.aqi is not None] if outlook else []
    context = {
        "jurisdiction": place,
        "air": air_now(place, now),
        "observed": [hour for hour in hours if hour.is_observed][-24:][::-1],
        "days": outlook.days if outlook else [],
        "forecast": place.forecasts.filter(issued_at__lte=now).first(),
        "deliveries": place.deliveries.select_related("by")[:15],
        "connectors": connectors(place),
        "may_upload": bool(roles & {Role.OFFICE, Role.EXPERT}),
        "may_switch": Role.OFFICE in roles,
        "now": now,
    }
    return render(request, "early_warnings/air.html", context)


def connectors(place: Jurisdiction) -> list[dict[str, object]]:
    """Each connector with its feed, None while it was never turned on."""
    feeds = {feed.source: feed for feed in Feed.objects.filter(jurisdiction=place)}
    return [
        {"source": source.value, "label": source.label, "feed": feeds.get(source)} for source in ADDRESSES
    ]


def upload(request: Visit) -> HttpResponse:
    """Take in a CSV or XLSX file; every bad row is named and nothing of a bad file is stored."""
    place, now = staffed_seat(request), clock.now()
    form = UploadForm(request.POST or None, request.FILES or None, initial={"observed_until": now})
    wrong: AirFileError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            stored = try_action(
                form,
                lambda: receive_file(
                    place,
                    form.cleaned_data["file"].read(),
                    form.cleaned_data["file"].name,
                    by=request.user,
                    observed_until=form.cleaned_data["observed_until"],
                    now=now,
                ),
            )
        except AirFileError as error:
            wrong, stored = error, None
        if stored:
            rows = sum(delivery.rows for delivery in stored)
            done = ngettext(
                "%(rows)s row is stored and is being judged.",
                "%(rows)s rows are stored and are being judged.",
                rows,
            )
            messages.success(request, done % {"rows": rows})
            return redirect("early_warnings:air")
    context = {
        "form": form,
        "jurisdiction": place,
        "faults": [(fault, fault.explain(_)) for fault in wrong.errors] if wrong else [],
        "fault_count": wrong.total if wrong else 0,
    }
    return render(request, "early_warnings/upload.html", context, status=422 if form.errors or wrong else 200)


def feed(request: Visit, source: str) -> HttpResponse:
    """Turn a connector on or off."""
    place = staffed_seat(request)
    if source not in ADDRESSES:
        raise Http404
    now = clock.now()
    require(request.user, Role.OFFICE, place, now)
    form = FeedForm(request.POST or None, initial=_feed_now(place, source))
    if request.method == "POST" and form.is_valid():
        filled = form.cleaned_data
        stations = [code.strip() for code in filled["stations"].split(",") if code.strip()]
        parameters = {"city": filled["city"] or place.name, "stations": stations}
        switch_feed(
            place, source, is_on=filled["is_on"], base_url=filled["base_url"], parameters=parameters,
            by=request.user, now=now,
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("early_warnings:air")
    context = {"form": form, "source": AirSource(source).label}
    return render(request, "early_warnings/feed.html", context, status=422 if form.errors else 200)


def _feed_now(place: Jurisdiction, source: str) -> dict[str, object]:
    stored = Feed.objects.filter(jurisdiction=place, source=source).first()
    if stored is None:
        return {"base_url": ADDRESSES[AirSource(source)], "city": place.name}
    stations = ", ".join(stored.parameters.get("stations", []))
    return {
        "is_on": stored.is_on,
        "base_url": stored.base_url,
        "city": stored.parameters.get("city"),
        "stations": stations,
    }


@require_GET
def template(request: Visit, form: str) -> HttpResponse:
    """An empty file with the columns, to fill in and upload."""
    if form not in TEMPLATES:
        raise Http404
    content, content_type = TEMPLATES[form]()
    headers = {"Content-Disposition": f'attachment; filename="air-template.{form}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
