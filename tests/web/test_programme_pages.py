import pytest
from django.urls import reverse

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    PairFactory,
    PersonFactory,
    RoleGrantFactory,
    SkillFactory,
    UnitFactory,
    WantFactory,
    ready_mentee,
    ready_mentor,
)
from upside.notices.models import Notice
from upside.programmes.companies import companies
from upside.programmes.models import Cohort, Enrolment, Programme, RoleGrant
from upside.programmes.templates import load_template, template_names

pytestmark = pytest.mark.django_db
State, Mentor, Mentee = Enrolment.State, Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
NEW = {
    "name_en": "Turning the tables",
    "cohort_en": "Spring",
    "starts_on": "2026-03-02",
    "ends_on": "2026-09-30",
}


@pytest.fixture
def running(cohort, coordinator, client):
    """A cohort that runs, of a real template, with its coordinator signed in."""
    cohort.programme.settings = load_template("need_profile_hr")
    cohort.programme.save()
    Cohort.objects.filter(pk=cohort.pk).update(ends_on="2099-01-01")
    client.force_login(coordinator)
    return cohort


def page(name, *keys):
    return reverse(f"programmes:{name}", args=keys)


def text_of(response):
    return response.content.decode()


def test_whoever_runs_nothing_yet_starts_from_a_template(client):
    client.force_login(RoleGrantFactory(role="administrator", programme=None).person)
    assert "Start from a template" in text_of(client.get(page("list")))
    gallery = text_of(client.get(page("gallery")))
    assert gallery.count("Start from this template") == len(template_names())
    assert gallery.index("From need to pair") < gallery.index("Across companies")
    template = text_of(client.get(page("template", "need_profile_hr")))
    assert "The mentee is at least 1 grade above the mentor." in template
    assert "How far the mentor takes the mentee" in template
    assert "Each of us may end the pair at any time" in template
    assert "comes with a later version" not in template
    assert "later version" not in text_of(client.get(page("template", "exec_choice")))
    assert client.get(page("template", "none")).status_code == 404


@pytest.mark.parametrize("name", ["list", "gallery", "new"])
def test_participants_do_not_see_these_pages(client, name):
    client.force_login(EnrolmentFactory().person)
    assert client.get(page(name)).status_code == 404


def test_a_programme_is_made_from_names_and_dates(client):
    person = RoleGrantFactory(role="administrator", programme=None).person
    client.force_login(person)
    response = client.post(page("new"), NEW, follow=True)
    cohort = Cohort.objects.get()
    assert "See what is missing before the launch" in text_of(response)
    assert cohort.programme.names == {"en": "Turning the tables", "fr": "Turning the tables"}
    assert cohort.programme.role_grants.get().person == person


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name_en": ""}, "required"),
        ({"name_en": "\x00"}, "Null characters"),
        ({"starts_on": "soon"}, "valid date"),
        ({"ends_on": "2026-03-01"}, "must come after the first day"),
        ({"ends_on": "9999-12-31"}, "after the year 2199"),
    ],
)
def test_what_does_not_fit_is_refused_and_kept(running, client, fields, said):
    response = client.post(page("new"), NEW | {"name_fr": "Regards"} | fields)
    assert response.status_code == 409
    assert said in text_of(response)
    assert 'value="Regards"' in text_of(response)


def test_a_french_page_asks_for_the_french_name_first(running, coordinator, client):
    coordinator.ui_language = "fr"
    coordinator.save()
    text = text_of(client.get(page("new")))
    assert text.index('name="name_fr"') < text.index('name="name_en"')
    fields = {"name_fr": "Regards croisés", "cohort_fr": "Printemps"}
    dates = {name: NEW[name] for name in ("starts_on", "ends_on")}
    client.post(page("new"), fields | dates)
    assert Cohort.objects.latest("pk").names == {"en": "Printemps", "fr": "Printemps"}


def test_an_unknown_template_is_not_found(running, client):
    assert client.get(page("new"), {"template": "no_such_one"}).status_code == 404
    assert client.get(page("new"), {"template": "need_profile_hr"}).status_code == 200


