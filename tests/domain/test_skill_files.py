import pytest

from tests.factories import MONDAY_NINE, PersonFactory, SkillLevelFactory
from upside.kernel.models import AuditEntry
from upside.skills.actions import SkillsFileRefused, import_skills, load_catalogue
from upside.skills.models import Skill, SkillLevel, Want

pytestmark = pytest.mark.django_db
QUIET = {"warned": []}


@pytest.fixture(autouse=True)
def _company():
    load_catalogue(at=MONDAY_NINE)
    PersonFactory(external_id="P1")
    PersonFactory(external_id="P2")


def line(**cells):
    return {"id": "P1", "skill": "J1", "level": "", "want": "", "importance": ""} | cells


def bring(*lines):
    return import_skills(lines, by=None, at=MONDAY_NINE)


def test_levels_and_wants_come_in_by_code_label_or_alias():
    counts = bring(
        line(level="6"),
        line(skill="réseaux sociaux et présence professionnelle", want="5", importance="3"),
        line(id="P2", skill="power bi", level="0", want="4"),
    )
    assert counts == {"read": 3, "created": 3, "updated": 0, "unchanged": 0, "people": 2} | QUIET
    assert SkillLevel.objects.get(skill__code="J1").evidence == "file"
    assert Want.objects.get(skill__code="J3").importance == 3
    assert Want.objects.get(skill__code="J6").importance == 2


def test_a_second_import_of_the_same_file_changes_nothing():
    lines = [line(level="6", want="8"), line(skill="J2", want="5")]
    bring(*lines)
    again = {"read": 2, "created": 0, "updated": 0, "unchanged": 2, "people": 1}
    assert bring(*lines) == again | QUIET
    assert AuditEntry.objects.filter(verb="skills.imported").count() == 1


def test_a_changed_line_replaces_what_was_there():
    person_level = SkillLevelFactory(
        person__external_id="P9", skill=Skill.objects.get(code="J1"), level=2
    )
    counts = bring(line(id="P9", level="5"))
    person_level.refresh_from_db()
    assert counts["updated"] == 1
    assert (person_level.level, person_level.evidence) == (5, "file")


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"id": "nobody", "level": "3"}, "id", "Nobody has this id"),
        ({"id": "", "level": "3"}, "id", "Nobody has this id"),
        ({"skill": "pottery", "level": "3"}, "skill", "no such topic"),
        ({"level": "9"}, "level", "Not on the scale"),
        ({"level": "three"}, "level", "Not on the scale"),
        ({"want": "0"}, "want", "Not on the scale"),
        ({"want": "5", "importance": "4"}, "importance", "Not on the scale"),
        ({}, "level", "Neither a level nor a want"),
        ({"level": "٣"}, "level", "Not on the scale"),
        ({"level": "1" * 6000}, "level", "Not on the scale"),
        ({"level": "00005"}, "level", "Not on the scale"),
        ({"skill": "x" * 81, "level": "3"}, "skill", "No topic can be called so"),
        ({"skill": "a\tb", "level": "3"}, "skill", "No topic can be called so"),
        ({"trouble": "too_many_cells"}, "", "more cells than there are headings"),
    ],
)
def test_a_faulty_line_is_named_with_its_remedy_and_nothing_comes_in(cells, column, said):
    with pytest.raises(SkillsFileRefused) as refusal:
        bring(line(skill="J2", level="4"), line(**cells))
    (fault,) = refusal.value.faults
    assert (fault["line"], fault["column"]) == (3, column)
    assert said in fault["problem"]
    assert fault["remedy"]
    assert not SkillLevel.objects.exists()


def test_the_same_skill_twice_for_one_person_is_a_fault():
    with pytest.raises(SkillsFileRefused) as refusal:
        bring(line(level="4"), line(skill="chatgpt assistants", level="4"), line(level="5"))
    assert [fault["line"] for fault in refusal.value.faults] == [3, 4]


def test_a_name_of_several_topics_asks_for_a_code():
    Skill.objects.create(code="X1", area="ai", direction="J2S", labels={"en": "Pottery"})
    Skill.objects.create(code="X2", area="ai", direction="J2S", labels={"en": "pottery"})
    with pytest.raises(SkillsFileRefused) as refusal:
        bring(line(skill="Pottery", level="4"))
    assert "X1, X2" in refusal.value.faults[0]["remedy"]


def test_an_empty_file_changes_nothing():
    assert bring()["read"] == 0


def test_a_line_that_could_not_be_read_is_a_fault_where_it_stands():
    with pytest.raises(SkillsFileRefused) as refusal:
        bring(line(level="4", line="7", trouble="quotes"))
    assert refusal.value.faults[0]["line"] == 7


def test_a_line_for_somebody_who_has_left_comes_in_and_is_told():
    PersonFactory(external_id="P3", is_active=False)
    counts = bring(line(id="P3", level="4"), line(level="4"))
    assert counts["created"] == 2
    assert [(w["line"], w["value"], w["problem"]) for w in counts["warned"]] == [
        (2, "P3", "This person has left.")
    ]
