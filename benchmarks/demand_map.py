"""The page of demand and supply for many people: ``--people N``, ``--json``.

The demo set-up: SQLite, the catalogue, invented people of one cohort with five levels and three
wants each. The page is opened as a browser does, through the whole stack of the server, in every
view: the cohort, everybody, one topic looked into. The first opening of each view counts as well.
"""

import argparse
import json
import os
import statistics
import tempfile
import time

from parts.sheet import Sheet
from rounds import fill

PEOPLE = 10_000
TIMES = 5
BAR = 1.5
VIEWS = {
    "cohort": "",
    "way back": "?way=to_mentors",
    "everybody": "?source=everybody",
    "one topic": "?source=everybody&skill=J1",
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
    client = Client()
    client.force_login(coordinator)
    address = f"/cohorts/{cohort.pk}/demand/"
    return {name: opened(client, address + query) for name, query in VIEWS.items()}


def opened(client: object, address: str) -> dict[str, float]:
    """Open one page a few times; the queries are counted once, apart from the clock."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    seconds = []
    for _turn in range(TIMES):
        started = time.perf_counter()
        answer = client.get(address, headers={"host": "localhost"})
        seconds.append(time.perf_counter() - started)
        if answer.status_code != 200:  # noqa: PLR2004
            raise SystemExit(f"{address} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as asked:
        client.get(address, headers={"host": "localhost"})
    return {
        "median_seconds": round(statistics.median(seconds), 3),
        "worst_seconds": round(max(seconds), 3),
        "queries": len(asked),
        "kilobytes": round(len(answer.content) / 1000, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="upside-bench-") as folder:
        os.environ["UPSIDE_DATA_DIR"] = folder
        os.environ["UPSIDE_DEMO"] = "yes"
        os.environ["DJANGO_SETTINGS_MODULE"] = "upside.config.settings"
        import django  # noqa: PLC0415

        django.setup()
        found = measure(options.people)
    worst = max(view["worst_seconds"] for view in found.values())
    if options.json:
        print(json.dumps({"people": options.people, "worst_seconds": worst, "views": found}))
        return
    title = f"The map of demand and supply of {options.people:,} people, SQLite"
    with Sheet("demand_map", title) as sheet:
        sheet.say(f"{'view':12} {'median s':>9} {'worst s':>9} {'queries':>8} {'kB':>8}")
        for name, view in found.items():
            sheet.say("".join([f"{name:12}", *(f" {value:>9}" for value in view.values())]))
        kept = "kept" if worst < BAR else "missed"
        sheet.say(f"\nThe bar is {BAR} s for 10,000 people: {kept}, with {worst} s at worst.")


if __name__ == "__main__":
    main()
