"""Migrations form one line, and nothing in the models waits for one."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("upside.")]


@pytest.mark.django_db
def test_no_model_waits_for_a_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("label", OURS)
def test_migrations_of_a_room_form_one_line(label):
    graph = MigrationLoader(None).graph

    assert len(graph.leaf_nodes(label)) <= 1
