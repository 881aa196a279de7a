"""Responses in the administration: read there, never written."""

from django.contrib import admin

from portal.lifecycle.readonly import ReadOnlyAdmin
from responses.models import EmergencyResponse, Evidence, Inspection, Item, Tick, UnitReturn, UnitTask


@admin.register(EmergencyResponse)
class EmergencyResponseAdmin(ReadOnlyAdmin):
    list_display = ("jurisdiction", "started_at", "level", "state", "closed_at", "is_drill")
    list_filter = ("jurisdiction", "state", "is_drill")


@admin.register(UnitTask)
class UnitTaskAdmin(ReadOnlyAdmin):
    list_display = ("unit", "response", "created_at", "acknowledge_by", "acknowledged_at")
    list_select_related = ("unit", "response__jurisdiction")


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin):
    list_display = ("measure", "task", "state", "answered_at")
    list_filter = ("state",)
    list_select_related = ("measure", "task__unit", "task__response__jurisdiction")


@admin.register(Tick)
class TickAdmin(ReadOnlyAdmin):
    list_display = ("item", "outcome", "by", "at")
    list_select_related = ("item__measure", "by")


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ("name", "content_type", "size", "sha256", "uploaded_by", "uploaded_at")
    list_select_related = ("uploaded_by",)


@admin.register(UnitReturn)
class UnitReturnAdmin(ReadOnlyAdmin):
    list_display = ("task", "kind", "date", "due_at", "state", "sent_at")
    list_filter = ("kind", "state")
    list_select_related = ("task__unit", "task__response__jurisdiction")


@admin.register(Inspection)
class InspectionAdmin(ReadOnlyAdmin):
    list_display = ("unit", "site", "at", "severity", "state", "due_at", "by")
    list_filter = ("jurisdiction", "state", "severity")
    list_select_related = ("unit", "by")
