from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from upside.kernel.models import Job
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.sessions.first_call_models import FirstCall

__all__ = ["Proposal", "Rematch", "Round"]


class Round(models.Model):
    """One run of the engine over ready people, with everything that went into it kept.

    A large one is ``RUNNING`` while the worker is to compute it, and ``RELEASING`` while the worker
    is to send it out, with the ``job`` that does. A draft with a ``name`` is a scenario that was
    saved; one without gives way to the next run. ``holds`` are the pairs that were fixed or ruled
    out by hand, as in ``Setup``. ``releases`` says for each step of the release who let how many
    out when and why; ``asked`` what the worker was asked to release, or why that failed.
    """

    class Origin(models.TextChoices):
        RUN = "run", _("Run by a coordinator")
        SECOND = "second", _("Computed after somebody became free again")

    class State(models.TextChoices):
        RUNNING = "running", _("Under way")
        FAILED = "failed", _("Not computed")
        DRAFT = "draft", _("Draft")
        RELEASING = "releasing", _("Being released")
        RELEASED = "released", _("Released")
        DROPPED = "dropped", _("Dropped")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.RUN)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    job = models.ForeignKey(Job, models.SET_NULL, related_name="+", null=True, blank=True)
    inputs = models.JSONField(default=dict)
    inputs_sha256 = models.CharField(max_length=64, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    seed = models.PositiveIntegerField(default=0)
    holds = models.JSONField(default=list)
    outcome = models.JSONField(default=dict)
    run_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    run_at = models.DateTimeField()
    released_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    releases = models.JSONField(default=list)
    asked = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="one_round_per_number"),
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(state="running"), name="one_round_under_way"
            ),
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(state="releasing"), name="one_round_going_out"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.number}"

    @property
    def n_ruled_out(self) -> int:
        """How many pairs a coordinator had ruled out by hand when it was run."""
        return sum(hold["kind"] == "forbid" for hold in self.holds)

    @property
    def has_failed(self) -> bool:
        """Whether nobody will compute it any more: refused by the engine, or given up."""
        is_given_up = self.job is None or self.job.state == Job.State.FAILED
        return self.state == self.State.FAILED or (self.state == self.State.RUNNING and is_given_up)


class Proposal(models.Model):
    """A pair that waits for its people's yes. ``terms`` is how its fit came about.

    ``round`` is None for an invitation, whose ``asked_by`` said yes by inviting. ``by_hand`` says
    who fixed the pair by hand and why: ``{"reason", "overrides": [rules], "by", "at"}``.
    ``kept_back`` is why a draft stayed behind when its round was released; one without may follow.
    ``message`` is what an inviter wrote, for the other alone; it goes with the answer.
    ``first_call`` is the newest call that one of the two asked for before answering;
    ``closed_before_call_at`` is when the proposal would have ended without it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RELEASED = "released", _("Waiting for both")
        HALF = "half", _("One yes so far")
        ACCEPTED = "accepted", _("Both said yes")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Taken back")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="proposals")
    round = models.ForeignKey(
        Round, models.CASCADE, related_name="proposals", null=True, blank=True
    )
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="proposals_as_mentor")
    mentee = models.ForeignKey(Person, models.PROTECT, related_name="proposals_as_mentee")
    fit = models.PositiveSmallIntegerField()
    terms = models.JSONField(default=dict)
    why = models.JSONField(default=dict)
    by_hand = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    kept_back = models.CharField(max_length=12, blank=True)
    mentor_yes_at = models.DateTimeField(null=True, blank=True)
    mentee_yes_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    decline_reason = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    first_call = models.OneToOneField(
        FirstCall, models.SET_NULL, related_name="proposal", null=True, blank=True
    )
    closed_before_call_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    message = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="proposal_of_two_people", condition=~Q(mentor=F("mentee"))),
            models.CheckConstraint(
                name="fit_up_to_10000", condition=Q(fit__gte=0, fit__lte=10_000)
            ),
            models.UniqueConstraint(
                fields=["round", "mentor", "mentee"], name="one_proposal_per_two"
            ),
            models.UniqueConstraint(
                fields=["cohort", "mentor", "mentee"],
                condition=Q(state__in=["released", "half"]),
                name="one_open_proposal_per_two",
            ),
        ]
        indexes = [  # who is free is asked by person; by the cohort alone each reads all of it
            models.Index(fields=["cohort", "mentor", "state"]),
            models.Index(fields=["cohort", "mentee", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} → {self.mentee}"

    @property
    def told_fit(self) -> int:
        """What coordinators read: the fit without what the two wished, which is theirs alone."""
        return self.fit - int(self.terms.get("wishes", 0))


class Rematch(models.Model):
    """One look at who became free again in a cohort, and the second round that came of it.

    ``events`` are what freed them, each looked at once: ``proposal:12``, ``pair:3``.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="rematches")
    looked_at = models.DateTimeField()
    events = models.JSONField(default=list)
    n_freed = models.PositiveIntegerField()
    round = models.ForeignKey(Round, models.SET_NULL, related_name="+", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.cohort} {self.looked_at}"
