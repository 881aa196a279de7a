"""Who there is: jurisdictions, their member units, users, and who may act for whom."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import get_objects_for_user

from portal.offices.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class User(AbstractUser):
    """A person who signs in. Rights come from roles on a jurisdiction and memberships of units."""

    full_name = models.CharField(_("name"), max_length=60, blank=True)
    title = models.CharField(_("post"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        # As long as a name may be in the journal and on notices.
        return (self.full_name or self.username)[:60]


class JurisdictionQuerySet(models.QuerySet["Jurisdiction"]):
    def staffed_by(self, user: "User | AnonymousUser") -> "JurisdictionQuerySet":
        """Where `user` holds a role, so may see the office's inner papers."""
        if not user.is_authenticated:
            return self.none()
        # A superuser administers reference data; it gives no seat in any office.
        seen = get_objects_for_user(
            user, "offices.view_jurisdiction", Jurisdiction, with_superuser=False, accept_global_perms=False
        )
        return self.filter(pk__in=seen.values("pk"))

    def inner_to(self, user: "User | AnonymousUser") -> "JurisdictionQuerySet":
        """Where `user` works in the office, so sees unissued papers; not where they read for a superior."""
        if not user.is_authenticated:
            return self.none()
        acting = [f"offices.{role.permission}" for role in Role if role != Role.VIEWER]
        seen = get_objects_for_user(
            user, acting, Jurisdiction, any_perm=True, with_superuser=False, accept_global_perms=False
        )
        return self.filter(pk__in=seen.values("pk"))

    def known_to(self, user: "User | AnonymousUser") -> "JurisdictionQuerySet":
        """Where `user` holds a role or belongs to a unit."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(pk__in=self.staffed_by(user).values("pk")) | Q(units__memberships__user=user)
        ).distinct()


class Jurisdiction(models.Model):
    """A city, county, district, or a superior of one."""

    code = models.CharField(_("code"), max_length=6, unique=True, help_text="GB/T 2260")
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=20)
    name_en = models.CharField(_("English name"), max_length=60)
    office_name = models.CharField(_("command office"), max_length=120, blank=True)
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subordinates", verbose_name=_("superior")
    )
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)

    objects = JurisdictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        ordering = ("code",)
        permissions = tuple((role.permission, f"Act as {role.value}") for role in Role)
        constraints = (
            models.CheckConstraint(name="jurisdiction_not_its_own_superior", condition=~Q(superior=F("id"))),
        )

    def __str__(self) -> str:
        return self.short_name

    @property
    def display_name(self) -> str:
        """The name in the reader's language."""
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en


class UnitQuerySet(models.QuerySet["Unit"]):
    def of(self, user: "User | AnonymousUser") -> "UnitQuerySet":
        """The units `user` belongs to."""
        return self.filter(memberships__user=user) if user.is_authenticated else self.none()


class Unit(models.Model):
    """A member unit: a bureau, township, company; or a group that stands for its members."""

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="units", verbose_name=_("jurisdiction")
    )
    name = models.CharField(_("name"), max_length=80)
    aliases = models.JSONField(_("other name-plates"), default=list, blank=True)
    is_group = models.BooleanField(_("group"), default=False)
    group = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("member of")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    email = models.EmailField(_("mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("jurisdiction__code", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "name"], name="unit_named_once"),
            models.CheckConstraint(
                name="unit_group_is_not_a_member", condition=Q(is_group=False) | Q(group=None)
            ),
        )

    def __str__(self) -> str:
        return self.name


class UnitMembership(models.Model):
    """A user who works for a unit; the leader is told when the unit is late."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="memberships", verbose_name=_("unit"))
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    is_leader = models.BooleanField(_("leader"), default=False)

    class Meta:
        verbose_name = _("unit membership")
        verbose_name_plural = _("unit memberships")
        constraints = (models.UniqueConstraint(fields=["unit", "user"], name="unit_member_once"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.unit}"


class DeputationQuerySet(models.QuerySet["Deputation"]):
    def running(self, now: datetime) -> "DeputationQuerySet":
        """Deputations that hold at `now`."""
        return self.filter(starts_at__lte=now, ends_at__gt=now).exclude(withdrawn_at__lte=now)


class Deputation(models.Model):
    """The holder of a role lets a colleague act in it for a stated time."""

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="deputations", verbose_name=_("jurisdiction")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    holder = models.ForeignKey(User, models.PROTECT, related_name="deputies", verbose_name=_("holder"))
    deputy = models.ForeignKey(User, models.PROTECT, related_name="deputations", verbose_name=_("deputy"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = DeputationQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputation")
        verbose_name_plural = _("deputations")
        ordering = ("-starts_at",)
        constraints = (
            models.CheckConstraint(
                name="deputation_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(name="deputation_of_another", condition=~Q(holder=F("deputy"))),
        )

    def __str__(self) -> str:
        return f"{self.holder} → {self.deputy}"
