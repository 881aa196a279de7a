"""What people do with a report: draft, edit, refresh, submit, sign, return, ask for a print."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import clock
from portal.celery import ring
from portal.offices.visit import Visit
from reports import tasks
from reports.actions.draft_report import draft_report
from reports.actions.edit_report import edit_report
from reports.actions.refresh_report import refresh_report
from reports.actions.return_report import return_report
from reports.actions.sign_report import sign_report
from reports.actions.submit_report import submit_report
from reports.forms import DraftForm, ReadForm, ReturnForm, SignForm, TextForm
from reports.storing import preview_name
from reports.views import page, visible
from reports.waiting import print_state, times_asked
from responses.models import EmergencyResponse


@require_POST
def draft(request: Visit) -> HttpResponse:
    """Draft a report before the portal does, or one that the plan does not ask for."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    seen = EmergencyResponse.objects.visible_to(request.user).select_related("edition", "episode")
    response = get_object_or_404(seen.select_related("jurisdiction__superior"), pk=said["response"])
    report = draft_report(response, said["kind"], said["day"], by=request.user, now=clock.now())
    return redirect("reports:detail", report.pk)


@require_POST
def edit(request: Visit, pk: int) -> HttpResponse:
    """Save the text beside the figures."""
    report = visible(request, pk)
    form = TextForm(request.POST, report=report)
    if not form.is_valid():
        return page(request, report, text_form=form, status=422)
    edit_report(
        report, by=request.user, now=clock.now(),
        addressee=form.cleaned_data["addressee"], narrative=form.narrative,
    )  # fmt: skip
    messages.success(request, _("The text is saved."))
    return redirect("reports:detail", pk)


@require_POST
def refresh(request: Visit, pk: int) -> HttpResponse:
    """Read the figures again."""
    changed = refresh_report(visible(request, pk), by=request.user, now=clock.now())
    messages.success(request, _("The figures are up to date.") if changed else _("No figure has changed."))
    return redirect("reports:detail", pk)


@require_POST
def submit(request: Visit, pk: int) -> HttpResponse:
    """Hand the report into its chain."""
    report, form = visible(request, pk), ReadForm(request.POST)
    if not form.is_valid():
        return page(request, report, status=422)
    try:
        submit_report(report, by=request.user, now=clock.now(), read=form.cleaned_data["read"])
    except ValidationError as refusal:
        form.add_error(None, [message for said in refusal.message_dict.values() for message in said])
        return page(request, report, submit_form=form, status=422)
    messages.success(request, _("The report is submitted; whoever signs next has been told."))
    return redirect("reports:detail", pk)


@require_POST
def sign(request: Visit, pk: int) -> HttpResponse:
    """Sign the step that waits; a report signed by all is printed at once."""
    report, form = visible(request, pk), SignForm(request.POST)
    if not form.is_valid():
        return page(request, report, sign_form=form, status=422)
    sign_report(report, by=request.user, now=clock.now(), **form.cleaned_data)
    if report.is_signed:
        ring(tasks.render, report.pk)
    messages.success(request, _("Signed."))
    return redirect("reports:detail", pk)


@require_POST
def give_back(request: Visit, pk: int) -> HttpResponse:
    """Return the report to the office."""
    report, form = visible(request, pk), ReturnForm(request.POST)
    if not form.is_valid():
        return page(request, report, return_form=form, status=422)
    return_report(report, by=request.user, now=clock.now(), reason=form.cleaned_data["reason"])
    messages.success(request, _("The report is returned to the office."))
    return redirect("reports:detail", pk)


@require_http_methods(["GET", "POST"])
def printing(request: Visit, pk: int) -> HttpResponse:
    """How far the print is; a POST asks a worker for the print of a draft."""
    report, asked = visible(request, pk), times_asked(request)
    if request.method == "POST" and not report.is_signed:
        ring(tasks.render_preview, report.pk)
        asked = 1
    if not request.htmx:
        return redirect(f"{reverse('reports:detail', args=[pk])}?asked={asked}")
    return render(request, "reports/_document.html", {"report": report, **print_state(report, asked=asked)})


@require_GET
def preview(request: Visit, pk: int) -> FileResponse:
    """The print of a draft as its text stands now, watermarked."""
    report = visible(request, pk)
    name = preview_name(report)
    if report.is_signed or not default_storage.exists(name):
        raise Http404
    return FileResponse(default_storage.open(name), filename="preview.pdf", content_type="application/pdf")
