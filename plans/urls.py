"""Addresses of the plans."""

from django.urls import path

from plans.views import confirming, drafting, editions, exports, reading

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
    path("<str:code>/editions/", editions.editions, name="editions"),
    path("<str:code>/editions/start/", editions.start, name="start"),
    path("<str:code>/editions/upload/", editions.upload, name="upload"),
    path("<str:code>/editions/take/", editions.take, name="take"),
    path("<str:code>/diff/", editions.diff, name="diff"),
    path("<str:code>/draft/", drafting.draft, name="draft"),
    path("<str:code>/draft/head/", drafting.head, name="head"),
    path("<str:code>/draft/lines/<path:where>/", drafting.line, name="line"),
    path("<str:code>/draft/add/<path:where>/", drafting.add, name="add"),
    path("<str:code>/draft/submit/", drafting.submit, name="submit"),
    path("<str:code>/draft/adopt/", drafting.adopt, name="adopt"),
    path("<str:code>/draft/return/", drafting.send_back, name="return"),
    path("<str:code>/draft/discard/", drafting.discard, name="discard"),
]
