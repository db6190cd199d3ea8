from upside.people.models import Language, Person

__all__ = ["choose_language"]


def choose_language(person: Person, language: Language) -> None:
    """Keep in which language ``person`` reads pages and mails: their own wish, not for the log."""
    person.ui_language = language
    person.save(update_fields=["ui_language"])
