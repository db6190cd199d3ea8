"""The row of a pair, locked: two people may press at once."""

from upside.pairs.models import Pair

__all__ = ["locked_pair"]


def locked_pair(pair: Pair) -> Pair:
    """Return ``pair`` as it stands, held until the end of the transaction."""
    return (
        Pair.objects.select_for_update(of=("self",))
        .select_related("cohort__programme", "mentor", "mentee")
        .get(pk=pair.pk)
    )
