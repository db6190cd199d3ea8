"""HR files of two companies: each speaks of its own people only."""

import pytest

from tests.factories import MONDAY_NINE
from upside.people import actions
from upside.people.imports.mapping import Mapping
from upside.people.imports.outcome import Choices
from upside.people.imports.storing import store
from upside.people.models import Person

pytestmark = pytest.mark.django_db
HEAD = "id,first_name,mail,unit\n"
HOSTS = HEAD + "".join(f"H{n},Ada{n},ada{n}@b.fr,Company/Digital\n" for n in range(4))
GUESTS = HEAD + "".join(f"G{n},Bo{n},bo{n}@oct.fr,Octave Partner/Lab\n" for n in range(3))
PARTNERS = ("Octave Partner",)


@pytest.fixture
def bring(tmp_path):
    def run(text, partners=PARTNERS, leavers="deactivate", **choices):
        (source := tmp_path / "file.csv").write_text(text)
        stored = store(source, tmp_path / "kept.csv")
        chosen = Choices(leavers=leavers, partners=partners, **choices)
        return actions.import_people(
            stored,
            Mapping({h: h for h in stored.headings}),
            chosen,
            name="file.csv",
            by=None,
            at=MONDAY_NINE,
        )

    return run


@pytest.fixture
def both(bring):
    bring(HOSTS)
    bring(GUESTS)
    return set(active())


def active():
    return Person.objects.filter(is_active=True).values_list("external_id", flat=True)


def without(text, identity):
    return "".join(f"{one}\n" for one in text.splitlines() if not one.startswith(identity))


def test_a_file_of_one_company_deactivates_nobody_of_the_other(bring, both):
    assert both == {"H0", "H1", "H2", "H3", "G0", "G1", "G2"}
    outcome = bring(HOSTS)

    assert (outcome.missing, outcome.deactivated, outcome.known) == (0, 0, 4)
    assert bring(GUESTS).known == 3
    assert set(active()) == both


def test_the_hosts_file_deactivates_hosts_and_the_partners_file_guests(bring, both):
    assert bring(without(HOSTS, "H3")).deactivated_ids == ["H3"]
    assert bring(without(GUESTS, "G2")).deactivated_ids == ["G2"]
    assert set(active()) == both - {"H3", "G2"}


def test_a_partner_of_another_programme_is_left_alone(bring, both):
    partners = (*PARTNERS, "Cantal")
    bring(HEAD + "C1,Cy,cy@c.fr,Cantal\n", partners)

    assert set(active()) == both | {"C1"}


def test_a_file_without_units_speaks_of_the_companies_of_its_people(bring, both):
    outcome = bring("id,first_name\nG0,Bo\n")

    assert set(outcome.deactivated_ids) == {"G1", "G2"}


def test_an_id_of_another_company_is_refused_so_that_nobody_takes_anothers_account(bring, both):
    taken = GUESTS + "H1,Eve,eve@oct.fr,Octave Partner\n"
    with pytest.raises(actions.FaultyLines) as refusal:
        bring(taken)

    [fault] = refusal.value.outcome.faults
    assert (fault.code, fault.value) == ("other_company", "H1")
    assert "another company has this id" in fault.sentence
    assert "PARTNER-0001" in fault.remedy
    outcome = bring(taken, only_good=True)
    assert (outcome.refused, outcome.deactivated) == (1, 0)
    assert Person.objects.get(external_id="H1").unit.path == "Company/Digital"


def test_the_same_mail_tells_that_somebody_went_to_the_other_company(bring, both):
    moved = GUESTS + "H1,Ada1,ada1@b.fr,Octave Partner\n"
    bring(moved)

    assert Person.objects.get(external_id="H1").unit.path == "Octave Partner"


def test_a_line_without_a_unit_beside_guests_is_refused(bring, both):
    with pytest.raises(actions.FaultyLines) as refusal:
        bring(GUESTS + "G9,Zoe,zoe@oct.fr,\n")

    assert [fault.code for fault in refusal.value.outcome.faults] == ["unit_missing"]


def test_a_guest_whose_unit_was_emptied_is_no_host_by_that(bring, both):
    with pytest.raises(actions.FaultyLines):
        bring(HEAD + "G0,Bo,other@oct.fr,\n")


def test_without_partners_files_are_read_as_before(bring):
    bring(HOSTS, ())

    assert bring(without(HOSTS, "H3"), ()).deactivated_ids == ["H3"]
    assert bring(HEAD + "H0,Ada,ada0@b.fr,\n", ()).deactivated == 2


def test_a_file_of_faulty_lines_alone_deactivates_nobody(bring, both):
    bring(GUESTS.replace("@", " "), only_good=True)

    assert set(active()) == both
