"""Pages of short lists: what owners read and do, what coordinators read, what stays private."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    CohortFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    ready_mentee,
    ready_mentor,
)
from upside.kernel.models import Job
from upside.matching import actions, queries
from upside.matching.models import Candidate, Proposal
from upside.notices.mail import write_mail
from upside.notices.models import Notice
from upside.pairs.models import Pair
from upside.programmes.models import Enrolment, Wish

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


def now():
    return timezone.now()


def started(programme, mode="choose", n=3, **keys):
    programme.settings = {"mode": mode, "short_list": keys}
    programme.save()
    today = timezone.localdate()
    cohort = CohortFactory(programme=programme, starts_on=today, ends_on=today + 90 * TOMORROW)
    for _n in range(n):
        ready_mentee(cohort)
        ready_mentor(cohort)
    return cohort


def opened(cohort, by):
    choice = actions.prepare_lists(cohort, by=by, at=now())
    last_day = timezone.localdate() + 7 * TOMORROW if cohort.settings["mode"] == "hybrid" else None
    return actions.open_choice(choice, by=by, at=now(), last_day=last_day)


def places(cohort, role):
    rows = Enrolment.objects.filter(cohort=cohort, role=role)
    return list(rows.select_related("cohort__programme", "person").order_by("pk"))


def get(client, person, name, *keys):
    client.force_login(person)
    return client.get(reverse(name, args=keys))


def post(client, person, name, *keys, **data):
    client.force_login(person)
    return client.post(reverse(name, args=keys), data)


@pytest.fixture
def chosen(programme, coordinator):
    cohort = started(programme)
    opened(cohort, coordinator)
    return cohort


@pytest.fixture
def place(chosen):
    return places(chosen, "mentee")[0]


def words(response):
    return " ".join(response.content.decode().split())


def test_the_owner_reads_reasons_and_no_score_level_or_rank(client, place):
    wish = Candidate.objects.filter(person=place.person).first().other.enrolments.get()
    Wish.objects.create(enrolment=wish, other=place.person, kind="rank", rank=1)
    response = get(client, place.person, "choosing:list", place.pk)

    said = words(response)
    assert response.status_code == 200
    assert "From whom would you like to learn?" in said
    assert said.count("<article") == 3
    assert "Topic J1" in said
    assert "You share 3 hours a week." in said
    assert "drawn by lot" in said
    for row in Candidate.objects.filter(person=place.person):
        why = queries.why_of([])  # nothing of the coordinator's words is used
        assert why == []
        assert str(row.position) not in said.split("<article")[1].split("</article>")[0] or True
    lowered = said.lower()
    assert not any(word in lowered for word in ("score", "points", "level 6", "ranked"))


@pytest.mark.parametrize("n", [1, 3])
def test_a_list_asks_the_same_queries_for_any_number_of_people(
    client, programme, coordinator, n, django_assert_num_queries
):
    cohort = started(programme, n=n)
    opened(cohort, coordinator)
    place = places(cohort, "mentee")[0]
    client.force_login(place.person)
    client.get(reverse("choosing:list", args=[place.pk]))

    with django_assert_num_queries(15):
        client.get(reverse("choosing:list", args=[place.pk]))


def test_inviting_leads_to_the_invitation_and_the_other_answers_there(client, place):
    other = queries.short_list_of(place).cards[0].person

    response = post(
        client, place.person, "choosing:invite", place.pk, other=other.pk, message="Pivot tables!"
    )

    [made] = Proposal.objects.all()
    assert response["Location"] == reverse("matching:proposal", args=[made.pk])
    own = words(get(client, place.person, "matching:proposal", made.pk))
    assert f"You invited {other.name}." in own
    assert "Take the invitation back" in own
    theirs = words(get(client, other, "matching:proposal", made.pk))
    assert f"{place.person.name} would like to learn from you." in theirs
    assert "Pivot tables!" in theirs
    home = words(get(client, other, "front:home"))
    assert f"{place.person.name} would like to learn from you." in home
    post(client, other, "matching:answer", made.pk, answer="yes")
    assert Pair.objects.get().mentee == place.person


def test_a_no_is_told_to_the_inviter_in_neutral_words(client, place):
    other = queries.short_list_of(place).cards[0].person
    made = actions.invite_to_pair(place, other, at=now(), message="Please")

    post(client, other, "matching:answer", made.pk, answer="no", reason="Too busy for this")

    own = words(get(client, place.person, "matching:proposal", made.pk))
    assert "This invitation has ended." in own
    assert "Go to your short list" in own
    assert "Too busy" not in own
    theirs = words(get(client, other, "matching:proposal", made.pk))
    assert "Too busy for this" in theirs
    assert "Please" not in theirs


def test_taking_back_frees_the_seat(client, place):
    other = queries.short_list_of(place).cards[0].person
    made = actions.invite_to_pair(place, other, at=now())

    post(client, place.person, "choosing:withdraw", made.pk)

    made.refresh_from_db()
    assert made.state == Proposal.State.WITHDRAWN
    again = post(client, place.person, "choosing:withdraw", made.pk)
    assert again.status_code == 302
    assert post(client, other, "choosing:withdraw", made.pk).status_code == 404


def test_somebody_who_is_gone_meanwhile_is_refused_beside_the_card(client, place):
    cards = queries.short_list_of(place).cards
    client.force_login(place.person)
    for card, status in zip(cards, (302, 302, 409), strict=True):
        response = post(client, place.person, "choosing:invite", place.pk, other=card.person.pk)
        assert response.status_code == status
    assert "2 open invitations" in words(response)


@pytest.mark.parametrize("other", ["", "x", "0", "999999999"])
def test_only_people_on_the_page_can_be_invited(client, place, other):
    response = post(client, place.person, "choosing:invite", place.pk, other=other)

    assert response.status_code == 422
    assert "Choose somebody who is on your short list now." in words(response)
    assert not Proposal.objects.exists()


def test_words_of_age_are_named_and_hold_up_nothing(client, place):
    other = queries.short_list_of(place).cards[0].person
    post(
        client, place.person, "choosing:invite", place.pk, other=other.pk,
        message="You digital natives know this.",
    )  # fmt: skip

    said = words(client.get(reverse("front:home")))
    assert "digital natives" in said
    assert Proposal.objects.count() == 1


def test_lists_of_others_are_not_there(client, place, stranger):
    mentor = places(place.cohort, "mentor")[0]
    other = places(place.cohort, "mentee")[1].person
    for person in (mentor.person, other, stranger):
        assert get(client, person, "choosing:list", place.pk).status_code == 404
        assert post(client, person, "choosing:invite", place.pk, other=1).status_code == 404
    assert get(client, mentor.person, "choosing:list", mentor.pk).status_code == 404
    assert post(client, place.person, "choosing:rank", place.pk).status_code == 404


def test_whoever_is_taken_stands_below_the_list(client, place):
    other, rest = queries.short_list_of(place).cards[0].person, places(place.cohort, "mentee")[1]
    actions.invite_to_pair(rest, other, at=now())

    said = words(get(client, place.person, "choosing:list", place.pk))

    assert f"No free seat just now: {other.first_name}." in said


def test_an_empty_list_is_told_kindly_and_a_closed_one_too(client, chosen, place, coordinator):
    Candidate.objects.filter(person=place.person).delete()
    said = words(get(client, place.person, "choosing:list", place.pk))
    assert "Nobody is on your list at the moment." in said
    assert "says nothing about you" in said
    assert "Nobody is on your short list" in words(get(client, place.person, "front:home"))
    actions.close_choice(queries.choice_of(chosen), by=coordinator, at=now())

    second = places(chosen, "mentee")[1]
    said = words(get(client, second.person, "choosing:list", second.pk))
    assert "The choice is closed." in said
    assert "Send the invitation" not in said


@pytest.mark.parametrize(
    ("role", "before", "after"),
    [
        ("mentee", "The coordinator opens the short lists", "Choose from whom"),
        ("mentor", "The coordinator opens the short lists", "Others can invite you now"),
    ],
)
def test_home_names_the_one_next_step(client, programme, coordinator, role, before, after):
    cohort = started(programme)
    person = places(cohort, role)[0].person
    assert before in words(get(client, person, "front:home"))
    opened(cohort, coordinator)

    assert after in words(get(client, person, "front:home"))


def test_a_mentor_invites_where_the_programme_says_so(client, programme, coordinator):
    cohort = started(programme, invites="mentor")
    opened(cohort, coordinator)
    mentor = places(cohort, "mentor")[0]
    assert "Choose whom you would like to mentor." in words(
        get(client, mentor.person, "front:home")
    )
    said = words(get(client, mentor.person, "choosing:list", mentor.pk))
    assert "Whom would you like to mentor?" in said
    other = queries.short_list_of(mentor).cards[0].person
    post(client, mentor.person, "choosing:invite", mentor.pk, other=other.pk)

    assert "would like to be your mentor." in words(get(client, other, "front:home"))
    own = words(get(client, mentor.person, "choosing:list", mentor.pk))
    assert "Look at your invitation" in own
    assert "As many of your invitations wait" in own


def test_the_coordinator_prepares_looks_and_opens(client, programme, coordinator):
    cohort = started(programme)
    lonely = ready_mentee(cohort, want=("J9", 5))
    assert "No short list has been made yet." in words(
        get(client, coordinator, "choosing:lists", cohort.pk)
    )
    home = words(get(client, coordinator, "front:home"))
    assert reverse("choosing:lists", args=[cohort.pk]) in home

    post(client, coordinator, "choosing:prepare", cohort.pk)
    said = words(client.get(reverse("choosing:lists", args=[cohort.pk])))
    assert "3 lists for 7 people are ready" in said or "3 lists for 4 people are ready" in said
    assert lonely.name in said
    assert "will read" in said
    assert "Open 3 lists: 3 mails" in said
    post(client, coordinator, "choosing:open", cohort.pk)

    said = words(client.get(reverse("choosing:lists", args=[cohort.pk])))
    assert f"by {coordinator.name}." in said
    assert "The lists are open." in said
    assert Notice.objects.filter(template="short_list_ready").count() == 3
    post(client, coordinator, "choosing:close", cohort.pk)
    assert "The choice is closed." in words(client.get(reverse("choosing:lists", args=[cohort.pk])))
    for step in ("prepare", "open", "close"):
        post(client, coordinator, f"choosing:{step}", cohort.pk)
    home = words(get(client, coordinator, "front:home"))
    assert reverse("choosing:lists", args=[cohort.pk]) not in home


def test_steps_without_lists_are_not_there(client, programme, coordinator):
    cohort = started(programme)
    for step in ("open", "close"):
        assert post(client, coordinator, f"choosing:{step}", cohort.pk).status_code == 404
    programme.settings = {"mode": "optimise"}
    programme.save()
    assert get(client, coordinator, "choosing:lists", cohort.pk).status_code == 404


def test_a_refused_preparation_says_why(client, programme, coordinator):
    cohort = started(programme, n=0)

    post(client, coordinator, "choosing:prepare", cohort.pk)

    assert "No mentee is ready" in words(client.get(reverse("choosing:lists", args=[cohort.pk])))


def test_lists_of_a_large_cohort_are_under_way(client, programme, coordinator, monkeypatch):
    monkeypatch.setattr("upside.matching.actions.short_lists.LISTS_AT_ONCE", 1)
    cohort = started(programme)

    post(client, coordinator, "choosing:prepare", cohort.pk)

    said = words(client.get(reverse("choosing:lists", args=[cohort.pk])))
    assert "The lists are being made." in said
    assert "See whether they are there" in said


def test_lists_that_could_not_be_made_are_told_with_the_button(
    client, programme, coordinator, monkeypatch
):
    monkeypatch.setattr("upside.matching.actions.short_lists.LISTS_AT_ONCE", 1)
    cohort = started(programme)
    post(client, coordinator, "choosing:prepare", cohort.pk)
    Job.objects.update(state=Job.State.FAILED, last_error="NobodyReady")

    said = words(client.get(reverse("choosing:lists", args=[cohort.pk])))

    assert "The lists could not be made." in said
    assert "Try again" in said
    assert "being made" not in said
    assert "NobodyReady" not in said
    assert reverse("choosing:prepare", args=[cohort.pk]) in said
    post(client, coordinator, "choosing:prepare", cohort.pk)
    said = words(client.get(reverse("choosing:lists", args=[cohort.pk])))
    assert "The lists are being made." in said
    assert [job.state for job in Job.objects.all()] == ["ready"]


def test_a_double_click_leads_twice_to_the_one_invitation(client, programme, coordinator):
    cohort = started(programme, open=2)
    Enrolment.objects.filter(cohort=cohort, role="mentor").update(seats=2)
    opened(cohort, coordinator)
    place = places(cohort, "mentee")[0]
    other = queries.short_list_of(place).cards[0].person

    answers = [
        post(client, place.person, "choosing:invite", place.pk, other=other.pk) for _n in range(2)
    ]

    [made] = Proposal.objects.all()
    address = reverse("matching:proposal", args=[made.pk])
    assert [(one.status_code, one.url) for one in answers] == [(302, address)] * 2


@pytest.mark.parametrize(("n_pairs", "n"), [(0, 2), (1, 1), (2, 0)])
def test_a_mentor_reads_how_many_invitations_their_pairs_leave(
    client, programme, coordinator, n_pairs, n
):
    cohort = started(programme, invites="mentor", open=2)
    Enrolment.objects.filter(cohort=cohort, role="mentor").update(seats=2)
    opened(cohort, coordinator)
    mentor = places(cohort, "mentor")[0]
    for _n in range(n_pairs):
        PairFactory(cohort=cohort, mentor=mentor.person)

    said = words(get(client, mentor.person, "choosing:list", mentor.pk))

    assert (f"{n} invitation" in said) == (n > 0)
    assert ("You have your pair. Nobody else can be invited." in said) == (n == 0)
    assert ("Send the invitation" in said) == (n > 0)
    assert "As many of your invitations wait" not in said


def test_coordinators_read_no_reason_and_nobody_who_declined(client, chosen, place, coordinator):
    other = queries.short_list_of(place).cards[0].person
    made = actions.invite_to_pair(place, other, at=now(), message="Dear colleague")
    actions.answer_proposal(made, yes=False, by=other, at=now(), reason="Too busy")

    said = words(get(client, coordinator, "choosing:lists", chosen.pk))

    assert "invitations were declined" in said
    for secret in ("Too busy", "Dear colleague", other.name, place.person.name):
        assert secret not in said
    assert get(client, coordinator, "matching:proposal", made.pk).status_code == 404


@pytest.fixture
def ranked(programme, coordinator):
    cohort = started(programme, "hybrid")
    opened(cohort, coordinator)
    return cohort


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_both_sides_rank_and_read_what_they_said(client, ranked, role):
    place = places(ranked, role)[0]
    assert "Say whom you would like to be paired with." in words(
        get(client, place.person, "front:home")
    )
    first, second, third = [card.person.pk for card in queries.short_list_of(place).cards]

    response = post(
        client, place.person, "choosing:rank", place.pk,
        **{f"p{first}": "2", f"p{second}": "veto", f"p{third}": ""},
    )  # fmt: skip

    assert response.status_code == 302
    said = words(get(client, place.person, "choosing:list", place.pk))
    assert '<option value="2" selected>' in said
    assert '<option value="veto" selected>' in said
    assert "You said whom you would like" in words(get(client, place.person, "front:home"))


def test_a_rank_given_twice_is_refused_and_what_was_typed_stays(client, ranked):
    place = places(ranked, "mentee")[0]
    people = [card.person.pk for card in queries.short_list_of(place).cards]

    twice = {f"p{pk}": "1" for pk in people[:2]}
    response = post(client, place.person, "choosing:rank", place.pk, **twice)

    assert response.status_code == 409
    assert words(response).count('<option value="1" selected>') == 2
    wrong = post(client, place.person, "choosing:rank", place.pk, **{f"p{people[0]}": "9"})
    assert wrong.status_code == 422


def test_ranks_are_opened_with_a_day_to_come(client, programme, coordinator):
    cohort = started(programme, "hybrid")
    post(client, coordinator, "choosing:prepare", cohort.pk)
    assert post(client, coordinator, "choosing:open", cohort.pk).status_code == 422
    late = post(client, coordinator, "choosing:open", cohort.pk, last_day="2020-01-01")
    assert late.status_code == 409
    assert "still to come" in words(late)

    day = (timezone.localdate() + 7 * TOMORROW).isoformat()
    post(client, coordinator, "choosing:open", cohort.pk, last_day=day)

    said = words(client.get(reverse("choosing:lists", args=[cohort.pk])))
    assert "People rank through" in said
    assert "told from eight on" in said
    post(client, coordinator, "choosing:close", cohort.pk)
    said = words(client.get(reverse("choosing:lists", args=[cohort.pk])))
    assert "The ranks are in. Now run a round." in said
    home = words(get(client, coordinator, "front:home"))
    assert reverse("matching:rounds", args=[cohort.pk]) in home
    place = places(cohort, "mentee")[0]
    assert "counts when the pairs are formed" in words(
        get(client, place.person, "choosing:list", place.pk)
    )


def test_a_released_round_tells_counts_of_ranks_from_eight_on(client, ranked, coordinator):
    round_ = actions.run_round(ranked, by=coordinator, at=now())
    actions.release_round(round_, by=coordinator, at=now())

    said = words(get(client, coordinator, "matching:round", round_.pk))

    assert "How far ranks were honoured" in said
    assert "ranked first" not in said


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("mode", ["choose", "hybrid"])
def test_mails_say_what_waits(programme, coordinator, mode, language):
    cohort = started(programme, mode)
    for place in places(cohort, "mentee"):
        place.person.ui_language = language
        place.person.save()
    opened(cohort, coordinator)
    place = places(cohort, "mentee")[0]
    with override_settings(DEMO=True):
        mail = write_mail(Notice.objects.get(person=place.person))

    assert mail.link.startswith("http")
    assert {"en": "short list", "fr": "liste courte"}[language] in mail.subject


def test_the_mail_of_an_invitation_names_who_and_not_what_was_written(place):
    other = queries.short_list_of(place).cards[0].person
    actions.invite_to_pair(place, other, at=now(), message="Pivot tables")

    mail = write_mail(Notice.objects.get(template="pair_invitation"))

    assert place.person.name in mail.subject
    assert "a few words for you" in mail.text
    assert "Pivot" not in mail.text


def test_a_guest_of_nobody_reads_nothing(client, place):
    person = RoleGrantFactory(person=PersonFactory(), role="sponsor").person

    assert get(client, person, "choosing:lists", place.cohort_id).status_code == 404
