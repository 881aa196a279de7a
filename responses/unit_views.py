"""Pages of a member unit: its task, its answers, its returns. The office may look, not answer."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import clock
from portal.lifecycle.models import JournalEntry
from portal.offices.authority import authority
from portal.offices.models import Unit
from portal.offices.roles import Role
from portal.offices.visit import Visit
from responses.actions.acknowledge import acknowledge
from responses.actions.send_return import send_return
from responses.actions.tick import tick
from responses.cards import Card, items_to_show, sections
from responses.forms import ReasonForm, ReturnForm, TickForm
from responses.groups import group_of
from responses.matrix import Tally, named
from responses.models import Evidence, Inspection, Item, UnitReturn, UnitTask
from responses.prefill import figures_for, missing, owed_returns, wanted_of
from responses.serving import served


@require_GET
def mine(request: Visit) -> HttpResponse:
    """The user's own tasks; straight to it when one runs, unless all are asked for."""
    tasks = list(
        UnitTask.objects.filter(unit__in=Unit.objects.of(request.user))
        .select_related("unit", "response__jurisdiction", "response__warning", "response__edition")
        .order_by("-response__started_at", "unit__position")[:50]
    )
    running = [task for task in tasks if task.response.is_running]
    if len(running) == 1 and "all" not in request.GET:
        return redirect("responses:unit", running[0].pk)
    context = {
        "tasks": tasks,
        "running": running,
        "inspections": Inspection.objects.unsettled()
        .filter(unit__in=Unit.objects.of(request.user))
        .select_related("unit", "response"),
        "now": clock.now(),
    }
    return render(request, "responses/mine.html", context)


@require_GET
def unit(request: Visit, pk: int) -> HttpResponse:
    """One unit's task: what to acknowledge, to do, to report."""
    return render(request, "responses/unit.html", task_context(request, visible_task(request, pk)))


@require_POST
def acknowledge_task(request: Visit, pk: int) -> HttpResponse:
    """Sign for the task."""
    task = visible_task(request, pk)
    acknowledge(task, by=request.user, now=clock.now())
    if not request.htmx:
        return redirect("responses:unit", pk)
    return render(request, "responses/_task.html", task_context(request, task))


@require_POST
def tick_item(request: Visit, pk: int) -> HttpResponse:
    """Answer one item."""
    item = get_object_or_404(items_to_show(Item.objects.visible_to(request.user)), pk=pk)
    form = TickForm(request.POST, item=item)
    done = form.is_valid() and form.carried_out(
        lambda: tick(
            item, outcome=form.cleaned_data["outcome"], by=request.user, now=clock.now(),
            key=form.cleaned_data["key"], note=form.cleaned_data["note"], figures=form.figures(),
            files=request.FILES.getlist("files"),
        )
    )  # fmt: skip
    if done and not request.htmx:
        return redirect(f"{reverse('responses:unit', args=[item.task_id])}#item-{item.pk}")
    if not request.htmx:
        context = task_context(request, visible_task(request, item.task_id), wrong=form)
        return render(request, "responses/unit.html", context, status=422)
    return _item_fragment(request, item.pk, None if done else form)


def _item_fragment(request: Visit, pk: int, wrong: TickForm | None) -> HttpResponse:
    item = items_to_show(Item.objects.all()).get(pk=pk)
    if wrong:
        wrong.keep_files()
    group = group_of(item.measure.kind, item.measure.source)
    states = list(item.task.items.values_list("measure__kind", "measure__source", "state"))
    context = {
        "card": Card(item, wrong or TickForm(item=item)),
        "task": item.task,
        "tally": Tally.of(state for _kind, _source, state in states),
        "group": group,
        "group_tally": Tally.of(state for kind, source, state in states if group_of(kind, source) == group),
        "is_fragment": wrong is None,
    }
    return render(request, "responses/_item.html", context, status=422 if wrong else 200)


@require_GET
def evidence(request: Visit, pk: int) -> FileResponse:
    """One file, for those who may see its item. Pictures are shown, everything else is saved."""
    mine = Evidence.objects.filter(item__in=Item.objects.visible_to(request.user))
    file = get_object_or_404(mine, pk=pk)
    return served(file)


