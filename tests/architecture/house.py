"""The rules of the house that no linter knows, each as a function from a tree to its faults."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

FILE_LINES = 400
FUNCTION_LINES = 40
TEMPLATE_LINES = 200
STRAY = {"utils", "helpers", "common", "misc", "manager", "managers", "service", "services"}
CLOCK_CALLS = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|timezone\.now|time\.time)\(")


A_WAY_OF_DAYS = re.compile(r"%[Bb]|:%d|\|date:\"[^\"]*[FM]")


def python_files(root: Path) -> Iterator[Path]:
    """Every module below a folder, without migrations."""
    return (p for p in sorted(root.rglob("*.py")) if "migrations" not in p.parts)


def is_long(path: Path) -> bool:
    """Whether a module is over its limit."""
    return len(path.read_text().splitlines()) > FILE_LINES


def long_files(root: Path) -> list[str]:
    """Modules over their limit."""
    return [str(path.relative_to(root)) for path in python_files(root) if is_long(path)]


def too_long(root: Path) -> list[str]:
    """Functions and templates over their limits."""
    faults = []
    for path in python_files(root):
        long = _long_functions(ast.parse(path.read_text()))
        faults += [f"{path.name}: {name} is long" for name in long]
    for path in root.rglob("templates/**/*.html"):
        if len(path.read_text().splitlines()) > TEMPLATE_LINES:
            faults.append(f"{path.name} has over {TEMPLATE_LINES} lines")
    return faults


def _long_functions(tree: ast.AST) -> Iterable[str]:
    """Functions whose code is too long; what documents them may be as long as it must."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            is_documented = (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            )
            start = first.end_lineno if is_documented else first.lineno - 1
            if (node.end_lineno or 0) - (start or 0) > FUNCTION_LINES:
                yield node.name


def stray_names(root: Path) -> list[str]:
    """Modules and folders named for nothing in the domain."""
    return [str(p.relative_to(root)) for p in sorted(root.rglob("*")) if p.stem in STRAY]


def get_model_calls(root: Path) -> list[str]:
    """Uses of apps.get_model, which goes round every import contract."""
    return [p.name for p in python_files(root) if "get_model(" in p.read_text()]


def clock_readers(root: Path) -> list[str]:
    """Modules that ask what time it is, other than the platform's clock and the evidence core's."""
    found = (p for p in python_files(root) if CLOCK_CALLS.search(p.read_text()))
    clocks = {("kernel", "clock.py"), ("openiln_evidence", "clock.py")}
    return [str(p.relative_to(root)) for p in found if p.parts[-2:] not in clocks]


def updates_past_the_model(root: Path) -> list[str]:
    """Actions that write many rows at once by QuerySet.update: no lock, no re-read, no record."""
    actions = (p for p in python_files(root) if "actions" in {p.stem, p.parent.name})
    return [
        str(p.relative_to(root))
        for p in actions
        for node in ast.walk(ast.parse(p.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "bulk_update"}
        and {"objects", "filter", "exclude"} & _names_in(node.func.value)
    ]


def _names_in(tree: ast.AST) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def reads_in_views(root: Path) -> list[str]:
    """Modules of pages that ask the database for a model of ours: every read is a query's."""
    web = (p for p in python_files(root) if "web" in {p.stem, p.parent.name})
    return [str(p.relative_to(root)) for p in web if _has_reads(ast.parse(p.read_text()))]


def _has_reads(tree: ast.AST) -> bool:
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    own = {
        each.asname or each.name
        for node in imports
        if (node.module or "").startswith("openiln.")
        for each in node.names
    }
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "objects"
        and isinstance(node.value, ast.Name)
        and node.value.id in own
        for node in ast.walk(tree)
    )


def re_exports(root: Path) -> list[str]:
    """Package files with anything in them beyond a docstring."""
    packages = (p for p in python_files(root) if p.name == "__init__.py")
    return [
        str(p.relative_to(root))
        for p in packages
        if any(not isinstance(n, ast.Expr) for n in ast.parse(p.read_text()).body)
    ]


def forbidden_files(root: Path) -> list[str]:
    """Django's admin and management commands, which are not how this product is used."""
    return [
        str(p.relative_to(root))
        for p in python_files(root)
        if p.name == "admin.py" or "management" in p.parts
    ]


def days_written_otherwise(root: Path) -> list[str]:
    """Modules and templates that write a day for people in a way of their own."""
    files = [*python_files(root), *root.rglob("*.html")]
    own = (p for p in files if A_WAY_OF_DAYS.search(p.read_text()))
    return [str(p.relative_to(root)) for p in own if p.parts[-2:] != ("kernel", "days.py")]
