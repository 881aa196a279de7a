"""What must be told: notices written with the fact they tell of, and sent until a channel says so."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.offices.models import Jurisdiction, Unit, User


class Channel(models.TextChoices):
    """How a notice leaves. Inbox rows are delivered by existing; manual ones wait for a person's word."""

    INBOX = "inbox", _("in the portal")
    MAIL = "mail", _("mail")
    MANUAL = "manual", _("by telephone or in person")


FOR_PEOPLE = Q(channel=Channel.MANUAL, sent_at=None) | Q(dead_at__isnull=False, confirmed_at=None)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def pending(self) -> "NoticeQuerySet":
        """Not delivered and not given up."""
        return self.filter(sent_at=None, dead_at=None)

    def due(self, now: datetime) -> "NoticeQuerySet":
        """What a worker may lease at `now`."""
        return self.pending().exclude(channel=Channel.MANUAL).filter(not_before__lte=now)

    def for_people(self) -> "NoticeQuerySet":
        """What only a person can still deliver: given up by a channel, or never meant for one."""
        return self.filter(FOR_PEOPLE)

    def inbox_of(self, user: User) -> "NoticeQuerySet":
        """The user's own inbox and that of their units."""
        # The units by their numbers: joined or as a subquery, they would have the whole outbox read.
        units = list(Unit.objects.of(user).order_by().values_list("pk", flat=True))
        return self.filter(Q(user=user) | Q(unit__in=units), channel=Channel.INBOX)


class Notice(models.Model):
    """One message to one addressee by one channel; `key` makes saying it twice impossible."""

    key = models.CharField(max_length=200, unique=True)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="notices")
    topic = models.CharField(_("topic"), max_length=80, db_index=True)
    kind = models.CharField(_("kind"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="notices")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    addressee = models.CharField(_("addressee"), max_length=120)
    address = models.CharField(_("address"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    link = models.CharField(_("link"), max_length=300, blank=True)
    is_drill = models.BooleanField(_("drill"), default=False)
    created_at = models.DateTimeField(_("written"))
    not_before = models.DateTimeField(_("next try"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    dead_at = models.DateTimeField(_("given up"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("told by a person"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(name="notice_sent_or_dead", condition=Q(sent_at=None) | Q(dead_at=None)),
            # A drill never reaches a channel that leads out of the portal.
            models.CheckConstraint(
                name="notice_drill_stays_inside", condition=Q(is_drill=False) | Q(channel=Channel.INBOX)
            ),
        )
        indexes = (
            models.Index(fields=["not_before"], name="notice_due", condition=Q(sent_at=None, dead_at=None)),
            models.Index(fields=["unit", "-created_at"], name="notice_by_unit"),
            models.Index(fields=["jurisdiction"], name="notice_for_people", condition=FOR_PEOPLE),
        )

    def __str__(self) -> str:
        return f"{self.subject} → {self.addressee}"
