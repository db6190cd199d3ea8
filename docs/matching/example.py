"""Two files in, a proven plan out, a weight moved, both compared: run it in an empty folder.

    python docs/matching/example.py

Everybody in it is invented. The same can be done with ``upmatch solve`` on files.
"""

import random
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import upmatch
from upmatch.files import Sources, read_problem
from upmatch.words import about_certificate, about_price, about_why

TOPICS = ("assistants", "prompting", "short video", "data", "accessibility", "open source")
BACK = ("budget", "negotiation", "strategy", "crisis", "board", "network")
FOLDER = Path(mkdtemp(prefix="upmatch-"))


def write_files(n: int = 40) -> None:
    """Write PEOPLE.csv and SKILLS.csv of ``n`` senior and ``n`` junior people."""
    chance = random.Random(1)
    people = ["id,role,grade,unit,languages,seats,slots"]
    skills = ["id,skill,level,want,importance"]
    for number in range(n):
        for role, grade in (("mentee", chance.randint(6, 9)), ("mentor", chance.randint(1, 4))):
            name = f"{role}-{number:02}"
            unit = f"Aubrac/{chance.choice(('Sales', 'Plants', 'Finance'))}"
            day = chance.choice(("Mon", "Tue", "Thu"))
            people.append(
                f"{name},{role},{grade},{unit},fr;en,1,{day} 09:00-12:00; Fri 14:00-16:00"
            )
            knows, wants = (BACK, TOPICS) if role == "mentee" else (TOPICS, BACK)
            for skill in chance.sample(knows, 3):
                skills.append(f"{name},{skill},{chance.randint(4, 8)},,")
            for skill in chance.sample(wants, 2):
                skills.append(f"{name},{skill},{chance.randint(0, 2)},5,{chance.randint(1, 3)}")
    (FOLDER / "PEOPLE.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    (FOLDER / "SKILLS.csv").write_text("\n".join(skills) + "\n", encoding="utf-8")


def main() -> None:
    write_files()

    # 1. Load the two files. Faults are refused with file, line, column and remedy.
    sources = Sources(FOLDER / "PEOPLE.csv", FOLDER / "SKILLS.csv")
    problem, notes = read_problem(sources, seed=7)
    print(f"{len(problem.mentees)} mentees, {len(problem.mentors)} mentors; {notes or 'no notes'}")

    # 2. Solve. A plan is a frozen record; the same inputs and seed give the same plan.
    plan = upmatch.solve(problem)
    print(f"{plan.n_pairs} pairs, total fit {plan.total_fit}")

    # 3. Read the certificate: bound and plan are whole numbers, so a gap of 0 is a proof.
    print(f"bound {plan.bound_pairs} pairs, {plan.bound_fit} fit, gap {plan.gap}")
    print(about_certificate(plan))

    # 4. Ask why, and what another pair would cost.
    pair = plan.pairs[0]
    print("\n".join(about_why(plan.why(pair.mentee, pair.mentor))))
    other = next(one.mentor for one in plan.pairs if one.mentor != pair.mentor)
    answer = plan.why_not(pair.mentee, other)
    print(
        f"{pair.mentee} with {other}: {answer.forbidden_by or (answer.cost_pairs, answer.cost_fit)}"
    )

    # 5. What does a rule cost?
    print("\n".join(about_price(plan.price_of("slots"))))

    # 6. Move a weight, solve again, compare.
    moved = replace(problem, weights={**problem.weights, "distance": 60})
    second = upmatch.solve(moved)
    before = {one.mentee: one.mentor for one in plan.pairs}
    after = {one.mentee: one.mentor for one in second.pairs}
    same = sum(after.get(mentee) == mentor for mentee, mentor in before.items())
    print(
        f"With distance at 60 {same} of {plan.n_pairs} pairs stay; {second.n_pairs} pairs in all."
    )


if __name__ == "__main__":
    main()
