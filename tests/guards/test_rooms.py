"""The habits a machine can see: what a room says of itself, what its files are called."""

import ast

import pytest
from django.apps import apps
from django.db import models

from tests.guards.places import PACKAGE, ROOT, rooms, tracked

SHAPELESS = {"utils", "helpers", "common", "misc", "base", "constants", "services", "signals"}
SOURCES = sorted(
    path
    for path in tracked()
    if path.suffix == ".py" and PACKAGE in path.parents and "migrations" not in path.parts
)


@pytest.mark.parametrize("room", rooms(), ids=lambda path: path.name)
def test_a_room_says_what_it_is_for(room):
    assert ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))


def test_no_module_has_a_shapeless_name():
    assert not [str(path.relative_to(ROOT)) for path in SOURCES if path.stem in SHAPELESS]


def test_no_room_listens_for_signals():
    heard = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch"
    ]
    assert not heard


TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField)
MODELS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("anwei.")
    and model._meta.managed
    and not model._meta.proxy
    and any(isinstance(field, TEXT) for field in model._meta.local_fields)
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_says_which_fields_are_about_persons(model):
    said = "PERSONAL" in vars(model)
    assert said, "say PERSONAL = frozenset({...}), empty where there is none"
    fields = {field.name for field in model._meta.get_fields()}
    assert set(model.PERSONAL) <= fields
