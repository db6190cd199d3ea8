"""Small random people and problems for the property tests."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from upmatch import Person, Problem, Slot, Want, Wish

CALM = settings(
    max_examples=60,
    deadline=None,  # other work on the machine must not decide a test
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
SKILLS = ("a", "b", "c")
ZONES = ("UTC", "Europe/Paris", "America/New_York", "Asia/Tokyo", "Asia/Kathmandu")

slots = st.builds(
    lambda day, start, length: Slot(day, start * 30, min(start * 30 + length * 15, 1440)),
    st.integers(0, 6),
    st.integers(0, 47),
    st.integers(1, 20),
)
wants = st.dictionaries(
    st.sampled_from(SKILLS), st.builds(Want, st.integers(1, 8), st.integers(1, 3)), max_size=3
)
levels = st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 8), max_size=3)
units = st.lists(st.sampled_from(("x", "y")), max_size=3).map(tuple)


def people(index):
    return st.builds(
        Person,
        id=st.just(f"p{index}"),
        role=st.sampled_from(("mentee", "mentor", "both")),
        grade=st.integers(0, 3),
        unit=units,
        site=st.sampled_from(("", "Lyon", "Oslo")),
        timezone=st.sampled_from(ZONES),
        languages=st.sets(st.sampled_from(("fr", "en")), min_size=1),
        seats=st.integers(0, 2),
        slots=st.lists(slots, max_size=3),
        levels=levels,
        wants=wants,
        formats=st.sets(st.sampled_from(("video", "room"))),
        grid=st.sampled_from((None, (-1, 3), (2, 3), (5, 3))),
        all_seats=st.sampled_from((None, 2, 5)),
        company=st.sampled_from(("", "", "Aubrac", "Cantal")),
    )


@st.composite
def problems(draw, most=7):
    count = draw(st.integers(0, most))
    ids = [f"p{index}" for index in range(count)]
    everybody = [*ids, "boss", "ghost"]
    managers = draw(
        st.dictionaries(st.sampled_from(everybody), st.sampled_from([None, *everybody]))
    )
    said = draw(st.lists(st.permutations(everybody), max_size=4, unique_by=lambda p: tuple(p[:2])))
    kinds = [draw(st.sampled_from(("rank", "veto", "conflict"))) for _ in said]
    wishes = [
        Wish(one, other, kind, draw(st.integers(1, 5)) if kind == "rank" else None)
        for (one, other, *_), kind in zip(said, kinds, strict=True)
    ]
    pairs = st.permutations(everybody).map(lambda some: tuple(some[:2]))
    rules = draw(st.sampled_from(RULE_SETS))
    return Problem.build(
        [draw(people(index)) for index in range(count)],
        managers=managers,
        wishes=wishes,
        rules=rules,
        weights=draw(st.sampled_from(WEIGHT_SETS)),
        seed=draw(st.integers(0, 3)),
        previous=draw(st.lists(pairs, max_size=2)),
    )


RULE_SETS = (
    None,
    {},
    {"language": {}, "veto": {}, "paired_before": {}},
    {"timezone": {"h": 4}},
    {"skill": {"min_level": 2, "min_gap": 1}, "grade_gap": {"g": 0}},
    {"different": {"by": ["unit", "site"]}, "reporting_line": {"depth": 1}},
)
WEIGHT_SETS = (
    None,
    {"teach": 1},
    {"teach": 7, "give_back": 3, "distance": 11},
    {"availability": 1, "wishes": 2},
    {"format": 3, "grid": 2, "load": 1},
    {"harmonic": 2, "geometric": 3, "wishes": 1},
)
