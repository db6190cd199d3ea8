import pytest

from tests.engine.builders import mentee, mentor, table
from upmatch.rules import language


@pytest.mark.parametrize(
    ("n", "expected"), [(0, [True] * 3), (1, [True, True, False]), (2, [True, False, False])]
)
def test_n_common_languages(n, expected):
    others = [
        mentor("m1", languages={"fr", "en"}),
        mentor("m2", languages={"fr", "de"}),
        mentor("m3", languages={"de"}),
    ]
    rows = table([mentee(languages={"fr", "en"})], others)

    assert language.permits(rows, n=n).tolist() == [expected]


def test_looser_settings_end_at_none():
    assert language.loosened(n=2) == [{"n": 1}, {"n": 0}]
