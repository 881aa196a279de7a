"""What happened, signed: reports drafted from frozen facts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import get_objects_for_user

from early_warnings.models import Episode
from portal.lifecycle.models import JournalEntry, Signable, Signature
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role
from reports.canonical import digest

OWN_PEOPLE = [f"offices.{role.permission}" for role in Role if role != Role.VIEWER]


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> "ReportQuerySet":
        """An office's people see every paper of theirs, its superior's readers what was signed."""
        own = get_objects_for_user(
            user, OWN_PEOPLE, Jurisdiction, any_perm=True, with_superuser=False, accept_global_perms=False
        )
        read = Jurisdiction.objects.staffed_by(user)
        signed = Q(state=Report.State.APPROVED)
        return self.filter(Q(jurisdiction__in=own.values("pk")) | signed & Q(jurisdiction__in=read))

    def signed(self) -> "ReportQuerySet":
        """Numbered and fixed for good."""
        return self.filter(state=Report.State.APPROVED)

    def unfinished(self) -> "ReportQuerySet":
        """Not signed yet."""
        return self.exclude(state=Report.State.APPROVED)


class Report(Signable):
    """One report on one day or one episode. Its figures are those of `facts`, frozen when it was drafted."""

    class Kind(models.TextChoices):
        OFFICE_DAILY = "office_daily", _("daily report")
        POST_EVENT = "post_event", _("post-event report")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Signed")

    NEXT: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.IN_REVIEW},
        State.IN_REVIEW: {State.APPROVED, State.RETURNED},
        State.RETURNED: {State.IN_REVIEW},
        State.APPROVED: set(),
    }
    EDITABLE = (State.DRAFT, State.RETURNED)
    # What people write beside the figures, in the order of the document.
    CHAPTERS: ClassVar[dict[str, tuple[str, ...]]] = {
        Kind.OFFICE_DAILY: ("problems", "next_steps"),
        Kind.POST_EVENT: ("causes", "effect", "problems", "proposals"),
    }

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="reports")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="reports")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    date = models.DateField(_("day reported on"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    addressee = models.CharField(_("to"), max_length=120, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    facts = models.JSONField(_("facts"))
    # Text by chapter (see CHAPTERS), and "copies": who else gets the document.
    narrative = models.JSONField(_("narrative"), default=dict, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True, editable=False)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True, editable=False)
    # The name printed as 签发人: frozen, for people change their names and posts.
    signatory = models.CharField(_("signed by"), max_length=80, blank=True, editable=False)
    document = models.FileField(_("document"), upload_to="reports/%Y", blank=True, editable=False)
    document_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    rendered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-date", "kind")
        constraints = (
            models.UniqueConstraint(fields=["episode", "kind", "date"], name="report_once"),
            models.UniqueConstraint(
                fields=["jurisdiction", "number"], condition=~Q(number=""), name="report_number_once"
            ),
            models.CheckConstraint(
                name="report_signed_has_number_and_time",
                condition=~Q(state="approved") | Q(signed_at__isnull=False) & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="report_document_has_digest",
                condition=Q(document="", document_sha256="") | ~Q(document="") & ~Q(document_sha256=""),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_drill(self) -> bool:
        """Whether it reports on a drill."""
        return self.episode.is_drill

    @property
    def is_editable(self) -> bool:
        """Whether its text and figures may still change."""
        return self.state in self.EDITABLE

    @property
    def is_signed(self) -> bool:
        """Whether it is numbered and fixed for good."""
        return self.state == self.State.APPROVED

    def author_ids(self) -> set[int]:
        edits = JournalEntry.objects.about(self).filter(verb="edit", by__isnull=False)
        return super().author_ids() | set(edits.values_list("by", flat=True))

    def content_digest(self) -> str:
        return digest(
            {"title": self.title, "to": self.addressee, "facts": self.facts, "text": self.narrative}
        )


class ReportSignature(Signature):
    """A hand under one step of a report's chain."""

    document = models.ForeignKey(Report, models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        abstract = False
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ("round", "step")
