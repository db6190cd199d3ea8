import upmatch
from tests.engine.builders import mentee, mentor, problem, table
from upmatch.files import Sources, read_problem
from upmatch.rules import forbidden, looser, same_company
from upmatch.rules import settled as rules_settled


def test_two_of_one_company_are_never_a_pair():
    rows = table(
        [mentee(company="Aubrac"), mentee("m", company="Cantal")],
        [mentor("a", company="Aubrac"), mentor("c", company="Cantal"), mentor("n")],
    )

    assert same_company.permits(rows).tolist() == [[False, True, True], [True, False, True]]


def test_where_nobody_names_a_company_the_rule_is_off_and_the_hash_stays():
    alone, named = mentee(), mentee(company="Aubrac")

    assert "same_company" not in forbidden(table([alone], [mentor()]))
    assert "company" not in problem(alone, mentor()).as_dict()["people"][0]
    kept = problem(named, mentor()).as_dict()
    assert upmatch.Problem.from_dict(kept).as_dict() == kept
    assert [one.get("company") for one in kept["people"]] == ["Aubrac", None]


def test_the_plan_keeps_to_it_says_so_and_offers_no_remedy_for_it():
    two = [mentee("ann", company="Aubrac"), mentor("bob", seats=1, company="Aubrac")]
    plan = upmatch.solve(problem(*two, rules={}))

    assert plan.pairs == ()
    (left,) = [one for one in plan.left_over() if one.role == "mentee"]
    assert (left.forbidden_by, left.remedy) == ({"same_company": 1}, None)
    assert "same_company" not in {step.rule for step in looser(rules_settled({}))}


def test_the_column_company_of_the_file_says_it(tmp_path):
    (people := tmp_path / "people.csv").write_text(
        "id,role,grade,seats,company\nann,mentee,5,,Aubrac\nbob,mentor,2,1,Aubrac\n", "utf-8"
    )
    (skills := tmp_path / "skills.csv").write_text("id,skill,level,want\n", "utf-8")

    found, notes = read_problem(Sources(people, skills))

    assert [one.company for one in found.people] == ["Aubrac", "Aubrac"]
    assert notes == []
