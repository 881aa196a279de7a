"""The office's pages of a warning: list, draft, text, chain, issue."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from early_warnings.actions.draft import draft_warning, edition_in_force
from early_warnings.actions.issue import issue_warning
from early_warnings.actions.return_draft import return_warning
from early_warnings.actions.revise import revise_warning
from early_warnings.actions.sign import sign_warning
from early_warnings.actions.submit import submit_warning
from early_warnings.actions.withdraw import withdraw_warning
from early_warnings.chains import steps_for
from early_warnings.forms import DraftForm, ReasonForm, SignForm, TextForm
from early_warnings.letters import recipients
from early_warnings.models import Act, EarlyWarning, Proposal
from early_warnings.models.warnings import EarlyWarningQuerySet
from early_warnings.reasons import sentences
from early_warnings.tasks import evaluate
from early_warnings.timeline import entries
from early_warnings.views.proposals import named_proposal
from early_warnings.views.public import public_detail
from early_warnings.views.refusals import try_action
from early_warnings.wording import notice
from plans.levels import Level
from portal import clock
from portal.celery import ring
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.models import JournalEntry
from portal.lifecycle.signoff import may_sign
from portal.offices.authority import require, roles_of
from portal.offices.models import Jurisdiction, Unit
from portal.offices.roles import Role
from portal.offices.seat import seat, seat_or_404
from portal.offices.visit import Visit


def fetch(request: Visit, number: str) -> EarlyWarning:
    """The document, for someone of its office, or of its superior's once it is issued; unseen otherwise."""
    return get_object_or_404(
        papers_of(request).select_related("jurisdiction", "edition", "follows", "proposal", "consultation"),
        number=number,
    )


def papers_of(request: Visit) -> EarlyWarningQuerySet:
    """The documents of which the reader may open the office's page."""
    staffed = Jurisdiction.objects.staffed_by(request.user)
    return EarlyWarning.objects.visible_to(request.user).filter(jurisdiction__in=staffed).distinct()


@require_GET
def index(request: Visit) -> HttpResponse:
    """Every document the reader may see, newest first."""
    found = (
        EarlyWarning.objects.visible_to(request.user).select_related("jurisdiction", "drafted_by").distinct()
    )
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    place = seat(request)
    may_draft = place is not None and Role.OFFICE in roles_of(request.user, place, clock.now())
    return render(request, "early_warnings/list.html", {"page": page, "may_draft": may_draft})


@login_not_required
@require_GET
def detail(request: Visit, number: str) -> HttpResponse:
    """The office's page of the document; everyone else gets the public page of what was issued."""
    if not papers_of(request).filter(number=number).exists():
        return public_detail(request, number)
    return show(request, fetch(request, number))


def show(request: Visit, warning: EarlyWarning, status: int = 200, **forms_shown: Any) -> HttpResponse:
    """The page of the document with what this reader can do; `forms_shown` carries a form that had errors."""
    now = clock.now()
    acts = possible_acts(warning, request, now)
    context = {
        "warning": warning,
        "acts": acts,
        "entries": entries(warning),
        "steps": signed_and_waiting(warning),
        "returned_because": returned_because(warning),
        "chain_path": f"approvals/{Level(warning.level).slug}/{warning.act}",
        "unit_count": unit_count(warning),
        "recipients": recipients(warning),
        "sentences": sentences(warning.proposal.reasons) if warning.proposal else [],
        "sign_form": SignForm(initial={"read": warning.content_digest()}),
        "return_form": ReasonForm(prefix="return"),
        "withdraw_form": ReasonForm(prefix="withdraw"),
        "now": now,
    }
    return render(request, "early_warnings/detail.html", context | forms_shown, status=status)


def possible_acts(warning: EarlyWarning, request: Visit, now: datetime) -> dict[str, bool]:
    """What the reader can do with it now; each action checks again."""
    is_office = Role.OFFICE in roles_of(request.user, warning.jurisdiction, now)
    is_draft = warning.state in EarlyWarning.EDITABLE
    return {
        "edit": is_office and is_draft,
        "submit": is_office and is_draft,
        "withdraw": is_office and warning.state in EarlyWarning.UNFINISHED,
        "sign": may_sign(warning, request.user, now),
        "issue": is_office and warning.state == EarlyWarning.State.APPROVED,
        "follow": is_office and warning.is_in_force,
    }


