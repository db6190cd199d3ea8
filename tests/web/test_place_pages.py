import pytest
from django.urls import reverse

from tests.factories import (
    MONDAY_NINE,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    SkillLevelFactory,
    SlotFactory,
    WantFactory,
)
from upside.programmes.actions import create_programme, save_wish
from upside.programmes.models import Enrolment, Slot, Wish
from upside.skills.actions import import_concepts, load_catalogue
from upside.skills.models import Skill, SkillLevel, Want
from upside.skills.official.concepts import Concept

pytestmark = pytest.mark.django_db
State, Mentor, Mentee = Enrolment.State, Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def place(cohort):
    """A mentee's place after the yes, in a cohort that runs, with the catalogue there."""
    load_catalogue(at=MONDAY_NINE)
    cohort.ends_on = "2099-01-01"
    cohort.save()
    return EnrolmentFactory(cohort=cohort, role=Mentee, state=State.ACCEPTED)


@pytest.fixture
def own(client, place):
    client.force_login(place.person)
    return client


def page(place, name="place"):
    return reverse(f"places:{name}", args=[place.pk])


def save(client, place, block, **fields):
    return client.post(page(place, "profile"), {"block": block, **fields})


def skill(code):
    return Skill.objects.get(code=code)


def set_state(place, state):
    Enrolment.objects.filter(pk=place.pk).update(state=state)


@pytest.mark.parametrize("role", [Mentor, Mentee])
def test_an_invitation_says_what_is_asked_and_offers_yes_and_no(own, place, coordinator, role):
    made = create_programme(
        "need_profile_hr", names={"en": "A"}, cohort_names={"en": "B"},
        starts_on=MONDAY_NINE.date(), ends_on=place.cohort.starts_on.replace(year=2099),
        by=coordinator, at=MONDAY_NINE,
    )  # fmt: skip
    invited = EnrolmentFactory(cohort=made, person=place.person, role=role, state=State.INVITED)
    text = own.get(page(invited)).content.decode()
    assert "6 sessions of 60 minutes, about 6 hours in all" in text
    assert "Yes, I take part" in text
    assert "No, thank you" in text
    assert coordinator.name in text


@pytest.mark.parametrize(
    ("state", "said"), [(State.DECLINED, "You said no"), (State.WITHDRAWN, "no longer take part")]
)
def test_whoever_is_out_may_come_back(own, place, state, said):
    set_state(place, state)
    assert said in own.get(page(place)).content.decode()
    own.post(page(place, "answer"), {"answer": "yes"})
    place.refresh_from_db()
    assert place.state == State.ACCEPTED


def test_yes_leads_to_the_profile_and_a_double_click_changes_nothing(own, place):
    set_state(place, State.INVITED)
    for _again in range(2):
        response = own.post(page(place, "answer"), {"answer": "yes"}, follow=True)
    assert (
        "Four questions" in response.content.decode() or "1 of 4 done" in response.content.decode()
    )
    place.refresh_from_db()
    assert place.state == State.ACCEPTED


def test_no_needs_no_reason(own, place):
    set_state(place, State.INVITED)
    response = own.post(page(place, "answer"), {"answer": "no"}, follow=True)
    assert "You said no, and that is fine." in response.content.decode()


def test_an_odd_answer_and_a_late_no_change_nothing_and_say_so(own, place):
    response = own.post(page(place, "answer"), {"answer": "maybe"}, follow=True)
    assert "Choose yes or no." in response.content.decode()
    response = own.post(page(place, "answer"), {"answer": "no"}, follow=True)
    assert "You said yes before." in response.content.decode()


@pytest.mark.parametrize("name", ["place", "answer", "profile", "withdraw", "colleague_suggest"])
def test_a_place_is_its_persons_own(client, place, coordinator, name):
    client.force_login(coordinator)
    send = client.get if name in {"place", "colleague_suggest"} else client.post
    assert send(page(place, name)).status_code == 404


@pytest.mark.parametrize("key", ["999999999999999999", "0"])
def test_a_place_that_is_not_there_is_not_found(own, key):
    assert own.get(f"/places/{key}/").status_code == 404


