"""What becomes of a plan over time: lines that the office confirmed, and new editions being written."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.plan import PlanEdition
from portal.lifecycle.models import Signable, Signature
from portal.offices.models import Jurisdiction, User


class Confirmation(models.Model):
    """The office stands by a line that was the portal's default; the edition itself stays as it is."""

    edition = models.ForeignKey(PlanEdition, models.CASCADE, related_name="confirmations")
    # As in plans.lines: settings/daily_return_due, approvals/red/issue.
    path = models.CharField(_("line"), max_length=200)
    ground = models.TextField(_("ground"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=["edition", "path"], name="plan_line_confirmed_once"),)

    def __str__(self) -> str:
        return self.path


class EditionDraftQuerySet(models.QuerySet["EditionDraft"]):
    def visible_to(self, user: User) -> "EditionDraftQuerySet":
        """Drafts of the offices where `user` holds a role."""
        return self.filter(jurisdiction__in=Jurisdiction.objects.staffed_by(user))

    def open(self) -> "EditionDraftQuerySet":
        """Not yet adopted or given up; at most one for each jurisdiction."""
        return self.filter(state__in=EditionDraft.OPEN)

    def adopted(self) -> "EditionDraftQuerySet":
        """Signed, and waiting for their first day."""
        return self.filter(state=EditionDraft.State.APPROVED, became=None)


class EditionDraft(Signable):
    """A new edition being written, as the text of its plan file; rows are made of it on its first day."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("Waits for signature")
        APPROVED = "approved", _("Adopted")
        WITHDRAWN = "withdrawn", _("Given up")

    NEXT = {
        State.DRAFT: {State.IN_REVIEW, State.WITHDRAWN},
        State.IN_REVIEW: {State.APPROVED, State.DRAFT, State.WITHDRAWN},
        State.APPROVED: set(),
        State.WITHDRAWN: set(),
    }
    OPEN = (State.DRAFT, State.IN_REVIEW)

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="edition_drafts", verbose_name=_("jurisdiction")
    )
    based_on = models.ForeignKey(
        PlanEdition, models.PROTECT, null=True, related_name="+", verbose_name=_("based on")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    text = models.TextField(_("plan file"))
    # Both also stand in the text; here for lists, and for the sweep that puts an edition in force.
    edition = models.CharField(_("edition"), max_length=40)
    in_force_from = models.DateField(_("in force from"))
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("edited by"))
    became = models.OneToOneField(
        PlanEdition, models.PROTECT, null=True, related_name="draft", verbose_name=_("became")
    )

    objects = EditionDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of an edition")
        verbose_name_plural = _("drafts of editions")
        ordering = ("-drafted_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["jurisdiction"],
                condition=Q(state__in=["draft", "in_review"]),
                name="plan_one_open_draft",
            ),
        )

    def __str__(self) -> str:
        return self.edition

    def author_ids(self) -> set[int]:
        """Everyone who wrote a line of it, and who submitted it."""
        return super().author_ids() | set(self.authors.values_list("pk", flat=True))

    def content_digest(self) -> str:
        """SHA-256 of the plan file."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class EditionSignature(Signature):
    """The hand that adopts an edition."""

    document = models.ForeignKey(EditionDraft, models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        verbose_name = _("signature of an edition")
        verbose_name_plural = _("signatures of editions")
