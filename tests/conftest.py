from pathlib import Path

import pytest
from django.utils import translation

from tests.factories import CohortFactory, PersonFactory, ProgrammeFactory, RoleGrantFactory
from tests.world import build_world

REAL_DATA = Path(__file__).parents[2] / "shared" / "data"


def pytest_collection_modifyitems(items):
    """Begin each half with half of the longest tests, so that no worker ends with them alone."""
    longest = [item for item in items if item.get_closest_marker("no_cover")]
    others = [item for item in items if not item.get_closest_marker("no_cover")]
    middle = len(others) // 2
    items[:] = [*longest[::2], *others[:middle], *longest[1::2], *others[middle:]]


@pytest.fixture(autouse=True)
def english():
    """Start every test in English, whatever language the one before it ended in."""
    translation.activate("en")
    yield
    translation.deactivate()


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def cohort(programme):
    return CohortFactory(programme=programme)


@pytest.fixture
def coordinator(programme):
    return RoleGrantFactory(programme=programme).person


@pytest.fixture
def stranger():
    """Coordinates another programme: a leak shows only where there is data that could leak."""
    return RoleGrantFactory(person=PersonFactory(), programme=ProgrammeFactory()).person


@pytest.fixture
def world(programme, cohort, coordinator, stranger):
    return build_world(programme, cohort, coordinator, stranger)


@pytest.fixture(scope="session")
def real_data():
    """Return the folder of real files beside the project; skip the test where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip("no real data beside the project (../shared/data)")
    return REAL_DATA
