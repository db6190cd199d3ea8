"""Vetoes and conflicts of interest: a no counts whoever said it."""

import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch import Wish
from upmatch.rules import conflict, veto


@pytest.mark.parametrize(("rule", "kind"), [(veto, "veto"), (conflict, "conflict")])
@pytest.mark.parametrize(("one", "other"), [("ann", "bob"), ("bob", "ann")])
def test_a_no_forbids_the_pair(rule, kind, one, other):
    rows = table([mentee("ann")], [mentor("bob"), mentor("eve")], wishes=[Wish(one, other, kind)])

    assert rule.permits(rows).tolist() == [[False, True]]
    assert rule.loosened() == []


def test_other_kinds_of_wishes_do_not_forbid():
    wishes = [Wish("ann", "bob", "rank", 1), Wish("ann", "bob", "conflict")]
    rows = table([mentee("ann")], [mentor("bob")], wishes=wishes)

    assert veto.permits(rows).all()


def test_a_no_between_two_mentors_forbids_no_pair():
    wishes = [Wish("bob", "eve", "veto")]
    rows = table([mentee("ann")], [mentor("bob"), mentor("eve")], wishes=wishes)

    assert veto.permits(rows).all()
