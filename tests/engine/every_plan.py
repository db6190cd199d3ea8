"""Every possible plan of a small problem and what each is worth, from the words of the rules."""

from dataclasses import dataclass
from functools import cached_property

from tests.engine import restated


@dataclass(frozen=True)
class Every:
    """All plans of one problem; a plan maps ids of mentees to ids of mentors."""

    task: object

    @cached_property
    def fit(self):
        """The fit of every permitted pair; locked pairs are the only ones of their mentees."""
        task = self.task
        return {
            (i.id, j.id): sum(restated.points(task, i, j).values())
            for i in task.mentees
            for j in task.mentors
            if not restated.forbidden_by(task, i, j)
        }

    def plans(self):
        """Yield every plan that keeps rules, seats, locks and quotas."""
        seats = {one.id: one.seats for one in self.task.mentors}
        for plan in self._from(0, {}, seats):
            if all(self._keeps(plan, quota) for quota in self.task.quotas):
                yield plan

    def _from(self, at, plan, seats):
        if at == len(self.task.mentees):
            yield dict(plan)
            return
        name = self.task.mentees[at].id
        if name not in dict(self.task.locks):
            yield from self._from(at + 1, plan, seats)
        for mentor in [j for i, j in self.fit if i == name and seats[j]]:
            more = {**seats, mentor: seats[mentor] - 1}
            yield from self._from(at + 1, {**plan, name: mentor}, more)

    def _keeps(self, plan, quota):
        where = {one.id: getattr(one, quota.by) for one in self.task.people}
        path = tuple(quota.value.split("/"))

        def is_there(name):
            if quota.by == "unit":
                return where[name][: len(path)] == path
            return where[name] == quota.value

        count = sum(is_there(i if quota.side == "mentee" else j) for i, j in plan.items())
        return (quota.at_least or 0) <= count <= (10**6 if quota.at_most is None else quota.at_most)

    def worth(self, plan):
        """Return what the objective counts, in its order: more is better."""
        fits = [self.fit[pair] for pair in plan.items()]
        return WORTH[self.task.objective](self, plan, fits)

    def best(self):
        if self.task.objective == "stable":
            return (0,)  # there always is a plan that nobody blocks
        return max(self.worth(plan) for plan in self.plans())

    def least(self, plan):
        """Return the least fit of the pairs that are not locked."""
        return min(
            (self.fit[pair] for pair in plan.items() if pair not in self.task.locks), default=0
        )

    def unmet(self, plan):
        met = list(plan.values())
        return sum(max(0, one.at_least - met.count(one.id)) for one in self.task.mentors)

    def blocking(self, plan):
        """Count the pairs that would rather have each other; who is locked takes no part."""
        locked = dict(self.task.locks)
        return sum(
            self._gains(i, plan.get(i), j) and self._has_room(j, i, plan)
            for i, j in self.fit
            if i not in locked and plan.get(i) != j
        )

    def _gains(self, mentee, now, other):
        return now is None or self.likes(mentee, other, 0) > self.likes(mentee, now, 0)

    def _has_room(self, mentor, mentee, plan):
        seats = {one.id: one.seats for one in self.task.mentors}[mentor]
        seated = [i for i, j in plan.items() if j == mentor]
        weaker = [
            i
            for i in seated
            if (i, mentor) not in self.task.locks
            and self.likes(mentor, mentee, 1) > self.likes(mentor, i, 1)
        ]
        return len(seated) < seats or bool(weaker)

    def likes(self, one, other, side):
        """Return (own rank, own benefit) of a mentee (side 0) or of a mentor (side 1)."""
        people = {person.id: person for person in self.task.people}
        ranks = [wish.rank for wish in self.task.wishes if (wish.id, wish.other) == (one, other)]
        least = self.task.rules.get("skill", {"min_level": 5, "min_gap": 2})
        how = {"min_level": 0, "min_gap": 1} if side else least
        gain = restated.share_met(people[one], people[other], **how)
        return 6 - min([rank for rank in ranks if rank], default=6), int(10_000 * gain)


WORTH = {
    "people-first": lambda _every, _plan, fits: (len(fits), sum(fits)),
    "total": lambda _every, _plan, fits: (sum(fits), len(fits)),
    "weakest": lambda every, plan, fits: (len(fits), every.least(plan), sum(fits)),
    "bands": lambda _every, _plan, fits: (
        len(fits),
        *(sum(fit >= low for fit in fits) for low in (7500, 5000, 2500)),
        sum(fits),
    ),
    "at_least": lambda every, plan, fits: (len(fits), -every.unmet(plan), sum(fits)),
    "stable": lambda every, plan, _fits: (-every.blocking(plan),),
}
