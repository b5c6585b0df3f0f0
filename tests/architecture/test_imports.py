"""The import contracts hold, name every context's inside, and break when they should."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTEXT_FILES = {"actions", "models", "permissions", "queries", "rules", "sources", "web", "api"}
SERVICES = {
    "kernel",
    "jobs",
    "backup",
    "documents",
    "files",
    "mail",
    "search",
    "tables",
    "shell",
    "cli",
    "demo",
}


def contracts():
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def contexts():
    packages = (ROOT / "src" / "openiln").iterdir()
    named = {p.name for p in packages if (p / "__init__.py").exists()}
    return sorted(named - SERVICES - {"config"})


def lint(folder):
    """What the import linter says of a tree; its own process, so that it reads that tree."""
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("name", contexts())
def test_every_module_of_a_context_but_its_facade_is_protected(name):
    folder = ROOT / "src" / "openiln" / name
    inside = {
        p.stem
        for p in folder.iterdir()
        if p.stem in CONTEXT_FILES | {"tasks"} and (p.suffix == ".py" or p.is_dir())
    }
    listed = contracts()[f"importlinter:contract:{name}"]["protected_modules"].split()
    assert set(listed) == {f"openiln.{name}.{file}" for file in inside}
    inner = contracts()["importlinter:contract:inside"]["containers"].split()
    assert f"openiln.{name}" in inner


@pytest.fixture
def tree(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("static"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("openiln/kernel/ids.py", "import openiln.charters.facade", "downwards only"),
        ("openiln/pages/web/home.py", "import openiln.charters.models", "Only the facade"),
        ("openiln/pages/web/home.py", "import openiln.charters.web.views", "Only the facade"),
        ("openiln/news/rules.py", "import openiln.charters.web.networks", "Only the facade"),
        ("openiln/charters/models.py", "import openiln.charters.actions", "looks down"),
        ("openiln_evidence/moments.py", "import django", "stands alone"),
    ],
)
def test_a_planted_import_breaks_its_contract(tree, module, line, contract):
    path = tree / "src" / module
    path.write_text(f"{line}\n{path.read_text()}")
    code, said = lint(tree)
    assert code == 1
    assert any(contract in row and "BROKEN" in row for row in said.splitlines()), said
