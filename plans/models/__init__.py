"""What was agreed, edition by edition; and what the office confirms and writes anew."""

from plans.models.drafts import Confirmation, EditionDraft, EditionSignature
from plans.models.plan import (
    ApprovalAction,
    ApprovalStep,
    Duty,
    LevelChoice,
    Measure,
    MeasureQuerySet,
    MeasureUnit,
    PlanEdition,
    PlanEditionQuerySet,
    PlanUnit,
    Recipient,
    ReportingDuty,
    Sourced,
    Standing,
    Trigger,
)

__all__ = (
    "ApprovalAction",
    "ApprovalStep",
    "Confirmation",
    "Duty",
    "EditionDraft",
    "EditionSignature",
    "LevelChoice",
    "Measure",
    "MeasureQuerySet",
    "MeasureUnit",
    "PlanEdition",
    "PlanEditionQuerySet",
    "PlanUnit",
    "Recipient",
    "ReportingDuty",
    "Sourced",
    "Standing",
    "Trigger",
)
