from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from upside.pairs import farewell_models  # noqa: F401 - tables of this room, in a file of theirs
from upside.people.models import Person
from upside.programmes.models import Cohort, Programme


class Group(models.Model):
    """Two to five pairs of one mentor in one cohort that meet together; each stays a pair.

    Its members are its pairs that have not ended. A group that was dissolved has none.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="groups")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="groups_as_mentor")
    name = models.CharField(_("name of the group"), max_length=80)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Pair(models.Model):
    """One mentor and one mentee who both said yes, together for one cohort.

    ``reasons`` are the words in which both were told why; never a score. A pair that is closed says
    how it ended, never who ended it.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("Charter to sign")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("On pause")
        CLOSED = "closed", _("Closed")

    class Ending(models.TextChoices):
        COMPLETED = "completed", _("Completed")
        ENDED = "ended", _("Ended early")
        LAPSED = "lapsed", _("Never begun")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="pairs")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="pairs_as_mentor")
    mentee = models.ForeignKey(Person, models.PROTECT, related_name="pairs_as_mentee")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACCEPTED)
    reasons = models.JSONField(default=dict)
    accepted_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="pairs")

    class Meta:
        indexes = [models.Index(fields=["cohort", "mentor"])]  # as the mentee's below
        constraints = [
            models.CheckConstraint(name="pair_of_two_people", condition=~Q(mentor=F("mentee"))),
            models.UniqueConstraint(
                name="one_open_pair_per_mentee",
                fields=["cohort", "mentee"],
                condition=~Q(state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} → {self.mentee}"

    @property
    def people(self) -> tuple[Person, Person]:
        return self.mentor, self.mentee

    def partner_of(self, person: Person) -> Person:
        """Return the other one of the two."""
        return self.mentee if person.pk == self.mentor_id else self.mentor


class CharterText(models.Model):
    """The words of a charter that somebody signed, kept as they were in both languages."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="charter_texts")
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    clauses = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "digest"], name="one_text_per_charter"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.version}"


class CharterSignature(models.Model):
    """That one of the two signed the charter: which words, in which version and when."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="signatures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.CharField(max_length=20)
    text = models.ForeignKey(
        CharterText, models.RESTRICT, null=True, blank=True, related_name="signatures"
    )
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "person", "text"], name="one_signature_per_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.version}"


class Goal(models.Model):
    """What one of a pair wants to learn and offers; each change is a further number.

    Encrypted. The two read all of it; the coach reads the newest where its author shows it.
    """

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="goals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    # an empty text is kept as nothing: the field encrypts no empty one
    learn = EncryptedTextField(null=True, blank=True)
    offer = EncryptedTextField(null=True, blank=True)
    is_for_coach = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "person", "number"], name="one_goal_per_number"
            ),
        ]

    # what a line that is nothing but a topic is called in the language of the reader
    topics: Mapping[str, str] = MappingProxyType({})

    def __str__(self) -> str:
        return f"{self.person} {self.number}"

    @property
    def to_learn(self) -> list[str]:
        return [self.topics.get(line, line) for line in (self.learn or "").splitlines()]

    @property
    def to_offer(self) -> list[str]:
        return [self.topics.get(line, line) for line in (self.offer or "").splitlines()]


class Pause(models.Model):
    """A time in which a pair rests: nothing is expected of the two, and nobody is reminded.

    ``until_on`` is the last day of it, where one was named; ``ended_at`` stays empty as long as it
    goes on.
    """

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="pauses")
    started_at = models.DateTimeField()
    until_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_pause_at_a_time", fields=["pair"], condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.started_at:%Y-%m-%d}"


class Exit(models.Model):
    """That one of the two left the pair, and why, if they said so; encrypted, and for them alone.

    Where ``tells_coach``, ``readers`` read it too: the coaches of that moment, as long as they are.
    ``cause`` is one of a few words, so that a coordinator may read counts of them.
    """

    class Cause(models.TextChoices):
        TIME = "time", _("No time for it just now")
        TOPICS = "topics", _("The topics do not fit")
        WAY = "way", _("We do not get on with each other")
        UNEASY = "uneasy", _("I did not feel at ease")
        WORK = "work", _("My work has changed")

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="exits")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    left_at = models.DateTimeField()
    # empty is null: the fields encrypt words only
    cause = EncryptedTextField(null=True, blank=True)
    reason = EncryptedTextField(null=True, blank=True)
    tells_coach = models.BooleanField(default=False)
    readers = models.ManyToManyField(Person, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_exit_per_person", fields=["pair", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.left_at:%Y-%m-%d}"

    @property
    def cause_label(self) -> str:
        """Return the cause in words; empty where none was named."""
        return str(self.Cause(self.cause).label) if self.cause else ""
