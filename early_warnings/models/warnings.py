"""Proposals, consultations, and early warnings with their signatures."""

import hashlib
import json
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import LevelChoice, PlanEdition
from portal.lifecycle.models import Signable, Signature, Stateful
from portal.offices.models import Jurisdiction, User


class Act(models.TextChoices):
    """What a warning document does: starts an episode, follows a warning at another level, or ends it."""

    ISSUE = "issue", _("issue")
    ADJUST = "adjust", _("adjust")
    LIFT = "lift", _("lift")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> "ProposalQuerySet":
        """Proposals are inner papers of the command office."""
        return self.filter(jurisdiction__in=Jurisdiction.objects.inner_to(user))

    def open(self) -> "ProposalQuerySet":
        """Still waiting for the office."""
        return self.filter(state=Proposal.State.OPEN)


class Proposal(Stateful):
    """What the plan calls for on the air known at a time, with the proof. The machine issues nothing.

    `proof` has the shape of ``evaluate --json`` (docs/architecture.md); `reasons` are the decision's.
    """

    class Action(models.TextChoices):
        ISSUE = "issue", _("issue")
        RAISE = "raise", _("raise")
        LOWER = "lower", _("lower")
        LIFT = "lift", _("lift")
        KEEP = "keep", _("keep as it is")
        NONE = "none", _("no warning")
        ADVISORY = "advisory", _("health advisory")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for the office")
        TAKEN = "taken", _("drafted")
        DECLINED = "declined", _("declined")
        OVERTAKEN = "overtaken", _("overtaken by newer air")
        NOTED = "noted", _("nothing to do")

    NEXT = {
        State.OPEN: {State.TAKEN, State.DECLINED, State.OVERTAKEN, State.NOTED},
        State.TAKEN: {State.OPEN},
        State.DECLINED: set(),
        State.OVERTAKEN: set(),
        State.NOTED: set(),
    }

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="proposals")
    edition = models.ForeignKey(PlanEdition, models.PROTECT, related_name="proposals")
    forecast = models.ForeignKey("Forecast", models.PROTECT, null=True, blank=True, related_name="proposals")
    evaluated_at = models.DateTimeField(_("evaluated"))
    input_sha256 = models.CharField(max_length=64, editable=False)
    action = models.CharField(_("action"), max_length=10, choices=Action.choices)
    level = models.PositiveSmallIntegerField(_("level"), choices=LevelChoice.choices, null=True, blank=True)
    level_now = models.PositiveSmallIntegerField(
        _("level in force"), choices=LevelChoice.choices, null=True, blank=True
    )
    begins_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    primary_pollutants = models.JSONField(_("primary pollutants"), default=list, blank=True)
    proof = models.JSONField(_("proof"))
    reasons = models.JSONField(_("reasons"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("-evaluated_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["jurisdiction", "input_sha256"], name="proposal_once_for_its_input"
            ),
        )

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.get_action_display()} {self.get_level_display() or ''}".strip()


class Consultation(models.Model):
    """A consultation (会商) as it was held."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="consultations")
    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("proposal"),
    )
    held_at = models.DateTimeField(_("held"))
    participants = models.TextField(_("participants"))
    forecast_considered = models.TextField(_("forecast considered"), blank=True)
    conclusion = models.TextField(_("conclusion"))
    level = models.PositiveSmallIntegerField(
        _("level advised"), choices=LevelChoice.choices, null=True, blank=True
    )
    is_drill = models.BooleanField(_("drill"), default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("-held_at",)

    def __str__(self) -> str:
        return f"{self.jurisdiction} {timezone.localtime(self.held_at):%Y-%m-%d %H:%M}"


class Opinion(models.Model):
    """What one body said at a consultation."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="opinions")
    body = models.CharField(_("body"), max_length=80)
    text = models.TextField(_("opinion"))

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.body


class Episode(models.Model):
    """A heavy-pollution process (重污染过程): from the first issue to the lifting."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="episodes")
    is_drill = models.BooleanField(_("drill"), default=False)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")
        ordering = ("-opened_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["jurisdiction", "is_drill"], condition=Q(closed_at=None), name="episode_one_open"
            ),
            models.CheckConstraint(
                name="episode_closes_after_opening",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.jurisdiction} {timezone.localtime(self.opened_at):%Y-%m-%d}"


class EarlyWarningQuerySet(models.QuerySet["EarlyWarning"]):
    def visible_to(self, user: User | AnonymousUser) -> "EarlyWarningQuerySet":
        """The office sees every paper; its units and its superior's readers see what was issued."""
        inner = Jurisdiction.objects.inner_to(user)
        told = Jurisdiction.objects.known_to(user).values("pk")
        return self.filter(Q(jurisdiction__in=inner) | Q(jurisdiction__in=told, issued_at__isnull=False))

    def real(self) -> "EarlyWarningQuerySet":
        """Without drills."""
        return self.filter(is_drill=False)

    def in_force(self) -> "EarlyWarningQuerySet":
        """Issued, not followed by another and not lifted."""
        return self.filter(state=EarlyWarning.State.IN_FORCE)

    def issued(self) -> "EarlyWarningQuerySet":
        """Every document that was made public."""
        return self.filter(issued_at__isnull=False)

    def unfinished(self) -> "EarlyWarningQuerySet":
        """Papers on which someone still has to act."""
        return self.filter(state__in=EarlyWarning.UNFINISHED)


