"""What supervisors found at units and sites (督查), and how it was mended."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.lifecycle.models import Stateful
from portal.offices.models import Jurisdiction, Unit, User


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: User) -> "InspectionQuerySet":
        """Those with a role see all of their jurisdiction, a unit its own."""
        staffed = Jurisdiction.objects.staffed_by(user)
        return self.filter(Q(jurisdiction__in=staffed) | Q(unit__in=Unit.objects.of(user)))

    def open(self) -> "InspectionQuerySet":
        """The unit has to mend something and has not said that it did."""
        return self.filter(state=Inspection.State.OPEN)

    def unsettled(self) -> "InspectionQuerySet":
        """Not closed yet."""
        return self.exclude(state=Inspection.State.CLOSED)

    def overdue(self, now: datetime) -> "InspectionQuerySet":
        """Still to be mended past the time set."""
        return self.open().filter(due_at__lt=now)


class Inspection(Stateful):
    """One visit of a supervisor; a problem found has a time until which it is to be mended."""

    class Kind(models.TextChoices):
        PLANNED = "planned", _("planned visit")
        SURPRISE = "surprise", _("surprise visit")

    class Severity(models.TextChoices):
        OK = "ok", _("in order")
        PROBLEM = "problem", _("problem found")

    class State(models.TextChoices):
        OPEN = "open", _("to be mended")
        MENDED = "mended", _("reported as mended")
        CLOSED = "closed", pgettext_lazy("an inspection", "closed")

    NEXT = {
        # What the supervisor saw mended with their own eyes is closed without the unit's report.
        State.OPEN: {State.MENDED, State.CLOSED},
        State.MENDED: {State.CLOSED, State.OPEN},
        State.CLOSED: set(),
    }

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="inspections")
    # None between episodes: supervisors inspect then too.
    response = models.ForeignKey(
        "responses.EmergencyResponse", models.PROTECT, null=True, blank=True, related_name="inspections",
        verbose_name=_("response"),
    )  # fmt: skip
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections", verbose_name=_("unit"))
    site = models.CharField(_("site"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    severity = models.CharField(_("result"), max_length=10, choices=Severity.choices)
    finding = models.TextField(_("finding"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("inspected by")
    )
    recorded_at = models.DateTimeField(_("recorded"))
    # Of the form it was written in, so that sending it again adds nothing.
    key = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField(_("mend by"), null=True, blank=True)
    mended_at = models.DateTimeField(_("reported as mended"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("an inspection", "closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("closed by"),
    )  # fmt: skip

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="inspection_problem_has_time", condition=Q(severity="ok") | Q(due_at__isnull=False)
            ),
            models.CheckConstraint(
                name="inspection_closed_by_someone",
                condition=~Q(state="closed") | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["jurisdiction", "-at"], name="inspection_by_place"),
            models.Index(fields=["due_at"], name="inspection_to_mend", condition=Q(state="open")),
        )

    def __str__(self) -> str:
        return f"{self.unit} · {self.site}" if self.site else str(self.unit)

    @property
    def topic(self) -> str:
        """Under which its notices are found."""
        return f"inspection:{self.pk}"

    @property
    def is_drill(self) -> bool:
        """Whether it was part of a drill."""
        return self.response is not None and self.response.is_drill


class InspectionNote(models.Model):
    """What was said about an inspection after it: by the unit or the supervisor; never changed."""

    class Act(models.TextChoices):
        NOTE = "note", _("Note")
        MEND = "mend", _("Reported as mended")
        BACK = "back", _("Sent back to be mended")
        CLOSE = "close", _("Closed")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="notes")
    act = models.CharField(_("act"), max_length=5, choices=Act.choices)
    text = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("note on an inspection")
        verbose_name_plural = _("notes on inspections")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.inspection} {self.act}"


class InspectionFile(models.Model):
    """A photo or document of an inspection, or of its mending where it has a note; outside the web root."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="files")
    note = models.ForeignKey(InspectionNote, models.PROTECT, null=True, blank=True, related_name="files")
    file = models.FileField(_("file"), upload_to="inspections/%Y/%m", max_length=200)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("file of an inspection")
        verbose_name_plural = _("files of inspections")
        ordering = ("uploaded_at", "pk")
        constraints = (models.UniqueConstraint(fields=["inspection", "sha256"], name="inspection_file_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether pages show it rather than offer it for saving."""
        return self.content_type.startswith("image/")
