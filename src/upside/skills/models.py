from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from upside.kernel.texts import in_language
from upside.people.models import Person

HIGHEST_LEVEL = 8
IMPORTED_AREAS = ("esco", "rome", "digcomp")
"""Where topics from official files stand: found by typing, too many for the lists of pages."""


class Skill(models.Model):
    """A topic of the catalogue, in both languages.

    ``aliases`` come from a file, ``local_names`` from people here whose word was mapped to it.
    """

    class Direction(models.TextChoices):
        J2S = "J2S", _("mentor to mentee")
        S2J = "S2J", _("mentee to mentor")
        BOTH = "both", _("both ways")

    code = models.CharField(_("code"), max_length=20, unique=True)
    area = models.CharField(_("area"), max_length=40)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices)
    labels = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict)
    aliases = models.JSONField(default=dict)
    descriptors = models.JSONField(default=dict)
    sub_skills = models.JSONField(default=list)
    local_names = models.JSONField(default=list)
    digcomp = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    uris = models.JSONField(default=list)
    # names of a topic from an official file, folded and one a line: searched by the database
    folded_names = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.labels)

    @property
    def summary(self) -> str:
        return in_language(self.summaries)

    def descriptor(self, level: int) -> str:
        """Return what somebody does at a level; empty where the topic does not say."""
        return in_language(self.descriptors.get(str(level), {}))


class SkillLevel(models.Model):
    """How far a person is in a skill, 0 to 8, and why we believe it.

    ``level`` is what counts today: that of the strongest evidence that holds, else ``own_level``,
    which the person or a file said.
    """

    class Evidence(models.TextChoices):
        SELF = "self", _("own estimate")
        FILE = "file", _("imported file")
        PEER = "peer", _("a colleague attests it")
        CERTIFICATE = "certificate", _("certificate")
        QUIZ = "quiz", _("quiz result")
        OBSERVED = "observed", _("observed session")
        GRID = "grid", _("evaluation grid")

    person = models.ForeignKey(Person, models.CASCADE, related_name="levels")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="levels")
    level = models.PositiveSmallIntegerField(validators=[MaxValueValidator(HIGHEST_LEVEL)])
    evidence = models.CharField(max_length=11, choices=Evidence.choices)
    own_level = models.PositiveSmallIntegerField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="one_level_per_skill"),
            models.CheckConstraint(
                name="level_in_scale", condition=Q(level__gte=0, level__lte=HIGHEST_LEVEL)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.skill.code} {self.level}"


class Evidence(models.Model):
    """Why somebody else believes a level of a person, until when, and whether it holds."""

    class Kind(models.TextChoices):
        PEER = "peer", _("a colleague attests it")
        CERTIFICATE = "certificate", _("certificate")
        QUIZ = "quiz", _("quiz result")
        OBSERVED = "observed", _("observed session")
        GRID = "grid", _("evaluation grid")

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        VALID = "valid", _("holds")
        CONTESTED = "contested", _("contested")
        WITHDRAWN = "withdrawn", _("does not count")

    person = models.ForeignKey(Person, models.CASCADE, related_name="evidence")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.VALID)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    given_on = models.DateField()
    expires_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    contest = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_in_scale", condition=Q(level__isnull=True) | Q(level__lte=8)
            ),
            models.CheckConstraint(
                name="evidence_that_counts_has_a_level",
                condition=Q(level__isnull=False) | Q(state__in=("asked", "withdrawn")),
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_on"])]

    def __str__(self) -> str:
        return f"{self.person} {self.skill.code} {self.kind} {self.state}"


class Want(models.Model):
    """What a person wants to learn, up to which level, and how much it matters (1 to 3)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="wants")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="wants")
    target = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_LEVEL)]
    )
    importance = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="one_want_per_skill"),
            models.CheckConstraint(
                name="want_target_in_scale", condition=Q(target__gte=1, target__lte=HIGHEST_LEVEL)
            ),
            models.CheckConstraint(
                name="want_importance_in_scale", condition=Q(importance__gte=1, importance__lte=3)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.skill.code} → {self.target}"


class SurveyFile(models.Model):
    """One survey export on its way in: uploaded, its questions and texts said, applied or dropped.

    ``texts`` keeps the texts of its answers with the topics that are near, once they were read.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKED = "checked", _("Checked")
        APPLIED = "applied", _("Imported")
        DROPPED = "dropped", _("Dropped")

    file_name = models.CharField(max_length=255)
    stored_as = models.CharField(max_length=255)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    mapping = models.JSONField(default=dict)
    texts = models.JSONField(default=list)
    outcome = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.file_name


class SurveyMapping(models.Model):
    """What a survey means, remembered by its questions: its next export needs no work."""

    signature = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.signature[:8]


class TopicRequest(models.Model):
    """A word that somebody did not find in the catalogue, and what a coordinator made of it.

    ``seen_at`` is when the person read the answer and said yes or no to it.
    """

    class Kind(models.TextChoices):
        WANT = "want", _("to learn")
        SHARE = "share", _("to share")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAPPED = "mapped", _("mapped to a topic")
        ADDED = "added", _("added as a topic")
        DROPPED = "dropped", _("dropped")

    person = models.ForeignKey(Person, models.CASCADE, related_name="topic_requests")
    text = models.CharField(max_length=80)
    folded = models.CharField(max_length=160)
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    direction = models.CharField(max_length=4, choices=Skill.Direction.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "folded", "kind"],
                condition=Q(state="waiting"),
                name="one_waiting_request_per_word",
            ),
        ]
        indexes = [models.Index(fields=["state", "folded"])]

    def __str__(self) -> str:
        return f"{self.text} ({self.state})"
