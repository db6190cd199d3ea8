"""Columns that are never read: what reverse mentoring must not know (practice.md §4.1).

A heading is enough to leave a column out. The values of such a column are not copied, not even
into the stored upload.
"""

import re

from django.utils.translation import gettext_lazy as _

from upside.people.imports.headings import plain

__all__ = ["KINDS", "protected_by_heading", "protected_by_values"]

KINDS = {
    "age": _("birth date or age"),
    "sex": _("sex or form of address"),
    "origin": _("nationality or origin"),
    "photo": _("photo"),
    "family": _("family"),
    "belief": _("religion, opinions, union"),
    "health": _("health or disability"),
    "tenure": _("hire date or tenure, which stand for age"),
    "identity": _("official identity numbers"),
    "pay": _("pay and bank"),
    "appraisal": _("appraisals and surveys"),
    "home": _("private address or phone"),
}

# what a single word of a heading may contain, however it is glued together
STEMS = {
    "age": ("birth", "naissance"),
    "sex": ("gender", "civilit"),
    "origin": ("nationalit", "citizen", "citoyen", "ethni", "hispanic"),
    "photo": ("photo",),
    "family": ("marital", "matrimon"),
    "belief": ("religi",),
    "health": ("handicap", "disabil", "pregnan"),
    "tenure": ("hiredate", "anciennet", "embauch"),
}

# whole words and turns of phrase, in the plain spelling
PHRASES = {
    "age": r"age|ages|how old|dob|yob|ddn|born|nais|naiss|ne le|nee le|ne e le|generation"
    r"|age (group|band)|tranche (d |de )?age|retraite|retirement",
    "sex": r"sex|sexes?|sexual\w*|sexuel\w*|genre|civ|salutation|honorific|pronouns?|pronoms?"
    r"|lgbt\w*|mr m(r?s|iss)|mme m|m mme|h f|m f|f h|name prefix|prefixe|formule de politesse"
    r"|madame monsieur",
    "origin": r"race|racial|origins?|origines?|native|natale?|nation|maternelle|pays d origine"
    r"|(mother|first) (tongue|language)|skin|peau|tribe|caste|permis de travail|work permit"
    r"|immigra\w*",
    "photo": r"picture|portrait|headshot|avatar|image|thumbnail",
    "family": r"situation (familiale|de famille)|family (status|situation)|etat civil|statut civil"
    r"|civil (status|state|partner\w*)|pacse?e?|enfants?|children|child|dependents?|dependants?"
    r"|spouse|conjointe?|maiden|jeune fille|married|mariee?|divorce\w*|parental|parent",
    "belief": r"confession|culte|faith|syndicats?|syndicale?|union member\w*|trade union|political"
    r"|politique|veteran\w*|mandat syndical",
    "health": r"sante|health|medicale?|sick\w*|maladie|absences?|arrets?|blood|sanguine?|rqth"
    r"|t?boeth|oeth|invalid\w*|maternit\w*|paternit\w*|grossesse|aptitude",
    "tenure": r"hire|hired( (on|at))?|hiring date|date (of )?hired?|doj|tenure"
    r"|years?( (of|at) \w+)?|annees?|(date|jour) (d )?entree|entry date|start date"
    r"|since|join(ed|ing)?( date)?|date of joining|date (de )?debut\w*|debut (de )?contrat"
    r"|service date|length of service|time (in|with|at) \w+|temps dans|seniority( date)?"
    r"|depuis( le)?|graduation|promotion|annee (du )?diplome"
    r"|onboard\w*|recrutement|date (de )?recrutement|date arrivee|date d arrivee",
    "identity": r"nir|insee|ssn|social security|securite sociale|secu|nss|national id"
    r"|(no|numero|num) ss|ss (no|number|num)|national insurance|passport|passeport"
    r"|carte d identite|sejour|visa|tax id|no fiscal",
    "pay": r"salary|salaires?|salariale?|remuneration|income|wages?|(hourly|daily|monthly|pay) rate"
    r"|taux horaire|bonus|primes?|iban|rib|bic|bank\w*|banques?|bancaires?"
    r"|stock options?( level)?|compensation(?! grade)|pay(?! (grade|level|band|scale))",
    "appraisal": r"performance|ratings?|appraisals?|evaluations?|assessments?|satisfaction"
    r"|disciplin\w*|potential|potentiel|notes? (annuelles?|globales?|finales?|d objectifs?)"
    r"|(annual|yearly|last|talent) (review|score|mark)s?|entretiens?|involvement"
    r"|work life balance",
    "home": r"(home|private|personal|prive\w*|perso|domicile)(?! (department|unit|cost))"
    r"|(mail|email|e mail|courriel|adresse|address|tel|telephone|portable|mobile) personnel(le)?"
    r"|postal code|code postal|postcode|zip( code)?|street|rue|emergency\w*|urgence",
}
# first of its kind wins: "civility of the child" is about family only after sex
PATTERNS = {
    # startdate, StartDate and start_date are one heading
    kind: re.compile(rf"\b(?:{phrases.replace(' ', ' ?')})\b")
    for kind, phrases in PHRASES.items()
}
# parts of headings that hold a forbidden word and mean something else; the rest is looked at
HARMLESS = re.compile(r"\b(seniority level|last year|leaving date)\b")
SPELLED_OUT = re.compile(r"\b[a-z](?: [a-z])+\b")
WORDS_FOR_SEX = (
    "m f h w mr mrs ms miss mme mlle monsieur madame mademoiselle homme femme male female man woman"
    " masculin feminin masculine feminine men women hommes femmes x other autre"
)
SEX_WORDS = frozenset(WORDS_FOR_SEX.split())


def protected_by_heading(heading: str) -> str:
    """Return the kind of protected data that ``heading`` announces, or nothing.

    >>> protected_by_heading("Date de naissance"), protected_by_heading("Département")
    ('age', '')
    """
    words = HARMLESS.sub(" ", re.sub(r"\d+", " ", plain(heading)))
    for spelling in (words, SPELLED_OUT.sub(lambda found: found[0].replace(" ", ""), words)):
        if kind := _kind_of(spelling):
            return kind
    return ""


def _kind_of(words: str) -> str:
    for kind, stems in STEMS.items():
        if any(stem in word for word in words.split() for stem in stems):
            return kind
    return next((kind for kind, pattern in PATTERNS.items() if pattern.search(words)), "")


def protected_by_values(values: list[str]) -> str:
    """Return ``sex`` where a column holds nothing but words for it, whatever its heading."""
    said = {plain(value) for value in values} - {""}
    real = said - {"x", "other", "autre"}
    return "sex" if len(real) > 1 and said <= SEX_WORDS else ""
