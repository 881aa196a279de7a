"""Every address of the portal."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from portal.desk.views import set_language

# The administration's own form would know neither throttling nor a second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("api/v1/", include("portal.api.urls")),
    path("responses/", include("responses.urls")),
    path("reports/", include("reports.urls")),
    path("plans/", include("plans.urls")),
    path("", include("early_warnings.urls")),
    path("", include("portal.desk.urls")),
]
