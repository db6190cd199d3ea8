from django.urls import path

from upside.web.kits import views

app_name = "kits"

urlpatterns = [
    path("kits/", views.library, name="list"),
    path("kits/<key:kit_id>/", views.kit, name="kit"),
    path("kits/<key:kit_id>/copy/", views.make_copy, name="make_copy"),
    path("kits/<key:kit_id>/approve/", views.approve, name="approve"),
    path("kits/copies/<key:copy_id>/", views.copy, name="copy"),
    path("kits/copies/<key:copy_id>/edit/", views.edit, name="edit"),
    path("kits/copies/<key:copy_id>/share/", views.share, name="share"),
    path("kits/copies/<key:copy_id>/withdraw/", views.withdraw, name="withdraw"),
    path("kits/copies/<key:copy_id>/delete/", views.drop, name="drop"),
    path("kits/copies/<key:copy_id>/adopt/", views.adopt, name="adopt"),
    path("kits/copies/<key:copy_id>/hide/", views.hide, name="hide"),
    path("kits/copies/<key:copy_id>/show/", views.show, name="show"),
    path("kits/copies/<key:copy_id>/approve/", views.approve_copy, name="approve_copy"),
]
