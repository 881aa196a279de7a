"""Addresses of the reports."""

from django.urls import path

from reports import act_views, views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("draft/", act_views.draft, name="draft"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/rows/", views.rows, name="rows"),
    path("<int:pk>/document.pdf", views.document, name="document"),
    path("<int:pk>/preview.pdf", act_views.preview, name="preview"),
    path("<int:pk>/print/", act_views.printing, name="print"),
    path("<int:pk>/edit/", act_views.edit, name="edit"),
    path("<int:pk>/refresh/", act_views.refresh, name="refresh"),
    path("<int:pk>/submit/", act_views.submit, name="submit"),
    path("<int:pk>/sign/", act_views.sign, name="sign"),
    path("<int:pk>/return/", act_views.give_back, name="return"),
]
