"""Reference data of air in the administration; documents with a state are read there, never written."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from early_warnings.models import (
    AirDelivery,
    Consultation,
    EarlyWarning,
    Episode,
    Forecast,
    Proposal,
)


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that only actions write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
