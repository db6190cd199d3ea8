from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from upside.kernel.folding import words_of
from upside.kernel.models import Job


class Language(models.TextChoices):
    """The languages that the product itself speaks."""

    EN = "en", "English"
    FR = "fr", "Français"


class Unit(models.Model):
    """A division, department or team; ``path`` spells it out from the top, with slashes."""

    path = models.CharField(_("path"), max_length=500, unique=True)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    depth = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


def sought_of(person: "Person") -> str:
    """Return the words by which ``person`` is found: of name, mail and id, then of the title.

    Each word follows a blank; those of the title follow a point, so that a search for the
    beginnings of names does not find titles.
    """
    mail = (person.email or "").partition("@")[0]
    names = words_of(f"{person.first_name} {person.last_name} {mail} {person.external_id}")
    title = words_of(person.job_title)
    return "".join([*(f" {word}" for word in names), *(f"·{word}" for word in title)])


class WordsField(models.TextField):  # type: ignore[type-arg]
    """Holds the words by which a person is found, as they are when the row is written."""

    def pre_save(self, model_instance: Any, add: bool) -> str:  # noqa: ARG002, FBT001 - Django's
        words = sought_of(model_instance)
        setattr(model_instance, self.attname, words)
        return words


class Person(AbstractBaseUser):
    """Somebody the company employs, who may sign in by a link sent to their mail.

    No birth date, age, sex, nationality or photo has a place here (practice.md §4.1).
    ``manager_ref`` keeps what the file said, even where nobody of that id is known.
    """

    # people sign in by a mailed link; the column stays because Django's session hash reads it
    password = models.CharField(max_length=128, blank=True, editable=False)
    external_id = models.CharField(_("id in the HR file"), max_length=100, unique=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    email = models.EmailField(_("mail"), max_length=254, null=True, blank=True, unique=True)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("unit")
    )
    site = models.CharField(_("site"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Paris")
    grade = models.PositiveSmallIntegerField(
        _("grade"), null=True, blank=True, validators=[MaxValueValidator(99)]
    )
    manager = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="direct_reports"
    )
    manager_ref = models.CharField(_("manager"), max_length=100, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    ui_language = models.CharField(
        _("language of pages and mails"), max_length=2, choices=Language.choices, blank=True
    )
    is_active = models.BooleanField(_("works here"), default=True)
    # what people_like looks in: accents and capitals count in no database alike
    sought = WordsField(editable=False, blank=True, default="")

    USERNAME_FIELD = "external_id"
    EMAIL_FIELD = "email"

    objects = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_mail_absent_not_empty", condition=~models.Q(email="")
            ),
        ]
        indexes = [models.Index(fields=["last_name", "first_name"])]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and last name, or the id where the file gave no name."""
        return f"{self.first_name} {self.last_name}".strip() or self.external_id

    @property
    def initials(self) -> str:
        letters = [part[0] for part in (self.first_name, self.last_name) if part]
        return "".join(letters).upper() or self.external_id[:2].upper()


class PeopleImport(models.Model):
    """One HR file on its way in: uploaded, mapped, looked at, then applied or dropped.

    A large one is ``RUNNING`` while the worker is to import it, with the ``job`` that does.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Under way")
        APPLIED = "applied", _("Imported")
        DROPPED = "dropped", _("Dropped")

    file_name = models.CharField(max_length=255)
    stored_as = models.CharField(max_length=255, blank=True)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    job = models.ForeignKey(Job, models.SET_NULL, related_name="+", null=True, blank=True)
    mapping = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_lost(self) -> bool:
        """Whether the worker gave it up: nothing of it is written."""
        is_given_up = self.job is None or self.job.state == Job.State.FAILED
        return self.state == self.State.RUNNING and is_given_up
