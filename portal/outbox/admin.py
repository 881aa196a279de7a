"""Notices in the administration."""

from django.contrib import admin

from portal.lifecycle.readonly import ReadOnlyAdmin
from portal.outbox.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = (
        "jurisdiction",
        "created_at",
        "kind",
        "channel",
        "addressee",
        "sent_at",
        "dead_at",
        "error",
    )
    list_filter = ("jurisdiction", "channel", "kind")
