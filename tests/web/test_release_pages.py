"""Both mails before they go out, a release in steps, and one that goes out in the background."""

import re

import pytest
from django.urls import reverse

from tests.factories import MONDAY_NINE, UnitFactory, ready_mentee, ready_mentor
from upside.kernel.jobs import do_next_job
from upside.kernel.models import Job
from upside.matching.actions import large_release, release_round, run_round
from upside.matching.models import Proposal, Round
from upside.notices.models import Notice

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SOLD, MADE = "Sales/North", "Plants"


@pytest.fixture
def draft(cohort, coordinator):
    units = {path: UnitFactory(path=path, name=path) for path in (SOLD, MADE)}
    for n, path in enumerate((SOLD, SOLD, MADE)):
        ready_mentee(cohort, unit=units[path], first_name="Agnès", last_name=f"Fabre{n}")
        ready_mentor(cohort, ui_language="fr")
    return run_round(cohort, by=coordinator, at=MONDAY_NINE)


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def page_of(name, *keys):
    return reverse(f"matching:{name}", args=keys)


def released(round_):
    return round_.proposals.exclude(state=Proposal.State.DRAFT)


def test_both_mails_of_a_draft_are_shown_in_the_language_of_each_and_none_is_sent(signed_in, draft):
    proposal = draft.proposals.first()

    text = signed_in.get(page_of("mails", draft.pk, proposal.pk)).content.decode()

    assert "We propose " in text
    assert "Nous vous proposons " in text
    assert f"/proposals/{proposal.pk}/" in text
    assert "token=" not in text
    assert "Nothing was sent." in text
    assert not Notice.objects.exists()


def test_the_mails_come_as_a_fragment_beside_the_pairs(signed_in, draft):
    address = page_of("mails", draft.pk, draft.proposals.first().pk)

    assert f'hx-get="{address}"' in signed_in.get(page_of("round", draft.pk)).content.decode()
    assert b"<html" not in signed_in.get(address, headers=HTMX).content


def test_the_mails_of_what_went_out_are_told_as_such(signed_in, draft, coordinator):
    release_round(draft, by=coordinator, at=MONDAY_NINE)

    text = signed_in.get(page_of("mails", draft.pk, draft.proposals.first().pk)).content.decode()

    assert "They went out with the release." in text
    assert "16 March 2026" in text


def test_somebody_without_mail_gets_none(signed_in, draft):
    proposal = draft.proposals.select_related("mentor").first()
    proposal.mentor.email = None
    proposal.mentor.save()

    text = signed_in.get(page_of("mails", draft.pk, proposal.pk)).content.decode()

    assert "no mail goes out" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_release_in_steps_asks_the_same_queries(
    signed_in, draft, rows, django_assert_num_queries
):
    Proposal.objects.filter(pk__in=draft.proposals.values("pk")[rows:]).delete()

    with django_assert_num_queries(9):
        response = signed_in.get(page_of("stage", draft.pk))

    assert len(response.context["page"]) == rows


def test_what_is_ticked_goes_out_with_a_note_and_the_page_counts_the_rest(signed_in, draft):
    chosen = draft.proposals.first()
    answers = {"which": "ticked", "only": [chosen.pk], "note": "Lyon first."}

    text = signed_in.post(page_of("release", draft.pk), answers, follow=True).content.decode()

    assert list(released(draft)) == [chosen]
    assert "1 proposal is released." in text
    assert "Lyon first." in text
    assert "2 pairs still wait; nobody sees them." in text
    assert page_of("stage", draft.pk) in text


def test_the_first_go_out_best_fit_first(signed_in, draft):
    low, *_others = draft.proposals.all()
    Proposal.objects.filter(pk=low.pk).update(fit=1)

    signed_in.post(page_of("release", draft.pk), {"which": "first", "first": 2})

    assert released(draft).count() == 2
    assert low not in released(draft)


@pytest.mark.parametrize(("unit", "n"), [("Sales", 2), (SOLD, 2), (MADE, 1)])
def test_a_unit_goes_out_with_what_is_below_it(signed_in, draft, unit, n):
    text = signed_in.get(page_of("stage", draft.pk)).content.decode()
    assert re.search(rf'value="{unit}"[^>]*>[^<]*\({n}\)', text)

    signed_in.post(page_of("release", draft.pk), {"which": "unit", "unit": unit})

    assert released(draft).count() == n


