"""Grades where the file has none: proposed from job titles or labels, for a person to confirm.

The rule is open: the scale has ten steps, each with its words in French and English. The step
whose word comes last in the table and stands in the title wins, then one step up for "senior"
and one down for "junior" or "assistant". No word known: no proposal.
"""

import re
from collections.abc import Iterable

from upside.people.imports.headings import plain

__all__ = ["LOWEST", "TOP", "propose_from_labels", "propose_from_title"]

LOWEST, TOP = 1, 10
STEPS: tuple[tuple[int, str], ...] = (
    (1, r"stagiaire|intern|trainee|apprentie?|apprentice|alternante?|working student|vie"),
    (
        2,
        (
            r"assistante?|assistant|agente?|operat(or|eur|rice)|ouvri(er|ere)|secretaire|secretary"
            r"|clerk|etam"
            r"|receptionist|hotesse|technicien(ne)?|technician|employee?|magasinier|conducteur"
            r"|staff"
            r"|preparat(eur|rice)|vendeu(r|se)|aide|worker|driver|cashier|caissier"
        ),
    ),
    (
        3,
        (
            r"charge(e)? d\w*|officer|analyste?|engineer|ingenieure?|developp(eur|euse)|developer"
            r"|comptable|accountant|controleur|juriste|designer|specialiste?|consultante?|scientist"
            r"|coordinat(or|eur|rice)|representative|commercial(e)?|acheteu(r|se)|buyer|recruiter"
            r"|chercheur|researcher|redact(eur|rice)|infirmi(er|ere)|nurse|advisor|conseill(er|ere)"
            r"|(sales|account|marketing) executive|gestionnaire"
            r"|planner|administrat(or|eur|rice)|cadre|programmer|tester|associate"
        ),
    ),
    (4, r"experte?|expert|architecte?|product owner|principal|referente?|business partner"),
    (
        5,
        (
            r"team leader?|lead|leader|chef(fe)? (de projet|d equipe|de produit|de secteur"
            r"|d atelier)"
            r"|project manager|product manager|supervis(or|eur)|foreman|contremaitre|scrum master"
            r"|animat(eur|rice)|account manager"
        ),
    ),
    (
        6,
        (
            r"manager|responsable|chef(fe)?|head|cadre superieur|encadrante?|gerante?"
            r"|superviseur general"
        ),
    ),
    (7, r"head of|chef(fe)? de (service|departement)|group manager|responsable d unite"),
    (
        8,
        (
            r"direct(or|eur|rice)|director|cadre dirigeant|directeur adjoint|general manager"
            r"|partner"
            r"|associe gerant"
        ),
    ),
    (
        9,
        (
            r"vice president|vp|svp|evp|executive director|directeur executif|dga|c[fothimr]o|drh"
            r"|daf"
            r"|dsi|direct(eur|rice) general(e)? adjoint(e)?|managing director|chief \w+ officer"
            r"|comex|secretaire generale?|chief of staff"
        ),
    ),
    (10, r"ceo|chief executive( officer)?|president|presidente|pdg|dg|direct(eur|rice) generale?"),
)
PATTERNS = tuple((grade, re.compile(rf"\b(?:{words})\b")) for grade, words in STEPS)
WAY_UP = re.compile(r"\b(senior|sr|confirmee?|principal)\b")
WAY_DOWN = re.compile(r"\b(junior|jr|deputy|adjointe?|assistante?)\b")
# somebody's assistant holds none of that somebody's rank
TO_SOMEBODY = re.compile(
    r"\b(assistante? (de|du|d|of|to|a la)|secretaire (de|du|d)|executive assistant)\b"
)
SECOND_IN_COMMAND = re.compile(r"\bvice president|\bgenerale? adjointe?\b|\bdeputy ceo\b")
MANAGING = 5
PROJECT = re.compile(PATTERNS[MANAGING - 1][1])


def propose_from_title(title: str) -> int | None:
    """Return the grade that the words of a job title speak for, from 1 to 10, else None.

    >>> [propose_from_title(t) for t in ("Stagiaire RH", "Senior Engineer", "Directrice générale")]
    [1, 4, 10]
    """
    words = plain(title)
    if TO_SOMEBODY.search(words):
        return LOWEST + 1
    if SECOND_IN_COMMAND.search(words):
        return TOP - 1
    # "chef de projet" leads a project, not a department: its words are taken out of the way
    others = PROJECT.sub(" ", words)
    found = [g for g, pattern in PATTERNS if pattern.search(words if g <= MANAGING else others)]
    if not found:
        return None
    grade = max(found)
    if grade in (LOWEST, TOP):
        return grade
    step = bool(WAY_UP.search(words)) - bool(WAY_DOWN.search(words) and grade > LOWEST + 1)
    return max(LOWEST, min(grade + step, TOP - 1))


def propose_from_labels(labels: Iterable[str]) -> dict[str, int | None]:
    """Return a grade for each label of a grade column that holds no numbers from 0 to 99.

    Words that the title rule knows decide what they can, and the rest stays open: the alphabet
    knows no seniority. Labels with numbers, or of which no word is known, are put in their natural
    order (N2 before N10, II-A before III-B) and counted from 1.
    """
    labels = list(labels)
    by_words = {label: propose_from_title(label) for label in labels}
    numbered = all(re.search(r"\d", label) for label in labels)
    if all(by_words.values()) or (any(by_words.values()) and not numbered):
        return by_words
    ordered = sorted(labels, key=_natural)
    if len(ordered) > TOP * 9:
        return dict.fromkeys(labels)
    return {label: place for place, label in enumerate(ordered, start=1)}


def _natural(label: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|[a-z]+", plain(label))
    return [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts]
