"""Stored things keep the rules of the house."""

import configparser
import inspect
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import make
from openiln.kernel.records import Keep, keep_of

ROOT = Path(__file__).resolve().parents[2]
OURS = [m for m in apps.get_models() if m.__module__.startswith("openiln.")]


def levels():
    """How high each context stands, by the contract that orders them."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:contexts"]["layers"].split("\n")
    low_to_high = enumerate(reversed([re.findall(r"\w+", layer) for layer in layers if layer]))
    return {name: level for level, names in low_to_high for name in names}


LEVEL = levels()


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def faults_of_foreign_keys(model):
    """What is wrong with a model's foreign keys to other contexts."""
    faults = []
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.related_model._meta.app_label
        if target == model._meta.app_label or target not in LEVEL:
            continue
        if LEVEL[target] >= LEVEL[model._meta.app_label]:
            faults.append(f"{field} points up")
        if field.remote_field.related_name != "+":
            faults.append(f"{field} can be followed upwards")
        if field.remote_field.on_delete is not models.PROTECT:
            faults.append(f"{field} does not protect what it points to")
    return faults


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_across_contexts_point_down_and_protect(model):
    assert faults_of_foreign_keys(model) == []


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_model_has_a_builder(model):
    assert inspect.isfunction(getattr(make, snake(model.__name__), None))


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_constraint_has_a_name_that_says_what_must_hold(model):
    for constraint in model._meta.constraints:
        assert constraint.name.startswith(snake(model.__name__))


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_what_names_an_address_says_what_becomes_of_it(model):
    names_someone = any(isinstance(f, models.EmailField) for f in model._meta.get_fields())
    assert not names_someone or keep_of(model) is not Keep.RECORD


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_how_long_it_is_kept_stands_in_the_manual(model):
    manual = (ROOT / "docs" / "reference" / "records.md").read_text()
    row = f"| {model._meta.verbose_name} | `{model._meta.app_label}` | {keep_of(model)} |"
    assert (row in manual) is (keep_of(model) is not Keep.RECORD)


def test_a_planted_foreign_key_upwards_is_found(django_app_of_faults):
    assert len(faults_of_foreign_keys(django_app_of_faults)) == 3


@pytest.fixture
def django_app_of_faults():
    class Planted(models.Model):  # noqa: DJ008 -- it lives for one test
        charter = models.ForeignKey("charters.Charter", on_delete=models.CASCADE)

        class Meta:
            app_label = "accounts"

    yield Planted
    del apps.all_models["accounts"]["planted"]
    apps.clear_cache()
