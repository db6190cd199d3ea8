from django.urls import path

from upside.web.momentum import views

app_name = "momentum"

urlpatterns = [path("momentum/", views.momentum, name="momentum")]
