"""What the colours of 20,000 pairs cost: the worker's hourly look, and three pages of them.

Half of the pairs are late, one in five is late but has a date, the others keep their rhythm. The
first look finds nobody told and writes what it may; the last one, when everybody was told. Besides
it: the longest series of dates that one press books, under SQLite's write lock.
``--pairs N``; the database is an empty one of its own.
"""

import argparse
import os
import tempfile
import time
from datetime import datetime, timedelta

from parts.sheet import Sheet

DAY = timedelta(days=1)
N_COHORTS = 10
N_DATES = 40


def fill(n: int, at: datetime) -> tuple[object, object]:
    """Put ``n`` pairs with three sessions each into ten cohorts; return coordinator and coach."""
    from upside.pairs.models import Pair  # noqa: PLC0415 - after the settings
    from upside.people.models import Person, Unit  # noqa: PLC0415
    from upside.programmes.models import Cohort, Programme, RoleGrant  # noqa: PLC0415
    from upside.sessions.models import Session  # noqa: PLC0415

    unit = Unit.objects.create(path="U", name="U")
    people = Person.objects.bulk_create(
        Person(external_id=f"P{k}", first_name="P", email=f"p{k}@large.example", unit=unit)
        for k in range(2 * n + 2)
    )
    programme = Programme.objects.create(slug="large", template="need", created_at=at)
    for person, role in zip(people[-2:], ("coordinator", "coach"), strict=True):
        RoleGrant.objects.create(person=person, role=role, programme=programme)
    plan = {"messages": {"amber_to_lead": True, "amber_to_coach_days": 7}, "drives": "mentee"}
    cohorts = [
        Cohort.objects.create(
            programme=programme,
            starts_on=(at - 120 * DAY).date(),
            ends_on=(at + 120 * DAY).date(),
            launched_at=at,
            kept=plan,
        )
        for _ in range(N_COHORTS)
    ]
    pairs = Pair.objects.bulk_create(
        Pair(
            cohort=cohorts[k % N_COHORTS],
            mentor=people[2 * k],
            mentee=people[2 * k + 1],
            state="active",
            accepted_at=at - 120 * DAY,
            activated_at=at - 118 * DAY,
        )
        for k in range(n)
    )
    rows = []
    for k, pair in enumerate(pairs):
        last = 90 if k % 10 < 5 else 45 if k % 10 < 7 else 10  # noqa: PLR2004 - days
        days = [(-last - 20, "held"), (-last, "held")]
        days.append((8, "planned") if last < 90 else (-last + 5, "cancelled"))  # noqa: PLR2004
        rows += [session(Session, pair, at + day * DAY, state) for day, state in days]
    Session.objects.bulk_create(rows, batch_size=2_000)
    return tuple(people[-2:])


def session(model: type, pair: object, starts: datetime, state: str) -> object:
    ends = starts + timedelta(hours=1)
    return model(
        pair=pair,
        starts_at=starts,
        ends_at=ends,
        state=state,
        booked_at=starts - DAY,
        booked_by=pair.mentee,
        settled_at=None if state == "planned" else ends,
        uid=f"{pair.pk}-{starts:%j}@large.example",
    )


def seconds(act: object, *args: object, **how: object) -> tuple[float, object]:
    started = time.perf_counter()
    said = act(*args, **how)
    return time.perf_counter() - started, said


def measure(n: int, sheet: Sheet) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - after the settings
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from upside.pairs.models import Pair  # noqa: PLC0415
    from upside.sessions.actions import book_sessions, nudging  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    at = timezone.now()
    coordinator, coach = fill(n, at)
    for name in ("first look", "second look"):
        spent, written = seconds(nudging.nudge_pairs, at=at)
        sheet.say(f"{name:<42}{spent:7.2f} s  {written:6,} mails written")
    nudging.AT_ONCE = 10 * n
    spent, written = seconds(nudging.nudge_pairs, at=at)
    sheet.say(f"{'all the rest at once (never done so)':<42}{spent:7.2f} s  {written:6,}")
    spent, written = seconds(nudging.nudge_pairs, at=at)
    sheet.say(f"{'a look when everybody was told':<42}{spent:7.2f} s  {written:6,}")
    pair = Pair.objects.order_by("pk").first()
    starts = [at + (2 * k + 1) * DAY for k in range(N_DATES)]
    sent = {"starts": starts, "by": pair.mentee, "at": at, "despite_busy": True}  # holidays, too
    spent, booked = seconds(book_sessions, pair, **sent)
    said = f"a series of {len(booked)} dates, one transaction"
    sheet.say(f"{said:<42}{spent:7.2f} s")
    client = Client()
    pages = [(coach, "coach", "/"), (coach, "coach", "/pairs/")]
    for person, who, address in [*pages, (coordinator, "coordinator", "/momentum/")]:
        client.force_login(person)
        client.get(address)
        spent, answer = seconds(client.get, address)
        said = f"page of the {who} {address}"
        sheet.say(f"{said:<42}{spent:7.2f} s  {answer.status_code}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=20_000)
    n = parser.parse_args().pairs
    with tempfile.TemporaryDirectory(prefix="upside-momentum-") as folder:
        os.environ["UPSIDE_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "upside.config.settings"
        import django  # noqa: PLC0415

        django.setup()
        from django.conf import settings  # noqa: PLC0415

        settings.ALLOWED_HOSTS = ["testserver"]
        with Sheet("momentum", f"Momentum and nudges of {n:,} pairs, SQLite") as sheet:
            measure(n, sheet)


if __name__ == "__main__":
    main()
