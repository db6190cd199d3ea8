"""The map of a large cohort, the figures of a smaller one; nothing of fewer than eight people."""

import pytest

from tests.factories import PairFactory, PersonFactory, UnitFactory
from upside.insights.silos import MERGED, Cell, Reach, silo_map

pytestmark = pytest.mark.django_db


def pairs_between(*units):
    names = {name for two in units for name in two if name}
    made = {name: UnitFactory(path=name, name=name) for name in names}
    return [
        PairFactory(
            mentor=PersonFactory(unit=made.get(mentor)),
            mentee=PersonFactory(unit=made.get(mentee)),
        )
        for mentor, mentee in units
    ]


def test_cells_of_eight_people_make_a_map_and_the_others_are_one_figure():
    silos = silo_map(
        pairs_between(
            *[("Sales/Retail", "Finance")] * 5, *[("Sales", "IT")] * 2, *[("IT", "Sales")] * 2
        )
    )

    assert silos.cells == (Cell("Sales", "Finance", 5),)
    assert silos.units == ("Finance", "Sales")
    assert (silos.n_merged, silos.reaches, silos.busiest) == (4, (), 5)
    assert (silos.n_pairs, silos.n_bridging) == (9, 9)


def test_a_rest_of_few_people_takes_a_cell_with_it():
    silos = silo_map(pairs_between(*[("A", "B")] * 6, *[("B", "C")] * 4, ("C", "A")))

    assert silos.cells == (Cell("A", "B", 6),)
    assert silos.n_merged == 5


def test_where_cells_hold_few_pairs_each_unit_has_one_figure():
    silos = silo_map(
        pairs_between(
            *[("A", "B"), ("B", "A"), ("A", "C"), ("C", "A"), ("B", "C")] * 2,
            *[("A", "D"), ("D", "A"), ("D", "D")],
        )
    )

    assert (silos.cells, silos.units, silos.busiest) == ((), (), 0)
    assert silos.reaches == (Reach("A", 10, 20), Reach("B", 6, 12), Reach(MERGED, 8, 16))


def test_units_that_all_reach_eight_people_are_all_named():
    ways = [("A", "B"), ("B", "C"), ("C", "A"), ("B", "A"), ("C", "B"), ("A", "C")]

    reaches = silo_map(pairs_between(*ways)).reaches

    assert reaches == (Reach("A", 4, 8), Reach("B", 4, 8), Reach("C", 4, 8))


def test_of_a_company_with_one_root_the_units_below_it_are_told():
    silos = silo_map(pairs_between(*[("Group/Sales/East", "Group/Finance")] * 4))

    assert silos.cells == (Cell("Sales", "Finance", 4),)


def test_people_whose_unit_is_not_known_are_in_no_cell_and_no_line():
    silos = silo_map(pairs_between(*[("", "Sales")] * 5, *[("A", "B")] * 5))

    assert silos.cells == (Cell("A", "B", 5),)
    assert (silos.n_merged, silos.n_bridging) == (5, 5)
    assert silo_map(pairs_between(*[("", "X")] * 5)).reaches == ()


def test_of_few_people_only_the_total_is_told():
    silos = silo_map(pairs_between(("A", "B"), ("C", "D")))

    assert (silos.cells, silos.reaches, silos.n_bridging) == ((), (), 2)


def test_no_pairs_no_map():
    assert silo_map([]).n_pairs == 0
