"""Reference data: jurisdictions, units, people. Roles are granted by `manage.py grant_role`."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from portal.offices.models import Jurisdiction, Unit, UnitMembership, User


@admin.register(Jurisdiction)
class JurisdictionAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "superior", "office_name")


class MembershipInline(admin.TabularInline):
    model = UnitMembership
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    list_display = ("name", "jurisdiction", "group", "position", "phone", "email")
    list_filter = ("jurisdiction", "is_group")
    search_fields = ("name",)
    inlines = (MembershipInline,)


@admin.register(User)
class PortalUserAdmin(UserAdmin):
    list_display = ("username", "full_name", "title", "phone", "is_active")
    fieldsets = (
        *(UserAdmin.fieldsets or ()),
        (_("In the office"), {"fields": ("full_name", "title", "phone", "language")}),
    )
