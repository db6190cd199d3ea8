from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from upside.kernel.texts import in_language
from upside.people.models import Person
from upside.skills.models import Skill


class Kit(models.Model):
    """A session prepared by us, for one topic or for one place in the six sessions.

    ``content_hash`` stands for its very words: an approval holds for them alone.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="kits")
    session_number = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    content = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    needs_review = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="kit_for_a_topic_or_a_session",
                condition=Q(skill__isnull=True, session_number__isnull=False)
                | Q(skill__isnull=False, session_number__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.content.get("title", {}))


class KitCopy(models.Model):
    """A kit that somebody made their own, in the language they work in; shared if they wish.

    Their name stands on it only where they said so. A hidden copy is seen by its owner and by
    coordinators, with the reason.
    """

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="copies")
    owner = models.ForeignKey(Person, models.CASCADE, related_name="kit_copies")
    adopted_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="adopted"
    )
    language = models.CharField(max_length=2)
    content = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True, blank=True)
    is_named = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "owner"], name="one_copy_per_kit"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.content.get("title", {}))

    @property
    def author(self) -> str:
        """Return the name of the owner where others may read it, else nothing."""
        return self.owner.name if self.shared_at and self.is_named else ""


class Training(models.Model):
    """How far somebody is in the training for a role, and when they were through; no answers.

    Whoever begins again keeps the day of the last time until they are through once more.
    ``covered`` keeps the titles and minutes of that day: the certificate says them.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="trainings")
    path = models.CharField(max_length=10)
    done = models.JSONField(default=list)
    started_at = models.DateTimeField()
    completed_on = models.DateField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(null=True, blank=True)
    covered = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "path"], name="one_training_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.path}"

    @property
    def minutes(self) -> int:
        return sum(part["minutes"] for part in self.covered)


class KitApproval(models.Model):
    """An internal expert read the very words of a kit or of a copy, and stands by them."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="approvals")
    content_hash = models.CharField(max_length=64)
    expert = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "content_hash"], name="one_approval_per_text"),
        ]

    def __str__(self) -> str:
        return f"{self.kit.code} {self.expert}"
