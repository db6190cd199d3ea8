# ruff: noqa: E501 - names of tests are as long as they are
"""Every key of a programme file is obeyed by code: each names the test of its effect."""

import importlib
from pathlib import Path

import pytest

from upmatch.problem import OBJECTIVES
from upmatch.rules import RULES
from upmatch.terms import TERMS
from upside.programmes.clauses import words_of
from upside.programmes.files import resolved, schema
from upside.programmes.templates import load_template, template_names

ROOT = Path(__file__).parents[2]
RULES_OF = "tests.engine.rules"
TERMS_OF = "tests.engine.terms"
OBJECTIVE = "tests.domain.test_objectives::test_each_measure_stands_beside_its_target"
WHO = "tests.domain.test_eligibility::test_each_rule_is_told_to_whom_it_leaves_out"
PAGES = "tests.web.test_key_effects"
LINE = f"{RULES_OF}.test_reporting_line"
SETUP = "tests.domain.test_programme_setup"
VERSIONS = "tests.domain.test_programme_versions"
CHARTER = "tests.domain.test_pair_queries::test_charter_of_reads_the_programmes_own_settings"
REMINDERS = "tests.domain.test_reminders"
LISTS = "tests.domain.test_short_lists"
TRAINING = "tests.domain.test_training"
TRAININGS = "tests.domain.test_trainings"
FOLLOWING = "tests.domain.test_following"
NUDGES = "tests.domain.test_nudges"
RETENTION = "tests.domain.test_retention"
EFFECTS = {
    "programme": f"{VERSIONS}::test_the_file_of_another_programme_is_refused",
    "name": f"{SETUP}::test_any_name_makes_a_short_name_that_its_file_may_carry",
    "purpose": f"{PAGES}::test_what_a_programme_is_for_and_how_it_goes_stands_on_the_invitation",
    "steps": f"{PAGES}::test_what_a_programme_is_for_and_how_it_goes_stands_on_the_invitation",
    **{
        f"objectives.{side}.{key}": OBJECTIVE
        for side in ("mentee", "mentor", "organisation")
        for key in ("text", "indicator", "baseline", "target", "measured_by")
    },
    **{
        f"who.{side}.{key}": WHO
        for side in ("mentors", "mentees")
        for key in ("grades.from", "grades.to", "units", "sites", "countries")
    },
    "partners": "tests.domain.test_guest_rounds::test_pairs_form_across_companies_only",
    **{
        f"application.questions.{key}": "tests.web.test_calls::test_each_kind_of_question_is_answered_in_its_own_way"
        for key in ("key", "type", "label", "required", "options")
    },
    "mode": "tests.web.test_clinics::test_the_rounds_of_a_clinic_lead_to_it",
    "seats": f"{PAGES}::test_a_mentor_has_the_usual_seats_of_the_programme",
    "n_sessions": f"{PAGES}::test_the_hours_asked_are_sessions_times_minutes",
    "session_minutes": "tests.domain.test_session_booking::test_book_session_takes_its_length_from_the_programme_or_as_told",
    "rhythm_days": "tests.web.test_pair_pages::test_two_dates_are_ticked_and_booked_at_once",
    "proposal_days": "tests.domain.test_matching_release::test_release_round_gives_until_the_end_of_the_last_day",
    "farewell_days": "tests.domain.test_farewells::test_a_programme_says_how_long_both_have_to_look_back",
    "first_call.minutes": "tests.domain.test_first_calls::test_its_length_and_how_long_a_proposal_waits_are_the_programmes",
    "first_call.days": "tests.domain.test_first_calls::test_its_length_and_how_long_a_proposal_waits_are_the_programmes",
    "drives": f"{REMINDERS}::test_who_takes_the_lead_is_reminded_of_a_missing_date",
    **{
        f"momentum.{key}": f"{FOLLOWING}::test_the_limits_are_the_programmes_own"
        for key in ("amber", "red", "amber_in_a_row", "red_in_a_row")
    },
    "short_list.most": f"{LISTS}::test_a_list_has_five_people_at_most_or_as_many_as_the_programme_says",
    "short_list.invites": f"{LISTS}::test_the_programme_says_whose_lists_are_made",
    "short_list.open": "tests.domain.test_inviting::test_the_programme_says_how_many_may_be_open",
    "curriculum.title": f"{PAGES}::test_each_session_has_its_module_and_the_pair_its_plan",
    "curriculum.plan": f"{PAGES}::test_each_session_has_its_module_and_the_pair_its_plan",
    "curriculum.kit": "tests.web.test_kit_pages::test_the_pair_finds_the_kit_of_its_next_module",
    "training.before_first_session": f"{TRAINING}::test_no_first_session_is_booked_before_the_training",
    "training.path": f"{TRAININGS}::test_where_the_company_trains_the_coordinator_alone_notes_it",
    "training.addendum": f"{TRAININGS}::test_a_programme_adds_its_own_words_and_contacts",
    "training.contacts": f"{TRAININGS}::test_a_programme_adds_its_own_words_and_contacts",
    "messages.training_reminder_days": f"{TRAININGS}::test_a_training_that_comes_first_is_recalled_once",
    "messages.invitation_reminder_days": f"{REMINDERS}::test_an_invitation_is_recalled_once_and_no_sooner",
    "messages.profile_reminder_days": f"{REMINDERS}::test_an_unfinished_profile_is_recalled_once",
    "rematch_release": "tests.domain.test_second_round::test_where_the_file_says_so_it_goes_out_by_itself_and_the_log_says_who_allowed_it",
    "messages.proposal_reminder_days": "tests.domain.test_proposal_reminders::test_each_who_has_not_answered_is_reminded_once",
    "messages.session_reminder_days": f"{REMINDERS}::test_both_are_reminded_of_a_session_once",
    "messages.after_session_days": f"{REMINDERS}::test_a_session_that_nobody_settled_is_asked_about_once",
    "video_link": "tests.domain.test_calendar::test_a_programmes_pattern_fills_the_place_where_none_is_given",
    "messages.date_reminder_days": f"{REMINDERS}::test_who_takes_the_lead_is_reminded_of_a_missing_date",
    "messages.amber_to_lead": f"{NUDGES}::test_who_takes_the_lead_is_written_to_once_at_amber",
    "messages.amber_to_coach_days": f"{NUDGES}::test_the_coach_hears_of_red_at_once_and_of_amber_after_days",
    "measures.pulse": f"{PAGES}::test_a_programme_without_the_two_questions_asks_nobody",
    **{
        f"measures.{key}": "tests.domain.test_reviews::test_a_programme_says_after_which_sessions"
        for key in ("review_after", "review_again_after")
    },
    "measures.exchanges": f"{PAGES}::test_a_programme_need_not_ask_what_passed",
    "measures.silo_map": f"{PAGES}::test_a_report_need_not_show_how_pairs_link_units",
    "matching.objective": "tests.engine.test_every_plan::",
    "matching.week": "tests.engine.test_week::",
    "matching.rules.grade_gap.g": f"{RULES_OF}.test_grade_gap::test_mentee_is_g_grades_above",
    "matching.rules.reporting_line.depth": f"{LINE}::test_depth_limits_the_line_but_never_permits_a_skip_level_report",
    "matching.rules.reporting_line.top_depth": f"{LINE}::test_top_depth_is_for_who_has_no_manager",
    "matching.rules.skill.min_level": f"{RULES_OF}.test_skill::test_settings_move_the_threshold",
    "matching.rules.skill.min_gap": f"{RULES_OF}.test_skill::test_settings_move_the_threshold",
    "matching.rules.language.n": f"{RULES_OF}.test_language::test_n_common_languages",
    "matching.rules.slots.k": f"{RULES_OF}.test_slots::test_common_half_hours",
    "matching.rules.timezone.h": f"{RULES_OF}.test_timezone::test_clocks_differ_by_h_hours_or_less",
    "matching.rules.different.by": f"{RULES_OF}.test_different::test_pairs_come_from_different_places",
    "matching.rules.veto": "tests.domain.test_matching_rounds::test_run_round_keeps_to_a_veto",
    "matching.rules.conflict": f"{RULES_OF}.test_no::",
    "matching.rules.paired_before": f"{RULES_OF}.test_pairs::test_people_are_not_paired_again_whoever_was_the_mentee",
    "matching.weights.teach": f"{TERMS_OF}.test_teach::test_hand_worked_number",
    "matching.weights.give_back": f"{TERMS_OF}.test_give_back::test_hand_worked_number_with_importance",
    "matching.weights.distance": f"{TERMS_OF}.test_distance::test_steps_through_the_nearest_common_unit",
    "matching.weights.availability": f"{TERMS_OF}.test_availability::test_common_time_counts_up_to_two_hours",
    "matching.weights.wishes": f"{TERMS_OF}.test_wishes::test_mean_of_both_sides",
    "matching.weights.load": f"{TERMS_OF}.test_mentors::test_load_is_free_seats_over_all_seats",
    "matching.weights.harmonic": f"{TERMS_OF}.test_both_ways::",
    "matching.weights.geometric": f"{TERMS_OF}.test_both_ways::",
    "evidence.mentors": "tests.domain.test_evidence::test_ones_own_word_alone_makes_no_mentor_ready_where_evidence_is_asked",
    "charter.version": CHARTER,
    "charter.clauses.key": CHARTER,
    "charter.clauses.title": CHARTER,
    "charter.clauses.text": CHARTER,
    "retention.notes_days": f"{RETENTION}::test_notes_go_days_after_the_end_of_the_pair_and_no_sooner",
    "retention.answers_months": f"{RETENTION}::test_answers_go_months_after_the_end_of_the_cohort_and_no_sooner",
    "visibility.sponsor_reads_report": "tests.domain.test_report_access::test_a_programme_may_close_its_report_to_sponsors",
    "launch.pilot_pairs": f"{PAGES}::test_without_a_size_of_the_pilot_there_is_no_launch",
}
NO_DATA_YET = {"format", "grid"}
"""Terms of the engine for which people give nothing on the platform yet."""