@require_http_methods(["GET", "POST"])
def unit_return(request: Visit, pk: int) -> HttpResponse:
    """A unit's return: filled in and sent by the unit, read and sent back by the office."""
    report = get_object_or_404(
        UnitReturn.objects.visible_to(request.user).select_related(
            "task__unit", "task__response__jurisdiction", "task__response__edition", "sent_by"
        ),
        pk=pk,
    )
    values = figures_for(report)
    form = ReturnForm(request.POST or None, report=report, values=values)
    if request.method == "POST" and form.is_valid() and form.carried_out(
        lambda: send_return(
            report, by=request.user, now=clock.now(),
            figures=form.figures(), narrative=form.cleaned_data["narrative"],
        )
    ):  # fmt: skip
        messages.success(request, _("The return is sent."))
        return redirect("responses:unit", report.task_id)
    context = _return_context(request, report, form, values)
    return render(request, "responses/return.html", context, status=422 if form.errors else 200)


def _return_context(
    request: Visit, report: UnitReturn, form: ReturnForm, values: dict[str, int | float]
) -> dict[str, object]:
    wanted = wanted_of(report.task)
    first = wanted | values.keys()
    fields = form.figure_fields()
    return {
        "report": report,
        "task": report.task,
        "form": form,
        "asked": [each for each in fields if each.name.removeprefix("figure_") in first],
        "others": [each for each in fields if each.name.removeprefix("figure_") not in first],
        "missing": len(missing(values, wanted)),
        "figures": named(values),
        "tally": Tally.of(report.task.items.values_list("state", flat=True)),
        "may_send": is_member(request, report.task),
        "may_return": report.state == UnitReturn.State.SENT and not is_member(request, report.task),
        "reason_form": ReasonForm(),
        "reason": _reason(report),
        "now": clock.now(),
    }


def _reason(report: UnitReturn) -> str:
    back = JournalEntry.objects.about(report).filter(verb="return_back").order_by("-sequence").first()
    return back.note if back else ""


def visible_task(request: Visit, pk: int) -> UnitTask:
    """The task, or 404 to whoever may not see it."""
    tasks = UnitTask.objects.visible_to(request.user).select_related(
        "unit", "acknowledged_by", "response__jurisdiction", "response__warning", "response__edition"
    )
    return get_object_or_404(tasks, pk=pk)


def is_member(request: Visit, task: UnitTask) -> bool:
    """Whether the user works for the task's unit."""
    return task.unit.memberships.filter(user=request.user).exists()


def _is_office(request: Visit, task: UnitTask) -> bool:
    return authority(request.user, Role.OFFICE, task.response.jurisdiction, clock.now()) is not None


def task_context(request: Visit, task: UnitTask, wrong: TickForm | None = None) -> dict[str, object]:
    """What the unit's page shows; `wrong` is an answer that was refused."""
    is_mine = is_member(request, task)
    found = sections(task, may_answer=is_mine and task.response.is_running, wrong=wrong)
    tally = Tally.of(card.item.state for section in found for card in section.cards)
    returns = owed_returns(task)
    is_behind = bool(returns) or (task.response.is_running and bool(tally.open or not task.acknowledged_at))
    return {
        "task": task,
        "response": task.response,
        "sections": found,
        "tally": tally,
        "withdrawn": task.items.filter(state=Item.State.WITHDRAWN).select_related("measure"),
        "returns": returns,
        "sent": task.returns.filter(state=UnitReturn.State.SENT).order_by("-date")[:10],
        "inspections": Inspection.objects.unsettled().filter(unit=task.unit).select_related("response"),
        "is_mine": is_mine,
        "may_acknowledge": is_mine and task.response.is_running and not task.acknowledged_at,
        "may_urge": is_behind and _is_office(request, task),
        "has_earlier": is_mine and UnitTask.objects.filter(unit=task.unit).exclude(pk=task.pk).exists(),
        "now": clock.now(),
    }
