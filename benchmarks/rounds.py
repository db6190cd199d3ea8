"""A round of the platform, from rows to rows: ``--mentees N --mentors M``, ``--json``.

The people are invented and seeded: 28 topics, units in two levels, three evenings of the week.
They stand ready in an empty database of its own; a round is handed to the worker and computed,
which includes why each pair and why somebody is left over; then its proposals are released.
"""

import argparse
import itertools
import json
import os
import random
import tempfile
import time

from parts.sheet import Sheet

LARGE = 20_000
EVENINGS = 3


def fill(n_mentees: int, n_mentors: int, at: object, seed: int = 7) -> object:
    """Put so many ready mentees and mentors into one new cohort, and return it."""
    from upside.people.models import Person, Unit  # noqa: PLC0415 - after the settings
    from upside.programmes.models import Cohort, Enrolment, Programme  # noqa: PLC0415
    from upside.skills.models import Skill  # noqa: PLC0415

    chance = random.Random(seed)
    units = Unit.objects.bulk_create(Unit(path=f"D{n % 12}/T{n}", name=f"T{n}") for n in range(60))
    programme = Programme.objects.create(slug="large", template="need", created_at=at)
    cohort = Cohort.objects.create(
        programme=programme, starts_on="2026-01-01", ends_on="2026-12-31"
    )
    skills = list(Skill.objects.all())
    people = Person.objects.bulk_create(
        Person(
            external_id=f"P{n:06}",
            first_name="P",
            last_name=str(n),
            email=f"p{n}@large.example",
            grade=7 + n % 3 if n < n_mentees else 2 + n % 3,
            unit=chance.choice(units),
            languages=["fr", "en"] if n % 3 else ["fr"],
            country="FR",
        )
        for n in range(n_mentees + n_mentors)
    )
    role = Enrolment.Role
    places = Enrolment.objects.bulk_create(
        Enrolment(
            cohort=cohort,
            person=person,
            role=role.MENTEE if n < n_mentees else role.MENTOR,
            state=Enrolment.State.READY,
            invited_at=at,
        )
        for n, person in enumerate(people)
    )
    _fill_profiles(places, skills, chance, at)
    return cohort


def _fill_profiles(places: list, skills: list, chance: random.Random, at: object) -> None:
    from upside.programmes.models import Slot  # noqa: PLC0415
    from upside.skills.models import SkillLevel, Want  # noqa: PLC0415

    slots, levels, wants = [], [], []
    for place in places:
        days = chance.sample(range(5), EVENINGS)
        slots += [Slot(enrolment=place, weekday=d, starts=17 * 60, ends=19 * 60) for d in days]
        topics = chance.sample(skills, 8)
        levels += [
            SkillLevel(person=place.person, skill=s, level=chance.randint(3, 8), set_at=at)
            for s in topics[:5]
        ]
        wants += [
            Want(person=place.person, skill=s, target=chance.randint(3, 7)) for s in topics[5:]
        ]
    for model, rows in ((Slot, slots), (SkillLevel, levels), (Want, wants)):
        model.objects.bulk_create(rows)


def measure(n_mentees: int, n_mentors: int) -> dict[str, float]:
    """Return seconds by step of one round, with its certificate."""
    from django.core.management import call_command  # noqa: PLC0415 - after the settings
    from django.utils import timezone  # noqa: PLC0415

    from upmatch.timings import peak_rss_mb  # noqa: PLC0415
    from upside.kernel import jobs  # noqa: PLC0415
    from upside.matching import actions, queries  # noqa: PLC0415
    from upside.matching.actions import running  # noqa: PLC0415
    from upside.skills.actions import load_catalogue  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    load_catalogue(at=timezone.now())
    cohort = fill(n_mentees, n_mentors, timezone.now())
    running.AT_ONCE = -1  # every size by the worker, so that all are measured alike
    marks: list[tuple[str, float]] = []
    plain = jobs.tell

    def tell(step: str, share: float) -> None:
        if not marks or marks[-1][0] != step:
            marks.append((step, time.perf_counter()))
        plain(step, share)

    jobs.tell = tell
    started, cpu = time.perf_counter(), time.process_time()
    made = actions.start_round(cohort, by=None, at=timezone.now())
    asked = time.perf_counter() - started
    jobs.do_next_job(timezone.now, worker="benchmark")
    marks.append(("end", time.perf_counter()))
    found = {
        f"{name}_seconds": round(end - start, 2)
        for (name, start), (_, end) in itertools.pairwise(marks)
    }
    made.refresh_from_db()
    peak, spent = peak_rss_mb(), time.process_time() - cpu
    releasing = time.perf_counter()
    actions.release_round(made, by=None, at=timezone.now())
    releasing = time.perf_counter() - releasing
    counting = time.perf_counter()
    queries.free_of(cohort)  # with a proposal open for nearly everybody
    counting = time.perf_counter() - counting
    return {
        "mentees": n_mentees,
        "mentors": n_mentors,
        "asking_seconds": round(asked, 2),
        **found,
        "seconds": round(marks[-1][1] - started, 2),
        "cpu_seconds": round(spent, 2),
        "peak_rss_mb": peak,
        "release_seconds": round(releasing, 2),
        "who_is_free_seconds": round(counting, 2),
        "pairs": made.outcome["n_pairs"],
        "left_over": len(made.outcome["left_over"]),
        "gap": made.outcome["gap"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentees", type=int, default=2_000)
    parser.add_argument("--mentors", type=int, default=2_500)
    parser.add_argument("--full", action="store_true", help=f"{LARGE:,} people of each side")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sizes = (LARGE, LARGE) if options.full else (options.mentees, options.mentors)
    with tempfile.TemporaryDirectory(prefix="upside-bench-") as folder:
        os.environ["UPSIDE_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "upside.config.settings"
        import django  # noqa: PLC0415

        django.setup()
        found = measure(*sizes)
    if options.json:
        print(json.dumps(found))
        return
    kind = "rounds-full" if options.full else "rounds-quick"
    with Sheet(kind, "A round of the platform, SQLite") as sheet:
        for name, value in found.items():
            sheet.say(f"{name:20} {value:>12,}")


if __name__ == "__main__":
    main()
