from datetime import date, timedelta

import pytest
import yaml

from tests.factories import MONDAY_NINE, PersonFactory, RoleGrantFactory
from upside.kernel.errors import Refused
from upside.kernel.models import AuditEntry
from upside.programmes import actions, queries
from upside.programmes.clauses import words_of
from upside.programmes.models import Programme, RoleGrant
from upside.programmes.templates import FOLDER, hours_asked, load_template, template_names
from upside.skills.models import Skill

pytestmark = pytest.mark.django_db
Role = RoleGrant.Role
NAMES = {"en": "Turning the tables", "fr": "Regards croisés"}


def start(by, at=MONDAY_NINE, **changes):
    fields = {
        "names": NAMES,
        "cohort_names": {"en": "Spring", "fr": "Printemps"},
        "starts_on": date(2026, 3, 2),
        "ends_on": date(2026, 9, 1),
    } | changes
    return actions.create_programme("need_profile_hr", **fields, by=by, at=at)


def test_there_are_nine_templates_and_the_usual_one_asks_six_hours():
    assert len(template_names()) == 9
    template = load_template("need_profile_hr")
    assert hours_asked(template) == 6
    assert template["rhythm_days"] == 30
    assert template["proposal_days"] == 14


def test_the_template_says_everything_in_both_languages():
    template = load_template("need_profile_hr")
    texts = [template["name"], template["purpose"], *template["steps"]]
    texts += [one[part] for one in words_of(template) for part in ("title", "text")]
    assert all(set(text) == {"en", "fr"} and all(text.values()) for text in texts)


def test_the_charter_has_the_clauses_that_practice_asks_for():
    charter = load_template("need_profile_hr")["charter"]
    assert charter["version"] == "2026-1"
    assert charter["clauses"] == [
        "voluntary",
        "confidential",
        "no_reporting",
        "equal_respect",
        "not_a_helpdesk",
        "right_to_stop",
        "sharing",
    ]


def test_the_rules_and_weights_are_those_of_the_engine():
    from upmatch.defaults import OBJECTIVE, RULES, WEIGHTS

    matching = load_template("need_profile_hr")["matching"]
    assert matching["rules"] == RULES
    assert matching["weights"] == WEIGHTS
    assert matching["objective"] == OBJECTIVE


def test_the_template_is_a_file_with_comments_for_people():
    text = (FOLDER / "need_profile_hr.yaml").read_text()
    assert text.count("#") > 15
    assert yaml.safe_load(text)["n_sessions"] == 6


@pytest.mark.parametrize("name", ["none", "../models", ""])
def test_an_unknown_template_is_refused_with_the_names_that_exist(name):
    with pytest.raises(Refused, match="need_profile_hr"):
        load_template(name)


def test_a_programme_gets_a_copy_of_the_template_a_cohort_and_its_coordinator():
    person = PersonFactory()
    cohort = start(person)
    names = {"name": cohort.programme.names, "programme": cohort.programme.slug}
    assert cohort.programme.settings == load_template("need_profile_hr") | names
    assert list(queries.cohorts_run_by(person)) == [cohort]
    assert Skill.objects.count() == 28
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {
        "catalogue.loaded",
        "programme.created",
        "role.granted",
    }


def test_two_programmes_of_one_name_get_different_slugs():
    person = PersonFactory()
    for minutes in (0, 2, 4):
        start(person, at=MONDAY_NINE + timedelta(minutes=minutes))
    start(person, names={"fr": "寿司"})
    assert set(Programme.objects.values_list("slug", flat=True)) == {
        "turning-the-tables",
        "turning-the-tables-2",
        "turning-the-tables-3",
        "programme",
    }


@pytest.mark.parametrize("seconds", [-1, 0, 60])
def test_the_same_programme_within_a_minute_is_the_one_that_is_there(seconds):
    person = PersonFactory()
    first = start(person)
    assert start(person, at=MONDAY_NINE + timedelta(seconds=seconds)) == first
    assert AuditEntry.objects.filter(verb="programme.created").count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"names": {"en": "Another"}},
        {"cohort_names": {"en": "Autumn"}},
        {"starts_on": date(2026, 3, 3)},
        {"ends_on": date(2026, 9, 2)},
        {"at": MONDAY_NINE + timedelta(seconds=61)},
    ],
)
def test_what_differs_within_a_minute_is_a_programme_of_its_own(other):
    person = PersonFactory()
    start(person)
    start(person, **other)
    assert Programme.objects.count() == 2


