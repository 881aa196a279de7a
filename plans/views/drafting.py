"""Writing a new edition line by line, submitting, adopting, returning it, giving it up."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plans.actions.adopt_edition import adopt_edition
from plans.actions.discard_edition import discard_edition
from plans.actions.edit_edition import edit_edition
from plans.actions.return_edition import return_edition
from plans.actions.submit_edition import submit_edition
from plans.differing import differences
from plans.document import Plan
from plans.forms import HeadForm, ReasonForm, SignForm
from plans.lineforms import ADDED, FORMS, WITHIN, LineForm
from plans.lines import SINGLES, Line, added, lines_of, replaced
from plans.linter import lint
from plans.models import Confirmation, EditionDraft
from plans.planfile import parse_plan
from plans.problems import FileError
from plans.reading import document_of
from plans.wording import in_words, section_word
from plans.writing import plan_yaml
from portal import clock
from portal.lifecycle.models import JournalEntry
from portal.lifecycle.signoff import may_sign
from portal.offices.authority import roles_of
from portal.offices.roles import Role
from portal.offices.visit import Visit

# Sections in which a line can be left out; of the rest a plan has exactly one each.
LEFT_OUT = (
    "triggers",
    "reduction_targets",
    "approvals",
    "recipients",
    "reporting",
    "units",
    "measures",
    "bodies",
)


@dataclass
class DraftReading:
    """A draft as its lines are shown: no default in it is confirmed yet."""

    plan: Plan
    confirmed: dict[str, Confirmation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the draft's page, how deep it stands, and what can be done with it."""

    path: str
    line: Line
    is_inner: bool
    may_edit: bool
    may_hold: bool


def draft_of(request: Visit, code: str) -> EditionDraft:
    """The open draft of an office where the reader holds a role, else 404."""
    drafts = EditionDraft.objects.visible_to(request.user).open()
    rows = drafts.select_related("jurisdiction__superior", "based_on", "drafted_by", "submitted_by")
    return get_object_or_404(rows, jurisdiction__code=code)


def plan_of(draft: EditionDraft) -> Plan:
    """What the draft says."""
    return parse_plan(draft.text, draft.edition)


@require_GET
def draft(request: Visit, code: str) -> HttpResponse:
    """The draft: what changes, what the check finds, every line to be edited, and the next act."""
    return _page(request, draft_of(request, code))


def _page(request: Visit, draft: EditionDraft, status: int = 200, **forms: Any) -> HttpResponse:
    plan, place = plan_of(draft), draft.jurisdiction
    roles = roles_of(request.user, place, clock.now())
    is_draft, may_write = draft.state == EditionDraft.State.DRAFT, Role.OFFICE in roles
    findings = lint(plan, superior=place.superior.code if place.superior else None)
    context = {
        "draft": draft,
        "place": place,
        "plan": plan,
        "reading": DraftReading(plan),
        "findings": findings,
        "errors": sum(finding.level == "error" for finding in findings),
        "changes": differences(document_of(draft.based_on), plan) if draft.based_on else None,
        "sections": _sections(plan),
        "may_write": may_write and is_draft,
        "may_discard": may_write,
        "may_sign": may_sign(draft, request.user, clock.now()),
        "addable": ADDED,
        "authors": list(draft.authors.all()),
        "returned_for": JournalEntry.objects.about(draft).filter(verb="return").last() if is_draft else None,
        "sign_form": SignForm(initial={"read": draft.content_digest()}),
        "return_form": ReasonForm(prefix="return"),
        "discard_form": ReasonForm(prefix="discard"),
        **forms,
    }
    return render(request, "plans/draft.html", context, status=status)


def _sections(plan: Plan) -> list[tuple[str, str, list[Shown]]]:
    """Section name, its word, its lines in their order."""
    found: dict[str, list[Shown]] = defaultdict(list)
    lines = lines_of(plan)
    for path, line in lines.items():
        section, _slash, rest = path.partition("/")
        is_inner = "/" in rest and path.rpartition("/")[0] in lines
        shown = Shown(path, line, is_inner, type(line) in FORMS, type(line) in WITHIN)
        found["rules" if section in SINGLES else section].append(shown)
    return [(section, section_word(section), rows) for section, rows in found.items()]


@require_http_methods(["GET", "POST"])
def head(request: Visit, code: str) -> HttpResponse:
    """Title, number, edition and first day."""
    draft = draft_of(request, code)
    form = HeadForm(request.POST or None, plan=plan_of(draft))
    if request.method == "POST" and form.is_valid() and _edited(request, draft, form, form.changed_plan):
        return redirect("plans:draft", code)
    return _form_page(request, draft, form, section_word("plan"))


