"""Proposals with their proof, and the consultations that weigh them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from early_warnings.actions.consult import record_consultation
from early_warnings.actions.decline import decline_proposal
from early_warnings.actions.draft import edition_in_force
from early_warnings.forms import ConsultationForm, OpinionFormSet, ReasonForm
from early_warnings.models import Consultation, Proposal
from early_warnings.reasons import parsed, sentences
from early_warnings.views.air import staffed_seat
from early_warnings.views.refusals import try_action
from portal import clock
from portal.offices.authority import roles_of
from portal.offices.models import Jurisdiction
from portal.offices.roles import Role
from portal.offices.visit import Visit


def fetch(request: Visit, pk: int) -> Proposal:
    """The proposal, for someone who works in its office; unseen otherwise."""
    seen = Proposal.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("jurisdiction", "edition", "forecast"), pk=pk)


@require_GET
def proposal(request: Visit, pk: int) -> HttpResponse:
    """What the plan calls for and why, and how far it is from the next level."""
    return show(request, fetch(request, pk))


def show(request: Visit, found: Proposal, status: int = 200, form: ReasonForm | None = None) -> HttpResponse:
    """The proposal's page."""
    roles = roles_of(request.user, found.jurisdiction, clock.now())
    context = {
        "proposal": found,
        "proof": parsed(found.proof),
        "sentences": sentences(found.reasons),
        "may_act": found.state == Proposal.State.OPEN and Role.OFFICE in roles,
        "may_consult": bool(roles & {Role.OFFICE, Role.EXPERT}),
        "consultations": found.consultations.select_related("recorded_by"),
        "warnings": found.warnings.all(),
        "form": form or ReasonForm(),
    }
    return render(request, "early_warnings/proposal.html", context, status=status)


@require_POST
def decline(request: Visit, pk: int) -> HttpResponse:
    """Say that the office does not follow it."""
    found, form = fetch(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, found, 422, form)
    decline_proposal(found, by=request.user, now=clock.now(), reason=form.cleaned_data["reason"])
    messages.success(request, _("Declined; the reason is in the journal."))
    return redirect("early_warnings:proposal", pk)


def consult(request: Visit) -> HttpResponse:
    """Record a consultation, about a proposal where one is named."""
    jurisdiction, now = staffed_seat(request), clock.now()
    found = named_proposal(request, jurisdiction)
    data = request.POST or None
    form = ConsultationForm(data, edition=edition_in_force(jurisdiction), initial=_initial(found))
    opinions = OpinionFormSet(data, prefix="opinions")
    if request.method == "POST" and form.is_valid() and opinions.is_valid():
        said = [(each["body"], each["text"]) for each in opinions.cleaned_data if each]
        stored = try_action(
            form,
            lambda: record_consultation(
                jurisdiction, by=request.user, now=now, proposal=found, opinions=said, **form.cleaned_data
            ),
        )
        if stored:
            messages.success(request, _("Recorded."))
            return redirect("early_warnings:consultation", stored.pk)
    status = 422 if form.errors or any(opinions.errors) else 200
    context = {"form": form, "opinions": opinions, "proposal": found}
    return render(request, "early_warnings/consult.html", context, status=status)


def named_proposal(request: Visit, jurisdiction: Jurisdiction) -> Proposal | None:
    """The proposal that the request names by its number, None where it names none; 404 if it is not there."""
    key = request.POST.get("proposal") or request.GET.get("proposal")
    if not key:
        return None
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(Proposal, pk=key, jurisdiction=jurisdiction)


def _initial(found: Proposal | None) -> dict[str, object]:
    considered = "\n".join(sentences(found.reasons)) if found else ""
    return {
        "held_at": clock.now(),
        "forecast_considered": considered,
        "level": found.level if found else None,
    }


@require_GET
def consultation(request: Visit, pk: int) -> HttpResponse:
    """One consultation as it was recorded."""
    inner = Jurisdiction.objects.inner_to(request.user)
    found = get_object_or_404(
        Consultation.objects.filter(jurisdiction__in=inner).select_related("proposal", "recorded_by"), pk=pk
    )
    return render(request, "early_warnings/consultation.html", {"consultation": found})