class EarlyWarning(Signable):
    """One warning document: it issues, adjusts or lifts. Issued, it is only followed, never changed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Superseded")
        LIFTED = "lifted", _("Lifted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    NEXT = {
        State.DRAFT: {State.IN_REVIEW, State.APPROVED, State.WITHDRAWN},
        State.IN_REVIEW: {State.APPROVED, State.RETURNED, State.WITHDRAWN},
        State.RETURNED: {State.IN_REVIEW, State.APPROVED, State.WITHDRAWN},
        # A lifting document is never in force: its issue lifts the warning that it ends, and itself.
        State.APPROVED: {State.IN_FORCE, State.LIFTED, State.WITHDRAWN},
        State.IN_FORCE: {State.SUPERSEDED, State.LIFTED},
        State.SUPERSEDED: set(),
        State.LIFTED: set(),
        State.WITHDRAWN: set(),
    }
    UNFINISHED = (State.DRAFT, State.IN_REVIEW, State.RETURNED, State.APPROVED)
    EDITABLE = (State.DRAFT, State.RETURNED)
    TEXT_FIELDS = (
        "level", "begins_at", "expected_until", "primary_pollutants", "area", "possible_harm", "advice",
        "reason", "legal_basis", "text",
    )  # fmt: skip

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="warnings", verbose_name=_("jurisdiction")
    )
    edition = models.ForeignKey(PlanEdition, models.PROTECT, related_name="warnings", verbose_name=_("plan"))
    number = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    is_drill = models.BooleanField(_("drill"), default=False)
    episode = models.ForeignKey(Episode, models.PROTECT, null=True, blank=True, related_name="warnings")
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name=_("follows")
    )
    superior_warning = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("superior's warning"),
    )
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="warnings")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="warnings"
    )

    level = models.PositiveSmallIntegerField(_("level"), choices=LevelChoice.choices)
    begins_at = models.DateTimeField(_("begins"))
    expected_until = models.DateTimeField(_("expected until"), null=True, blank=True)
    primary_pollutants = models.JSONField(_("primary pollutants"), default=list, blank=True)
    area = models.CharField(_("area"), max_length=200)
    possible_harm = models.TextField(_("possible harm"), blank=True)
    advice = models.TextField(_("advice"), blank=True)
    reason = models.TextField(_("reason"))
    legal_basis = models.TextField(_("legal basis"), blank=True)
    text = models.TextField(_("text of the notice"))

    # Set once, by the issue, and never again: a repeated save must not change what the public holds.
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    document_number = models.CharField(_("document number"), max_length=60, blank=True, editable=False)
    cap_identifier = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    ended_at = models.DateTimeField(_("followed or lifted"), null=True, blank=True, editable=False)

    objects = EarlyWarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        ordering = ("-drafted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["jurisdiction", "is_drill"],
                condition=Q(state="in_force"),
                name="warning_one_in_force",
            ),
            models.CheckConstraint(
                name="warning_issued_has_identity",
                condition=~Q(state__in=["in_force", "superseded", "lifted"])
                | Q(issued_at__isnull=False, issued_by__isnull=False, cap_identifier__isnull=False)
                & ~Q(document_number="")
                & Q(episode__isnull=False),
            ),
            models.CheckConstraint(
                name="warning_follows_one_unless_it_starts",
                condition=Q(act="issue", follows=None) | ~Q(act="issue") & Q(follows__isnull=False),
            ),
            # One answer to one document of the superior, whatever became of it.
            models.UniqueConstraint(
                fields=["jurisdiction", "superior_warning"],
                condition=Q(superior_warning__isnull=False),
                name="warning_one_answer_to_superior",
            ),
        )

    def __str__(self) -> str:
        return self.number

    def author_ids(self) -> set[int]:
        editors = self.revisions.exclude(by=None).values_list("by_id", flat=True)
        return super().author_ids() | set(editors)

    def content(self) -> dict[str, object]:
        """The fields that are read, reviewed and issued; plain JSON values."""
        values = {name: getattr(self, name) for name in self.TEXT_FIELDS}
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in values.items()
        }

    def content_digest(self) -> str:
        text = json.dumps(self.content(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_in_force(self) -> bool:
        """Whether it is the warning that applies now."""
        return self.state == self.State.IN_FORCE

    @property
    def roman(self) -> str:
        """The response level: red is Ⅰ."""
        return "ⅣⅢⅡⅠ"[self.level - 1]


class WarningRevision(models.Model):
    """The text as someone left it; each saving of a draft adds one."""

    warning = models.ForeignKey(EarlyWarning, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("revision"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["warning", "number"], name="revision_numbered_once"),)

    def __str__(self) -> str:
        return f"{self.warning} r{self.number}"


class WarningSignature(Signature):
    """A hand under one step of a warning's chain."""

    document = models.ForeignKey(EarlyWarning, models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        abstract = False
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ("round", "step")
