"""Addresses of the roster, below those of the desk."""

from django.urls import path

from portal.desk import roster_views as views

urlpatterns = [
    path("", views.roster, name="roster"),
    path("add/", views.new_shift, name="add_shift"),
    path("contacts/add/", views.new_contact, name="add_contact"),
    path("units/<int:unit>/", views.roster, name="unit_roster"),
    path("units/<int:unit>/add/", views.new_shift, name="add_unit_shift"),
    path("units/<int:unit>/contacts/add/", views.new_contact, name="add_unit_contact"),
    path("shifts/<int:pk>/", views.shift, name="change_shift"),
    path("shifts/<int:pk>/remove/", views.drop_shift, name="remove_shift"),
    path("shifts/<int:pk>/hand-over/", views.leave_word, name="hand_over"),
    path("contacts/<int:pk>/", views.contact, name="change_contact"),
    path("contacts/<int:pk>/remove/", views.drop_contact, name="remove_contact"),
    path("import/", views.bring_in, name="import_roster"),
    path("import/<slug:kind>.xlsx", views.template, name="roster_template"),
]
