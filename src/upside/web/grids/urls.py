from django.urls import path

from upside.web.grids import candidates, editor, mine, sheets

app_name = "grids"

urlpatterns = [
    path("cohorts/<key:cohort_id>/grid/", editor.grid, name="grid"),
    path("cohorts/<key:cohort_id>/evaluations/", candidates.candidates, name="candidates"),
    path(
        "cohorts/<key:cohort_id>/evaluations/<key:place_id>/",
        candidates.candidate,
        name="candidate",
    ),
    path(
        "cohorts/<key:cohort_id>/evaluations/<key:place_id>/call-off/",
        candidates.call_off,
        name="call_off",
    ),
    path("evaluations/<key:evaluation_id>/", mine.evaluation, name="evaluation"),
    path("evaluations/<key:evaluation_id>/read/", mine.acknowledge, name="acknowledge"),
    path("evaluations/<key:evaluation_id>/contest/", mine.contest, name="contest"),
    path("evaluations/<key:evaluation_id>/letter/", mine.letter, name="letter"),
    path("evaluations/sheets/<key:sheet_id>/", sheets.sheet, name="sheet"),
]