def test_the_rest_is_left_out_on_the_page(signed_in, draft, coordinator):
    release_round(draft, only=[draft.proposals.first().pk], by=coordinator, at=MONDAY_NINE)

    text = signed_in.post(page_of("leave_rest", draft.pk), follow=True).content.decode()

    assert "What waited stays behind." in text
    assert "It was left out of the release." in text
    again = signed_in.post(page_of("leave_rest", draft.pk), follow=True).content.decode()
    assert "Nothing of this round waits to be released." in again
    assert signed_in.get(page_of("stage", draft.pk)).status_code == 302


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"which": "some"},
        {"which": "ticked"},
        {"which": "ticked", "only": ["x"]},
        {"which": "ticked", "only": ["²"]},
        {"which": "ticked", "only": ["9" * 40]},
        {"which": "first", "first": ""},
        {"which": "first", "first": "0"},
        {"which": "first", "first": "999"},
        {"which": "unit", "unit": ""},
        {"which": "all", "note": "x" * 501},
    ],
)
def test_what_cannot_be_read_releases_nothing(signed_in, draft, answers):
    response = signed_in.post(page_of("release", draft.pk), answers)

    assert response.status_code == 422
    assert not released(draft).exists()


def test_a_pair_of_another_round_is_not_released_with_it(signed_in, draft, coordinator, cohort):
    ready_mentee(cohort)
    other = run_round(cohort, by=coordinator, at=MONDAY_NINE)
    answers = {"which": "ticked", "only": [draft.proposals.first().pk]}

    text = signed_in.post(page_of("release", other.pk), answers, follow=True).content.decode()

    assert "These pairs do not wait any more." in text
    assert not Notice.objects.exists()


def test_pairs_are_filtered_by_state(signed_in, draft, coordinator):
    release_round(draft, by=coordinator, at=MONDAY_NINE)
    declined = draft.proposals.first()
    Proposal.objects.filter(pk=declined.pk).update(state="declined", decline_reason="Far away")

    page = signed_in.get(page_of("round", draft.pk) + "?state=declined")

    assert [row.why.proposal for row in page.context["rows"]] == [declined]
    assert "Far away" not in page.content.decode()
    odd = signed_in.get(page_of("round", draft.pk) + "?state=with_reason")
    assert len(odd.context["rows"]) == 3
    none = signed_in.get(page_of("round", draft.pk) + "?state=expired").content.decode()
    assert "No pair of this round is in this state." in none


@pytest.fixture
def going_out(signed_in, draft, monkeypatch):
    monkeypatch.setattr(large_release, "LARGE", 0)
    signed_in.post(page_of("release", draft.pk), {"which": "all"})
    return draft


def test_a_large_release_shows_how_far_it_is(signed_in, going_out):
    Job.objects.update(state=Job.State.RUNNING, step="letters", percent=40)

    page = signed_in.get(page_of("round", going_out.pk)).content.decode()
    fragment = signed_in.get(page_of("round", going_out.pk), headers=HTMX).content.decode()

    assert "goes out in the background" in page
    assert "Stop this release" in page
    assert "Writing the mails" in fragment
    assert 'value="40"' in fragment


def test_a_large_release_that_is_done_shows_the_round(signed_in, going_out):
    going_out.refresh_from_db()
    do_next_job(lambda: MONDAY_NINE.replace(year=2099), worker="one")

    answer = signed_in.get(page_of("round", going_out.pk), headers=HTMX)

    assert answer.headers["HX-Refresh"] == "true"
    assert "0 of 3 proposals" in signed_in.get(page_of("round", going_out.pk)).content.decode()


def test_a_large_release_is_stopped_on_its_page(signed_in, going_out):
    text = signed_in.post(page_of("stop", going_out.pk), follow=True).content.decode()

    assert "The release is stopped. Nobody was written to." in text
    going_out.refresh_from_db()
    assert going_out.state == Round.State.DRAFT


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"failed": "given_up", "sentence": ""}, "the worker tried three times"),
        ({"failed": "refused", "sentence": "No proposal can go out."}, "No proposal can go out."),
    ],
)
def test_a_release_that_failed_is_told_on_the_draft(signed_in, draft, asked, said):
    Round.objects.filter(pk=draft.pk).update(asked=asked)

    text = signed_in.get(page_of("round", draft.pk)).content.decode()

    assert said in text
    assert "Release 3 proposals: 6 mails" in text


def test_strangers_find_none_of_it(client, draft, stranger):
    client.force_login(stranger)
    key = draft.proposals.first().pk

    assert client.get(page_of("mails", draft.pk, key)).status_code == 404
    assert client.get(page_of("stage", draft.pk)).status_code == 404
    assert client.post(page_of("release", draft.pk), {"which": "all"}).status_code == 404
    assert client.post(page_of("leave_rest", draft.pk)).status_code == 404
    assert not released(draft).exists()
