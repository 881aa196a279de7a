"""Who is on duty round the clock, and whom to call, in a command office and in its units."""

from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.offices.models.people import Jurisdiction, Unit

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.offices.models.people import User

Row = TypeVar("Row", bound="Belonging")


class BelongingQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Everything there for a role's holder; the office's own and their unit's for a unit's people."""
        if not user.is_authenticated:
            return self.none()
        offices = Jurisdiction.objects.staffed_by(user).values("pk")
        units = Unit.objects.of(user)
        above = Q(unit=None, jurisdiction__in=units.values("jurisdiction"))
        return self.filter(Q(jurisdiction__in=offices) | Q(unit__in=units.values("pk")) | above)

    def of(self, jurisdiction: Jurisdiction, unit: Unit | None) -> Self:
        """Those of a unit, or of the command office itself for None."""
        return self.filter(jurisdiction=jurisdiction, unit=unit)


class Belonging(models.Model):
    """What belongs to the command office itself (no unit) or to one of its units."""

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="+", verbose_name=_("jurisdiction")
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("unit"),
        help_text=_("Empty for the command office."),
    )  # fmt: skip

    class Meta:
        abstract = True


class DutyShiftQuerySet(BelongingQuerySet["DutyShift"]):
    def on(self, now: datetime) -> Self:
        """Those whose people are on duty at `now`."""
        return self.filter(starts_at__lte=now, ends_at__gt=now)

    def between(self, begin: datetime, end: datetime) -> Self:
        """Those that touch the span."""
        return self.filter(starts_at__lt=end, ends_at__gt=begin)

    def handed_over(self) -> Self:
        """Those whose people left word for the next, the latest first."""
        return self.filter(handed_over_at__isnull=False).order_by("-handed_over_at", "-pk")


class DutyShift(Belonging):
    """One person's watch. `name` is written down, so the past stays true; `user` is their account, if any."""

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="shifts",
        verbose_name=_("account"),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    handover = models.TextField(_("hand-over note"), blank=True, editable=False)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True, editable=False)

    objects = DutyShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty shift")
        verbose_name_plural = _("duty shifts")
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(name="shift_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="shift_names_a_person", condition=~Q(name="")),
            models.CheckConstraint(
                name="shift_handed_over_with_a_note",
                condition=Q(handed_over_at=None, handover="")
                | (Q(handed_over_at__isnull=False) & ~Q(handover="")),
            ),
            models.UniqueConstraint(fields=["unit", "name", "starts_at"], name="unit_shift_once"),
            models.UniqueConstraint(
                fields=["jurisdiction", "name", "starts_at"], name="office_shift_once", condition=Q(unit=None)
            ),
        )
        indexes = (models.Index(fields=["jurisdiction", "ends_at"], name="shift_by_end"),)

    def __str__(self) -> str:
        return self.name

    @property
    def telephone(self) -> str:
        """The number for this watch, else the account's; ask with `user` selected."""
        return self.phone or (self.user.phone if self.user else "")


class Contact(Belonging):
    """Whom to call: a leader, a liaison, or the telephone of the duty room."""

    class Kind(models.TextChoices):
        LEADER = "leader", _("Leader in charge")
        LIAISON = "liaison", _("Liaison")
        DUTY_PHONE = "duty_phone", _("Duty telephone")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60, blank=True)
    post = models.CharField(_("post"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=40)

    objects = BelongingQuerySet["Contact"].as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        # In alphabet's and in calling order: the duty room answers first, then the leader, then the liaison.
        ordering = ("kind", "pk")
        constraints = (
            models.CheckConstraint(name="contact_has_a_phone", condition=~Q(phone="")),
            models.CheckConstraint(
                name="contact_names_a_person", condition=Q(kind="duty_phone") | ~Q(name="")
            ),
            models.UniqueConstraint(fields=["unit", "kind", "name"], name="unit_contact_once"),
            models.UniqueConstraint(
                fields=["jurisdiction", "kind", "name"], name="office_contact_once", condition=Q(unit=None)
            ),
        )

    def __str__(self) -> str:
        return self.name or self.get_kind_display()
