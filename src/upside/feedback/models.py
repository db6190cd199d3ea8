from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import Cohort, Programme
from upside.sessions.models import Exchange, Session
from upside.skills.models import Skill

LOW = 2


class Pulse(models.Model):
    """Two quick answers after a session: was it useful (1 to 5), did you feel at ease (1 to 5).

    ``told_of_coach`` says that the form named the coach as a reader for when the pair is amber or
    red. Answers given before it did are nobody's to read.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="pulses")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    useful = models.PositiveSmallIntegerField()
    at_ease = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()
    told_of_coach = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_pulse_per_session"),
            models.CheckConstraint(
                name="pulse_in_scale",
                condition=Q(useful__gte=1, useful__lte=5, at_ease__gte=1, at_ease__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.useful} {self.at_ease}"

    @property
    def is_low(self) -> bool:
        return self.at_ease <= LOW


class Confidence(models.Model):
    """How sure somebody feels of a skill that came to them in a session, 0 to 10; theirs alone."""

    exchange = models.OneToOneField(Exchange, models.CASCADE, related_name="confidence")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    sure = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="confidence_in_scale", condition=Q(sure__lte=10)),
        ]

    def __str__(self) -> str:
        return f"{self.sure}"


class Review(models.Model):
    """Three answers on a pair after its first and its third session, 1 to 5 each.

    Is the pair helping with what one came for, does something pass both ways, go on like this.
    """

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="reviews")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    after = models.PositiveSmallIntegerField()
    helps = models.PositiveSmallIntegerField()
    both_ways = models.PositiveSmallIntegerField()
    go_on = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "person", "after"], name="one_review_per_person"
            ),
            models.CheckConstraint(
                name="review_in_scale",
                condition=Q(helps__range=(1, 5), both_ways__range=(1, 5), go_on__range=(1, 5)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.after}"

    @property
    def is_low(self) -> bool:
        return min(self.helps, self.both_ways, self.go_on) <= LOW


class Suggestion(models.Model):
    """What somebody who takes part suggests to the coordinators of a programme; encrypted.

    Without an ``author`` nothing here or in the log says whose it is; of its time the day is kept.
    ``is_lesson`` where it went into the lessons log.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="suggestions")
    author = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    text = EncryptedTextField()
    written_on = models.DateField()
    answer = EncryptedTextField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_lesson = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["programme", "answered_at"])]

    def __str__(self) -> str:
        return f"{self.pk}"


class Concern(models.Model):
    """That somebody feels uneasy, told to the coaches they were shown, and to nobody else.

    Readers are fixed when it is written: who becomes a coach later does not read it, and who is no
    coach any more reads it no longer. ``read_at`` is when its author last looked at it.
    """

    class Answer(models.TextChoices):
        HERE = "here", _("Here; a mail tells me that there is an answer")
        SILENT = "silent", _("Here, without any mail to me")
        OUTSIDE = "outside", _("In another way, which I write below")
        NONE = "none", _("No answer, I only wanted to say it")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="concerns")
    pair = models.ForeignKey(Pair, models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey(Person, models.CASCADE, related_name="concerns")
    readers = models.ManyToManyField(Person, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.HERE)
    reach = EncryptedTextField(blank=True, null=True)  # the field keeps no empty text
    written_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["cohort", "closed_at"])]

    def __str__(self) -> str:
        return f"{self.pk}"


class ConcernMessage(models.Model):
    """One message between the author of a concern and a coach; encrypted."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="messages")
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = EncryptedTextField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.concern_id} {self.written_at:%Y-%m-%d}"


class PassedOn(models.Model):
    """That a mentee showed something of a session to their team: which topic, to how many."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="passed_on")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="+")
    n_people = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="passed_on_once"),
        ]

    def __str__(self) -> str:
        return f"{self.n_people}"
