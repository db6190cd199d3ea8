from django.urls import path

from upside.web.suits import views

app_name = "suits"

urlpatterns = [path("programmes/which/", views.which, name="which")]