@pytest.mark.parametrize("name", ["cohort", "invite", "enrolments", "team"])
def test_another_programmes_coordinator_gets_404(running, client, stranger, name):
    client.force_login(stranger)
    assert client.get(page(name, running.pk)).status_code == 404
    assert client.get(page(name, 999999999999999999)).status_code == 404


def test_an_empty_cohort_says_what_to_do_first(running, client):
    text = text_of(client.get(page("cohort", running.pk)))
    assert "Nobody is invited yet." in text
    assert page("invite", running.pk) in text


def test_the_rules_and_weights_stand_there_in_words(running, client):
    text = text_of(client.get(page("cohort", running.pk)))
    assert "The mentee is at least 1 grade above the mentor." in text
    assert "How far the mentor takes the mentee" in text
    assert "fit" not in text.split()


def test_a_programme_without_settings_shows_its_page_too(running, client):
    running.programme.settings = {"matching": {"rules": {"unknown": 3, "language": None}}}
    running.programme.save()
    assert client.get(page("cohort", running.pk)).status_code == 200


def test_the_funnel_and_what_comes_next(running, client):
    ready_mentor(running)
    ready_mentee(running)
    for role in (Mentor, Mentee):
        EnrolmentFactory(cohort=running, role=role, state=State.INVITED)
    EnrolmentFactory(cohort=running, state=State.COMPLETE)
    text = text_of(client.get(page("cohort", running.pk)))
    assert "3 people said yes." in text
    assert "1 mentee and 1 mentor are ready and free" in text
    assert "1 person waits for HR" in text
    assert "2 invitations have no answer yet" in text


def test_a_side_that_is_missing_is_named(running, client):
    EnrolmentFactory(cohort=running, role=Mentor)
    text = text_of(client.get(page("cohort", running.pk)))
    assert "Nobody is invited as mentee yet" in text
    assert "?as=mentee" in text


def test_pairs_are_counted(running, client):
    places = [EnrolmentFactory(cohort=running, role=role) for role in (Mentor, Mentee)]
    PairFactory(cohort=running, mentor=places[0].person, mentee=places[1].person)
    ready_mentor(running)
    ready_mentee(running)
    text = text_of(client.get(page("cohort", running.pk)))
    assert "1 pair is under way." in text
    assert "keeps it" in text


def test_what_is_short_stands_on_the_page_of_the_cohort(running, client):
    EnrolmentFactory(cohort=running, role=Mentor)
    assert "Nothing stands out" in text_of(client.get(page("cohort", running.pk)))
    skill = SkillFactory(code="J1")
    for _each in range(8):
        WantFactory(person=EnrolmentFactory(cohort=running, role=Mentee).person, skill=skill)
    text = text_of(client.get(page("cohort", running.pk)))
    assert "8 want it up to level 5 or 6; nobody could teach it yet." in text


def test_people_are_found_by_unit_site_grade_and_name(running, client):
    top = UnitFactory(name="Sales", path="Group/Sales")
    below = UnitFactory(name="Web", path="Group/Sales/Web")
    PersonFactory(last_name="Ozanne", unit=below, site="Nantes", grade=8)
    PersonFactory(last_name="Quint", unit=UnitFactory(path="Group/Salesforce"), grade=2)
    query = {
        "unit": top.path,
        "site": "Nantes",
        "grade_from": "7",
        "grade_to": "8",
        "q": "ozan",
    }
    text = text_of(client.get(page("invite", running.pk), query))
    assert "1 person could be invited." in text
    assert "Ozanne" in text
    assert "Quint" not in text


def test_a_wrong_filter_is_said_and_shows_nobody(running, client):
    PersonFactory(last_name="Ozanne")
    text = text_of(client.get(page("invite", running.pk), {"grade_from": "high", "q": "\x00"}))
    assert "whole number" in text
    assert "Correct the filters first." in text
    assert "Ozanne" not in text


def test_people_without_mail_are_counted_and_cannot_be_ticked(running, client):
    person = PersonFactory(last_name="Ozanne", email=None)
    text = text_of(client.get(page("invite", running.pk)))
    assert "1 person of these has no mail" in text
    assert f'value="{person.pk}"' not in text


def invite(client, cohort, query="", **fields):
    return client.post(page("invite", cohort.pk) + query, fields, follow=True)


