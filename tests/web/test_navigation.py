"""Which entry at the top of the page is marked as the one where somebody is."""

import pytest

from upside.programmes.models import RoleGrant
from upside.programmes.queries import Standing
from upside.web.navigation import entries_for

COORDINATOR = Standing(frozenset({RoleGrant.Role.COORDINATOR}), takes_part=True, assists=False)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", ["/"]),
        ("/people/import/", ["/people/"]),
        ("/cohorts/1/", ["/programmes/"]),
        ("/rounds/1/why/2/", ["/programmes/"]),
        ("/sessions/1/", ["/pairs/"]),
        ("/places/1/", []),
    ],
)
def test_at_most_one_entry_is_marked_as_here(path, marked):
    assert [e.address for e in entries_for(COORDINATOR, path) if e.is_current] == marked
