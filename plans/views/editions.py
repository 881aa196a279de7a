"""Editions of a plan: which there were, which is being written, and how two of them differ."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plans.actions.draft_edition import draft_edition
from plans.actions.edit_edition import edit_edition
from plans.differing import differences
from plans.document import Plan
from plans.forms import StartForm, TakeForm, UploadForm
from plans.intake import next_edition
from plans.linter import lint
from plans.models import EditionDraft, PlanEdition
from plans.planfile import parse_plan
from plans.problems import FileError
from plans.reading import document_of
from plans.starting import copy_of
from plans.views.seen import office_place
from plans.wording import reads_chinese
from portal import clock
from portal.offices.authority import roles_of
from portal.offices.models import Jurisdiction
from portal.offices.roles import Role
from portal.offices.visit import Visit

DRAFT = "draft"


@require_GET
def editions(request: Visit, code: str) -> HttpResponse:
    """Every edition, the draft in hand, and where a new one begins."""
    return _page(request, office_place(request.user, code))


def _page(request: Visit, place: Jurisdiction, status: int = 200, **shown: Any) -> HttpResponse:
    rows = list(place.editions.order_by("-in_force_from", "-pk"))
    current = next((row for row in rows if row.state == PlanEdition.State.IN_FORCE), None)
    context = {
        "place": place,
        "editions": rows,
        "current": current,
        "older": next((row for row in rows if row != current), None),
        "draft": place.edition_drafts.open().first(),
        "adopted": place.edition_drafts.adopted(),
        "is_office": Role.OFFICE in roles_of(request.user, place, clock.now()),
        "start": StartForm(initial={"title": current.title} if current else None),
        "upload": UploadForm(),
        **shown,
    }
    return render(request, "plans/editions.html", context, status=status)


@require_POST
def start(request: Visit, code: str) -> HttpResponse:
    """A draft that copies the edition in force."""
    place = office_place(request.user, code)
    current = place.editions.in_force().first()
    if current is None:
        raise Http404
    form = StartForm(request.POST)
    if form.is_valid():
        try:
            text = copy_of(document_of(current), **form.cleaned_data)
            draft_edition(place, text, file=form.cleaned_data["edition"], by=request.user, now=clock.now())
        except FileError as error:
            form.refuse(error)
        else:
            return redirect("plans:draft", code)
    return _page(request, place, status=422, start=form)


@require_POST
def upload(request: Visit, code: str) -> HttpResponse:
    """What a plan file would change; nothing is kept before it is taken over."""
    place = office_place(request.user, code)
    _require_office(request, place)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, place, status=422, upload=form)
    file = form.cleaned_data["file"]
    try:
        text = form.text()
        plan = next_edition(text, file.name, place)
    except FileError as error:
        return _page(request, place, status=422, upload=form, file=file.name, problems=problems_of(error))
    return render(request, "plans/preview.html", _preview(place, text, file.name, plan))


def _require_office(request: Visit, place: Jurisdiction) -> None:
    if Role.OFFICE not in roles_of(request.user, place, clock.now()):
        raise PermissionDenied


def problems_of(error: FileError) -> list[dict[str, Any]]:
    """Line, place and cause of everything wrong with a file, in the reader's language."""
    language: Any = "zh" if reads_chinese() else "en"
    return [{"line": p.line, "path": p.path, "text": p.text(language)} for p in error.problems]


def _preview(place: Jurisdiction, text: str, file: str, plan: Plan) -> dict[str, Any]:
    draft = place.edition_drafts.open().first()
    current = place.editions.in_force().first()
    before = parse_plan(draft.text, draft.edition) if draft else current and document_of(current)
    return {
        "place": place,
        "plan": plan,
        "draft": draft,
        "file": file,
        "changes": differences(before, plan) if before else [],
        "is_first": before is None,
        "findings": lint(plan, superior=place.superior.code if place.superior else None),
        "form": TakeForm(initial={"text": text, "file": file}),
    }


@require_POST
def take(request: Visit, code: str) -> HttpResponse:
    """Make the file that was looked at the draft, or the draft's new text."""
    place = office_place(request.user, code)
    form = TakeForm(request.POST)
    if not form.is_valid():
        return redirect("plans:editions", code)
    text, file = form.cleaned_data["text"], form.cleaned_data["file"]
    draft = place.edition_drafts.open().first()
    try:
        if draft:
            edit_edition(draft, lambda _text: text, file=file, by=request.user, now=clock.now())
        else:
            draft_edition(place, text, file=file, by=request.user, now=clock.now())
    except FileError as error:
        return _page(request, place, status=422, file=file, problems=problems_of(error))
    return redirect("plans:draft", code)


@require_http_methods(["GET"])
def diff(request: Visit, code: str) -> HttpResponse:
    """Two editions side by side, line by line; ?old= and ?new= name them, "draft" is the one in hand."""
    place = office_place(request.user, code)
    rows = list(place.editions.order_by("in_force_from", "pk"))
    draft = place.edition_drafts.open().first()
    choices = [(str(row.pk), row.edition) for row in rows] + ([(DRAFT, str(draft))] if draft else [])
    known = [key for key, _name in choices]
    if not known:
        raise Http404
    new = request.GET.get("new", known[-1])
    old = request.GET.get("old", known[max(0, len(known) - 2)])
    if not {old, new} <= set(known):
        raise Http404
    plans = {key: _plan_of(place, key, draft) for key in {old, new}}
    context = {
        "place": place, "choices": choices, "old": old, "new": new,
        "names": dict(choices), "changes": differences(plans[old], plans[new]),
    }  # fmt: skip
    return render(request, "plans/diff.html", context)


def _plan_of(place: Jurisdiction, key: str, draft: EditionDraft | None) -> Plan:
    if key == DRAFT and draft:
        return parse_plan(draft.text, draft.edition)
    edition = place.editions.get(pk=key)
    edition.jurisdiction = place
    return document_of(edition)
