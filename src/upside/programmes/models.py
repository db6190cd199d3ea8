from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from upside.kernel.texts import in_language
from upside.people.models import Person
from upside.programmes import (
    call_models,  # noqa: F401
    lesson_models,  # noqa: F401 - tables of this room, in a file of theirs
    need_models,  # noqa: F401
)

END_OF_DAY = 24 * 60


class Programme(models.Model):
    """What a company wants from reverse mentoring: purpose, rules, weights, rhythm, charter.

    ``settings`` is what its file says today; each state of the file is a ``ProgrammeVersion``.
    """

    slug = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    template = models.CharField(max_length=40)
    settings = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def purpose(self) -> str:
        return in_language(self.settings.get("purpose", {}))


class ProgrammeVersion(models.Model):
    """One state of a programme's file, word for word: who made it, when and why."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    settings = models.JSONField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} v{self.number}"


class RoleGrant(models.Model):
    """A role that somebody has in one programme; administrators have theirs everywhere."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")
        SPONSOR = "sponsor", _("Sponsor")
        COACH = "coach", _("Coach")
        EVALUATOR = "evaluator", _("Evaluator")
        AUDITOR = "auditor", _("Auditor")
        ADMINISTRATOR = "administrator", _("Administrator")

    person = models.ForeignKey(Person, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="role_grants"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "programme"], name="one_grant_per_role_and_programme"
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(programme__isnull=True),
                name="one_grant_per_role_everywhere",
            ),
            models.CheckConstraint(
                name="only_administrators_have_no_programme",
                condition=Q(role="administrator", programme__isnull=True)
                | (~Q(role="administrator") & Q(programme__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class Cohort(models.Model):
    """People who start a programme together, between two dates.

    From its launch on a cohort keeps the version of the programme that it was launched with:
    ``kept`` is a copy of what that version says, so that no page needs another query for it.
    Without a number of places everybody who says yes is in.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="cohorts")
    names = models.JSONField(default=dict)
    starts_on = models.DateField()
    ends_on = models.DateField()
    places_mentors = models.PositiveIntegerField(null=True, blank=True)
    places_mentees = models.PositiveIntegerField(null=True, blank=True)
    launched_at = models.DateTimeField(null=True, blank=True)
    version = models.ForeignKey(
        ProgrammeVersion, models.PROTECT, null=True, blank=True, related_name="cohorts"
    )
    kept = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cohort_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="cohort_has_one_place_at_least",
                condition=(Q(places_mentors__isnull=True) | Q(places_mentors__gte=1))
                & (Q(places_mentees__isnull=True) | Q(places_mentees__gte=1)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.names)

    def places_for(self, role: str) -> int | None:
        """Return how many people may take part as ``role``; None is without a limit."""
        return self.places_mentors if role == Enrolment.Role.MENTOR else self.places_mentees

    @property
    def settings(self) -> dict[str, Any]:
        """What this cohort goes by: the version it was launched with, else the newest."""
        own: dict[str, Any] = self.kept or self.programme.settings
        return own

    @property
    def purpose(self) -> str:
        return in_language(self.settings.get("purpose", {}))


class LaunchRecord(models.Model):
    """What was settled before a launch: by a date, a reference, or a reason why not yet."""

    class Gate(models.TextChoices):
        TIME_BUDGET = "time_budget", _("Time budget")
        PRIVACY_NOTICE = "privacy_notice", _("Privacy notice")
        DPIA = "dpia", _("Data protection impact assessment")
        WORKS_COUNCIL = "works_council", _("Works council")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="launch_records")
    gate = models.CharField(max_length=20, choices=Gate.choices)
    settled_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "gate"], name="one_record_per_gate"),
            models.CheckConstraint(
                name="launch_record_says_something",
                condition=Q(settled_on__isnull=False) | ~Q(reference="") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.gate}"


class Enrolment(models.Model):
    """A person's place in a cohort, as mentor or as mentee, from the invitation on.

    ``waiting_since`` stays with whoever left the waiting list, and goes with a place.
    """

    class Role(models.TextChoices):
        MENTOR = "mentor", _("Mentor")
        MENTEE = "mentee", _("Mentee")

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        WAITING = "waiting", _("On the waiting list")
        ACCEPTED = "accepted", _("Said yes")
        COMPLETE = "complete", _("Profile complete")
        READY = "ready", _("Ready")
        DECLINED = "declined", _("Said no")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    role = models.CharField(max_length=6, choices=Role.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    seats = models.PositiveSmallIntegerField(default=1)
    assistant = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="assists"
    )
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    moved_up_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    trained_on = models.DateField(null=True, blank=True)
    trained_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="one_place_per_cohort"),
            models.CheckConstraint(
                name="seats_between_0_and_5", condition=Q(seats__gte=0, seats__lte=5)
            ),
        ]
        indexes = [models.Index(fields=["cohort", "state"])]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


SAID_YES = (Enrolment.State.ACCEPTED, Enrolment.State.COMPLETE, Enrolment.State.READY)
GONE = (Enrolment.State.DECLINED, Enrolment.State.WITHDRAWN)
WITHOUT_PLACE = (Enrolment.State.WAITING, *GONE)
OPEN_STATES = (Enrolment.State.INVITED, Enrolment.State.WAITING, *SAID_YES)


class Slot(models.Model):
    """A stretch of the week in which a person has time, in minutes from midnight, local time."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField()
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="slot_within_one_day",
                condition=Q(weekday__lte=6, ends__gt=F("starts"), ends__lte=END_OF_DAY),
            ),
            models.UniqueConstraint(
                fields=["enrolment", "weekday", "starts"], name="one_slot_per_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts}-{self.ends}"


class Wish(models.Model):
    """Whom a person would like (rank 1 to 5) or must not get; readable by its author only."""

    class Kind(models.TextChoices):
        RANK = "rank", _("wish")
        VETO = "veto", _("veto")
        CONFLICT = "conflict", _("conflict of interest")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="wishes")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "other"], name="one_wish_per_person"),
            models.CheckConstraint(
                name="only_wishes_have_a_rank",
                condition=Q(kind="rank", rank__gte=1, rank__lte=5)
                | (~Q(kind="rank") & Q(rank__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.kind} {self.other}"
