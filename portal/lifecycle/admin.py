"""The journal in the administration."""

from django.contrib import admin

from portal.lifecycle.models import JournalEntry
from portal.lifecycle.readonly import ReadOnlyAdmin


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    list_display = (
        "jurisdiction",
        "sequence",
        "at",
        "by_name",
        "verb",
        "document_type",
        "document_id",
        "became",
    )
    list_filter = ("jurisdiction", "verb")
    search_fields = ("by_name", "note")