@require_http_methods(["GET", "POST"])
def line(request: Visit, code: str, where: str) -> HttpResponse:
    """Change one line of the draft, or leave it out."""
    draft = draft_of(request, code)
    plan = plan_of(draft)
    before = lines_of(plan).get(where)
    if before is None or type(before) not in FORMS:
        raise Http404
    may_remove = where.partition("/")[0] in LEFT_OUT
    form = FORMS[type(before)](request.POST or None, plan=plan, before=before)
    if request.method == "POST":
        if "remove" in request.POST and may_remove:
            done = _edited(request, draft, form, lambda p: replaced(p, where, None))
        else:
            done = form.is_valid() and _edited(
                request, draft, form, lambda p: replaced(p, where, form.line())
            )
        if done:
            return redirect(_back(code, where))
    title = f"{section_word(where)} · {in_words(before)}"
    return _form_page(request, draft, form, title, may_remove=may_remove)


@require_http_methods(["GET", "POST"])
def add(request: Visit, code: str, where: str) -> HttpResponse:
    """A new line at the end of a section, a duty of a unit, a unit of a measure."""
    draft = draft_of(request, code)
    plan = plan_of(draft)
    form_class, title = _form_of_new(plan, where)
    form = form_class(request.POST or None, plan=plan, holder=where)
    sent = request.method == "POST" and form.is_valid()
    if sent and _edited(request, draft, form, lambda p: added(p, where, form.line())):
        return redirect(_back(code, where))
    return _form_page(request, draft, form, title, is_new=True)


def _form_of_new(plan: Plan, where: str) -> tuple[type[LineForm], str]:
    if where in ADDED:
        return ADDED[where], section_word(where)
    holder = lines_of(plan).get(where)
    if holder is None or type(holder) not in WITHIN:
        raise Http404
    return WITHIN[type(holder)], in_words(holder)


def _back(code: str, where: str) -> str:
    section = where.partition("/")[0]
    anchor = "rules" if section in SINGLES else section
    return f"{reverse('plans:draft', args=(code,))}#section-{anchor}"


def _edited(request: Visit, draft: EditionDraft, form: Any, change: Any) -> bool:
    """Whether the change was taken; else the form says why the plan file would be wrong."""
    file = draft.edition
    try:
        paths = edit_edition(
            draft, lambda text: plan_yaml(change(parse_plan(text, file))), file=file,
            by=request.user, now=clock.now(),
        )  # fmt: skip
    except FileError as error:
        form.refuse(error)
        return False
    except KeyError:
        form.add_error(None, _("Someone else has removed this line meanwhile. Reload the draft."))
        return False
    messages.success(request, _("Saved.") if paths else _("Nothing was changed."))
    return True


def _form_page(request: Visit, draft: EditionDraft, form: Any, title: str, **shown: Any) -> HttpResponse:
    context = {"draft": draft, "place": draft.jurisdiction, "form": form, "title": title, **shown}
    return render(request, "plans/line.html", context, status=422 if form.errors else 200)


@require_POST
def submit(request: Visit, code: str) -> HttpResponse:
    """Ask the director for the signature."""
    draft = draft_of(request, code)
    try:
        submit_edition(draft, by=request.user, now=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("plans:draft", code)
    messages.success(request, _("The draft waits for the director's signature."))
    return redirect("plans:draft", code)


@require_POST
def adopt(request: Visit, code: str) -> HttpResponse:
    """Sign the edition."""
    draft = draft_of(request, code)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, status=422, sign_form=form)
    adopt_edition(draft, by=request.user, now=clock.now(), **form.cleaned_data)
    if draft.became:
        messages.success(request, _("“%(edition)s” is in force.") % {"edition": draft.edition})
    else:
        facts = {"edition": draft.edition, "day": draft.in_force_from.isoformat()}
        messages.success(request, _("“%(edition)s” is adopted and in force from %(day)s.") % facts)
    return redirect("plans:editions", code)


@require_POST
def send_back(request: Visit, code: str) -> HttpResponse:
    """Give the draft back, with the reason."""
    draft = draft_of(request, code)
    form = ReasonForm(request.POST, prefix="return")
    if not form.is_valid():
        return _page(request, draft, status=422, return_form=form)
    return_edition(draft, by=request.user, now=clock.now(), reason=form.cleaned_data["reason"])
    return redirect("plans:draft", code)


@require_POST
def discard(request: Visit, code: str) -> HttpResponse:
    """Give the draft up, with the reason."""
    draft = draft_of(request, code)
    form = ReasonForm(request.POST, prefix="discard")
    if not form.is_valid():
        return _page(request, draft, status=422, discard_form=form)
    discard_edition(draft, by=request.user, now=clock.now(), reason=form.cleaned_data["reason"])
    return redirect("plans:editions", code)