def test_a_topic_is_added_with_usual_numbers_and_opened_to_refine(own, place):
    response = save(own, place, "want", skill="J3")
    want = Want.objects.get()
    assert (want.target, want.importance) == (4, 2)
    assert response["Location"] == page(place) + "?topic=J3#want"
    assert 'id="want-J3" open' in own.get(page(place) + "?topic=J3").content.decode()


def test_a_want_is_refined_and_taken_out(own, place):
    save(own, place, "want", skill="J3", target="6", importance="3", today="2")
    assert Want.objects.get().target == 6
    assert SkillLevel.objects.get().level == 2
    save(own, place, "unwant", skill="J3")
    assert not Want.objects.exists()


def test_a_topic_is_shared_at_a_level_and_taken_out(own, place):
    save(own, place, "share", skill="S2", level="7")
    assert "level 7" in own.get(page(place)).content.decode()
    save(own, place, "unshare", skill="S2")
    assert not SkillLevel.objects.exists()


def test_a_topic_to_share_is_kept_only_with_the_level_that_somebody_chose(own, place):
    asked = save(own, place, "share", skill="S2")
    assert asked["Location"] == page(place) + "?asked=S2#share"
    shown = own.get(page(place) + "?asked=S2").context
    assert (shown["pending"].skill.code, shown["done"]["share"]) == ("S2", False)
    refused = save(own, place, "share", skill="S2", asked="1")
    assert (refused.status_code, SkillLevel.objects.exists()) == (409, False)
    assert "Choose where you are" in refused.content.decode()
    assert refused.context["pending"].skill.code == "S2"
    save(own, place, "share", skill="S2", asked="1", level="2")
    after = own.get(page(place) + "?asked=S2").context
    assert (after["pending"], after["done"]["share"]) == (None, True)


def test_what_was_kept_empty_is_said_to_be_empty(own, place):
    for block, sentence in (("times", "No time is chosen yet"), ("languages", "No language is")):
        answer = own.post(page(place, "profile"), {"block": block}, headers={"hx-request": "true"})
        assert sentence in answer.content.decode()


def test_a_level_of_the_other_side_is_not_offered_as_something_to_share(own, place):
    SkillLevelFactory(person=place.person, skill=skill("J1"))
    assert "share-J1" not in own.get(page(place)).content.decode()


def test_languages_and_times_are_kept(own, place):
    save(own, place, "languages", languages=["fr", "it"])
    save(own, place, "times", times=["0-540-720", "0-720-840"], weekday="5",
         starts="10:00", ends="11:30")  # fmt: skip
    place.person.refresh_from_db()
    assert place.person.languages == ["fr", "it"]
    assert list(Slot.objects.values_list("weekday", "starts", "ends")) == [
        (0, 540, 840),
        (5, 600, 690),
    ]
    text = own.get(page(place)).content.decode()
    assert 'value="0-540-720" checked' in text
    assert 'value="5-600-690" checked' in text


def test_what_no_block_covers_stands_besides(own, place):
    for start, end in ((8 * 60, 12 * 60), (13 * 60, 14 * 60), (17 * 60, 20 * 60)):
        SlotFactory(enrolment=place, weekday=1, starts=start, ends=end)
    text = own.get(page(place)).content.decode()
    for value in ("1-540-720", "1-480-540", "1-780-840", "1-1020-1200"):
        assert f'value="{value}" checked' in text


def test_a_mentor_says_how_many_seats(own, place):
    Enrolment.objects.filter(pk=place.pk).update(role=Mentor)
    save(own, place, "times", times=["0-540-720"], seats="3")
    place.refresh_from_db()
    assert place.seats == 3
    assert "You are a mentor" in own.get(page(place)).content.decode()


def test_whoever_has_said_everything_is_ready_and_reads_so(own, place):
    save(own, place, "want", skill="J3")
    save(own, place, "share", skill="S2", level="5")
    response = own.post(page(place, "profile"), {"block": "times", "times": "0-540-720"}, **HTMX)
    text = response.content.decode()
    assert "You are ready. Nothing more to do until the round." in text
    assert "4 of 4 done" in text


