"""One matching problem: who, which rules, which weights. Checked once, then frozen."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Unpack

from upmatch import defaults
from upmatch.demands import (
    Quota,
    check_locks,
    links,
    overruling,
    pair_of,
    quota_as_dict,
    quotas_in_order,
)
from upmatch.errors import ProblemError, UpmatchError
from upmatch.inputs import (
    OBJECTIVES,
    check_kinds,
    check_objective,
    check_people,
    line_above,
    rules_in_use,
    wishes_between,
)
from upmatch.people import Person, Wish
from upmatch.records import person_as_dict, person_from_dict, wish_as_dict, wish_from_dict
from upmatch.rules import Settings
from upmatch.table import Link, Table
from upmatch.terms import weighed
from upmatch.varying import Varied, varied
from upmatch.week import monday_of

__all__ = ["OBJECTIVES", "Problem", "check_objective"]

FORMAT: Final = 1


@dataclass(frozen=True)
class Problem:
    """Everything that decides a plan, in a canonical order; make one with ``Problem.build``.

    ``people`` are sorted by id; ``managers`` holds who is above the people of the round and
    nobody else; ``wishes`` and ``previous`` are those between people of the round. ``locks``,
    ``forbids``, ``previous`` and ``overrides`` are pairs of ids, mentee and mentor. Two
    problems that say the same are equal and have the same ``inputs_sha256``, in whatever order
    their inputs came.
    """

    people: tuple[Person, ...]
    managers: Mapping[str, str]
    wishes: tuple[Wish, ...]
    rules: Settings
    weights: Mapping[str, int]
    week: str
    seed: int
    objective: str
    locks: tuple[Link, ...] = ()
    forbids: tuple[Link, ...] = ()
    previous: tuple[Link, ...] = ()
    quotas: tuple[Quota, ...] = ()
    overrides: tuple[Link, ...] = ()

    @classmethod
    def build(  # noqa: PLR0913  the door names each thing that decides a plan
        cls,
        people: Iterable[Person],
        *,
        managers: Mapping[str, str | None] | None = None,
        wishes: Iterable[Wish] = (),
        rules: Settings | None = None,
        weights: Mapping[str, int] | None = None,
        week: str = defaults.WEEK,
        seed: int = 0,
        objective: str = defaults.OBJECTIVE,
        locks: Iterable[Sequence[str]] = (),
        forbids: Iterable[Sequence[str]] = (),
        previous: Iterable[Sequence[str]] = (),
        quotas: Iterable[Quota] = (),
        overrides: Iterable[Sequence[str]] = (),
    ) -> "Problem":
        """Check the inputs and put them in canonical order.

        Parameters
        ----------
        people : iterable of Person
            Everybody who is ready for the round.
        managers : mapping from id to manager's id, optional
            Of the whole company. Unknown ids and circles are allowed; who names nobody, or
            themselves, has no manager.
        wishes : iterable of Wish
            Wishes about people who are not in the round are left out.
        rules : mapping from rule to settings, optional
            Exactly the rules that apply; ``upmatch.defaults.RULES`` when left out.
        weights : mapping from term to whole number, optional
            A term without a weight weighs 0; ``upmatch.defaults.WEIGHTS`` when left out.
        week : str
            ISO week in which time zones are compared.
        seed : int
            Decides between plans that are equally good.
        objective : str
            One of ``OBJECTIVES``; ``people-first`` is most pairs, then most fit.
        locks, forbids : iterables of (mentee's id, mentor's id)
            Pairs that every plan holds, and pairs that none may hold.
        previous : iterable of (id, id)
            Pairs of earlier rounds, for the rule ``paired_before``; who is not in the round is
            left out. Without any the rule is left out too, because it can forbid nothing.
        quotas : iterable of Quota
            With ``people-first`` or ``total`` only.
        overrides : iterable of (mentee's id, mentor's id)
            Locks for which the coordinator overrules the rules of ``upmatch.rules.OVERRIDABLE``.
            Every other rule and reason still refuses them.

        Raises
        ------
        ProblemError
            If an id comes twice, the seed is not a whole number, or an override is no lock.
        WishError
            If one person ranks another twice, differently.
        RuleError
            If a rule, weight, week or objective is not known, or quotas do not go with it.
        UnknownPersonError
            If a lock or a forbidden pair names somebody who is not in the round in that role.
        InfeasibleError
            If locks contradict each other, the seats, the forbidden pairs or the rules.
        """
        given = tuple(people)
        check_kinds(given, wishes := tuple(wishes), managers or {})
        ordered = tuple(sorted(given, key=lambda person: person.id))
        ids = {person.id for person in ordered}
        check_people(ordered)
        check_objective(objective)
        if type(seed) is not int:  # True is no number
            raise ProblemError(f"Seed {seed!r} must be a whole number")
        monday_of(week)
        sides = (
            [one for one in ordered if one.may_learn],
            [one for one in ordered if one.may_mentor],
        )
        linked = {pair_of(link, "Previous pair") for link in previous}
        earlier = tuple(sorted(link for link in linked if ids.issuperset(link)))
        held = links(locks, sides, "Lock")
        problem = cls(
            people=ordered,
            managers=line_above(ids, managers or {}),
            wishes=wishes_between(ids, wishes),
            rules=rules_in_use(defaults.RULES if rules is None else rules, earlier),
            weights=weighed(defaults.WEIGHTS if weights is None else weights),
            week=week,
            seed=seed,
            objective=objective,
            locks=held,
            forbids=links(forbids, sides, "Forbidden pair"),
            previous=earlier,
            quotas=quotas_in_order(quotas, objective),
            overrides=overruling(overrides, held),
        )
        check_locks(problem.table())
        return problem

    def with_(self, **changes: Unpack[Varied]) -> "Problem":
        """Return the problem of the same people with other demands, checked again.

        It equals ``Problem.build`` of the same inputs, and is quicker: people, managers, wishes
        and earlier pairs are not checked again, and what hangs on them alone is shared: what they
        can teach each other, the time they have in common, where a rule forbids.

        Parameters
        ----------
        rules, weights, objective, seed, locks, forbids, quotas, overrides : optional
            As for ``build``; those left out stay as they are. Where only ``locks`` are given,
            overrides of pairs that are not locked any more go with their locks.

        Raises
        ------
        UpmatchError
            As ``build``.
        """
        return varied(self, changes)

    @cached_property
    def mentees(self) -> tuple[Person, ...]:
        """The rows, by id."""
        return tuple(person for person in self.people if person.may_learn)

    @cached_property
    def mentors(self) -> tuple[Person, ...]:
        """The columns, by id; a mentor may have no seats."""
        return tuple(person for person in self.people if person.may_mentor)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each mentee's id."""
        return {person.id: row for row, person in enumerate(self.mentees)}

    @cached_property
    def column_of(self) -> Mapping[str, int]:
        """The column of each mentor's id."""
        return {person.id: column for column, person in enumerate(self.mentors)}

    @cached_property
    def inputs_sha256(self) -> str:
        """SHA-256 of the canonical JSON of ``as_dict()``."""
        text = json.dumps(self.as_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def table(self) -> Table:
        """Return rows and columns for rules and terms; the same one every time."""
        return self._table

    @cached_property
    def _table(self) -> Table:
        return Table(
            mentees=self.mentees,
            mentors=self.mentors,
            managers=self.managers,
            wishes=self.wishes,
            rules=self.rules,
            week=self.week,
            unit_depth=max((len(person.unit) for person in self.people), default=0),
            locks=self.locks,
            forbids=self.forbids,
            previous=self.previous,
            overrides=self.overrides,
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the whole problem in types that JSON knows; ``from_dict`` reads it back.

        Demands that nobody made are left out: problems from before there were any keep their
        hash.
        """
        demands = {
            "locks": [list(link) for link in self.locks],
            "forbids": [list(link) for link in self.forbids],
            "previous": [list(link) for link in self.previous],
            "quotas": [quota_as_dict(quota) for quota in self.quotas],
            "overrides": [list(link) for link in self.overrides],
        }
        return {
            "format": FORMAT,
            "people": [person_as_dict(person) for person in self.people],
            "managers": dict(self.managers),
            "wishes": [wish_as_dict(wish) for wish in self.wishes],
            "rules": {name: dict(settings) for name, settings in self.rules.items()},
            "weights": dict(self.weights),
            "week": self.week,
            "seed": self.seed,
            "objective": self.objective,
            **{name: said for name, said in demands.items() if said},
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "Problem":
        """Return the problem that ``as_dict`` wrote, checked again.

        Raises
        ------
        ProblemError
            If the record is of another format or damaged.
        """
        if record.get("format") != FORMAT:
            raise ProblemError(f"Format {record.get('format')!r} of a problem must be {FORMAT}")
        inputs = {name: record[name] for name in record if name != "format"}
        try:
            inputs["people"] = [person_from_dict(one) for one in record["people"]]
            inputs["wishes"] = [wish_from_dict(one) for one in record["wishes"]]
            inputs["quotas"] = [Quota(**one) for one in record.get("quotas", ())]
            return cls.build(**inputs)
        except UpmatchError:
            raise
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ProblemError(f"The problem is damaged near {error}") from error
