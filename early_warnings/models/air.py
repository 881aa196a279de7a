"""Air as it came in: deliveries, observed hours and days, forecasts, and the feeds that bring them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.offices.models import Jurisdiction

# Observed air older than this is shown as stale: an hour's mean is published within two hours.
STALE_AFTER = timedelta(hours=3)


class AirSource(models.TextChoices):
    """The door the air came through."""

    UPLOAD = "upload", _("upload")
    API = "api", _("REST interface")
    OPEN_METEO = "open_meteo", "Open-Meteo"
    CNEMC = "cnemc", "CNEMC"


class AirDelivery(models.Model):
    """One batch of air as delivered; its key makes the same batch count once."""

    class Content(models.TextChoices):
        OBSERVATION = "observation", _("observations")
        FORECAST = "forecast", _("forecast")

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="deliveries")
    source = models.CharField(_("source"), max_length=20, choices=AirSource.choices)
    content = models.CharField(_("content"), max_length=12, choices=Content.choices)
    key = models.CharField(max_length=120)
    received_at = models.DateTimeField(_("received"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    # Set once the rule has looked at it; until then the sweep owes an evaluation.
    evaluated_at = models.DateTimeField(_("evaluated"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery of air")
        verbose_name_plural = _("deliveries of air")
        ordering = ("-received_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "key"], name="air_delivered_once"),)
        indexes = (
            models.Index(fields=["received_at"], name="air_not_evaluated", condition=Q(evaluated_at=None)),
        )

    def __str__(self) -> str:
        received = timezone.localtime(self.received_at)
        return f"{self.jurisdiction} {self.get_content_display()} {received:%Y-%m-%d %H:%M}"


class Concentrations(models.Model):
    """Hourly means; µg/m³, CO in mg/m³. A missing value is null, never zero."""

    pm25 = models.DecimalField("PM2.5", max_digits=9, decimal_places=3, null=True, blank=True)
    pm10 = models.DecimalField("PM10", max_digits=9, decimal_places=3, null=True, blank=True)
    so2 = models.DecimalField("SO2", max_digits=9, decimal_places=3, null=True, blank=True)
    no2 = models.DecimalField("NO2", max_digits=9, decimal_places=3, null=True, blank=True)
    co = models.DecimalField("CO", max_digits=9, decimal_places=3, null=True, blank=True)
    o3 = models.DecimalField("O3", max_digits=9, decimal_places=3, null=True, blank=True)

    class Meta:
        abstract = True


def never_negative() -> list[models.CheckConstraint]:
    """One constraint for each pollutant column."""
    return [
        models.CheckConstraint(name=f"%(class)s_{name}_not_negative", condition=Q(**{f"{name}__gte": 0}))
        for name in ("pm25", "pm10", "so2", "no2", "co", "o3")
    ]


class ObservationQuerySet(models.QuerySet["Observation"]):
    def between(self, start: datetime, end: datetime) -> "ObservationQuerySet":
        """Hours that begin in [start, end)."""
        return self.filter(time__gte=start, time__lt=end)


class Observation(Concentrations):
    """One observed hour of a jurisdiction (mean over its stations), or one observed day with its AQI.

    A row is hourly when `is_daily` is false: `time` is the start of the hour. A daily row's `time` is
    the day's midnight in Asia/Shanghai, and it has `aqi` and `primary`.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="observations")
    delivery = models.ForeignKey(AirDelivery, models.PROTECT, related_name="observations")
    time = models.DateTimeField(_("time"))
    is_daily = models.BooleanField(_("day"), default=False)
    aqi = models.PositiveSmallIntegerField("AQI", null=True, blank=True)
    primary = models.JSONField(_("primary pollutant"), default=list, blank=True)
    is_dust = models.BooleanField(_("dust weather"), default=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ("jurisdiction", "time")
        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "is_daily", "time"], name="observation_once"),
            *never_negative(),
        )

    def __str__(self) -> str:
        return f"{self.jurisdiction} {timezone.localtime(self.time):%Y-%m-%d %H:%M}"


class Forecast(models.Model):
    """One forecast as issued: hours or days, kept whole so that it can be verified later.

    `hourly`: ``[{"time": ISO, "pm25": number | null, …, "dust": bool}]``;
    `daily`: ``[{"date": ISO, "aqi_low": int, "aqi_high": int, "primary": ["PM2.5"], "dust": bool}]``.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="forecasts")
    delivery = models.OneToOneField(AirDelivery, models.PROTECT, related_name="forecast")
    source = models.CharField(_("source"), max_length=20, choices=AirSource.choices)
    issued_at = models.DateTimeField(_("issued"))
    hourly = models.JSONField(_("hours"), default=list, blank=True)
    daily = models.JSONField(_("days"), default=list, blank=True)
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        ordering = ("-issued_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "source", "issued_at"], name="forecast_once"),
            models.CheckConstraint(name="forecast_ends_after_start", condition=Q(ends_at__gt=F("begins_at"))),
        )

    def __str__(self) -> str:
        return f"{self.jurisdiction} {timezone.localtime(self.issued_at):%Y-%m-%d %H:%M}"


class Feed(models.Model):
    """A connector that an office has turned on; off unless it did."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="feeds")
    source = models.CharField(_("source"), max_length=20, choices=AirSource.choices)
    is_on = models.BooleanField(_("on"), default=False)
    base_url = models.URLField(_("address"), blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    last_tried_at = models.DateTimeField(_("last try"), null=True, blank=True, editable=False)
    last_good_at = models.DateTimeField(_("last success"), null=True, blank=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "source"], name="feed_once"),)

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.get_source_display()}"
