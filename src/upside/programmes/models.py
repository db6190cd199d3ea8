from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from upside.kernel.texts import in_language
from upside.people.models import Person

END_OF_DAY = 24 * 60


class Programme(models.Model):
    """What a company wants from reverse mentoring: purpose, rules, weights, rhythm, charter.

    ``settings`` is a copy of the template's parameters, made at creation: each programme owns
    its own.
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
    """People who start a programme together, between two dates."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="cohorts")
    names = models.JSONField(default=dict)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cohort_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.names)


class Enrolment(models.Model):
    """A person's place in a cohort, as mentor or as mentee, from the invitation on."""

    class Role(models.TextChoices):
        MENTOR = "mentor", _("Mentor")
        MENTEE = "mentee", _("Mentee")

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
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
    ready_at = models.DateTimeField(null=True, blank=True)

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
OPEN_STATES = (Enrolment.State.INVITED, *SAID_YES)


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
