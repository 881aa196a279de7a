"""What is coming, and who says so."""

from early_warnings.models.air import AirDelivery, Feed, Forecast, Observation
from early_warnings.models.alerts import PublishedAlert
from early_warnings.models.backtest import Backtest
from early_warnings.models.warnings import (
    Act,
    Consultation,
    EarlyWarning,
    Episode,
    Opinion,
    Proposal,
    WarningRevision,
    WarningSignature,
)

__all__ = [
    "Act",
    "AirDelivery",
    "Backtest",
    "Consultation",
    "EarlyWarning",
    "Episode",
    "Feed",
    "Forecast",
    "Observation",
    "Opinion",
    "Proposal",
    "PublishedAlert",
    "WarningRevision",
    "WarningSignature",
]
