"""What is coming, and who says so."""

from early_warnings.models.air import AirDelivery, Feed, Forecast, Observation
from early_warnings.models.warnings import (
    Consultation,
    EarlyWarning,
    Episode,
    Opinion,
    Proposal,
    WarningRevision,
    WarningSignature,
)

__all__ = [
    "AirDelivery",
    "Consultation",
    "EarlyWarning",
    "Episode",
    "Feed",
    "Forecast",
    "Observation",
    "Opinion",
    "Proposal",
    "WarningRevision",
    "WarningSignature",
]
