"""The ways in which the product says no."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a failure of the program
    """A rule said no; the message is a translated sentence for the person who asked.

    Rooms derive their own classes from it, so that a caller can tell one refusal from another.
    Pages show the sentence beside the thing, the command line prints it and exits with 1.
    """


class BadSetting(Exception):  # noqa: N818 - said to the administrator, not to a programmer
    """A variable holds something that cannot be used; the message names it and the remedy."""
