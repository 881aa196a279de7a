"""Addresses of the desk."""

from django.urls import include, path

from portal.desk import roster_urls, views

app_name = "desk"
urlpatterns = [
    path("desk/", views.home, name="home"),
    path("desk/todo/", views.todo_list, name="todo"),
    path("desk/notices/<int:pk>/told/", views.told, name="told"),
    path("desk/seat/", views.choose_seat, name="seat"),
    path("desk/inbox/", views.inbox, name="inbox"),
    path("desk/inbox/read/", views.read_all, name="read_all"),
    path("desk/inbox/<int:pk>/", views.open_notice, name="open_notice"),
    path("desk/deputies/", views.deputies, name="deputies"),
    path("desk/deputies/<int:pk>/withdraw/", views.withdraw, name="withdraw_deputy"),
    path("desk/roster/", include(roster_urls.urlpatterns)),
    path("desk/preferences/", views.preferences, name="preferences"),
    path("design/", views.design, name="design"),
]
