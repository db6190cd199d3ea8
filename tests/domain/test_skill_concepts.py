"""Official skills join the catalogue by URI, without doubles, and leave its pages quick."""

import pytest

from tests.factories import MONDAY_NINE
from upside.kernel.models import AuditEntry
from upside.skills.actions import TooManyTopics, concepts, import_concepts, load_catalogue
from upside.skills.models import Skill
from upside.skills.official.concepts import Concept
from upside.skills.queries import listed, skills_by_name, suggest_skills

pytestmark = pytest.mark.django_db
WEB = "http://data.europa.eu/esco/skill/9bc3b9ae-50d8-4a32-857e-8cf8d9b4ba8e"
ENGLISH = Concept(WEB, "esco", {"en": "weave webs"}, {"en": ["web weaving", "Weave Webs", "--"]})
FRENCH = Concept(WEB, "esco", {"fr": "tisser des toiles"}, {"fr": ["tissage"]})


@pytest.fixture(autouse=True)
def ours():
    load_catalogue(at=MONDAY_NINE)


def bring(*concepts, **more):
    return import_concepts(concepts, by=None, at=MONDAY_NINE, **more)


def imported():
    return Skill.objects.filter(area="esco")


def test_two_languages_of_one_uri_become_one_topic():
    assert bring(ENGLISH, FRENCH)["created"] == 1

    skill = imported().get()
    assert skill.labels == {"en": "weave webs", "fr": "tisser des toiles"}
    assert skill.aliases == {"en": ["web weaving"], "fr": ["tissage"]}
    assert (skill.uris, skill.direction, skill.code) == ([WEB], "both", "esco-b4869e8767b6")
    assert AuditEntry.objects.last().verb == "catalogue.imported"


def test_a_second_import_changes_nothing_and_a_new_label_only_its_topic():
    bring(ENGLISH)
    n_entries = AuditEntry.objects.count()

    assert bring(ENGLISH) == {"created": 0, "updated": 0, "unchanged": 1, "near": []}
    assert AuditEntry.objects.count() == n_entries
    assert bring(FRENCH)["updated"] == 1
    assert bring(ENGLISH, FRENCH)["unchanged"] == 1


def test_fewer_alternative_labels_take_none_away():
    bring(Concept(WEB, "esco", {"en": "web"}, {"en": ["a", "b"]}))

    assert bring(Concept(WEB, "esco", {"en": "web"}, {"en": ["a"]}))["unchanged"] == 1


def test_a_dry_run_keeps_nothing():
    assert bring(ENGLISH, dry_run=True)["created"] == 1
    assert not imported().exists()


def test_a_name_of_ours_is_told_and_both_topics_stay():
    answer = bring(Concept(WEB, "esco", {"en": "CHATGPT"}))

    assert answer["near"] == [{"uri": WEB, "label": "CHATGPT", "ours": "J1"}]
    assert [skill.code for skill in skills_by_name()["chatgpt"]] == ["J1"]
    assert suggest_skills("chatgpt")[0].code == "J1"


def test_one_of_ours_that_has_the_uri_stays_as_it_is():
    Skill.objects.filter(code="J1").update(uris=[WEB])

    assert bring(ENGLISH)["unchanged"] == 1
    assert not imported().exists()


def test_codes_of_rome_and_digcomp_are_those_of_their_files():
    bring(
        Concept("rome:12", "rome", {"fr": "Stocks"}),
        Concept("digcomp:Competence/1.1", "digcomp", {"en": "Search"}, digcomp=("1.1",)),
    )

    assert Skill.objects.get(code="digcomp-1.1").digcomp == ["1.1"]
    assert Skill.objects.get(code="rome-12").uris == ["rome:12"]


def test_more_than_anybody_reads_is_refused_unless_asked_for(monkeypatch):
    monkeypatch.setattr(concepts, "MOST_NEW", 0)
    with pytest.raises(TooManyTopics, match="1 topics would be new, more than 0"):
        bring(ENGLISH)

    assert not imported().exists()
    assert bring(ENGLISH, any_number=True)["created"] == 1


@pytest.mark.parametrize("typed", ["weave webs", "web weav", "weaving", "TISSER", "toiles tisser"])
def test_official_topics_are_found_by_typing(typed, django_assert_num_queries):
    bring(ENGLISH, FRENCH)

    with django_assert_num_queries(1):
        found = suggest_skills(typed)
    assert imported().get() in found


def test_lists_of_pages_hold_no_official_topic_but_the_one_asked_for():
    bring(ENGLISH)

    assert imported().get() not in listed()
    assert imported().get() in listed(also="esco-b4869e8767b6")


@pytest.mark.parametrize("typed", ["esco", "esco-b4869e8767b6"])
def test_nobody_says_the_code_of_an_official_topic(typed):
    bring(ENGLISH)

    assert imported().get() not in suggest_skills(typed)
