"""The tree keeps the rules of the house, and each rule can fail."""

from pathlib import Path

import pytest

import house

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
RULES = [
    house.long_files,
    house.too_long,
    house.stray_names,
    house.get_model_calls,
    house.clock_readers,
    house.updates_past_the_model,
    house.reads_in_views,
    house.re_exports,
    house.forbidden_files,
    house.days_written_otherwise,
]
PLANTED = {
    "long_files": ("openiln/x/long.py", "a = 1\n" * 401),
    "too_long": ("openiln/x/long.py", "def f():\n" + "    a = 1\n" * 41),
    "stray_names": ("openiln/x/helpers.py", ""),
    "get_model_calls": ("openiln/x/queries.py", "m = apps.get_model('x', 'Y')\n"),
    "clock_readers": ("openiln/x/actions.py", "at = datetime.now(UTC)\n"),
    "updates_past_the_model": ("openiln/x/actions.py", "Y.objects.filter(a=1).update(b=2)\n"),
    "reads_in_views": (
        "openiln/x/web/views.py",
        "from openiln.x.models import Y\n\nY.objects.get(a=1)\n",
    ),
    "re_exports": ("openiln/x/__init__.py", "from openiln.x.models import Y\n"),
    "forbidden_files": ("openiln/x/admin.py", ""),
    "days_written_otherwise": ("openiln/x/templates/x.html", '{{ at|date:"j F Y" }}'),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(rule):
    assert rule(SRC) == []


@pytest.mark.parametrize("folder", ["tests", "bench"])
def test_tests_and_speed_programs_are_as_short_as_the_product(folder):
    assert house.long_files(ROOT / folder) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_planted_fault_breaks_the_rule(rule, tmp_path):
    name, text = PLANTED[rule.__name__]
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert rule(tmp_path) != []


def test_a_long_function_and_a_long_template_break_the_rule_too(tmp_path):
    body = '    """Doc."""\n' + "    a = 1\n" * 41
    (tmp_path / "long.py").write_text(f"def f():\n{body}\n\ndef short():\n    return 1\n")
    (tmp_path / "templates" / "x").mkdir(parents=True)
    (tmp_path / "templates" / "x" / "page.html").write_text("<p>\n" * 201)
    assert house.too_long(tmp_path) == ["long.py: f is long", "page.html has over 200 lines"]
