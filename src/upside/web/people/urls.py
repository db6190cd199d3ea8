from django.urls import path

from upside.web.people import imports, views

app_name = "people"

urlpatterns = [
    path("people/", views.people_list, name="list"),
    path("people/import/", imports.upload, name="upload"),
    path("people/import/<key:import_id>/", imports.mapping, name="mapping"),
    path("people/import/<key:import_id>/check/", imports.check, name="check"),
    path("people/import/<key:import_id>/leaving/", imports.leaving, name="leaving"),
    path("people/import/<key:import_id>/apply/", imports.apply, name="apply"),
    path("people/import/<key:import_id>/stop/", imports.stop, name="stop"),
    path("people/import/<key:import_id>/reactivate/", imports.reactivate, name="reactivate"),
    path("people/import/<key:import_id>/faults.csv", imports.faults, name="faults"),
    path("people/import/<key:import_id>/drop/", imports.drop, name="drop"),
]
