from django.urls import path

from upside.web.choosing import cohort, mine

app_name = "choosing"

urlpatterns = [
    path("places/<key:place_id>/short-list/", mine.short_list, name="list"),
    path("places/<key:place_id>/short-list/invite/", mine.invite, name="invite"),
    path("places/<key:place_id>/short-list/rank/", mine.rank, name="rank"),
    path("proposals/<key:proposal_id>/withdraw/", mine.withdraw, name="withdraw"),
    path("cohorts/<key:cohort_id>/short-lists/", cohort.lists, name="lists"),
    path("cohorts/<key:cohort_id>/short-lists/prepare/", cohort.prepare, name="prepare"),
    path("cohorts/<key:cohort_id>/short-lists/open/", cohort.open_, name="open"),
    path("cohorts/<key:cohort_id>/short-lists/close/", cohort.close, name="close"),
]
