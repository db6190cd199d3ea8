from django.urls import path

from upside.web.farewells import learning_views, review_views, views

app_name = "farewells"

urlpatterns = [
    path("pairs/<key:pair_id>/farewell/", views.farewell, name="farewell"),
    path("pairs/<key:pair_id>/review/", review_views.review, name="review"),
    path("pairs/<key:pair_id>/done/", views.done, name="done"),
    path("pairs/<key:pair_id>/again/", views.again, name="again"),
    path("pairs/<key:pair_id>/learned/", learning_views.learned, name="learned"),
    path("pairs/<key:pair_id>/learned/agree/", learning_views.agree, name="agree"),
    path("pairs/<key:pair_id>/learned/withdraw/", learning_views.withdraw, name="withdraw"),
    path("learnings/", learning_views.learnings, name="learnings"),
]