def test_ticked_people_are_invited_in_one_role(running, client):
    people = [PersonFactory(), PersonFactory()]
    response = invite(client, running, people=[p.pk for p in people], role="mentor")
    assert "2 people are invited and get a mail." in text_of(response)
    assert set(Enrolment.objects.values_list("role", flat=True)) == {Mentor}
    assert Notice.objects.count() == 2


def test_everybody_whom_the_filters_leave_is_invited(running, client):
    PersonFactory(last_name="Ozanne")
    PersonFactory(last_name="Ozanne", email=None)
    PersonFactory(last_name="Quint")
    without_role = invite(client, running, "?q=ozanne", everybody="1")
    assert 'name="everybody" value="1" checked' in without_role.content.decode()
    asked = invite(client, running, "?q=ozanne", everybody="1", role="mentee")
    assert "2 people would get a mail, to come as mentees." in text_of(asked)
    assert not Enrolment.objects.exists()
    response = invite(client, running, "?q=ozanne", everybody="1", role="mentee", sure="yes")
    assert "1 person is invited" in text_of(response)
    assert "Not invited for want of a mail: 1." in text_of(response)
    assert Enrolment.objects.get().person.last_name == "Ozanne"


@pytest.mark.parametrize("query", ["?grade_from=high", "?unit=gone", "?q=%00"])
def test_a_wrong_filter_invites_nobody_at_all(running, client, query):
    person = PersonFactory(external_id="P77")
    for fields in ({"everybody": "1"}, {"people": [person.pk]}, {"pasted": "P77"}):
        response = invite(client, running, query, role="mentee", **fields)
        assert response.status_code == 409
        assert text_of(response).count("Correct the filters first.") == 1
    assert not Enrolment.objects.exists()
    assert not Notice.objects.exists()


def test_whoever_is_invited_again_is_no_success_and_is_told_where_they_are(running, client):
    person = EnrolmentFactory(cohort=running, person__last_name="Çelik", role=Mentee).person
    again = invite(client, running, pasted=person.external_id, role="mentor")
    assert "Nobody new was invited, and no mail was sent." in text_of(again)
    assert b'class="alert well"' not in again.content
    found = text_of(client.get(page("invite", running.pk), {"q": "celik"}))
    assert f"{person.name}, mentee (ready)" in found
    assert "Nobody is left" not in found
    assert "Nobody is left" in text_of(client.get(page("invite", running.pk), {"q": "zzz"}))


def test_no_role_is_chosen_beforehand_unless_a_link_says_so(running, client):
    EnrolmentFactory(cohort=running, role=Mentor)
    assert client.get(page("invite", running.pk)).context["role"] == ""
    assert client.get(page("invite", running.pk), {"as": "mentor"}).context["role"] == Mentor


def test_an_unanswered_invitation_is_changed_and_taken_back(running, client):
    invite(client, running, people=[PersonFactory(last_name="Ozanne").pk], role="mentor")
    place = Enrolment.objects.get()
    assert "Invite as a mentee" in text_of(client.get(page("enrolments", running.pk)))
    amend = page("amend", running.pk, place.pk)
    assert "for the other role" in text_of(client.post(amend, {"role": "mentee"}, follow=True))
    assert Enrolment.objects.get().role == Mentee
    assert "No mail had left yet" in text_of(client.post(amend, follow=True))
    assert not Enrolment.objects.exists()


def test_an_invitation_whose_mail_left_is_taken_back_and_its_reader_told(running, client):
    person = PersonFactory()
    invite(client, running, people=[person.pk], role="mentor")
    Notice.objects.update(state=Notice.State.SENT)
    place = Enrolment.objects.get()
    said = text_of(client.post(page("amend", running.pk, place.pk), follow=True))
    assert "tell them yourself" in said
    client.force_login(person)
    told = client.get(reverse("places:place", args=[place.pk]), follow=True)
    assert "was taken back" in text_of(told)


def test_an_answered_invitation_is_neither_changed_nor_taken_back(running, client):
    place = EnrolmentFactory(cohort=running, state=State.ACCEPTED)
    for fields in ({}, {"role": "mentee"}):
        answer = client.post(page("amend", running.pk, place.pk), fields, follow=True)
        assert "has answered" in text_of(answer)


