"""Keep the words of the charters that were signed before their words were kept."""

import hashlib
import json

from django.db import migrations


def charter_in(settings, version):
    """Return the clauses of ``settings`` where its charter has this version."""
    charter = (settings or {}).get("charter")
    if not charter or str(charter.get("version", "1")) != version:
        return None
    return [
        {"key": one["key"], "title": one["title"], "text": one["text"]}
        for one in charter.get("clauses", ())
        if isinstance(one, dict)
    ]


def words_of(programme, cohort, version):
    """Return the words that had this version: of the cohort, else of the newest file with it."""
    versions = programme.versions.order_by("-number").values_list("settings", flat=True)
    for settings in (cohort.kept, programme.settings, *versions):
        clauses = charter_in(settings, version)
        if clauses is not None:
            return clauses
    return None


def keep_texts(apps, schema_editor):
    signatures = apps.get_model("pairs", "CharterSignature")
    texts = apps.get_model("pairs", "CharterText")
    cohorts = apps.get_model("programmes", "Cohort")
    old = signatures.objects.filter(text=None)
    for cohort_id, version in old.values_list("pair__cohort", "version").distinct().order_by():
        cohort = cohorts.objects.select_related("programme").get(pk=cohort_id)
        clauses = words_of(cohort.programme, cohort, version)
        if clauses is None:
            continue  # what was signed is not known: it stays without words
        here = old.filter(pair__cohort=cohort_id, version=version).order_by("signed_at")
        said = json.dumps([version, clauses], ensure_ascii=False, sort_keys=True)
        text, _is_new = texts.objects.get_or_create(
            programme=cohort.programme,
            digest=hashlib.sha256(said.encode()).hexdigest(),
            defaults={"version": version, "clauses": clauses, "kept_at": here[0].signed_at},
        )
        signatures.objects.filter(text=None, pair__cohort=cohort_id, version=version).update(
            text=text
        )


def let_go(apps, schema_editor):
    apps.get_model("pairs", "CharterSignature").objects.update(text=None)
    apps.get_model("pairs", "CharterText").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("pairs", "0005_charter_texts_and_goals")]

    operations = [migrations.RunPython(keep_texts, let_go)]
