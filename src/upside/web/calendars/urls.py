from django.urls import path

from upside.web.calendars import views

app_name = "calendars"

urlpatterns = [
    path("calendar/", views.mine, name="mine"),
    path("calendar/address/", views.address, name="address"),
    path("calendar/file/", views.file, name="file"),
    path("calendar/account/", views.account, name="account"),
    path("calendar/<key:calendar_id>/read/", views.read, name="read"),
    path("calendar/<key:calendar_id>/write/", views.write, name="write"),
    path("calendar/<key:calendar_id>/remove/", views.remove, name="remove"),
]
