from django.urls import path

from upside.web.by_hand import fairness, hands, questions

app_name = "by_hand"

urlpatterns = [
    path("cohorts/<key:cohort_id>/by-hand/", hands.page, name="page"),
    path("cohorts/<key:cohort_id>/by-hand/hold/", hands.hold, name="hold"),
    path("cohorts/<key:cohort_id>/by-hand/let-go/", hands.let_go, name="let_go"),
    path("cohorts/<key:cohort_id>/by-hand/swap/", hands.swap, name="swap"),
    path("cohorts/<key:cohort_id>/by-hand/undo/", hands.undo, name="undo"),
    path("cohorts/<key:cohort_id>/by-hand/propose/", hands.propose, name="propose"),
    path("cohorts/<key:cohort_id>/by-hand/take-out/", hands.take_out, name="take_out"),
    path("cohorts/<key:cohort_id>/by-hand/instead/", questions.instead, name="instead"),
    path("cohorts/<key:cohort_id>/by-hand/prices/", questions.prices, name="prices"),
    path("cohorts/<key:cohort_id>/by-hand/left-over/", questions.left_over, name="left_over"),
    path("cohorts/<key:cohort_id>/by-hand/loosen/", questions.loosen, name="loosen"),
    path("rounds/<key:round_id>/instead/", questions.instead_in_round, name="instead_in_round"),
    path("rounds/<key:round_id>/prices/", questions.prices_of_round, name="prices_of_round"),
    path("rounds/<key:round_id>/fairness/", fairness.page, name="fairness"),
]