def returned_because(warning: EarlyWarning) -> str:
    """The reason of the last return, while the paper waits for its drafter; else ""."""
    if warning.state != EarlyWarning.State.RETURNED:
        return ""
    back = JournalEntry.objects.about(warning).filter(verb="return").order_by("-sequence").first()
    return back.note if back else ""


def chain_of(warning: EarlyWarning) -> list[dict[str, str]]:
    """The chain of the present round; of a draft the one it will go through, as far as the plan says."""
    if warning.state not in EarlyWarning.EDITABLE:
        return warning.chain
    try:
        return steps_for(warning)
    except IllegalMove:
        return []


def signed_and_waiting(warning: EarlyWarning) -> list[dict[str, Any]]:
    """Each step of the chain with its signature, or None while it waits."""
    signed = list(warning.signed_this_round().select_related("by", "on_behalf_of"))
    is_draft = warning.state in EarlyWarning.EDITABLE
    return [
        {
            "role": Role(step["role"]).label,
            "verb": step["verb"],
            "signature": signed[index] if index < len(signed) and not is_draft else None,
            "is_next": index == len(signed) and warning.state == EarlyWarning.State.IN_REVIEW,
        }
        for index, step in enumerate(chain_of(warning))
    ]


def unit_count(warning: EarlyWarning) -> int:
    """How many units an issue reaches: the plan's, a group counted by its members."""
    member_of = Unit.objects.filter(plan_units__edition=warning.edition, members__isnull=False)
    groups = member_of.distinct().count()
    members = Unit.objects.filter(group__plan_units__edition=warning.edition).count()
    return warning.edition.plan_units.count() - groups + members


def draft(request: Visit) -> HttpResponse:
    """Start a document, from a proposal where one is named."""
    jurisdiction = seat_or_404(request)
    now = clock.now()
    require(request.user, Role.OFFICE, jurisdiction, now)
    edition = edition_in_force(jurisdiction)
    proposal = named_proposal(request, jurisdiction)
    form = DraftForm(
        request.POST or None,
        edition=edition,
        acts=_acts(jurisdiction),
        initial=_initial(request, jurisdiction, proposal, now),
    )
    if request.method == "POST" and form.is_valid():
        warning = try_action(
            form,
            lambda: draft_warning(
                jurisdiction, Act(form.cleaned_data.pop("act")), form.cleaned_data.pop("level"),
                by=request.user, now=now, proposal=proposal, **form.cleaned_data,
            ),
        )  # fmt: skip
        if warning:
            return redirect("early_warnings:edit", warning.number)
    status = 422 if form.errors else 200
    unfinished = EarlyWarning.objects.real().unfinished().filter(jurisdiction=jurisdiction)
    context = {"form": form, "proposal": proposal, "jurisdiction": jurisdiction, "unfinished": unfinished}
    return render(request, "early_warnings/draft.html", context, status=status)


def _acts(jurisdiction: Jurisdiction) -> list[Act]:
    running = EarlyWarning.objects.real().in_force().filter(jurisdiction=jurisdiction).exists()
    return [Act.ADJUST, Act.LIFT] if running else [Act.ISSUE]


ACT_OF = {
    Proposal.Action.ISSUE: Act.ISSUE,
    Proposal.Action.RAISE: Act.ADJUST,
    Proposal.Action.LOWER: Act.ADJUST,
    Proposal.Action.LIFT: Act.LIFT,
}


