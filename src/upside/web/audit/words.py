"""The verbs and things of the log, in words."""

import re

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["THINGS", "VERBS", "reference_in", "thing"]

VERBS: dict[str, Promise] = {
    "administrator.named": _("named an administrator"),
    "assistant.dropped": _("took an assistant out"),
    "assistant.named": _("named an assistant"),
    "calendar.connected": _("connected a calendar"),
    "calendar.feed_ended": _("switched off the private address of their calendar"),
    "calendar.feed_made": _("made a private address for their calendar"),
    "calendar.removed": _("took a connected calendar out"),
    "catalogue.extended": _("added topics to the catalogue"),
    "catalogue.imported": _("brought official skills into the catalogue"),
    "catalogue.loaded": _("loaded the catalogue of skills"),
    "charter.asked_anew": _("asked for new signatures under the charter"),
    "charter.signed": _("signed the charter"),
    "circle.answered": _("said whether they come to a circle"),
    "circle.called_off": _("called off a date of a circle"),
    "circle.host_named": _("named the host of a circle, or nobody any more"),
    "circle.joined": _("came back into a circle"),
    "circle.left": _("left a circle"),
    "circle.moved": _("changed a date of a circle"),
    "circle.planned": _("planned a date of a circle"),
    "clinic.booked": _("booked a time of an expert clinic"),
    "clinic.called_off": _("called off a booked time of an expert clinic"),
    "clinic.freed": _("freed a time whose session was cancelled"),
    "clinic.given_back": _("gave back a time of an expert clinic"),
    "clinic.lapsed": _("let a booked time lapse for want of signatures"),
    "clinic.offered": _("offered times in an expert clinic"),
    "clinic.taken_back": _("took free times of an expert clinic back"),
    "clinic.withdrawn": _("withdrew a time of somebody who left"),
    "evaluation.acknowledged": _("read the notice of an evaluation"),
    "evaluation.announced": _("put a mentor up for evaluation"),
    "evaluation.called_off": _("called an evaluation off"),
    "evaluation.contested": _("contested an evaluation"),
    "evaluation.decided": _("brought an evaluation to its result"),
    "evaluation.sheet_submitted": _("submitted an evaluation sheet"),
    "exchange.recorded": _("noted what passed in a session"),
    "exchange.taken_back": _("took back what was noted of a session"),
    "farewell.answered": _("looked back at a pair"),
    "farewell.done_said": _("said to be done with a pair"),
    "farewell.next_time_said": _("said whether to be asked again"),
    "farewell.opened": _("is asked to look back"),
    "learning.agreed": _("agreed to publish what a pair learned"),
    "learning.published": _("was published with both consents"),
    "learning.withdrawn": _("was taken back for good"),
    "learning.written": _("wrote down what a pair learned"),
    "goals.written": _("wrote down goals"),
    "grid.changed": _("changed an evaluation grid"),
    "grid.made": _("made an evaluation grid"),
    "invitation.accepted": _("said yes to an invitation"),
    "invitation.declined": _("said no to an invitation"),
    "invitation.role_changed": _("changed the role of an invitation"),
    "invitation.taken_back": _("took an invitation back"),
    "kit.approved": _("noted that an expert approved a kit"),
    "kit.hidden": _("hid a copy of a kit"),
    "kit.shown": _("showed a hidden copy of a kit again"),
    "kits.loaded": _("loaded the kits"),
    "level.dropped": _("took a level out"),
    "call.answered": _("applied to a call"),
    "call.closed": _("closed a call"),
    "call.opened": _("opened a call"),
    "lesson.dropped": _("took a lesson out"),
    "lesson.saved": _("wrote a lesson down"),
    "level.contest_decided": _("decided about contested evidence"),
    "level.evidence_answered": _("answered about a level"),
    "level.evidence_asked": _("asked for evidence of a level"),
    "level.evidence_contested": _("contested evidence"),
    "level.evidence_recorded": _("recorded evidence of a level"),
    "level.evidence_withdrawn": _("took evidence back"),
    "level.set": _("gave a level"),
    "lists.closed": _("closed the short lists of a cohort"),
    "lists.made": _("prepared the short lists of a cohort"),
    "lists.opened": _("opened the short lists of a cohort"),
    "lists.ranked": _("ranked a short list"),
    "lists.refreshed": _("added people to short lists"),
    "meeting.amended": _("changed a speed meeting"),
    "meeting.announced": _("announced a speed meeting"),
    "meeting.answered": _("said with whom they would go on"),
    "meeting.away_said": _("said whether they come to a speed meeting"),
    "meeting.called_off": _("called a speed meeting off"),
    "meeting.closed": _("closed the preferences of a speed meeting"),
    "meeting.planned": _("planned a speed meeting"),
    "meeting.presence_set": _("noted who comes to a speed meeting"),
    "meeting.rotation_made": _("made the rotation of a speed meeting"),
    "need_survey.asked": _("asked people about their needs"),
    "need_survey.closed": _("closed a need survey"),
    "need_survey.opened": _("opened a need survey"),
    "note.deleted": _("deleted a private note"),
    "note.saved": _("saved a private note"),
    "pair.activated": _("became active"),
    "pair.closed": _("ended"),
    "pair.lapsed": _("ended before both had signed"),
    "pair.opened": _("became a pair"),
    "pair.paused": _("put a pair on pause"),
    "pair.resumed": _("ended the pause of a pair"),
    "people.begun": _("began the import of an HR file"),
    "people.checked": _("checked an HR file"),
    "people.dropped": _("dropped an HR file"),
    "people.imported": _("imported people"),
    "programme.cohort_amended": _("changed the name or the dates of a cohort"),
    "people.invited": _("invited people"),
    "people.trained": _("noted that people were trained"),
    "people.training_taken_back": _("took back that people were trained"),
    "people.reactivated": _("took back whom an import had deactivated"),
    "people.received": _("brought in an HR file"),
    "people.stopped": _("stopped the import of an HR file"),
    "person.signed_in": _("signed in"),
    "place.accepted": _("has said yes"),
    "place.complete": _("has a complete profile"),
    "place.left_list": _("left the waiting list"),
    "place.moved_up": _("moved somebody up the waiting list"),
    "place.ready": _("became ready"),
    "place.saved": _("saved their profile"),
    "place.taken_in": _("got a place that came free"),
    "place.trained": _("was trained in the product"),
    "place.waiting": _("said yes and went on the waiting list"),
    "place.withdrawn": _("withdrew"),
    "programme.answers_forgotten": _("deleted pulse answers kept long enough"),
    "programme.changed": _("changed a programme"),
    "programme.cohort_added": _("made the next cohort"),
    "programme.cohort_launched": _("launched a cohort"),
    "programme.cohort_moved": _("moved a cohort to another version of the programme"),
    "programme.created": _("created a programme"),
    "programme.gate_recorded": _("recorded what a launch needs"),
    "programme.reasons_forgotten": _("deleted what people wrote about why they left a pair"),
    "programme.places_set": _("set how many places a cohort has"),
    "programme.drafts_forgotten": _("deleted drafts that were never published"),
    "programme.look_backs_forgotten": _("deleted what people said at the end of pairs"),
    "programme.goals_forgotten": _("deleted goals kept long enough"),
    "programme.notes_forgotten": _("deleted private notes kept long enough"),
    "proposal.expired": _("let a proposal expire"),
    "proposal.invited": _("invited somebody to be a pair"),
    "proposal.no": _("said no to a proposal"),
    "proposal.withdrawn": _("ended an invitation to a pair"),
    "proposal.yes": _("said yes to a proposal"),
    "confidence.said": _("said how sure they feel of a skill"),
    "pulse.answered": _("answered a pulse"),
    "role.granted": _("gave a role"),
    "role.revoked": _("took a role back"),
    "round.dropped": _("dropped a matching round"),
    "round.failed": _("had a matching round that could not be computed"),
    "round.released": _("released a matching round"),
    "round.renamed": _("named a scenario"),
    "round.release_taken_back": _("took the release of a matching round back"),
    "round.rest_left_out": _("left the rest of a matching round out"),
    "round.run": _("ran a matching round"),
    "session.answered": _("said whether they come to a session"),
    "session.booked": _("booked a session"),
    "session.cancelled": _("cancelled a session"),
    "session.held": _("noted a session as held"),
    "session.missed": _("noted a session as missed"),
    "session.moved": _("moved a session"),
    "skills.imported": _("imported skills"),
    "survey.dropped": _("dropped a survey file"),
    "proposal.made_by_hand": _("chose a pair by hand"),
    "proposal.taken_out": _("took a pair out of a draft"),
    "studio.pair_fixed": _("fixed a pair by hand"),
    "studio.pair_let_go": _("let a pair go that was fixed or ruled out"),
    "studio.pair_ruled_out": _("ruled a pair out by hand"),
    "studio.pair_swapped": _("fixed a pair by a swap"),
    "studio.changed": _("changed something in the studio"),
    "studio.undone": _("took a change in the studio back"),
    "survey.imported": _("imported a survey"),
    "survey.received": _("brought in a survey file"),
    "topic.added": _("made an asked word a topic"),
    "topic.asked": _("sent a word that the catalogue lacks"),
    "topic.dropped": _("left an asked word out of the catalogue"),
    "topic.mapped": _("mapped an asked word to a topic"),
    "training.finished": _("finished a training"),
    "want.dropped": _("took a want out"),
    "want.set": _("named a want"),
    "wish.dropped": _("took a wish out"),
    "wish.saved": _("saved a wish"),
}
THINGS: dict[str, Promise] = {
    "circle": _("circle"),
    "circledate": _("date of a circle"),
    "clinicslot": _("time of an expert clinic"),
    "cohort": _("cohort"),
    "enrolment": _("place"),
    "needsurvey": _("need survey"),
    "evaluation": _("evaluation"),
    "evaluationgrid": _("evaluation grid"),
    "kit": _("kit"),
    "kitcopy": _("copy of a kit"),
    "kits": _("kits"),
    "pair": _("pair"),
    "peopleimport": _("HR file"),
    "person": _("person"),
    "programme": _("programme"),
    "proposal": _("proposal"),
    "round": _("matching round"),
    "session": _("session"),
    "skills": _("skills"),
    "sharedlearning": _("text of what a pair learned"),
    "speedmeeting": _("speed meeting"),
    "system": _("the system"),
}

# "session no. 60", "séance n° 60", "session 60", "session:60": a word and a number
WORD_AND_NUMBER = re.compile(r"(?P<word>.*?)\s*(?:n[°ºo]\.?|#|:)?\s*(?P<key>\d+)")


def thing(reference: str) -> str:
    """Return how the page writes what the log calls ``session:60``: session no. 60."""
    kind, _colon, key = reference.partition(":")
    word = THINGS.get(kind)
    if word is None:
        return reference
    return str(_("%(thing)s no. %(key)s")) % {"thing": word, "key": key} if key else str(word)


def reference_in(text: str) -> str:
    """Return the log's own name for what somebody typed as a page writes it, in any language."""
    typed = text.strip()
    found = WORD_AND_NUMBER.fullmatch(typed)
    word, key = (found["word"], found["key"]) if found else (typed, "")
    kind = _kinds().get(word.replace("'", "’").casefold())
    if kind is None:
        return typed
    return f"{kind}:{key}" if key else kind


def _kinds() -> dict[str, str]:
    """Return the kinds of things by their words in every language of the pages."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(word).casefold(): kind for kind, word in THINGS.items()}
    return found
