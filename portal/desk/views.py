"""The desk: what each role sees first, and what a person keeps for themselves."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as set_language_cookie

from portal import clock
from portal.desk import showcase
from portal.desk.context import frame_of
from portal.desk.forms import DeputyForm, PreferencesForm, ToldForm
from portal.desk.home import page_of, staff_context
from portal.desk.queries import owed, past_responses
from portal.desk.todo import todos
from portal.lifecycle.actions.name_deputy import name_deputy, withdraw_deputy
from portal.offices.authority import granted
from portal.offices.models import Deputation, Jurisdiction, User
from portal.offices.roles import Role
from portal.offices.seat import office_seat, take_seat
from portal.offices.visit import Visit
from portal.outbox.actions.confirm import confirm_told
from portal.outbox.models import Notice

ONE_YEAR = timedelta(days=365)
INBOX_PAGE = 30


@require_GET
def home(request: Visit) -> HttpResponse:
    """The first page of whoever signs in: the desk of their role, or their unit's measures."""
    frame = frame_of(request)
    if frame.jurisdiction is None:
        return render(request, "desk/no_seat.html")
    template = page_of(frame.roles)
    if not template:
        return redirect("responses:mine")
    context = staff_context(frame.jurisdiction, request.user, frame.roles, frame.now)
    if Role.SUPERVISOR in frame.roles:
        context["past"] = past_responses(frame.jurisdiction)
    return render(request, template, context)


@require_GET
def todo_list(request: Visit) -> HttpResponse:
    """The list of what is to be done, alone, for the page to ask for again."""
    now = clock.now()
    lines = todos(owed(office_seat(request), now), now)
    return render(request, "desk/_todo.html", {"now": now, "todos": lines})


@require_POST
def told(request: Visit, pk: int) -> HttpResponse:
    """Say that a notice which no channel delivered was told by telephone or in person."""
    here = Jurisdiction.objects.staffed_by(request.user)
    notice = get_object_or_404(Notice.objects.filter(jurisdiction__in=here), pk=pk)
    form = ToldForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/told.html", {"notice": notice, "form": form}, status=422)
    confirm_told(notice, by=request.user, now=clock.now(), note=form.cleaned_data["note"])
    messages.success(request, _("Kept: %(addressee)s was told.") % {"addressee": notice.addressee})
    return redirect("desk:home")


@require_POST
def choose_seat(request: HttpRequest) -> HttpResponse:
    """Work in another of the user's jurisdictions."""
    if not take_seat(request, request.POST.get("code", "")):
        raise Http404
    return redirect("desk:home")


@require_GET
def inbox(request: Visit) -> HttpResponse:
    """What the portal has told the user and their units, newest first."""
    notices = Notice.objects.inbox_of(request.user).select_related("unit", "jurisdiction")
    page = Paginator(notices, INBOX_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/inbox.html", {"page": page})


@require_POST
def open_notice(request: Visit, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.inbox_of(request.user), pk=pk)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())
    inside = url_has_allowed_host_and_scheme(
        notice.link, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(notice.link if notice.link and inside else "desk:inbox")


@require_POST
def read_all(request: Visit) -> HttpResponse:
    """Mark everything in the inbox as read."""
    unread = Notice.objects.inbox_of(request.user).filter(read_at=None)
    Notice.objects.filter(pk__in=unread.values("pk")).update(read_at=clock.now())
    return redirect("desk:inbox")


def deputies(request: Visit) -> HttpResponse:
    """Who stands in for the user here, and for whom the user stands in; a form to name another."""
    jurisdiction, now = office_seat(request), clock.now()
    form = DeputyForm(request.POST or None, holder=request.user, jurisdiction=jurisdiction, now=now)
    if request.method == "POST" and form.is_valid() and name_from(form, request.user, jurisdiction):
        messages.success(request, _("The deputy is named."))
        return redirect("desk:deputies")
    can_name = bool(granted(request.user, jurisdiction))
    context = {"form": form, "can_name": can_name, "now": now, **deputations_of(request.user, jurisdiction)}
    return render(request, "desk/deputies.html", context, status=422 if form.errors else 200)


def name_from(form: DeputyForm, holder: User, jurisdiction: Jurisdiction) -> bool:
    """Call the action; what it refuses becomes an error of the form."""
    said = form.cleaned_data
    try:
        name_deputy(
            said["deputy"], Role(said["role"]), jurisdiction, by=holder, now=clock.now(),
            starts_at=said["starts_at"], ends_at=said["ends_at"],
        )  # fmt: skip
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return not form.errors


def deputations_of(user: User, jurisdiction: Jurisdiction) -> dict[str, object]:
    """Both sides of the user's deputations here."""
    here = Deputation.objects.filter(jurisdiction=jurisdiction).select_related("holder", "deputy")
    return {"named": here.filter(holder=user), "standing_in": here.filter(deputy=user)}


@require_POST
def withdraw(request: Visit, pk: int) -> HttpResponse:
    """End a deputation that the user gave."""
    deputation = get_object_or_404(Deputation, pk=pk, holder=request.user)
    withdraw_deputy(deputation, by=request.user, now=clock.now())
    messages.success(request, _("The deputy is withdrawn."))
    return redirect("desk:deputies")


def preferences(request: Visit) -> HttpResponse:
    """Language and colours of the reader."""
    initial = {"language": request.user.language, "theme": request.COOKIES.get("theme", "auto")}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return keep_preferences(request, form.cleaned_data)
    return render(request, "desk/preferences.html", {"form": form}, status=422 if form.errors else 200)


def keep_preferences(request: Visit, chosen: dict[str, str]) -> HttpResponse:
    """The language is the account's; the colours are this device's."""
    User.objects.filter(pk=request.user.pk).update(language=chosen["language"])
    response = redirect("desk:preferences")
    keep = partial(response.set_cookie, max_age=ONE_YEAR, secure=request.is_secure(), samesite="Lax")
    keep(settings.LANGUAGE_COOKIE_NAME, chosen["language"])
    keep("theme", chosen["theme"])
    return response


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Read in another language from now on, on this device and wherever the account signs in."""
    if request.user.is_authenticated and request.POST.get("language") in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=request.POST["language"])
    return set_language_cookie(request)


@require_GET
def design(request: Visit) -> HttpResponse:
    """Every component on one page, for those who build pages."""
    if not request.user.is_staff:
        raise PermissionDenied(_("This page is for those who build the portal."))
    return render(request, "desk/design.html", showcase.context(clock.now()))
