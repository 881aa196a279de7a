"""Who does what by when, and is it done."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from early_warnings.models import EarlyWarning, Episode
from plans.models import Duty, LevelChoice, Measure, MeasureUnit, PlanEdition
from portal.lifecycle.models import Stateful
from portal.offices.models import Jurisdiction, Unit, User
from responses.inspection_models import Inspection, InspectionFile, InspectionNote, InspectionQuerySet

__all__ = [
    "EmergencyResponse",
    "Evidence",
    "Inspection",
    "InspectionFile",
    "InspectionNote",
    "InspectionQuerySet",
    "Item",
    "ItemQuerySet",
    "ResponseQuerySet",
    "Tick",
    "UnitReturn",
    "UnitReturnQuerySet",
    "UnitTask",
    "UnitTaskQuerySet",
]


class ResponseQuerySet(models.QuerySet["EmergencyResponse"]):
    def visible_to(self, user: User) -> "ResponseQuerySet":
        """The whole of a response is the office's; a unit sees its own task."""
        return self.filter(jurisdiction__in=Jurisdiction.objects.staffed_by(user))

    def running(self) -> "ResponseQuerySet":
        """Not stood down."""
        return self.filter(state=EmergencyResponse.State.RUNNING)


class EmergencyResponse(Stateful):
    """The response (应急响应) of one episode; its level follows the warning in force."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Ended")

    NEXT = {State.RUNNING: {State.CLOSED}, State.CLOSED: set()}

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="responses")
    episode = models.OneToOneField(Episode, models.PROTECT, related_name="response")
    # Frozen when the response starts: a plan succeeded meanwhile does not change a running response.
    edition = models.ForeignKey(PlanEdition, models.PROTECT, related_name="responses")
    warning = models.ForeignKey(
        EarlyWarning, models.PROTECT, related_name="shaped_responses", verbose_name=_("warning followed")
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=LevelChoice.choices)
    is_drill = models.BooleanField(_("drill"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(_("started"))
    closed_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ("-started_at",)
        constraints = (
            models.CheckConstraint(
                name="response_closed_has_time", condition=Q(state="running") | Q(closed_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.jurisdiction} {timezone.localtime(self.started_at):%Y-%m-%d}"

    @property
    def topic(self) -> str:
        """Under which its notices are found."""
        return f"response:{self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether units still carry it out."""
        return self.state == self.State.RUNNING

    def measures(self) -> "models.QuerySet[Measure]":
        """What its edition asks for at its present level."""
        return self.edition.measures.at(self.level)

    def items(self) -> "ItemQuerySet":
        """Every unit's items."""
        return Item.objects.filter(task__response=self)


class UnitTaskQuerySet(models.QuerySet["UnitTask"]):
    def visible_to(self, user: User) -> "UnitTaskQuerySet":
        """The office's staff see all of theirs, a unit its own."""
        return self.filter(
            Q(response__jurisdiction__in=Jurisdiction.objects.staffed_by(user))
            | Q(unit__in=Unit.objects.of(user))
        )

    def unacknowledged(self) -> "UnitTaskQuerySet":
        """Not yet signed for, in a running response."""
        return self.filter(acknowledged_at=None, response__state=EmergencyResponse.State.RUNNING)

    def late(self, now: datetime) -> "UnitTaskQuerySet":
        """Not signed for within the plan's time."""
        return self.unacknowledged().filter(acknowledge_by__lt=now)


