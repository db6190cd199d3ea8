"""How far evaluators agree: weighted kappa of each two of them, and the mean of these."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations

from upside.skills.models import HIGHEST_LEVEL

__all__ = ["FEWEST", "ROUGH_BELOW", "Agreement", "Rating", "agreement_of"]

FEWEST = 20
"""So many times two evaluators must have rated the same, before agreement is told at all."""
ROUGH_BELOW = 2 * HIGHEST_LEVEL**2
"""Below twice the square of the number of levels the figure is rough.

Source: D. V. Cicchetti, "Testing the normal approximation and minimal sample size requirements of
weighted kappa when the number of categories is large", Applied Psychological Measurement 5(1),
1981, doi:10.1177/014662168100500114.
"""
Rating = tuple[int, Hashable, int]
"""Who rated, what (candidate and criterion), and how."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Mean kappa of the pairs of evaluators, and on how much it stands.

    ``kappa`` is None where it is too little to tell: too few ratings in common, or none but
    equal ones, for which kappa is not defined. ``n_ratings`` counts, over the pairs, the times
    two evaluators rated the same thing; ``n_left_out`` the pairs without a kappa.
    """

    kappa: float | None
    n_ratings: int
    n_pairs: int
    n_left_out: int

    @property
    def is_rough(self) -> bool:
        return self.n_ratings < ROUGH_BELOW


def agreement_of(ratings: Iterable[Rating]) -> Agreement:
    """Return how far evaluators agree on what they rated alone.

    Each two evaluators are compared on everything that both rated, with quadratic weights on the
    scale 1 to 8; the mean of the pairs is Light's.

    Sources: J. Cohen, "Weighted kappa", Psychological Bulletin 70(4), 1968; R. J. Light, "Measures
    of response agreement for qualitative data", Psychological Bulletin 76(5), 1971.
    """
    said: dict[int, dict[Hashable, int]] = {}
    for evaluator, thing, rating in ratings:
        said.setdefault(evaluator, {})[thing] = rating
    compared = [
        [(said[one][thing], said[other][thing]) for thing in said[one] if thing in said[other]]
        for one, other in combinations(sorted(said), 2)
    ]
    compared = [couple for couple in compared if couple]
    defined = [couple for couple in compared if len({r for two in couple for r in two}) > 1]
    n_ratings, n_left_out = sum(map(len, compared)), len(compared) - len(defined)
    if n_ratings < FEWEST or not defined:
        return Agreement(None, n_ratings, len(defined), n_left_out)
    kappa = sum(map(_kappa, defined)) / len(defined)
    return Agreement(kappa, n_ratings, len(defined), n_left_out)


def _kappa(couple: list[tuple[int, int]]) -> float:
    from sklearn.metrics import cohen_kappa_score  # noqa: PLC0415 - three seconds, when needed

    one, other = zip(*couple, strict=True)
    labels = list(range(1, HIGHEST_LEVEL + 1))
    return float(cohen_kappa_score(one, other, weights="quadratic", labels=labels))