def _initial(
    request: Visit, jurisdiction: Jurisdiction, proposal: Proposal | None, now: datetime
) -> dict[str, Any]:
    if proposal is None:
        current = EarlyWarning.objects.real().in_force().filter(jurisdiction=jurisdiction).first()
        as_it_is = (
            {"level": current.level, "primary_pollutants": current.primary_pollutants} if current else {}
        )
        return {"begins_at": now, "act": request.GET.get("act"), **as_it_is}
    lifts = proposal.action == Proposal.Action.LIFT
    return {
        "act": ACT_OF.get(Proposal.Action(proposal.action), Act.ISSUE),
        "level": proposal.level_now if lifts else proposal.level,
        "begins_at": now if lifts or not proposal.begins_at else max(proposal.begins_at, now),
        "expected_until": proposal.ends_at,
        "primary_pollutants": proposal.primary_pollutants,
        "consultation": proposal.consultations.first(),
    }


def edit(request: Visit, number: str) -> HttpResponse:
    """Change the text of a draft."""
    warning = fetch(request, number)
    form = TextForm(request.POST or None, instance=warning)
    before = notice(warning) if request.method == "POST" else ""
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        if "regenerate" in request.POST:
            changes["text"] = notice(warning)
        saved = try_action(
            form, lambda: revise_warning(warning, by=request.user, now=clock.now(), **changes) or True
        )
        if saved:
            lags = "text" not in form.changed_data and notice(warning) not in (before, warning.text)
            _say_saved(request, lags=lags)
            onward = "early_warnings:edit" if "regenerate" in request.POST else "early_warnings:detail"
            return redirect(onward, number)
    status = 422 if form.errors else 200
    return render(request, "early_warnings/edit.html", {"form": form, "warning": warning}, status=status)


def _say_saved(request: Visit, *, lags: bool) -> None:
    if lags:
        said = _("Saved. The notice still says what it said before: mend it, or let it be written anew.")
        messages.warning(request, said)
    else:
        messages.success(request, _("Saved."))


@require_POST
def submit(request: Visit, number: str) -> HttpResponse:
    """Hand the draft into the plan's chain."""
    warning = fetch(request, number)
    form = forms.Form(request.POST)
    form.is_valid()
    done = try_action(form, lambda: submit_warning(warning, by=request.user, now=clock.now()) or True)
    if not done:
        return show(request, warning, 422, problem_form=form)
    if warning.chain:
        messages.success(request, _("Submitted. The next signer is told."))
    else:
        messages.success(request, _("No signature is asked for here; it can be issued now."))
    return redirect(warning_url(warning))


@require_POST
def sign(request: Visit, number: str) -> HttpResponse:
    """Sign the next step."""
    warning, form = fetch(request, number), SignForm(request.POST)
    if not form.is_valid():
        return show(request, warning, 422, sign_form=form)
    sign_warning(warning, by=request.user, now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Signed."))
    return redirect(warning_url(warning))


@require_POST
def return_(request: Visit, number: str) -> HttpResponse:
    """Give it back to the drafter."""
    return _with_reason(request, number, "return", return_warning, _("Returned; the office is told."))


@require_POST
def withdraw(request: Visit, number: str) -> HttpResponse:
    """Take it out of the chain."""
    return _with_reason(request, number, "withdraw", withdraw_warning, _("Withdrawn; nothing was issued."))


def _with_reason(
    request: Visit, number: str, prefix: str, action: Callable[..., None], done: str
) -> HttpResponse:
    warning, form = fetch(request, number), ReasonForm(request.POST, prefix=prefix)
    if not form.is_valid():
        return show(request, warning, 422, **{f"{prefix}_form": form})
    action(warning, by=request.user, now=clock.now(), reason=form.cleaned_data["reason"])
    messages.success(request, done)
    return redirect(warning_url(warning))


@require_POST
def issue(request: Visit, number: str) -> HttpResponse:
    """Make it public."""
    warning = fetch(request, number)
    issue_warning(warning, by=request.user, now=clock.now())
    # What was proposed while another level was in force is judged anew at once, not at the next full hour.
    ring(evaluate, warning.jurisdiction.code)
    messages.success(request, _("Issued. The units have their tasks within seconds."))
    return redirect(warning_url(warning))


def warning_url(warning: EarlyWarning) -> str:
    """The page of the document."""
    return reverse("early_warnings:detail", args=[warning.number])
