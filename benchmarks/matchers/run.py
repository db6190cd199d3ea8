"""Let one open-source mentoring matcher solve one problem: ``run.py NAME FOLDER FITS OUT``.

Runs on its own, with nothing but the libraries in FOLDER: two of the matchers install a module of
the same name. FITS is a JSON matrix, mentees in rows, -1 where a rule forbids the pair. What is
timed is the matcher's own work from its own objects on; sorting people by fit is done for it.
"""

import json
import random
import resource
import sys
import threading
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

Fits = list[list[int]]
Pairs = list[tuple[int, int]]
Solve = Callable[[], Pairs]


def by_mentor_match(fits: Fits) -> Solve:
    """Hungarian method on the points of its rules: fit is one rule, what we forbid another."""
    from matching.mentee import Mentee  # noqa: PLC0415  there only in its own folder
    from matching.mentor import Mentor  # noqa: PLC0415
    from matching.process import process_data  # noqa: PLC0415
    from matching.rules.rule import Disqualify  # noqa: PLC0415

    class Fit:
        def evaluate(self, _match: object) -> bool:
            return True

        def apply(self, match: object) -> int:
            return fits[match.mentee.place][match.mentor.place]

    def person(kind: type, place: int) -> object:
        made = kind(grade=0, email=f"{kind.__name__}{place}")
        made.place = place
        return made

    forbidden = Disqualify(lambda match: fits[match.mentee.place][match.mentor.place] < 0)

    def solve() -> Pairs:
        mentees = [person(Mentee, row) for row in range(len(fits))]
        mentors = [person(Mentor, column) for column in range(len(fits[0]))]
        process_data(mentors, mentees, [[Fit(), forbidden]])
        return [(one.place, other.place) for one in mentees for other in one.mentors]

    return solve


def by_matching(fits: Fits) -> Solve:
    """Deferred acceptance, hospitals and residents: each side ranks whom it may have, by fit."""
    from matching.games import HospitalResident  # noqa: PLC0415

    residents, hospitals = ranked(fits), ranked(turned(fits))
    # it cannot hold people whom nobody may have
    residents = {name: ranks for name, ranks in residents.items() if ranks}
    hospitals = {name: ranks for name, ranks in hospitals.items() if ranks}

    def solve() -> Pairs:
        seats = dict.fromkeys(hospitals, 1)
        game = HospitalResident.create_from_dictionaries(residents, hospitals, seats)
        found = game.solve(optimal="resident")
        return [(one.name, hospital.name) for hospital, many in found.items() for one in many]

    return solve


def by_hgpmatch(fits: Fits) -> Solve:
    """The same after a step of its own: whom somebody did not rank comes last, by chance."""
    from hgp.match.matching import MatchStatement, solve_from_poset_problem  # noqa: PLC0415

    def named(ranks: dict[int, list[int]], own: str, other: str) -> dict[str, list[str]]:
        return {f"{own}{name}": [f"{other}{one}" for one in many] for name, many in ranks.items()}

    mentees = named(ranked(fits), "S", "M")
    mentors = named(ranked(turned(fits)), "M", "S")

    def solve() -> Pairs:
        random.seed(1)
        statement = MatchStatement(mentees, mentors, dict.fromkeys(mentors, 1))
        found = solve_from_poset_problem(statement)
        return [(int(one[1:]), int(name[1:])) for name, many in found.items() for one in many]

    return solve


def by_mentormatch(fits: Fits) -> Solve:
    """Its first stage, mentors whom mentees name: all permitted ones by fit; no second stage."""
    from mentormatch.api.app.app_main import main  # noqa: PLC0415

    n = len(fits)
    same = {"skills": [], "function": "", "last_name": "", "first_name": "", "position_level": 3}
    same |= {"years_total": 0, "location": "", "gender": "", "preference_yes": []}
    same |= {"preference_no": [], "preference_maybe": []}
    wishes = {name: [n + one for one in many] for name, many in ranked(fits).items()}

    def solve() -> Pairs:
        mentors = [{**same, "wwid": n + i, "max_mentee_count": 1} for i in range(len(fits[0]))]
        mentees = [
            {**same, "wwid": i, "favor": 0, "preferred_functions": [], "preferred_wwids": wishes[i]}
            for i in range(n)
        ]
        main(mentors, mentees)
        return [(one["wwid"], one["match_wwids"] - n) for one in mentees if one["match_wwids"]]

    return solve


MATCHERS = {
    "mentor-match": by_mentor_match,
    "matching": by_matching,
    "hgpmatch": by_hgpmatch,
    "mentormatch": by_mentormatch,
}


def turned(fits: Fits) -> Fits:
    return [list(column) for column in zip(*fits, strict=True)]


def ranked(fits: Fits) -> dict[int, list[int]]:
    """Whom everybody may have, best fit first."""
    return {
        name: sorted((i for i, fit in enumerate(row) if fit >= 0), key=lambda i, row=row: -row[i])
        for name, row in enumerate(fits)
    }


def peak_mb() -> float:
    """Of this process alone: what ``getrusage`` says includes what started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024


def measure(name: str, fits: Fits, out: Path) -> None:
    MATCHERS[name]([[1, 2], [2, 1]])()  # loads what it loads
    solve = MATCHERS[name](fits)
    start, cpu = time.perf_counter(), time.process_time()
    pairs = solve()
    found = {
        "seconds": round(time.perf_counter() - start, 3),
        "cpu_seconds": round(time.process_time() - cpu, 3),
        "mb": round(peak_mb(), 1),
        "version": version(name),
        "pairs": pairs,
    }
    out.write_text(json.dumps(found))


def main() -> None:
    name, folder, fits, out = sys.argv[1:]
    sys.path[:1] = [folder]
    # `matching` copies its game person by person, each inside the one before
    sys.setrecursionlimit(10**6)
    threading.stack_size(512 * 1024 * 1024)
    arguments = (name, json.loads(Path(fits).read_text()), Path(out))
    work = threading.Thread(target=measure, args=arguments)
    work.start()
    work.join()


if __name__ == "__main__":
    main()
