"""What is typed into the forms of the pages where they propose nothing, and what has no form."""

from tests.grid_world import TYPED_IN_GRIDS

VCALENDAR = "\nBEGIN:VCALENDAR\nEND:VCALENDAR"
# what a person types where the page proposes nothing
TYPED = {
    "q": "aubr", "name_en": "Spring", "cohort_en": "One", "starts_on": "2026-03-02",
    "ends_on": "2026-09-01", "mail": "somebody@aubrac.example", "role": "mentor",
    "address": "boss@aubrac.example", "given_on": "2026-03-01", "reference": "Pix", "skill": "J1",
    "phase": "frame", "learned": "Ask early.",
    "who": "newcomer@aubrac.example", "text": "Mine.", "useful": "4", "at_ease": "4",
    "helps": "4", "both_ways": "4", "go_on": "4",
    "pasted": "newcomer@aubrac.example", "want_1": "J1", "file": "N1",
    "subject": "round", "reason": "No time.", "leavers": "keep",
    "last_day": "2099-01-01",
    "published-address": "https://1.1.1.1/mine.ics", "account-address": "https://1.1.1.1/",
    "account-user": "camille", "account-password": "rose", "exported-calendar": VCALENDAR,
    **TYPED_IN_GRIDS,
    "expert": "A. Expert, data office",
    "question_0": "0", "question_1": "2",
    "label_en": "Loom", "label_fr": "Métier", "direction": "both",
}  # fmt: skip
# one at least is needed
TICKED = ("only", "people", "slots", "starts", "level", "sure", "evaluators", "read")
# without a button: what links and scripts add to the address
BY_ADDRESS = {
    "farewells:learnings": {"page"}, "box:box": {"page"},
    "pairs:list": {"page"}, "people:list": {"page"}, "matching:rounds": {"page"},
    "studio:studio": {"page"}, "studio:compare": {"page"},
    "people:leaving": {"revision", "lines", "leavers"},
    "by_hand:page": {"mentor", "mentee", "with", "like_mentor", "like_mentee"},
    "by_hand:instead": {"mentor", "mentee", "ask"}, "by_hand:prices": {"rule"},
    "by_hand:left_over": {"who"}, "by_hand:fairness": {"firm"},
    "matching:round": {"page", "state"}, "matching:stage": {"page"},
    "audit:log": {"page", "check"}, "front:mailbox": {"page"},
    "programmes:invite": {"page", "as"}, "programmes:enrolments": {"page"},
    "grids:candidates": {"page"}, "demand:csv": {"source"}, "programmes:new": {"template"},
    "places:place": {"topic", "side", "q", "asked"}, "places:colleague_suggest": {"side", "q"},
    "places:skill_suggest": {"place", "side", "q"},
    "pairs:move": {"start"}, "pairs:series": {"first"},
    "word:start": {"pair"},
    "front:sign_in": {"next"}, "front:sign_in_link": {"token", "next"},
}  # fmt: skip
# forms with nothing but a button
ONLY_A_BUTTON = {
    "front:sign_out", "people:stop", "people:drop", "people:reactivate", "programmes:withdraw",
    "programmes:revoke", "programmes:move", "calls:close", "programmes:drop_lesson",
    "places:withdraw", "matching:run", "studio:run", "studio:again",
    "clinics:give_back", "pairs:resume",
    "matching:drop", "evidence:take_back", "surveys:drop", "matching:stop", "pairs:sign",
    "needs:close", "matching:leave_rest", "choosing:withdraw", "choosing:prepare",
    "kits:make_copy", "kits:withdraw", "kits:drop", "kits:adopt", "kits:show", "choosing:close",
    "grids:call_off", "training:again", "calendars:read", "calendars:remove",
    "groups:dissolve", "feeds:make", "feeds:off", "pairs:tap", "word:close", "circles:off",
    "farewells:done", "box:lesson", "farewells:withdraw",
}  # fmt: skip
