"""HR files brought in: all or nothing, twice is once, nobody deleted, nobody locked out."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.factories import MONDAY_NINE, PersonFactory, UnitFactory
from upside.kernel.models import AuditEntry
from upside.people import actions
from upside.people.actions import files
from upside.people.imports.mapping import Mapping
from upside.people.imports.outcome import Choices
from upside.people.imports.refusals import BadMapping, Unreadable
from upside.people.imports.storing import store
from upside.people.models import Language, PeopleImport, Person, Unit
from upside.people.queries import people_like

pytestmark = pytest.mark.django_db
State = PeopleImport.State
HEAD = "id,first_name,last_name,mail,title,unit,grade,manager,active\n"
THREE = HEAD + (
    "1,Ada,Ba,ada@b.fr,Boss,Group,9,,yes\n"
    "2,Bo,Ko,bo@b.fr,Dev,Group/Data,3,1,yes\n"
    "3,Cy,Lo,,Dev,Group/Data,3,9,no\n"
)


@pytest.fixture
def bring(tmp_path):
    """Import a text whose headings are the names of the fields."""

    def run(text, by=None, grades=("", {}), **choices):
        source = tmp_path / "file.csv"
        source.write_text(text)
        stored = store(source, tmp_path / "kept.csv")
        mapping = Mapping({h: h for h in stored.headings}, *grades)
        return actions.import_people(
            stored, mapping, Choices(**choices), name="file.csv", by=by, at=MONDAY_NINE
        )

    return run


def test_people_units_and_reporting_lines_come_in(bring):
    outcome = bring(THREE)
    bo = Person.objects.get(external_id="2")
    assert (outcome.read, outcome.created, outcome.without_mail, outcome.inactive) == (3, 3, 1, 1)
    assert (bo.name, bo.grade, bo.manager.name, bo.unit.path) == (
        "Bo Ko",
        3,
        "Ada Ba",
        "Group/Data",
    )
    assert bo.unit.parent.path == "Group"
    assert Person.objects.get(external_id="3").manager_ref == "9"
    assert not Person.objects.get(external_id="3").is_active


def test_the_same_file_again_changes_nothing_and_says_so(bring):
    bring(THREE)
    before = list(Person.objects.values())
    outcome = bring(THREE)
    assert (outcome.unchanged, outcome.created, outcome.updated, outcome.deactivated) == (
        3,
        0,
        0,
        0,
    )
    assert list(Person.objects.values()) == before


def test_only_what_the_file_has_columns_for_is_changed(bring):
    bring(THREE)
    outcome = bring("id,title\n1,Chair\n2,Dev\n3,Dev\n")
    ada = Person.objects.get(external_id="1")
    assert (ada.job_title, ada.email, ada.grade) == ("Chair", "ada@b.fr", 9)
    assert (outcome.updated, outcome.reactivated) == (2, 1)
    assert outcome.samples["updated"][0]["differs"] == {"job_title": ["Boss", "Chair"]}


def test_a_changed_list_is_shown_as_words(bring):
    bring("id,languages\n1,fr\n")

    outcome = bring("id,languages\n1,fr;en\n")

    assert outcome.samples["updated"][0]["differs"] == {"languages": ["fr", "fr, en"]}


def test_what_people_told_themselves_outlives_an_empty_cell(bring):
    PersonFactory(external_id="1", languages=["fr"], time_zone="Asia/Tokyo", ui_language="fr")
    bring("id,languages,time_zone,ui_language\n1,,,\n")
    kept = Person.objects.get(external_id="1")
    assert (kept.languages, kept.time_zone, kept.ui_language) == (["fr"], "Asia/Tokyo", "fr")


def test_whoever_comes_in_or_is_changed_is_found_without_accents(bring):
    bring("id,last_name\n1,Lefèvre\n2,Ko\n")
    bring("id,last_name\n1,Çelik\n2,Ko\n")
    found = people_like(Person.objects.all(), "celik")
    assert [person.external_id for person in found] == ["1"]
    assert not people_like(Person.objects.all(), "lefevre").exists()


def test_one_faulty_line_keeps_all_others_out(bring):
    with pytest.raises(actions.FaultyLines, match="1 line is faulty") as refusal:
        bring(THREE + "4,Di,Mo,nonsense,Dev,Group,3,1,yes\n")
    assert (refusal.value.outcome.read, refusal.value.outcome.refused) == (4, 1)
    assert refusal.value.outcome.created == 0
    assert not Person.objects.exists()
    assert not Unit.objects.exists()


def test_good_lines_come_in_where_that_was_chosen(bring):
    outcome = bring(THREE + "4,Di,Mo,nonsense,Dev,Group,3,1,yes\n", only_good=True)
    assert (outcome.created, outcome.refused, Person.objects.count()) == (3, 1, 3)


def test_strict_refuses_unknown_managers(bring):
    with pytest.raises(actions.FaultyLines):
        bring("id,manager\n1,9\n", is_strict=True)


def test_people_may_exchange_their_mails_in_one_file(bring):
    bring("id,mail\n1,a@b.fr\n2,c@d.fr\n3,e@f.fr\n")
    outcome = bring("id,mail\n1,c@d.fr\n2,a@b.fr\n3,\n")
    mails = dict(Person.objects.values_list("external_id", "email"))
    assert mails == {"1": "c@d.fr", "2": "a@b.fr", "3": None}
    assert outcome.updated == 3


def test_a_mail_given_up_to_another_counts_as_a_change(bring):
    bring("id,mail\n1,a@b.fr\n2,\n")
    outcome = bring("id,mail\n1,\n2,a@b.fr\n")
    assert outcome.updated == 2
    assert Person.objects.get(external_id="2").email == "a@b.fr"


def test_a_manager_of_a_later_file_closes_the_link(bring):
    bring("id,manager\n2,1\n")
    bring("id,manager\n1,\n2,1\n")
    assert Person.objects.get(external_id="2").manager.external_id == "1"
    bring("id,manager\n1,\n2,\n")
    assert Person.objects.get(external_id="2").manager is None


def test_a_unit_keeps_the_spelling_it_has(bring):
    UnitFactory(name="Data", path="Data")
    bring("id,unit\n1,DATA\n2,data\n3,\n")
    assert list(Unit.objects.values_list("path", flat=True)) == ["Data"]
    assert bring("id,unit\n1,DATA\n2,data\n3,\n").unchanged == 3


def test_few_missing_people_are_deactivated_and_keep_their_data(bring):
    bring(THREE)
    outcome = bring(HEAD + "1,Ada,Ba,ada@b.fr,Boss,Group,9,,yes\n")
    bo = Person.objects.get(external_id="2")
    assert (outcome.deactivated, outcome.deactivated_ids) == (1, ["2"])
    assert (bo.is_active, bo.email, bo.grade) == (False, "bo@b.fr", 3)


def test_many_missing_people_are_kept_unless_somebody_says_they_left(bring):
    PersonFactory.create_batch(10)
    outcome = bring("id\n1\n")
    assert (outcome.deactivated, outcome.missing) == (0, 10)
    assert [w.code for w in outcome.warned] == ["leavers_many"]
    assert bring("id\n1\n", leavers="keep").warned == []
    assert bring("id\n1\n", leavers="deactivate").deactivated == 10
    assert Person.objects.filter(is_active=True).count() == 1


def test_a_refused_line_is_not_a_missing_person(bring):
    bring(THREE)
    outcome = bring("id,mail\n1,bad\n2,bo@b.fr\n", only_good=True, leavers="deactivate")
    assert outcome.deactivated == 0
    assert Person.objects.get(external_id="1").is_active


def test_nobody_is_missing_from_a_file_that_does_not_say_whose_its_lines_are(bring):
    bring(THREE)
    outcome = bring("id,site\n1,Lyon\n,Lyon\n", only_good=True, leavers="deactivate")
    assert outcome.deactivated == 0
    assert "leavers_unsure" in [w.code for w in outcome.warned]


def test_people_with_a_role_stay_active_though_no_file_names_them(bring):
    coach = PersonFactory()
    outcome = bring("id\n1\n", leavers="deactivate", keep=frozenset({coach.pk}))
    coach.refresh_from_db()
    assert coach.is_active
    assert [(w.code, w.value) for w in outcome.warned] == [("role_kept", coach.external_id)]


def test_whoever_imports_cannot_lock_themselves_out(bring):
    me = PersonFactory(external_id="1", email="me@b.fr")
    outcome = bring("id,mail,active\n1,,no\n2,,yes\n", by=me)
    me.refresh_from_db()
    assert (me.is_active, me.email) == (True, "me@b.fr")
    assert {w.code for w in outcome.warned} == {"self_kept", "mail_kept"}
    bring("id,mail,active\n2,,yes\n", by=me, leavers="deactivate")
    me.refresh_from_db()
    assert me.is_active


def test_whoever_imports_and_is_unharmed_by_it_is_no_matter(bring):
    me = PersonFactory(external_id="1", email="me@b.fr")
    assert bring("id,mail\n1,me@b.fr\n", by=me).warned == []


def test_somebody_who_comes_back_is_active_again(bring):
    bring("id\n1\n2\n")
    bring("id\n1\n")
    outcome = bring("id\n1\n2\n")
    assert outcome.reactivated == 1
    assert Person.objects.get(external_id="2").is_active


def test_an_import_is_logged_with_its_figures_and_without_protected_data(bring):
    bring("id,title\n1,Boss\n")
    entry = AuditEntry.objects.get(verb="people.imported")
    assert (entry.details["created"], entry.details["file"]) == (1, "file.csv")
    assert entry.details["columns"] == {"id": "id", "title": "title"}


@pytest.fixture
def received(tmp_path, coordinator):
    def receive(text="Matricule;Nom;Sexe\n1;Ba;F\n2;Ko;M\n", at=MONDAY_NINE):
        path = tmp_path / "staff.csv"
        path.write_text(text)
        return actions.receive_file(path, name="staff.csv", by=coordinator, at=at)

    return receive


def checked(import_, columns=None, **choices):
    mapping = Mapping(columns or {"Matricule": "id", "Nom": "last_name"})
    by = import_.uploaded_by
    return actions.check_import(import_, mapping, Choices(**choices), by=by, at=MONDAY_NINE)


def applied(import_, revision=1, **choices):
    choices = Choices(**choices)
    by = import_.uploaded_by
    return actions.apply_import(import_, choices, revision=revision, by=by, at=MONDAY_NINE)


def kept_copy(import_):
    return Path(settings.MEDIA_ROOT) / "imports" / import_.stored_as


def test_an_upload_is_kept_without_its_protected_columns_and_writes_nobody(received):
    import_ = received()
    assert import_.state == State.UPLOADED
    assert actions.stored_file(import_).kinds == {"Sexe": "sex"}
    assert Person.objects.filter(last_name="Ba").count() == 0


def test_an_upload_that_is_no_table_is_refused_and_leaves_no_row(received):
    with pytest.raises(Unreadable):
        received("")
    assert not PeopleImport.objects.exists()


def test_an_upload_that_cannot_be_noted_leaves_no_copy(received, coordinator, monkeypatch):
    def broken(**_said):
        raise RuntimeError

    folder = Path(settings.MEDIA_ROOT) / "imports"
    before = set(folder.glob("*")) if folder.exists() else set()
    monkeypatch.setattr(files.audit, "record", broken)
    with pytest.raises(RuntimeError):
        received()
    assert set(folder.glob("*")) == before


def test_a_check_tells_what_an_import_would_do_and_writes_nobody(received):
    import_ = checked(received())
    assert import_.state == State.CHECKED
    assert (import_.outcome["created"], import_.outcome["revision"]) == (2, 1)
    assert not Person.objects.filter(external_id="2").exists()


def test_a_check_with_an_unfit_mapping_is_refused(received):
    import_ = received()
    with pytest.raises(BadMapping):
        checked(import_, {"Nom": "last_name"})
    import_.refresh_from_db()
    assert import_.state == State.UPLOADED


def test_a_checked_file_is_imported_once_and_its_copy_deleted(
    received, django_capture_on_commit_callbacks
):
    import_ = checked(received())
    with django_capture_on_commit_callbacks(execute=True):
        done = applied(import_)
    assert (done.state, done.outcome["created"]) == (State.APPLIED, 2)
    assert not kept_copy(done).exists()
    assert applied(import_).outcome["created"] == 2
    assert AuditEntry.objects.filter(verb="people.imported").count() == 1


def test_what_was_not_looked_at_is_not_imported(received):
    import_ = received()
    with pytest.raises(actions.ImportMovedOn):
        applied(import_)
    checked(checked(import_))
    with pytest.raises(actions.ImportMovedOn):
        applied(import_, revision=1)
    assert applied(import_, revision=2).state == State.APPLIED


def test_faulty_lines_stop_an_import_until_good_lines_are_chosen(received):
    import_ = checked(received("Matricule;Nom\n1;Ba\n1;Ko\n2;Lo\n"))
    with pytest.raises(actions.FaultyLines, match="2 lines are faulty"):
        applied(import_)
    done = applied(import_, only_good=True)
    assert (done.outcome["refused"], len(done.outcome["faults"])) == (2, 2)


def test_a_dropped_file_is_deleted_and_done_with(received, django_capture_on_commit_callbacks):
    import_ = checked(received())
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_import(import_, by=import_.uploaded_by, at=MONDAY_NINE)
    again = actions.drop_import(import_, by=import_.uploaded_by, at=MONDAY_NINE)
    assert again.state == State.DROPPED
    assert not kept_copy(import_).exists()
    with pytest.raises(actions.ImportIsOver, match="dropped"):
        applied(import_)
    assert AuditEntry.objects.filter(verb="people.dropped").count() == 1


def test_an_imported_file_can_be_neither_checked_nor_dropped(received):
    import_ = applied(checked(received()))
    with pytest.raises(actions.ImportIsOver, match="imported"):
        checked(import_)
    with pytest.raises(actions.ImportIsOver, match="imported"):
        actions.drop_import(import_, by=import_.uploaded_by, at=MONDAY_NINE)


def test_uploads_left_lying_are_deleted_after_a_week(received, django_capture_on_commit_callbacks):
    left, done = received(), applied(checked(received("Matricule;Nom\n1;B\n1;K\n2;L\n")),
                                     only_good=True)  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_old_files(at=MONDAY_NINE + timedelta(days=7)) == 0
        assert actions.forget_old_files(at=MONDAY_NINE + timedelta(days=8)) == 1
    left.refresh_from_db()
    done.refresh_from_db()
    assert (left.state, kept_copy(left).exists()) == (State.DROPPED, False)
    assert (done.state, done.outcome["faults"], done.outcome["refused"]) == (State.APPLIED, [], 2)


@pytest.mark.realdata
def test_the_hr_export_comes_in_with_its_circle_and_leavers(real_data, tmp_path):
    stored = store(real_data / "employees_db" / "hr_export_10k.csv", tmp_path / "kept.csv")
    assert stored.kinds == {"gender": "sex", "birth_date": "age", "hire_date": "tenure"}
    mapping = Mapping({p.heading: p.field for p in stored.proposals() if p.is_sure})
    said = {"name": "hr.csv", "by": None, "at": MONDAY_NINE}
    first = actions.import_people(stored, mapping, Choices(), **said)
    again = actions.import_people(stored, mapping, Choices(), **said)
    codes = [w.code for w in first.warned]
    assert (first.read, first.created, first.inactive, first.without_mail) == (
        10_000, 10_000, 1_936, 10_000,
    )  # fmt: skip
    assert (codes.count("manager_circle"), codes.count("manager_inactive")) == (2, 2_926)
    assert Person.objects.exclude(manager=None).count() == 8_064
    assert (again.unchanged, again.updated, again.created) == (10_000, 0, 0)


@pytest.mark.realdata
def test_a_file_without_an_id_of_its_own_waits_for_a_person(real_data, tmp_path):
    source = real_data / "hr_ibm_attrition" / "attrition_modeldata.csv"
    stored = store(source, tmp_path / "kept.csv")
    proposals = {p.heading: p for p in stored.proposals()}
    assert (proposals["rownames"].field, proposals["rownames"].reason) == ("id", "guessed")
    assert {stored.kinds[h] for h in ("Age", "Gender", "YearsAtCompany")} == {
        "age",
        "sex",
        "tenure",
    }
    assert [proposals[h].field for h in ("JobLevel", "JobRole")] == ["grade", "title"]


def test_a_line_that_says_no_deactivates_and_counts(bring):
    bring("id,active\n1,yes\n2,yes\n")
    outcome = bring("id,active\n1,yes\n2,no\n")
    assert (outcome.updated, outcome.unchanged, outcome.deactivated) == (1, 1, 1)
    assert outcome.deactivated_ids == ["2"]


def test_a_file_is_read_while_nobody_else_has_to_wait(tmp_path, monkeypatch):
    depths = []

    def noting(work):
        def noted(*args, **named):
            depths.append(len(connection.savepoint_ids))
            return work(*args, **named)

        return noted

    for name in ("store", "preview_people"):
        monkeypatch.setattr(files, name, noting(getattr(files, name)))
    (tmp_path / "staff.csv").write_text("id\n1\n")
    hr, outside = PersonFactory(), len(connection.savepoint_ids)

    kept = actions.receive_file(tmp_path / "staff.csv", name="staff.csv", by=hr, at=MONDAY_NINE)
    actions.check_import(kept, Mapping({"id": "id"}), Choices(), by=hr, at=MONDAY_NINE)

    assert depths == [outside, outside]


def test_the_language_of_choice_is_kept():
    person = PersonFactory(ui_language="en")

    actions.choose_language(person, Language.FR)

    person.refresh_from_db()
    assert person.ui_language == "fr"


def left_by(received):
    """Import a file of one person while three others are known; they are deactivated."""
    PersonFactory.create_batch(3)
    import_ = checked(received("Matricule;Nom\n1;Ba\n"))
    return applied(import_, leavers="deactivate", at_most=3)


def test_no_more_people_leave_than_was_agreed_to(received):
    PersonFactory.create_batch(3)
    import_ = checked(received("Matricule;Nom\n1;Ba\n"))
    for agreed in (0, 2):
        with pytest.raises(actions.MoreWouldLeave, match="3 people"):
            applied(import_, leavers="deactivate", at_most=agreed)
    assert not Person.objects.filter(external_id="1").exists()
    assert applied(import_, leavers="deactivate", at_most=3).outcome["deactivated"] == 3


def test_exactly_those_whom_an_import_deactivated_come_back(received):
    gone_before = PersonFactory(is_active=False)
    import_ = left_by(received)
    said = {"by": import_.uploaded_by, "at": MONDAY_NINE}
    assert actions.reactivate_leavers(import_, **said) == 3
    assert actions.reactivate_leavers(import_, **said) == 0
    assert list(Person.objects.filter(is_active=False)) == [gone_before]
    entry = AuditEntry.objects.get(verb="people.reactivated")
    assert (entry.details["reactivated"], len(entry.details["reactivated_ids"])) == (3, 3)


def test_nothing_is_taken_back_of_an_import_that_a_later_one_followed(received):
    import_ = left_by(received)
    applied(checked(received()))
    with pytest.raises(actions.CannotTakeBack, match="names the people who work here"):
        actions.reactivate_leavers(import_, by=import_.uploaded_by, at=MONDAY_NINE)


def test_whom_an_import_deactivated_is_forgotten_after_a_week(received):
    import_ = left_by(received)
    assert actions.may_take_back(import_)
    actions.forget_old_files(at=MONDAY_NINE + timedelta(days=8))
    import_.refresh_from_db()
    assert (import_.outcome["deactivated_ids"], import_.outcome["deactivated"]) == ([], 3)
    assert not actions.may_take_back(import_)
