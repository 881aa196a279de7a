"""Addresses of the plans."""

from django.urls import path

from plans.views import confirming, exports, reading

app_name = "plans"
urlpatterns = [
    path("", reading.plan_list, name="list"),
    path("<str:code>/", reading.detail, name="detail"),
    path("<str:code>/levels/<slug:slug>/", reading.level, name="level"),
    path("<str:code>/units/", reading.units, name="units"),
    path("<str:code>/units/<int:pk>/", reading.unit, name="unit"),
    path("<str:code>/export.<str:form>", exports.export, name="export"),
    path("<str:code>/confirm/", confirming.confirm, name="confirm"),
    path("<str:code>/print/", reading.paper, name="print"),
    path("<str:code>/editions/", reading.units, name="editions"),
]
