"""What a column can mean, and the headings by which HR systems call it in French and English.

The headings come from files as Workday, SAP, ADP, Lucca or a home-made list write them. The
first synonym of a field is its strongest: where two columns fit, the stronger one is used.
"""

import re
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from upside.people.imports.headings import joined, plain

__all__ = ["AGAIN", "FIELDS", "LEVELS", "Guess", "is_known_heading", "recognise"]

FIELDS = {
    "id": _("Id"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "full_name": _("Full name"),
    "mail": _("Mail"),
    "title": _("Job title"),
    "grade": _("Grade"),
    "manager": _("Manager"),
    "unit": _("Unit, as a path"),
    "entity": _("Unit: entity"),
    "division": _("Unit: division"),
    "department": _("Unit: department"),
    "service": _("Unit: service"),
    "team": _("Unit: team"),
    "site": _("Site"),
    "country": _("Country"),
    "time_zone": _("Time zone"),
    "languages": _("Languages spoken"),
    "ui_language": _("Language of pages"),
    "active": _("Works here (yes or no)"),
    "left": _("Has left (yes or no)"),
    "leaving_date": _("Leaving date"),
}
LEVELS = ("entity", "division", "department", "service", "team")

# separated by commas, strongest first
SYNONYMS = {
    "id": "external id, employee id, employee number, employee no, employee num, emp no, emp id,"
    " emp number, employee code, emp code, worker id, worker number, associate id,"
    " associate number, personnel number, personnel no, pers no, pernr, persnr, staff id,"
    " staff number, staff no, staff code, person id, person number, payroll number, payroll id,"
    " matricule, no matricule, numero matricule, num matricule, matricule salarie, code matricule,"
    " matricule agent, matricule rh, matricule employe, matricule collaborateur, mat,"
    " id salarie, identifiant salarie, code salarie, no salarie, numero salarie, num salarie,"
    " id employe, no employe, numero employe, code employe, identifiant employe, no d employe,"
    " id collaborateur, identifiant collaborateur, code collaborateur, no agent, id agent,"
    " numero agent, numero d agent, identifiant rh, id rh, identifiant, user id,"
    " user sys id, id, uid, hr id, hris id, global id, no de salarie, numero de salarie,"
    " numero d employe, identifiant unique",
    "first_name": "preferred first name, prenom usuel, prenom d usage, first name, given name,"
    " legal first name, forename, prenom, prenom salarie, prenom du salarie, prenom employe,"
    " prenom agent, prenom collaborateur, prenoms, first, givenname, known as",
    "last_name": "preferred last name, nom d usage, nom usuel, nom usage, last name, surname,"
    " family name, legal last name, nom de famille, nom, nom salarie, nom du salarie, nom employe,"
    " nom agent, nom collaborateur, nom patronymique, last, sn, name last",
    "full_name": "full name, preferred name, display name, employee name, worker, worker name,"
    " complete name, legal name, nom complet, nom et prenom, nom prenom, prenom nom,"
    " prenom et nom, nom prenoms, nom et prenoms, collaborateur, salarie, name, formatted name,"
    " employe, employee, agent",
    "mail": "work email, primary work email, email primary work, business email,"
    " business email address,"
    " work email address, professional email, company email, corporate email, email work,"
    " work mail, mail pro, email pro, e mail pro, mail professionnel, email professionnel,"
    " e mail professionnel, courriel pro, courriel professionnel, adresse mail professionnelle,"
    " adresse email professionnelle, adresse electronique professionnelle, email address, email,"
    " mail, e mail, mail address, e mail address, primary email, courriel, adresse mail,"
    " adresse email, adresse e mail, adresse courriel, adresse electronique,"
    " adresse de messagerie, messagerie, mel",
    "title": "job title, business title, position title, working title, title, job profile,"
    " job role, job name, job, position, job position, role, designation, occupation,"
    " intitule de poste, intitule du poste, intitule poste, libelle poste, libelle du poste,"
    " libelle emploi, libelle fonction, intitule emploi, intitule de l emploi, intitule fonction,"
    " poste, poste occupe, fonction, fonction exercee, emploi, emploi occupe, metier,"
    " titre du poste, titre de poste, titre poste, titre, job description",
    "unit": "unit, unit path, org unit, organizational unit, organisational unit,"
    " organization unit, organisation unit, supervisory organization, org path, unite,"
    " unite organisationnelle, uo, structure, structure d affectation, unite de rattachement,"
    " affectation, rattachement, unite d affectation, chemin",
    "entity": "entity, legal entity, company, company name, company code, entite,"
    " entite juridique, societe, raison sociale, filiale, subsidiary, organisation, organization,"
    " entreprise, nom entreprise, employer, employeur",
    "division": "division, business unit, bu, direction, pole, branche, business area, branch,"
    " direction generale, libelle direction, sector, secteur, directorate",
    "department": "department, department name, departement, dept, dpt, dept name, home department,"
    " libelle departement",
    "service": "service, libelle service, service affectation, service d affectation, section,"
    " nom du service, sub department, subdepartment",
    "team": "team, team name, equipe, nom de l equipe, groupe de travail, cellule, work group,"
    " squad",
    "site": "site, work location, location, office, office location, location name, work site,"
    " workplace, lieu de travail, site de travail, lieu d affectation, lieu, localisation,"
    " etablissement, libelle etablissement, nom etablissement, agence, bureau, ville, city,"
    " work city, ville de travail, personnel area, implantation, building, site geographique,"
    " libelle site",
    "country": "country, work country, country code, country name, country region, "
    " location country, pays, code pays, pays de travail, pays du site, libelle pays",
    "time_zone": "time zone, timezone, tz, fuseau horaire, fuseau",
    "grade": "grade, job level, job grade, pay grade, compensation grade, management level,"
    " career level, position level, hierarchical level, hierarchy level, grade level, level, band,"
    " job band, pay scale level, seniority level, niveau hierarchique, niv hier, niveau,"
    " niveau de poste, niveau de grade, niveau de responsabilite, niveau emploi,"
    " niveau de classification, classification, echelon, coefficient, position, classe",
    "manager": "manager id, manager employee id, manager emp id, manager emp no,"
    " manager employee number, manager number, manager worker id, supervisor id,"
    " supervisor employee id, supervisor number, reports to id, line manager id,"
    " direct manager id, manager user sys id, matricule manager, matricule du manager,"
    " mat manager, id manager, id du manager, matricule responsable, matricule du responsable,"
    " matricule n 1, matricule du n 1, id responsable, id n 1, matricule superieur,"
    " matricule superieur hierarchique, matricule responsable hierarchique,"
    " identifiant manager, identifiant du manager, identifiant responsable, code manager,"
    " code responsable, manager email, manager mail, manager s email, supervisor email,"
    " email manager, mail manager, mail responsable, email responsable, courriel manager,"
    " courriel responsable, email du manager, mail du manager, mail n 1, email n 1,"
    " manager, line manager, direct manager, people manager, supervisor, reports to,"
    " responsable hierarchique, superieur hierarchique, superieur, n 1, responsable,"
    " manager direct, responsable direct, hierarchique, chef, manager name, supervisor name,"
    " nom du manager, nom manager, nom du responsable, nom responsable, boss, mgr, mgr id,"
    " worker s manager",
    "languages": "languages, spoken languages, language skills, languages spoken, langues,"
    " langues parlees, langues pratiquees",
    "ui_language": "preferred language, correspondence language, communication language,"
    " langue de correspondance, langue preferee, langue de communication, langue interface,"
    " ui language, language, langue, locale, language key, langue de travail, work language",
    "active": "active, is active, actif, active status, works here, employment status,"
    " employee status, worker status, en poste, present, presence, en activite, est actif,"
    " actif o n, active y n, currently employed, statut salarie, status, statut, etat, enabled",
    "left": "left, has left, attrition, terminated, is terminated, sorti, parti, inactive, inactif,"
    " leaver, a quitte l entreprise, resigned, archived, archive",
    "leaving_date": "leaving date, termination date, date of termination, "
    " last day of work, last working day, exit date,"
    " departure date, date of leaving, end date, employment end date, contract end date,"
    " date de sortie, date sortie, date de depart, date depart, date fin de contrat,"
    " date de fin de contrat, date fin contrat, date de fin, date fin, fin de contrat, left on,"
    " last day, date left, termination, dernier jour, date de sortie des effectifs",
}
# one of these words in a heading is enough for a guess, never for more; first that fits wins
TELLTALE = (
    ("manager", "manager supervisor superieur responsable hierarchique mgr"),
    ("leaving_date", "termination sortie depart exit leaving"),
    ("mail", "mail email courriel messagerie upn principal"),
    ("first_name", "prenom forename given"),
    ("last_name", "surname nom"),
    ("grade", "grade echelon classification niveau niv band coefficient"),
    ("title", "title titre poste fonction emploi metier intitule"),
    ("country", "country pays"),
    ("site", "site location lieu etablissement localisation office"),
    ("department", "department departement dept"),
    ("service", "service"),
    ("division", "direction division"),
    ("team", "team equipe"),
    ("entity", "entity entite societe"),
    ("unit", "unit unite org organisation organization"),
    ("time_zone", "timezone fuseau"),
    ("languages", "languages langues"),
    ("ui_language", "language langue"),
    ("active", "active actif"),
    ("id", "matricule identifiant"),
)
# a row's number is no name for a person: another export numbers its rows afresh
ROW_NUMBERS = (
    "rownames row rowid rowno rownumber index no n num numero nr ref reference code login username"
    " samaccountname badge numerobadge nobadge"
)
LAST_RESORT = frozenset(ROW_NUMBERS.split())
LAST_RESORT_RANK = 9_000
AGAIN = re.compile(r" \(\d+\)$")  # the second column of the same heading
TELLTALE_RANK = 1_000
SEVERAL_LEVELS = 2


class Guess(NamedTuple):
    """What a heading seems to mean: which field, surely or not, and how strong (low is strong)."""

    field: str
    sure: bool
    rank: int


@cache
def _by_heading() -> dict[str, Guess]:
    known: dict[str, Guess] = {}
    for field, words in SYNONYMS.items():
        for rank, words_of_one in enumerate(words.split(",")):
            known.setdefault(joined(words_of_one), Guess(field, sure=True, rank=rank))
    return known


def is_known_heading(heading: str) -> bool:
    """Tell whether ``heading`` is one of the names by which a field goes."""
    return joined(heading) in _by_heading()


def recognise(heading: str) -> Guess | None:
    """Return what the column under ``heading`` seems to mean, judged by the heading alone.

    >>> recognise("N° matricule").field, recognise("Favourite colour")
    ('id', None)
    """
    heading = AGAIN.sub("", heading)
    known = _by_heading().get(joined(heading))
    if known:
        return known
    words = plain(heading).split()
    return _manager_by_id(words) or _several_levels(words) or _telltale(words, joined(heading))


def _manager_by_id(words: list[str]) -> Guess | None:
    """``dept_manager_emp_no``: whoever writes manager and number in one heading means the link."""
    who = {"manager", "supervisor", "responsable", "superieur", "n1", "mgr"} & set(words)
    how = {"id", "no", "number", "matricule", "mat", "identifiant", "numero", "num", "code"}
    return Guess("manager", sure=True, rank=500) if who and how & set(words) else None


def _several_levels(words: list[str]) -> Guess | None:
    levels = {guess.field for word in words if (guess := _by_heading().get(word))} & set(LEVELS)
    several = len(levels) >= SEVERAL_LEVELS
    return Guess("unit", sure=False, rank=TELLTALE_RANK) if several else None


def _telltale(words: list[str], together: str) -> Guess | None:
    if {"nom", "prenom"} <= set(words) or {"first", "last"} <= set(words):
        return Guess("full_name", sure=False, rank=TELLTALE_RANK)
    for rank, (field, marks) in enumerate(TELLTALE):
        if set(marks.split()) & set(words):
            return Guess(field, sure=False, rank=TELLTALE_RANK + rank)
    if together in LAST_RESORT:
        return Guess("id", sure=False, rank=LAST_RESORT_RANK)
    return None