def test_a_pasted_list_of_ids_and_mails_is_invited(running, client):
    PersonFactory(external_id="P77")
    PersonFactory(email="zoe@aubrac.example")
    PersonFactory(external_id="GONE", is_active=False)
    known = EnrolmentFactory(cohort=running).person.external_id
    pasted = f"P77, Zoe@aubrac.example;GONE\n{known}"
    text = text_of(invite(client, running, pasted=pasted, role="mentor"))
    assert "2 people are invited" in text
    assert "Had a place already: 1." in text
    assert "Have left the company: 1." in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": "mentor"}, "Tick at least one person"),
        ({"people": ["1"]}, "as mentors or as mentees"),
        ({"people": ["x"], "role": "mentor"}, "in the table"),
        ({"pasted": "P1 nobody@x", "role": "mentor"}, "Nobody was invited"),
        ({"pasted": "x " * 1001, "role": "mentor"}, "a thousand at most"),
        ({"pasted": "\x00", "role": "mentor"}, "Null characters"),
        ({"people": ["9" * 18], "role": "mentor"}, "Nobody new was invited"),
    ],
)
def test_an_invitation_that_names_nobody_is_refused_with_help(running, client, fields, said):
    PersonFactory(external_id="P1")
    assert said in text_of(invite(client, running, **fields))
    assert not Enrolment.objects.exists()


def test_a_cohort_that_is_over_invites_nobody(running, client):
    Cohort.objects.filter(pk=running.pk).update(starts_on="2020-01-01", ends_on="2020-02-01")
    response = invite(client, running, people=[PersonFactory().pk], role="mentor")
    assert response.status_code == 409
    assert "This cohort is over." in text_of(response)


def test_the_list_says_what_is_missing_in_words(running, client):
    EnrolmentFactory(cohort=running, state=State.ACCEPTED, person__grade=None)
    EnrolmentFactory(cohort=running, state=State.INVITED)
    text = text_of(client.get(page("enrolments", running.pk)))
    assert "no grade: add it to the HR file, no time of the week, nothing to learn named" in text
    assert "2 people are invited, and nobody is ready yet." in text


def test_a_list_without_anybody_says_what_to_do(running, client):
    text = text_of(client.get(page("enrolments", running.pk)))
    assert "Nobody is invited yet: choose the first people." in text


def test_who_left_stands_in_the_list_and_counts_nowhere(running, client):
    EnrolmentFactory(cohort=running)
    EnrolmentFactory(cohort=running, person__is_active=False)
    text = text_of(client.get(page("enrolments", running.pk)))
    assert "1 person of 1 is ready." in text
    assert "1 person in the list has left the company and counts nowhere." in text


@pytest.mark.parametrize(
    ("query", "n"), [({}, 2), ({"state": "ready"}, 1), ({"role": "mentee"}, 0), ({"state": "x"}, 2)]
)
def test_the_list_is_narrowed_by_state_and_role(running, client, query, n):
    EnrolmentFactory(cohort=running, state=State.READY)
    EnrolmentFactory(cohort=running, state=State.INVITED)
    response = client.get(page("enrolments", running.pk), query)
    assert len(response.context["rows"]) == n


def test_an_empty_list_says_what_to_do(running, client):
    assert "Nobody is invited yet" in text_of(client.get(page("enrolments", running.pk)))


def test_a_coordinator_ends_a_place_on_request(running, client):
    place = EnrolmentFactory(cohort=running)
    address = page("withdraw", running.pk, place.pk)
    assert "no longer takes part" in text_of(client.post(address, follow=True))
    Enrolment.objects.filter(pk=place.pk).update(state=State.INVITED)
    assert "nothing to withdraw from" in text_of(client.post(address, follow=True))


def test_a_place_of_another_cohort_is_not_found(running, client):
    place = EnrolmentFactory(cohort=CohortFactory())
    assert client.post(page("withdraw", running.pk, place.pk)).status_code == 404


def test_a_coordinator_names_a_coach_by_mail_or_id(running, client):
    PersonFactory(email="coach@aubrac.example")
    PersonFactory(external_id="SP1")
    for who, role in (("Coach@aubrac.example", "coach"), ("SP1", "sponsor")):
        response = client.post(page("team", running.pk), {"who": who, "role": role}, follow=True)
        assert "has this role now" in text_of(response)
    assert RoleGrant.objects.filter(programme=running.programme).count() == 3


