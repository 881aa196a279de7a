"""A past season run through an edition of a plan, to see what it would have called for."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from early_warnings.backtesting import Period
from plans.models import PlanEdition
from portal.lifecycle.models import Stateful
from portal.offices.models import Jurisdiction, User


class BacktestQuerySet(models.QuerySet["Backtest"]):
    def visible_to(self, user: User) -> "BacktestQuerySet":
        """Those of the offices where `user` holds a role."""
        return self.filter(jurisdiction__in=Jurisdiction.objects.staffed_by(user))

    def owed(self, now: datetime) -> "BacktestQuerySet":
        """Waiting for a worker, or left behind by one that died."""
        state = Backtest.State
        return self.filter(Q(state=state.QUEUED) | Q(state=state.RUNNING, leased_until__lte=now))

    def unfinished(self) -> "BacktestQuerySet":
        """Waiting or running."""
        return self.filter(state__in=(Backtest.State.QUEUED, Backtest.State.RUNNING))


class Backtest(Stateful):
    """One season, one edition or two; its `result` has the shape that `early_warnings.backtesting` writes.

    ``result``: ``{"season": {…}, "runs": [{…}, {…}], "differences": […]}``, a run for each of `editions`.
    """

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("backtest", "Waiting")
        RUNNING = "running", pgettext_lazy("backtest", "Running")
        DONE = "done", pgettext_lazy("backtest", "Done")
        FAILED = "failed", pgettext_lazy("backtest", "Failed")

    NEXT = {
        State.QUEUED: {State.RUNNING},
        # A worker that died leaves its work to the next one.
        State.RUNNING: {State.RUNNING, State.DONE, State.FAILED},
        State.DONE: set(),
        State.FAILED: set(),
    }

    class Source(models.TextChoices):
        FILE = "file", _("a file")
        HOURS = "hours", _("hours stored in the portal")
        DAYS = "days", _("days stored in the portal")

    class Pace(models.IntegerChoices):
        HOUR = 1, _("every hour")
        QUARTER = 6, _("every six hours")
        DAY = 24, _("once a day, at midnight")

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="backtests")
    edition = models.ForeignKey(PlanEdition, models.PROTECT, related_name="+", verbose_name=_("edition"))
    compared_with = models.ForeignKey(
        PlanEdition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("compared with"),
    )
    source = models.CharField(_("air"), max_length=10, choices=Source.choices)
    file = models.FileField(_("file"), upload_to="backtests/%Y", max_length=200, blank=True)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    every_hours = models.PositiveSmallIntegerField(_("judged"), choices=Pace.choices, default=Pace.DAY)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    asked_at = models.DateTimeField(_("asked for"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    percent = models.PositiveSmallIntegerField(_("percent done"), default=0, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    error = models.CharField(_("error"), max_length=300, blank=True, editable=False)
    result = models.JSONField(null=True, blank=True, editable=False)

    objects = BacktestQuerySet.as_manager()

    class Meta:
        verbose_name = _("backtest")
        verbose_name_plural = _("backtests")
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="backtest_ends_after_start", condition=Q(last_day__gte=F("first_day"))
            ),
            models.CheckConstraint(
                name="backtest_done_has_result", condition=~Q(state="done") | Q(result__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition.edition} {self.first_day:%Y-%m-%d} – {self.last_day:%Y-%m-%d}"

    @property
    def period(self) -> Period:
        """The days that are judged, and how often."""
        return Period(self.first_day, self.last_day, timedelta(hours=self.every_hours))

    @property
    def editions(self) -> list[PlanEdition]:
        """The edition, and the one it is compared with."""
        return [each for each in (self.edition, self.compared_with) if each]

    @property
    def outcome(self) -> dict[str, Any]:
        """The result of one that is done."""
        assert self.result is not None  # noqa: S101  the database sees to it
        return self.result

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return not self.NEXT[self.State(self.state)]