def test_whoever_waits_for_hr_reads_that_their_part_is_done(own, place):
    place.person.grade = None
    place.person.save()
    for block, fields in (("want", {"skill": "J3"}), ("share", {"skill": "S2", "level": "3"})):
        save(own, place, block, **fields)
    save(own, place, "times", times=["0-540-720"])
    text = own.get(page(place)).content.decode()
    assert "Your part is done." in text
    assert "HR has no grade for you" in text


def test_colleagues_are_found_and_kept_as_wish_or_veto(own, place):
    other = PersonFactory(last_name="Ozanne")
    found = own.get(page(place, "colleague_suggest"), {"q": "ozan"}).content.decode()
    assert "Ozanne" in found
    save(own, place, "wish", other=other.pk, kind="veto")
    wish = Wish.objects.get()
    assert (wish.other, wish.kind) == (other, "veto")
    save(own, place, "unwish", wish=wish.pk)
    assert not Wish.objects.exists()


def test_a_mentee_finds_names_and_takes_out_an_assistant(own, place):
    other = PersonFactory(last_name="Ozanne")
    query = {"q": "ozan", "side": "assistant"}
    for found in (own.get(page(place, "colleague_suggest"), query), own.get(page(place), query)):
        assert 'name="block" value="assistant"' in found.content.decode()
    save(own, place, "assistant", other=other.pk)
    assert "Ozanne" in own.get(page(place)).content.decode()
    save(own, place, "unassistant")
    assert "Ozanne" not in own.get(page(place)).content.decode()


def test_a_mentor_is_not_asked_for_an_assistant(own, place):
    Enrolment.objects.filter(pk=place.pk).update(role=Mentor)
    assert "My assistant" not in own.get(page(place)).content.decode()


def test_wishes_of_others_are_not_on_the_page(own, place):
    theirs = EnrolmentFactory(cohort=place.cohort)
    save_wish(theirs, PersonFactory(last_name="Ozanne"), kind="veto", at=MONDAY_NINE)
    assert "Ozanne" not in own.get(page(place)).content.decode()


