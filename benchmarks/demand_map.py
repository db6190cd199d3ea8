"""The page of demand and supply for many people: ``--people N``, ``--full``, ``--json``.

The demo set-up: SQLite, the catalogue, invented people of one cohort with five levels and three
wants each, and as many answers to a need survey. The page is opened as a browser does, through the
whole stack of a server that has shown its front page before, in every view: the cohort, everybody,
one topic looked into, the survey. The first opening of each view counts as well. CPU seconds stand
beside those on the clock, which a busy machine lengthens.
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import time

from parts.sheet import Sheet
from rounds import fill

PEOPLE, LARGE = 10_000, 100_000
TIMES = 5
BAR = 1.5
VIEWS = {
    "cohort": "",
    "way back": "?way=to_mentors",
    "everybody": "?source=everybody",
    "one topic": "?source=everybody&skill=J1",
    "need survey": "?source=needs",
}


def measure(n_people: int) -> dict[str, dict[str, float]]:
    """Return, by view, the median and the worst seconds and the number of queries."""
    from django.core.management import call_command  # noqa: PLC0415 - after the settings
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from upside.people.models import Person  # noqa: PLC0415
    from upside.programmes.models import RoleGrant  # noqa: PLC0415
    from upside.skills.actions import load_catalogue  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_catalogue(at=timezone.now())
    cohort = fill(n_people // 2, n_people - n_people // 2, timezone.now())
    coordinator = Person.objects.create(external_id="C1", email="c1@large.example")
    RoleGrant.objects.create(person=coordinator, role="coordinator", programme=cohort.programme)
    answer(cohort, n_people)
    client = Client()
    client.force_login(coordinator)
    opened(client, "/", times=1)
    address = f"/cohorts/{cohort.pk}/demand/"
    return {name: opened(client, address + query) for name, query in VIEWS.items()}


def answer(cohort: object, n_answers: int) -> None:
    """Let so many people have answered a need survey: three topics wanted, two offered."""
    from django.utils import timezone  # noqa: PLC0415 - after the settings

    from upside.programmes.need_models import NeedAnswer, NeedItem, NeedSurvey  # noqa: PLC0415
    from upside.skills.models import Skill  # noqa: PLC0415

    chance = random.Random(7)
    skills, now = list(Skill.objects.all()), timezone.now()
    survey = NeedSurvey.objects.create(
        cohort=cohort, opened_at=now, closes_on=now.date(), closed_at=now
    )
    answers = NeedAnswer.objects.bulk_create(
        NeedAnswer(key=f"{n:064}", survey=survey) for n in range(n_answers)
    )
    NeedItem.objects.bulk_create(
        NeedItem(answer=one, kind=kind, skill=skill, value=chance.randint(1, 3))
        for one in answers
        for kind, skill in zip(["want"] * 3 + ["offer"] * 2, chance.sample(skills, 5), strict=True)
    )


def opened(client: object, address: str, *, times: int = TIMES) -> dict[str, float]:
    """Open one page a few times; the queries are counted once, apart from the clock."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    seconds, cpu = [], []
    for _turn in range(times):
        started, worked = time.perf_counter(), time.process_time()
        answer = client.get(address, headers={"host": "localhost"})
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - worked)
        if answer.status_code != 200:  # noqa: PLR2004
            raise SystemExit(f"{address} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as asked:
        client.get(address, headers={"host": "localhost"})
    return {
        "median_seconds": round(statistics.median(seconds), 3),
        "worst_seconds": round(max(seconds), 3),
        "worst_cpu_seconds": round(max(cpu), 3),
        "queries": len(asked),
        "kilobytes": round(len(answer.content) / 1000, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--full", action="store_true", help=f"{LARGE:,} people")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    n_people = LARGE if options.full else options.people
    with tempfile.TemporaryDirectory(prefix="upside-bench-") as folder:
        os.environ["UPSIDE_DATA_DIR"] = folder
        os.environ["UPSIDE_DEMO"] = "yes"
        os.environ["DJANGO_SETTINGS_MODULE"] = "upside.config.settings"
        import django  # noqa: PLC0415

        django.setup()
        found = measure(n_people)
    worst = max(view["worst_seconds"] for view in found.values())
    if options.json:
        print(json.dumps({"people": n_people, "worst_seconds": worst, "views": found}))
        return
    title = f"The map of demand and supply of {n_people:,} people, SQLite"
    kind = "demand_map-full" if options.full else "demand_map"
    with Sheet(kind, title) as sheet:
        sheet.say(
            f"{'view':12} {'median s':>9} {'worst s':>9} {'worst CPU':>9} {'queries':>8} {'kB':>8}"
        )
        for name, view in found.items():
            sheet.say("".join([f"{name:12}", *(f" {value:>9}" for value in view.values())]))
        kept = "kept" if worst < BAR else "missed"
        sheet.say(f"\nThe bar is {BAR} s for 10,000 people: {kept}, with {worst} s at worst.")


if __name__ == "__main__":
    main()