class UnitTask(models.Model):
    """One unit's part in one response."""

    response = models.ForeignKey(EmergencyResponse, models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tasks", verbose_name=_("unit"))
    created_at = models.DateTimeField(_("given"))
    acknowledge_by = models.DateTimeField(_("acknowledge by"))
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = UnitTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a unit")
        verbose_name_plural = _("tasks of units")
        ordering = ("unit__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["response", "unit"], name="unit_task_once"),
            models.CheckConstraint(
                name="unit_task_acknowledged_by_someone",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} · {self.response}"


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: User) -> "ItemQuerySet":
        """The office's staff see all of theirs, a unit its own."""
        staffed = Jurisdiction.objects.staffed_by(user)
        return self.filter(
            Q(task__response__jurisdiction__in=staffed) | Q(task__unit__in=Unit.objects.of(user))
        )

    def standing(self) -> "ItemQuerySet":
        """What the present level asks for."""
        return self.exclude(state=Item.State.WITHDRAWN)

    def open(self) -> "ItemQuerySet":
        """Not answered yet."""
        return self.filter(state=Item.State.OPEN)


class Item(Stateful):
    """One measure that one unit has to carry out; answered by a tick."""

    class State(models.TextChoices):
        OPEN = "open", _("to do")
        DONE = "done", _("done")
        NOT_APPLICABLE = "not_applicable", _("not applicable")
        UNABLE = "unable", _("cannot")
        WITHDRAWN = "withdrawn", _("no longer asked for")

    ANSWERS = (State.DONE, State.NOT_APPLICABLE, State.UNABLE)
    NEXT = {
        State.OPEN: {*ANSWERS, State.WITHDRAWN},
        # An answer can be corrected while the response runs; every one of them stays as a Tick.
        State.DONE: {*ANSWERS, State.WITHDRAWN},
        State.NOT_APPLICABLE: {*ANSWERS, State.WITHDRAWN},
        State.UNABLE: {*ANSWERS, State.WITHDRAWN},
        # A measure withdrawn by a lower level comes back, unanswered, when the level is raised again.
        State.WITHDRAWN: {State.OPEN},
    }

    task = models.ForeignKey(UnitTask, models.PROTECT, related_name="items")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="items", verbose_name=_("measure"))
    part = models.CharField(_("part"), max_length=10, choices=MeasureUnit.Part.choices)
    basis = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="items")
    level = models.PositiveSmallIntegerField(_("given at level"), choices=LevelChoice.choices)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.OPEN)
    note = models.TextField(_("note"), blank=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ("task__unit__position", "measure__position")
        constraints = (
            models.UniqueConstraint(fields=["task", "measure"], name="item_once"),
            models.CheckConstraint(
                name="item_answer_has_author",
                condition=~Q(state__in=["done", "not_applicable", "unable"])
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.measure)

    @property
    def journal_scope(self) -> Jurisdiction:
        return self.task.response.jurisdiction


class Tick(models.Model):
    """One answer as it was given. The key comes from the device, so that sending it again adds nothing."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="ticks")
    key = models.CharField(max_length=80, unique=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Item.State.choices)
    note = models.TextField(_("note"), blank=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.item} {self.outcome}"


class Evidence(models.Model):
    """A file behind a tick, outside the web root, served only to those who may see the item."""

    tick = models.ForeignKey(Tick, models.PROTECT, related_name="files")
    item = models.ForeignKey(Item, models.PROTECT, related_name="files")
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m", max_length=200)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("uploaded_at", "pk")
        constraints = (models.UniqueConstraint(fields=["item", "sha256"], name="evidence_once_an_item"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether pages show it rather than offer it for saving."""
        return self.content_type.startswith("image/")


class UnitReturnQuerySet(models.QuerySet["UnitReturn"]):
    def visible_to(self, user: User) -> "UnitReturnQuerySet":
        """The office's staff see all of theirs, a unit its own."""
        staffed = Jurisdiction.objects.staffed_by(user)
        return self.filter(
            Q(task__response__jurisdiction__in=staffed) | Q(task__unit__in=Unit.objects.of(user))
        )

    def owed(self) -> "UnitReturnQuerySet":
        """Not sent yet, or sent back."""
        return self.filter(state__in=(UnitReturn.State.OWED, UnitReturn.State.RETURNED))

    def late(self, now: datetime) -> "UnitReturnQuerySet":
        """Owed past the deadline."""
        return self.owed().filter(due_at__lt=now)


class UnitReturn(Stateful):
    """A unit's return (日报) for one day of a response, or its final return after the lifting."""

    class Kind(models.TextChoices):
        DAILY = "daily", _("daily return")
        FINAL = "final", _("final return")

    class State(models.TextChoices):
        OWED = "owed", pgettext_lazy("a return", "owed")
        SENT = "sent", pgettext_lazy("a return", "sent")
        RETURNED = "returned", pgettext_lazy("a return", "sent back")

    NEXT = {
        State.OWED: {State.SENT},
        # Sending again before the office has used it replaces the figures; the journal keeps both.
        State.SENT: {State.SENT, State.RETURNED},
        State.RETURNED: {State.SENT},
    }

    task = models.ForeignKey(UnitTask, models.PROTECT, related_name="returns")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    date = models.DateField(_("day"))
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OWED)
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    narrative = models.TextField(_("narrative"), blank=True)
    # Counts of the unit's items as they stood when it was sent: {"done": 4, "open": 1, …}.
    items = models.JSONField(_("items"), default=dict, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = UnitReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ("-date", "task__unit__position")
        constraints = (
            models.UniqueConstraint(fields=["task", "kind", "date"], name="return_once"),
            models.CheckConstraint(
                name="return_sent_has_author",
                condition=~Q(state="sent") | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.task.unit} {self.date}"

    @property
    def journal_scope(self) -> Jurisdiction:
        return self.task.response.jurisdiction