@pytest.mark.parametrize(
    ("block", "fields", "said"),
    [
        ("want", {"skill": "J99"}, "no such topic"),
        ("want", {"skill": "\x00"}, "Null characters"),
        ("want", {"skill": "J3", "target": "9"}, "less than or equal to 8"),
        ("want", {"skill": "J3", "target": "3", "today": "3"}, "higher one"),
        ("share", {"skill": "J3", "level": "0"}, "greater than or equal to 1"),
        ("languages", {"languages": "klingon"}, "not one of the available choices"),
        ("times", {"times": "7-0-60"}, "boxes of the page"),
        ("times", {"times": "monday"}, "boxes of the page"),
        ("times", {"times": ["0-0-60"] * 101}, "boxes of the page"),
        ("times", {"starts": "10:00"}, "a beginning and an end"),
        ("times", {"starts": "11:00", "ends": "10:00", "weekday": "1"}, "same day"),
        ("wish", {"other": "999999999999999999", "kind": "veto"}, "Nobody here"),
        ("wish", {"other": "x", "kind": "veto"}, "whole number"),
        ("unwish", {"wish": ""}, "required"),
        ("assistant", {"other": "999999999999999999"}, "Nobody here"),
        ("assistant", {"other": ""}, "required"),
        ("nonsense", {}, "buttons of the page"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_does_not_fit_is_refused_beside_the_block(own, place, block, fields, said, headers):
    response = own.post(page(place, "profile"), {"block": block, **fields}, **headers)
    assert response.status_code == 409
    assert said in response.content.decode()


def test_a_half_exact_time_is_still_there_after_the_refusal(own, place):
    response = save(own, place, "times", starts="10:15")
    assert 'value="10:15"' in response.content.decode()


@pytest.mark.parametrize("state", [State.INVITED, State.DECLINED])
def test_no_profile_before_the_yes(own, place, state):
    set_state(place, state)
    save(own, place, "want", skill="J3")
    assert not Want.objects.exists()


@pytest.mark.parametrize("block", ["want", "share", "languages", "times", "unwish", "unassistant"])
def test_htmx_gets_the_block_and_what_depends_on_it(own, place, block):
    fields = {"skill": "S2", "wish": "1"}
    response = own.post(page(place, "profile"), {"block": block, **fields}, **HTMX)
    text = response.content.decode()
    assert "<html" not in text
    assert 'id="opening" hx-swap-oob="true"' in text


@pytest.mark.parametrize(
    ("state", "said"), [("accepted", True), ("active", True), ("closed", False)]
)
def test_leaving_says_that_an_open_pair_stays(own, place, state, said):
    sentence = "Leaving does not end a pair that is open"
    PairFactory(mentee=place.person)
    assert sentence not in own.get(page(place)).content.decode()
    PairFactory(cohort=place.cohort, mentee=place.person, state=state)
    assert (sentence in own.get(page(place)).content.decode()) == said


def test_withdrawing_takes_one_button(own, place):
    response = own.post(page(place, "withdraw"), follow=True)
    assert "You no longer take part." in response.content.decode()
    set_state(place, State.INVITED)
    response = own.post(page(place, "withdraw"), follow=True)
    assert "nothing to withdraw from" in response.content.decode()


@pytest.mark.parametrize(
    ("side", "text", "found"),
    [
        ("want", "réseaux sociaux", "Social media"),
        ("want", "chatgpt", "Generative-AI assistants"),
        ("want", "power bi", "Data literacy"),
        ("share", "negotiation", "Negotiation"),
        ("want", "negotiation", "nothing near"),
        ("want", "poterie", "nothing near"),
        ("share", "\x00", ""),
    ],
)
def test_topics_are_suggested_for_the_side_of_the_page(own, place, side, text, found):
    query = {"place": place.pk, "side": side, "q": text}
    assert found in own.get(reverse("places:skill_suggest"), query).content.decode()


@pytest.mark.parametrize("query", [{}, {"place": "x"}, {"place": "9" * 40}, {"side": "?"}])
def test_suggestions_without_a_place_are_empty(own, place, query):
    response = own.get(reverse("places:skill_suggest"), {"q": "chatgpt", "side": "want"} | query)
    assert "J1" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"side": "want", "q": "chatgpt"}, "J1"),
        ({"side": "wish", "q": "ozanne"}, "Ozanne"),
        ({"side": "want", "q": ""}, "Choose from the whole list"),
        ({"side": "want", "q": "zzzz"}, "nothing near"),
    ],
)
def test_searching_works_without_javascript(own, place, query, found):
    PersonFactory(last_name="Ozanne")
    assert found in own.get(page(place), query).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_profile_asks_the_same_queries_for_any_number(
    own, place, rows, django_assert_num_queries
):
    for code in ("J1", "J2", "J3")[:rows]:
        WantFactory(person=place.person, skill=skill(code))
        SkillLevelFactory(person=place.person, skill=skill(code.replace("J", "S")))
        SlotFactory(enrolment=place, weekday=int(code[1]))
        save_wish(place, PersonFactory(), kind="rank", at=MONDAY_NINE)
    with django_assert_num_queries(14):
        own.get(page(place))


def test_a_topic_of_an_official_file_is_found_by_typing_and_not_listed(own, place):
    loom = Concept("rome:12", "rome", {"en": "Looms of old"})
    import_concepts([loom], by=None, at=MONDAY_NINE)
    query = {"side": "share", "place": place.pk, "q": "looms"}

    assert "Looms of old" not in own.get(page(place)).content.decode()
    assert "Looms of old" in own.get(reverse("places:skill_suggest"), query).content.decode()
    assert "Looms of old" in own.get(page(place), {"asked": "rome-12"}).content.decode()
    save(own, place, "share", skill="rome-12", asked="1", level="5")
    assert SkillLevel.objects.get(skill__code="rome-12").level == 5


def test_ones_own_page_is_linked_from_every_page_and_opens_the_place_with_a_yes(client, cohort):
    place = EnrolmentFactory(cohort=cohort, state="ready")
    EnrolmentFactory(person=place.person, state="invited")
    client.force_login(place.person)
    own = reverse("places:mine")

    assert f'href="{own}"' in client.get(reverse("pairs:list")).text
    assert client.get(own).url == reverse("places:place", args=[place.pk])


def test_without_a_place_ones_own_page_is_the_first_page(client):
    client.force_login(PersonFactory())

    assert client.get(reverse("places:mine")).url == reverse("front:home")
