from django.urls import path

from upside.web.matching import calls, proposals, releasing, rounds

app_name = "matching"

urlpatterns = [
    path("cohorts/<key:cohort_id>/rounds/", rounds.rounds, name="rounds"),
    path("cohorts/<key:cohort_id>/rounds/run/", rounds.run, name="run"),
    path("rounds/<key:round_id>/", rounds.round_, name="round"),
    path("rounds/<key:round_id>/why/<key:proposal_id>/", rounds.why, name="why"),
    path("rounds/<key:round_id>/mails/<key:proposal_id>/", releasing.mails, name="mails"),
    path("rounds/<key:round_id>/stage/", releasing.stage, name="stage"),
    path("rounds/<key:round_id>/release/", releasing.release, name="release"),
    path("rounds/<key:round_id>/leave/", releasing.leave_rest, name="leave_rest"),
    path("rounds/<key:round_id>/stop/", rounds.stop, name="stop"),
    path("rounds/<key:round_id>/drop/", rounds.drop, name="drop"),
    path("proposals/<key:proposal_id>/", proposals.proposal, name="proposal"),
    path("proposals/<key:proposal_id>/call/", calls.call, name="call"),
    path("proposals/<key:proposal_id>/call.ics", calls.ics, name="call_ics"),
    path("proposals/<key:proposal_id>/answer/", proposals.answer, name="answer"),
]
