"""What makes the record trustworthy: the journal, and signatures of documents."""

import hashlib
import json
from datetime import UTC
from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.offices.models import Jurisdiction
from portal.offices.roles import Role

GENESIS = "0" * 64


class JournalHead(models.Model):
    """The end of one chain of entries; locking this row puts writers of a chain in a queue."""

    chain = models.CharField(max_length=6, primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence}"


class JournalQuerySet(models.QuerySet["JournalEntry"]):
    def about(self, document: models.Model) -> "JournalQuerySet":
        """Entries of one document."""
        return self.filter(document_type=document._meta.label_lower, document_id=document.pk)


class JournalEntry(models.Model):
    """One step someone took: never changed, never deleted (triggers in the database say so too)."""

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="journal", verbose_name=_("jurisdiction")
    )
    sequence = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("when"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    by_name = models.CharField(_("name"), max_length=80, blank=True)
    document_type = models.CharField(_("document type"), max_length=60)
    document_id = models.BigIntegerField(_("document"))
    verb = models.CharField(_("act"), max_length=40)
    was = models.CharField(pgettext_lazy("state", "from"), max_length=20, blank=True)
    became = models.CharField(pgettext_lazy("state", "to"), max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)
    facts = models.JSONField(_("facts"), default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ("jurisdiction", "sequence")
        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "sequence"], name="journal_numbers_once"),
        )
        indexes = (models.Index(fields=["document_type", "document_id"], name="journal_by_document"),)

    def __str__(self) -> str:
        return f"{self.jurisdiction_id} #{self.sequence} {self.verb}"

    def content_hash(self) -> str:
        """SHA-256 over everything the entry says, and the hash before it."""
        content = {
            "previous": self.previous_hash,
            "jurisdiction": self.jurisdiction.code,
            "sequence": self.sequence,
            "at": self.at.astimezone(UTC).isoformat(),
            "by": self.by_id,
            "by_name": self.by_name,
            "document": [self.document_type, self.document_id],
            "verb": self.verb,
            "was": self.was,
            "became": self.became,
            "note": self.note,
            "facts": self.facts,
        }
        text = json.dumps(
            content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
        )
        return hashlib.sha256(text.encode()).hexdigest()


class Stateful(models.Model):
    """A document whose state changes only through `portal.lifecycle.moves`.

    A subclass has a `state` field, a table `NEXT` and a `jurisdiction` (field or property).
    """

    NEXT: ClassVar[dict[str, set[str]]] = {}

    state: "models.CharField[str, str]"

    class Meta:
        abstract = True

    @property
    def journal_scope(self) -> Jurisdiction:
        """The jurisdiction in whose journal the document's steps stand."""
        return self.jurisdiction  # type: ignore[attr-defined]


class Signable(Stateful):
    """A document that goes through a chain of signatures.

    `chain` holds the steps as the plan gave them when the document was submitted:
    ``[{"verb": "review" | "approve", "role": Role}]``. `round` counts submissions.
    """

    chain = models.JSONField(_("approval chain"), default=list, editable=False)
    round = models.PositiveSmallIntegerField(_("round"), default=1, editable=False)
    # Nobody when the portal itself drafted it; then whoever submits it answers for it.
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("drafted by")
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("submitted by"),
    )  # fmt: skip

    class Meta:
        abstract = True

    def author_ids(self) -> set[int]:
        """Everyone who wrote or submitted any of it; none of them may sign."""
        hands = {key for key in (self.drafted_by_id, self.submitted_by_id) if key}
        return hands | self._earlier_submitters() if self.round > 1 else hands

    def _earlier_submitters(self) -> set[int]:
        submitted = JournalEntry.objects.about(self).filter(verb="submit", by__isnull=False)
        return set(submitted.values_list("by_id", flat=True))

    def content_digest(self) -> str:
        """SHA-256 of what a signature stands under."""
        raise NotImplementedError

    def signed_this_round(self) -> "models.QuerySet[Any]":
        """The signatures of the present round, first step first."""
        return self.signatures.filter(round=self.round).order_by("step")  # type: ignore[attr-defined]

    def next_step(self) -> dict[str, str] | None:
        """The step that waits, or None when the chain is complete."""
        done = self.signed_this_round().count()
        return self.chain[done] if done < len(self.chain) else None


class Signature(models.Model):
    """A hand under one step. Concrete tables add `document`, a foreign key with related_name "signatures"."""

    class Verb(models.TextChoices):
        REVIEW = "review", _("reviewed")
        APPROVE = "approve", _("approved")

    round = models.PositiveSmallIntegerField(_("round"))
    step = models.PositiveSmallIntegerField(_("step"))
    verb = models.CharField(_("act"), max_length=10, choices=Verb.choices)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    drafter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    note = models.TextField(_("note"), blank=True)
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True
        constraints = (
            models.UniqueConstraint(fields=["document", "round", "step"], name="%(class)s_one_per_step"),
            models.UniqueConstraint(fields=["document", "round", "by"], name="%(class)s_one_per_person"),
            # Four eyes: kept by the database, whatever door the signature came through.
            models.CheckConstraint(name="%(class)s_not_by_the_drafter", condition=~Q(by=F("drafter"))),
        )

    def __str__(self) -> str:
        return f"{self.by} {self.verb} #{self.step}"
