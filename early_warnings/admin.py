"""Reference data of air in the administration; documents with a state are read there, never written."""

from django.contrib import admin

from early_warnings.models import (
    AirDelivery,
    Consultation,
    EarlyWarning,
    Episode,
    Forecast,
    Proposal,
)
from portal.lifecycle.readonly import ReadOnlyAdmin


@admin.register(EarlyWarning)
class EarlyWarningAdmin(ReadOnlyAdmin):
    list_display = ("number", "jurisdiction", "act", "level", "state", "issued_at")
    list_filter = ("jurisdiction", "state", "is_drill")


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ("jurisdiction", "evaluated_at", "action", "level", "state")
    list_filter = ("jurisdiction", "state")


@admin.register(AirDelivery)
class AirDeliveryAdmin(ReadOnlyAdmin):
    list_display = ("jurisdiction", "source", "content", "received_at", "rows", "file_name")
    list_filter = ("jurisdiction", "source")


@admin.register(Forecast)
class ForecastAdmin(ReadOnlyAdmin):
    list_display = ("jurisdiction", "source", "issued_at", "begins_at", "ends_at")


@admin.register(Consultation)
class ConsultationAdmin(ReadOnlyAdmin):
    list_display = ("jurisdiction", "held_at", "level", "recorded_by")


@admin.register(Episode)
class EpisodeAdmin(ReadOnlyAdmin):
    list_display = ("jurisdiction", "opened_at", "closed_at", "is_drill")
