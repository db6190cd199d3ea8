"""Processes that are killed or race over one database file; ``python -m tests.drill FOLDER``.

A killed worker is a child process that sends SIGKILL to itself right before one of the statements
that its job sends to the database: before the first, the last, and eight between them. The next
worker comes after the lease of the dead one is over. Prints one JSON object for the tests.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

N = 12
POINTS = 10


def main(folder):
    os.environ |= {"UPSIDE_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "upside.config.settings"}
    import django

    django.setup()
    from tests import drill_parts as parts

    file = Path(folder) / "upside.sqlite3"
    found = {}
    parts.build(N)
    keep(file, "people")
    for name, prepare in (("round", parts.ask_for_round), ("release", parts.ask_for_release)):
        restore(file, "people")
        in_child(prepare)
        keep(file, name)
        found[name] = killed_everywhere(file, name, parts)
        found[f"{name}_given_up"] = given_up(file, name, parts)
    restore(file, "people")
    in_child(parts.make_draft)
    keep(file, "draft")
    found["race"] = [race(file, parts, "everything", "everything") for _n in range(POINTS)]
    found["overlap"] = [race(file, parts, "first_eight", "last_eight") for _n in range(POINTS)]
    sys.stdout.write(json.dumps(found))


def killed_everywhere(file, name, parts):
    """Kill a worker at ten statements of its job; return how things stood then and after."""
    restore(file, name)
    n = in_child(parts.count_statements)
    places = [1 + (n - 1) * place // (POINTS - 1) for place in range(POINTS)]
    found = []
    for place in places:
        restore(file, name)
        told = in_child(parts.work_until, place, dies=True)
        stood = in_child(parts.standing)
        in_child(parts.work_later, 1)
        found.append({"before": told, "then": stood, "after": in_child(parts.standing)})
    return found


def given_up(file, name, parts):
    """Kill each worker that takes the job up; return how things stand in the end."""
    restore(file, name)
    half = in_child(parts.count_statements) // 2  # after the job is taken, before it is done
    restore(file, name)
    for turn in range(3):
        in_child(parts.work_until, half, turn, dies=True)
    in_child(parts.work_later, 3)
    in_child(parts.take_back)
    return in_child(parts.standing)


def race(file, parts, *which):
    """Let two coordinators release at the same moment; return what each was told, and the end."""
    restore(file, "draft")
    gate, opened = os.pipe()
    children = [begin(parts.release_when_open, gate, opened, one) for one in which]
    os.close(gate)
    os.close(opened)  # both read the end of the pipe at once
    told = [end(child) for child in children]
    return {"told": sorted(told), "after": in_child(parts.standing)}


def in_child(work, *args, dies=False):
    return end(begin(work, *args), dies=dies)


def begin(work, *args):
    """Do ``work`` in a process of its own, with a connection of its own."""
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(read)
        try:
            answer = work(*args, tell=lambda said: os.write(write, said.encode()))
            os.write(write, json.dumps(answer).encode())
        except BaseException as fault:  # noqa: BLE001 - told to the parent
            os.write(write, json.dumps(f"{type(fault).__name__}: {fault}").encode())
        finally:
            os._exit(0)
    os.close(write)
    return process, read


def end(child, *, dies=False):
    process, read = child
    with os.fdopen(read) as answer:
        said = answer.read()
    _process, status = os.waitpid(process, 0)
    is_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if is_killed is not dies:
        raise AssertionError(f"killed: {is_killed}, said: {said}")
    return said if dies else json.loads(said)


def keep(file, name):
    shutil.copy(file, file.with_suffix(f".{name}"))


def restore(file, name):
    for rest in ("-wal", "-shm"):
        file.with_name(file.name + rest).unlink(missing_ok=True)
    shutil.copy(file.with_suffix(f".{name}"), file)


if __name__ == "__main__":
    main(sys.argv[1])
