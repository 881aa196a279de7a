"""What the interface says of air, proposals and warnings; read-only, field by field."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from early_warnings.models import Act, EarlyWarning, Proposal
from early_warnings.models.air import AirDelivery, AirSource
from early_warnings.reasons import sentences
from portal.api.fields import LevelField
from portal.api.progress import progress_of
from portal.lifecycle.models import JournalEntry, Signable, Signature
from portal.offices.roles import Role


class DeliveryAnswer(serializers.Serializer):
    """One delivery of air as it was stored."""

    id = serializers.IntegerField()
    jurisdiction = serializers.CharField(source="jurisdiction.code")
    content = serializers.ChoiceField(AirDelivery.Content.choices)
    source = serializers.ChoiceField(AirSource.choices)  # type: ignore[assignment]
    rows = serializers.IntegerField()
    sha256 = serializers.CharField()
    received_at = serializers.DateTimeField()
    evaluated_at = serializers.DateTimeField(allow_null=True)


class ProposalAnswer(serializers.Serializer):
    """What the plan calls for on the air known at a time; `proof` as `evaluate --json` gives it."""

    id = serializers.IntegerField()
    jurisdiction = serializers.CharField(source="jurisdiction.code")
    plan = serializers.CharField(source="edition.title")
    evaluated_at = serializers.DateTimeField()
    forecast_issued_at = serializers.DateTimeField(source="forecast.issued_at", default=None, allow_null=True)
    action = serializers.ChoiceField(Proposal.Action.choices)
    state = serializers.ChoiceField(Proposal.State.choices)
    level = LevelField(allow_null=True)
    level_now = LevelField(allow_null=True)
    begins_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    primary_pollutants = serializers.ListField(child=serializers.CharField())
    because = serializers.SerializerMethodField()
    reasons = serializers.ListField(child=serializers.DictField())
    proof = serializers.DictField()

    def get_because(self, proposal: Proposal) -> list[str]:
        """The reasons in the reader's language."""
        return sentences(proposal.reasons)


class StepAnswer(serializers.Serializer):
    """A step of the approval chain of the present round."""

    verb = serializers.ChoiceField(Signature.Verb.choices)
    role = serializers.ChoiceField(Role.choices)
    is_signed = serializers.BooleanField()


class SignatureAnswer(serializers.Serializer):
    """A hand under one step."""

    round = serializers.IntegerField()
    step = serializers.IntegerField(help_text="Counted from 0.")
    verb = serializers.ChoiceField(Signature.Verb.choices)
    role = serializers.ChoiceField(Role.choices)
    by = serializers.CharField()
    on_behalf_of = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    note = serializers.CharField()
    content_sha256 = serializers.CharField()


class JournalAnswer(serializers.Serializer):
    """A line of the journal; `by` is empty where the portal acted."""

    sequence = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by_name")
    verb = serializers.CharField()
    was = serializers.CharField()
    became = serializers.CharField()
    note = serializers.CharField()
    facts = serializers.DictField()
    hash = serializers.CharField()


class ProgressAnswer(serializers.Serializer):
    """A response in numbers; items by what the units answered."""

    id = serializers.IntegerField(source="response.pk")
    state = serializers.CharField(source="response.state")
    level = LevelField(source="response.level")
    started_at = serializers.DateTimeField(source="response.started_at")
    closed_at = serializers.DateTimeField(source="response.closed_at", allow_null=True)
    units = serializers.IntegerField()
    acknowledged = serializers.IntegerField()
    late = serializers.IntegerField(help_text="Not signed for within the plan's time.")
    items = serializers.DictField(child=serializers.IntegerField())


class WarningLine(serializers.Serializer):
    """One warning document in a list."""

    number = serializers.CharField()
    jurisdiction = serializers.CharField(source="jurisdiction.code")
    act = serializers.ChoiceField(Act.choices)
    level = LevelField()
    state = serializers.ChoiceField(EarlyWarning.State.choices)
    is_drill = serializers.BooleanField()
    begins_at = serializers.DateTimeField()
    expected_until = serializers.DateTimeField(allow_null=True)
    primary_pollutants = serializers.ListField(child=serializers.CharField())
    follows = serializers.CharField(
        allow_null=True, help_text="Number of the warning that it adjusts or lifts."
    )
    drafted_at = serializers.DateTimeField()
    issued_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    document_number = serializers.CharField()


class WarningAnswer(WarningLine):
    """One warning document. What only its office may read is null for everyone else.

    The context has `now`, and `is_inner`: whether the reader holds a role in the document's office.
    """

    plan = serializers.CharField(source="edition.title")
    area = serializers.CharField()
    possible_harm = serializers.CharField()
    advice = serializers.CharField()
    reason = serializers.CharField()
    legal_basis = serializers.CharField()
    text = serializers.CharField()
    cap_identifier = serializers.CharField(allow_null=True)
    superior_warning = serializers.CharField(allow_null=True)
    proposal = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()
    signatures = serializers.SerializerMethodField()
    journal = serializers.SerializerMethodField()
    response = serializers.SerializerMethodField()

    @property
    def is_inner(self) -> bool:
        """Whether the reader may see the office's inner papers."""
        return bool(self.context["is_inner"])

    def get_proposal(self, warning: EarlyWarning) -> int | None:
        """The proposal that it was drafted from."""
        return warning.proposal_id if self.is_inner else None

    @extend_schema_field(StepAnswer(many=True, allow_null=True))
    def get_steps(self, warning: EarlyWarning) -> Any:
        """The chain of the present round; empty before it is submitted."""
        return steps_of(warning) if self.is_inner else None

    @extend_schema_field(SignatureAnswer(many=True, allow_null=True))
    def get_signatures(self, warning: EarlyWarning) -> Any:
        """Every signature, those of earlier rounds too."""
        return signatures_of(warning) if self.is_inner else None

    @extend_schema_field(JournalAnswer(many=True, allow_null=True))
    def get_journal(self, warning: EarlyWarning) -> Any:
        """Every step, oldest first."""
        return journal_of(warning) if self.is_inner else None

    @extend_schema_field(ProgressAnswer(allow_null=True))
    def get_response(self, warning: EarlyWarning) -> Any:
        """How far the units are; null before the issue."""
        progress = progress_of(warning, self.context["now"]) if self.is_inner else None
        return progress and ProgressAnswer(progress).data


def steps_of(document: Signable) -> Any:
    """The chain of the present round, each step with whether it is signed."""
    signed = document.signed_this_round().count()
    steps = [{**step, "is_signed": place < signed} for place, step in enumerate(document.chain)]
    return StepAnswer(steps, many=True).data


def signatures_of(document: Signable) -> Any:
    """Every signature under it."""
    signatures = document.signatures.select_related("by", "on_behalf_of")  # type: ignore[attr-defined]
    return SignatureAnswer(signatures, many=True).data


def journal_of(document: Signable) -> Any:
    """Its lines of the journal, oldest first."""
    return JournalAnswer(JournalEntry.objects.about(document).order_by("sequence"), many=True).data
