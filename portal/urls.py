"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from portal.desk.views import set_language

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
