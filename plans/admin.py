"""Plans in the administration: read there, never written, but for the mail address of a recipient."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from plans.models import Confirmation, EditionDraft, PlanEdition, Recipient
from portal.lifecycle.readonly import ReadOnlyAdmin


@admin.register(PlanEdition)
class PlanEditionAdmin(ReadOnlyAdmin):
    list_display = ("jurisdiction", "edition", "title", "in_force_from", "state")
    list_filter = ("jurisdiction", "state")


@admin.register(EditionDraft)
class EditionDraftAdmin(ReadOnlyAdmin):
    list_display = ("jurisdiction", "edition", "in_force_from", "state", "drafted_by", "drafted_at")
    list_filter = ("jurisdiction", "state")


@admin.register(Confirmation)
class ConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("edition", "path", "by", "at")
    list_filter = ("edition__jurisdiction",)


@admin.register(Recipient)
class RecipientAdmin(ReadOnlyAdmin):
    """The plan says who is told; only the address that it is told at is reference data."""

    list_display = ("name", "kind", "edition", "email")
    list_filter = ("edition__jurisdiction",)
    fields = ("name", "kind", "edition", "jurisdiction", "email")
    readonly_fields = ("name", "kind", "edition", "jurisdiction")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)