def test_the_sponsor_that_a_launch_waits_for_is_named_and_the_launch_goes_on(running, client):
    PersonFactory(external_id="SP1")
    launch, team = page("launch", running.pk), f"{page('team', running.pk)}?role=sponsor"
    assert team in client.get(launch).text

    form = client.get(team).context["form"]
    response = client.post(team, {"who": "SP1", "role": form["role"].value()}, follow=True)

    assert response.redirect_chain == [(launch, 302)]
    assert "has this role now: Sponsor" in text_of(response)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"who": "nobody", "role": "coach"}, "Nobody is called like this"),
        ({"who": "GONE", "role": "coach"}, "left the company"),
        ({"who": "GONE", "role": "administrator"}, "not one of the available choices"),
        ({"who": "\x00", "role": "coach"}, "Null characters"),
    ],
)
def test_a_role_that_cannot_be_given_is_refused_beside_the_field(running, client, fields, said):
    PersonFactory(external_id="GONE", is_active=False)
    response = client.post(page("team", running.pk), fields)
    assert response.status_code == 409
    assert said in text_of(response)


def test_a_role_is_taken_back_but_not_the_last_coordinators(running, client):
    coach = RoleGrantFactory(programme=running.programme, role="coach")
    last = RoleGrant.objects.get(programme=running.programme, role="coordinator")
    said = [
        text_of(client.post(page("revoke", running.pk, grant.pk), follow=True))
        for grant in (coach, last)
    ]
    assert "no longer has it" in said[0]
    assert "last coordinator" in said[1]


def test_a_role_of_another_programme_is_not_found(running, client):
    assert client.post(page("revoke", running.pk, RoleGrantFactory().pk)).status_code == 404


def test_a_double_click_makes_one_programme_and_leads_to_it(client):
    client.force_login(RoleGrantFactory(role="administrator", programme=None).person)
    first, second = (client.post(page("new"), NEW) for _click in range(2))
    assert first["Location"] == second["Location"] == page("cohort", Cohort.objects.get().pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_queries_for_any_number(
    running, client, rows, django_assert_num_queries
):
    for _each in range(rows):
        EnrolmentFactory(cohort=running, role=Mentor)
        EnrolmentFactory(cohort=running, role=Mentee, state=State.INVITED)
        PersonFactory()
        RoleGrantFactory(programme=running.programme, role="coach")
        other = CohortFactory(programme=running.programme)
        EnrolmentFactory(cohort=other)
    for name, n in (("enrolments", 10), ("invite", 14), ("team", 8), ("cohort", 12)):
        with django_assert_num_queries(n):
            client.get(page(name, running.pk))
    with django_assert_num_queries(6):
        client.get(page("list"))


def test_every_company_page_gives_each_fact_its_source_and_says_what_is_not_known(client):
    client.force_login(RoleGrantFactory(role="administrator", programme=None).person)
    listed = text_of(client.get(page("companies")))

    for one in companies():
        content = text_of(client.get(page("company", one.slug)))
        assert one.name in listed
        assert all(fact.source and fact.texts["en"] and fact.texts["fr"] for fact in one.facts)
        assert content.count('<br><span class="hint">') == len(one.facts)
        assert "What is not known" in content
        assert one.unknown
        assert one.template in template_names()
        assert set(one.settings) <= set(load_template(one.template))
    assert client.get(page("company", "nobody")).status_code == 404


def test_starting_from_a_company_sets_what_is_documented_of_it_and_says_so(client):
    client.force_login(RoleGrantFactory(role="administrator", programme=None).person)
    names = {"name_en": "Ours", "cohort_en": "One"}
    dates = {"starts_on": "2027-03-01", "ends_on": "2027-10-01"}
    address = page("new") + "?template=expert_clinic&company=accenture"

    assert "Documented of Accenture, carried over" in text_of(client.get(address))
    client.post(address, names | dates)

    programme = Programme.objects.get()
    assert programme.settings["rhythm_days"] == 7
    version = programme.versions.get(number=2)
    assert version.why == "Set to what was published of Accenture; the rest is the template’s."