def leaves(part, path=()):
    """Yield every key that holds a value; texts in two languages are one value."""
    part = resolved(part)
    inner = part.get("properties", {})
    if part.get("type") == "array":
        items = resolved(part["items"])
        inner_keys = set(items.get("properties", {}))
        holds_parts = "object" in items.get("type", "") and inner_keys != {"en", "fr"}
        yield from leaves(items, path) if holds_parts else [".".join(path)]
    elif inner and set(inner) != {"en", "fr"}:
        for key, one in inner.items():
            yield from leaves(one, (*path, key))
    else:
        yield ".".join(path)


def test_every_key_names_the_test_of_its_effect_and_no_other_is_named():
    assert set(leaves(schema())) == set(EFFECTS)


@pytest.mark.parametrize("test", sorted(set(EFFECTS.values())))
def test_the_test_of_the_effect_is_there(test):
    module, _, name = test.partition("::")

    names = vars(importlib.import_module(module))

    assert name in names or (not name and any(one.startswith("test_") for one in names))


@pytest.mark.parametrize("key", sorted(EFFECTS))
def test_every_key_is_explained_in_the_documents(key):
    assert f"| `{key}` |" in (ROOT / "docs" / "formats.md").read_text("utf-8")


def test_rules_terms_and_objectives_are_those_of_the_engine():
    matching = schema()["properties"]["matching"]["properties"]

    assert set(matching["rules"]["properties"]) == set(RULES)
    assert set(matching["weights"]["properties"]) == set(TERMS) - NO_DATA_YET
    assert tuple(matching["objective"]["enum"]) == OBJECTIVES


@pytest.mark.parametrize("template", template_names())
def test_every_template_says_everything_in_both_languages(template):
    def texts(said):
        if isinstance(said, dict) and said and set(said) <= {"en", "fr"}:
            yield said
        elif isinstance(said, dict | list):
            for one in said.values() if isinstance(said, dict) else said:
                yield from texts(one)

    found = list(texts(load_template(template)))

    found += list(texts(words_of(load_template(template))))

    assert len(found) > 20
    assert [one for one in found if set(one) != {"en", "fr"}] == []
    assert [
        one for one in found if " ;" in one["fr"] or " ?" in one["fr"] or "'" in one["fr"]
    ] == []