def test_two_people_may_start_the_same_programme_at_the_same_moment():
    assert start(PersonFactory()) != start(PersonFactory())


@pytest.mark.parametrize("missing", ["names", "cohort_names"])
def test_a_programme_without_a_name_is_refused(missing):
    with pytest.raises(Refused, match="name"):
        start(PersonFactory(), **{missing: {"en": "", "fr": ""}})


@pytest.mark.parametrize("ends_on", [date(2026, 3, 2), date(2026, 1, 1)])
def test_a_cohort_must_end_after_it_starts(ends_on):
    with pytest.raises(Refused, match="last day"):
        start(PersonFactory(), ends_on=ends_on)


def test_a_role_is_granted_once(programme, coordinator):
    coach = PersonFactory()
    for _again in range(2):
        actions.grant_role(coach, Role.COACH, programme=programme, by=coordinator, at=MONDAY_NINE)
    assert RoleGrant.objects.filter(person=coach).count() == 1
    assert AuditEntry.objects.filter(verb="role.granted").count() == 1


@pytest.mark.parametrize("role", ["administrator", "king"])
def test_a_role_that_no_programme_has_is_refused(programme, coordinator, role):
    with pytest.raises(Refused, match="role of a programme"):
        actions.grant_role(
            PersonFactory(), role, programme=programme, by=coordinator, at=MONDAY_NINE
        )


def test_a_leaver_gets_no_role(programme, coordinator):
    leaver = PersonFactory(is_active=False)
    with pytest.raises(Refused, match="left the company"):
        actions.grant_role(leaver, Role.COACH, programme=programme, by=coordinator, at=MONDAY_NINE)


def test_a_role_is_taken_back_once(programme, coordinator):
    grant = RoleGrantFactory(programme=programme, role=Role.COACH)
    for _again in range(2):
        actions.revoke_role(grant, by=coordinator, at=MONDAY_NINE)
    assert not queries.team_of(programme).filter(role=Role.COACH).exists()
    assert AuditEntry.objects.filter(verb="role.revoked").count() == 1


def test_the_last_coordinator_stays(programme, coordinator):
    grant = queries.team_of(programme).get()
    with pytest.raises(Refused, match="last coordinator"):
        actions.revoke_role(grant, by=coordinator, at=MONDAY_NINE)
    RoleGrantFactory(programme=programme)
    actions.revoke_role(grant, by=coordinator, at=MONDAY_NINE)
    assert queries.team_of(programme).count() == 1


def test_an_administrator_is_not_unmade_in_a_programme(coordinator):
    grant = RoleGrantFactory(role=Role.ADMINISTRATOR, programme=None)
    with pytest.raises(Refused, match="installed"):
        actions.revoke_role(grant, by=coordinator, at=MONDAY_NINE)


@pytest.mark.parametrize("name", ["name_en", "—", "a" * 69 + " b" * 5, "Été à l’essai"])
def test_any_name_makes_a_short_name_that_its_file_may_carry(name):
    cohort = actions.create_programme(
        "need_profile_hr",
        names={"en": name},
        cohort_names={"en": name},
        starts_on=date(2026, 3, 2),
        ends_on=date(2026, 9, 1),
        by=PersonFactory(),
        at=MONDAY_NINE,
    )

    assert cohort.programme.settings["programme"] == cohort.programme.slug
    assert cohort.programme.name == name


def test_a_file_whose_short_name_is_taken_makes_no_second_programme():
    person = PersonFactory()
    cohort = start(person)

    with pytest.raises(actions.CannotStart, match="is there already"):
        actions.programme_from_file(
            actions.text_of_programme(cohort.programme),
            slug=cohort.programme.slug,
            cohort_names={"en": "Autumn"},
            dates=(date(2026, 3, 2), date(2026, 9, 1)),
            by=person,
            at=MONDAY_NINE,
        )
