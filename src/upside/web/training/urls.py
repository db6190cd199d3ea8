from django.urls import path

from upside.web.training import views

app_name = "training"

urlpatterns = [
    path("training/", views.overview, name="list"),
    path("training/<slug:code>/", views.path, name="path"),
    path("training/<slug:code>/again/", views.again, name="again"),
    path("training/<slug:code>/certificate/", views.certificate, name="certificate"),
    path("training/<slug:code>/certificate.pdf", views.pdf, name="certificate_pdf"),
    path("training/<slug:code>/parts/<slug:part_code>/", views.part, name="part"),
]
