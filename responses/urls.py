"""Addresses of the responses."""

from django.urls import path

from responses import compliance_views, inspection_views, unit_views, views

app_name = "responses"
urlpatterns = [
    path("", views.response_list, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/matrix/", views.matrix_page, name="matrix"),
    path("<int:pk>/returns/", views.returns, name="returns"),
    path("<int:pk>/urge/", views.urge_everyone, name="urge_all"),
    path("units/<int:pk>/urge/", views.urge_unit, name="urge"),
    path("units/<int:pk>/measures/<slug:group>/", views.cell, name="cell"),
    path("returns/<int:pk>/back/", views.send_back, name="return_back"),
    path("mine/", unit_views.mine, name="mine"),
    path("units/<int:pk>/", unit_views.unit, name="unit"),
    path("units/<int:pk>/acknowledge/", unit_views.acknowledge_task, name="acknowledge"),
    path("items/<int:pk>/tick/", unit_views.tick_item, name="tick"),
    path("evidence/<int:pk>/", unit_views.evidence, name="evidence"),
    path("returns/<int:pk>/", unit_views.unit_return, name="return"),
    path("compliance/inspections/", inspection_views.inspections, name="inspections"),
    path("compliance/inspections/new/", inspection_views.new_inspection, name="inspection_new"),
    path("compliance/inspections/<int:pk>/", inspection_views.inspection, name="inspection"),
    path("compliance/inspections/files/<int:pk>/", inspection_views.inspection_file, name="inspection_file"),
    path("compliance/", compliance_views.compliance, name="compliance"),
    path("compliance/ranking/", compliance_views.ranking, name="ranking"),
    path("compliance/urging/", compliance_views.urging, name="urging"),
    path("compliance/units/<int:pk>/", compliance_views.unit_record, name="unit_record"),
    path("compliance/units/<int:pk>/dossier.xlsx", compliance_views.unit_dossier, name="unit_dossier"),
]
