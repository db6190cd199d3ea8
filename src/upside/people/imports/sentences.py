"""The words for every finding in an HR file: what is wrong, and what would help."""

from django.utils.translation import gettext_lazy as _

__all__ = ["REMEDIES", "SENTENCES", "STRICT_REMEDIES"]

CORRECT = _("Correct it in the HR system, or leave this line out.")

SENTENCES = {
    "quotes": _("The quotation marks of this line do not add up."),
    "cell_long": _("This cell has more than 100,000 characters."),
    "too_few_cells": _("This line has fewer cells than there are headings; the others are empty."),
    "too_many_cells": _("This line has more cells than there are headings."),
    "id_missing": _("This line has no id."),
    "id_again": _("The same id stands on line %(other)s."),
    "other_company": _("Somebody of another company has this id here."),
    "unit_missing": _("This file holds guests of a partner company, and this line has no unit."),
    "id_shortened": _("A spreadsheet has shortened this id to a rounded number."),
    "mail_bad": _("This is not a mail address."),
    "mail_again": _("The same mail stands on line %(other)s."),
    "mail_taken": _("This mail already belongs to the person with the id %(other)s."),
    "mail_kept": _("This is your own line, and it has no mail: yours is kept."),
    "grade_bad": _("A grade is a whole number from 0 to 99."),
    "grade_unmapped": _("The table of grades does not name “%(label)s”."),
    "active_bad": _("This says neither yes nor no."),
    "date_bad": _("This is not a date."),
    "too_long": _("This is longer than %(most)s characters."),
    "country_unknown": _("No country of this name or code is known; the cell is left out."),
    "time_zone_unknown": _("No time zone of this name is known; the cell is left out."),
    "language_unknown": _("“%(word)s” is not the name of a language; it is left out."),
    "ui_language_other": _("Pages and mails do not speak “%(word)s”; the cell is left out."),
    "manager_unknown": _("Nobody with this id is in the file or known here."),
    "manager_refused": _("The line of this manager is faulty itself."),
    "manager_inactive": _("This manager has left the company."),
    "manager_self": _("This person would manage themselves."),
    "manager_circle": _("This reporting line runs in a circle: %(circle)s."),
    "manager_namesakes": _("Several people have this name."),
    "self_kept": _("This is you: you stay active, so that you can still sign in."),
    "totals": _("This looks like a line of totals, not like a person; it is left out."),
    "leavers_many": _(
        "%(missing)s of the %(known)s people known here are not in the file."
        " Nobody was deactivated."
    ),
    "leavers_unsure": _("Some lines have no id, so nobody can say who is missing from the file."),
    "role_kept": _("Not in the file, but holds a role here: stays active."),
    "sheet_chosen": _("The sheet “%(sheet)s” is read. The workbook has also: %(others)s."),
    "sheet_ignored": _("This file is no workbook, so it has no sheets; the name is left out."),
    "formula_empty": _(
        "The results of some formulas are not stored in the workbook and read as empty: %(n)s, the"
        " first in %(cell)s."
    ),
    "answer_of_nobody": _("Nothing tells whose answer this is."),
    "answer_of_unknown": _("Nobody is known by this."),
    "answer_of_leaver": _("This person has left."),
    "answered_again": _("This person answered on line %(other)s already; this answer counts."),
    "rating_unknown": _("The table of this question has no level for this answer."),
    "tick_unknown": _("This says neither yes nor no, nor is it the option itself."),
    "column_unread": _("The mapping says nothing of this column; it is left out."),
    "column_unsure": _("Nothing says surely what this column means; it is left out."),
    "column_labels": _("Grades that are words need a table that turns them into numbers."),
    "column_protected": _("Never read: %(kind)s."),
}

REMEDIES = {
    "quotes": _("Close the quotation marks, or write the file again from the HR system."),
    "cell_long": _("Shorten it in the HR system, or leave this line out."),
    "too_few_cells": _(
        "Is the line cut off? If so, correct the file first: empty cells empty what is known."
    ),
    "too_many_cells": _("Put a value that holds a separator into quotation marks."),
    "id_missing": _("Every person needs an id that never changes, such as a staff number."),
    "id_again": _("One of the two lines is wrong; neither is imported."),
    "other_company": _("Put a sign before the ids of the partner’s list, such as PARTNER-0001."),
    "unit_missing": _("Write the unit of each guest: without one they would count as your own."),
    "id_shortened": _("Export the column as text."),
    "mail_bad": CORRECT,
    "mail_again": _("An address signs in one person; neither line is imported."),
    "mail_taken": _("Bring in both people in one file, or correct one of the addresses."),
    "mail_kept": _("Fill the cell, so that the file and Upside agree."),
    "grade_bad": _("Correct it, leave it empty, or choose a table of grades."),
    "grade_unmapped": _("Add it to the table of grades; until then the grade stays empty."),
    "active_bad": _("Write yes or no (1 or 0, oui or non, active or inactive)."),
    "date_bad": _("Write the day as 2026-11-30 or 30/11/2026."),
    "too_long": CORRECT,
    "country_unknown": _("Write a code such as FR, or the name in English or French."),
    "time_zone_unknown": _("Write a name such as Europe/Paris."),
    "language_unknown": _("Write codes such as fr, en, or names in English or French."),
    "ui_language_other": _("Write French or English, or leave the cell empty."),
    "manager_unknown": _("Is the manager in another file? The link closes once it is imported."),
    "manager_refused": _("Correct that line; the link closes once it is imported."),
    "manager_inactive": _("The link is kept; name the new manager when there is one."),
    "manager_self": _("Leave the cell empty for the head of the company. The link is kept."),
    "manager_circle": _("Correct one of these managers. The links are kept as they are."),
    "manager_namesakes": _("Write the manager’s id instead of the name."),
    "self_kept": _("Ask another administrator to deactivate you."),
    "totals": _("Nothing to do; take the line out if it is in the way."),
    "leavers_many": _("If the file is the whole staff, import it again and say that they left."),
    "leavers_unsure": _("Correct those lines, then import again. Nobody was deactivated."),
    "role_kept": _("Take the role away first if this person has left."),
    "sheet_chosen": _("If another one is meant, put it first in the workbook."),
    "sheet_ignored": _("Nothing to do; take the name of the sheet out."),
    "formula_empty": _("Open the workbook in a spreadsheet and save it, then bring it in again."),
    "answer_of_nobody": _("Fill the cell, or import the good lines only."),
    "answer_of_unknown": _("Import that person first, correct the cell, or leave this line out."),
    "answer_of_leaver": _("Nothing to do; take the line out if it is in the way."),
    "answered_again": _("Nothing to do; the later line is taken."),
    "rating_unknown": _("Add the answer to the table, or correct the cell."),
    "tick_unknown": _("Write 1 or leave the cell empty."),
    "column_unread": _("Add the column to the mapping to use it."),
    "column_unsure": _("Choose its meaning in the mapping to use it."),
    "column_labels": _("Check the table proposed in the mapping, then run again with --map."),
    "column_protected": _("Nothing to do: Upside works without it."),
}

# where the same finding is a fault: nothing of the line is kept
STRICT_REMEDIES = {
    "manager_unknown": _("Import the manager too, in this file or before, or go without --strict."),
    "manager_refused": _("Correct that line, or go without --strict."),
    "manager_inactive": _("Name the new manager, or go without --strict."),
    "manager_self": _("Leave the cell empty for the head of the company."),
    "manager_circle": _("Correct one of these managers, or go without --strict."),
}
