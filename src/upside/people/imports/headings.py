"""Headings as people write them, brought to one spelling in which they can be compared."""

import re
import unicodedata

__all__ = ["joined", "plain"]

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
UNSEEN = frozenset({"Mn", "Cf"})  # accents, soft hyphens, marks of direction
OTHER = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Return ``text`` in lower case, without accents, its words parted by single spaces.

    >>> plain("Date d’entrée"), plain("JobLevel"), plain("N° matricule")
    ('date d entree', 'job level', 'no matricule')
    """
    text = re.sub(r"\b([nN])\s*[°º]", r"\1o ", text)
    parted = CAMEL.sub(" ", text)
    apart = unicodedata.normalize("NFKD", parted)
    bare = "".join(c for c in apart if unicodedata.category(c) not in UNSEEN)
    return OTHER.sub(" ", bare.lower()).strip()


def joined(text: str) -> str:
    """Return the plain spelling without its spaces: ``emp_no`` and ``EmpNo`` are one heading."""
    return plain(text).replace(" ", "")
