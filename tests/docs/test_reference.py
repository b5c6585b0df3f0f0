"""The reference says what there is: every setting and every word of the command line, no other."""

import argparse
import json
import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from openiln.cli.main import build_parser
from openiln.config.environment import PREFIX, Environment

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def default_of(field):
    """How a field's default is written."""
    if field.is_required():
        return "none: it must be set"
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value == "":
        return "empty"
    if field.annotation == list[str]:
        return f"`{','.join(value)}`"
    return f"`{value if isinstance(value, (str, Path)) else json.dumps(value)}`"


def setting_rows(fields):
    return [
        f"| `{PREFIX}{name.upper()}` | {field.description} | {default_of(field)} |"
        for name, field in fields.items()
    ]


def commands(parser, name="iln", about=""):
    """Each command that does something: its name, what it says of itself, and its words."""
    inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not inner:
        words = [
            (", ".join(a.option_strings) or a.metavar or a.dest, a.help)
            for a in parser._actions
            if a.dest != "help"
        ]
        yield name, about, words
    for action in inner:
        said = {choice.dest: choice.help for choice in action._choices_actions}
        for word, below in action.choices.items():
            yield from commands(below, f"{name} {word}", said[word])


def command_text(name, about, words):
    """How a command stands in the reference."""
    lines = [f"### {name}", "", about, ""]
    lines += [f"- `{word}`: {said}" if said else f"- `{word}`" for word, said in words]
    return "\n".join(lines).strip()


def test_the_reference_tells_every_setting_with_its_default():
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith(f"| `{PREFIX}")]
    assert rows == setting_rows(Environment.model_fields)


def test_every_setting_has_a_description():
    assert [n for n, field in Environment.model_fields.items() if not field.description] == []


def test_the_reference_tells_every_command_with_its_words():
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    told = [part.strip() for part in re.split(r"(?m)^(?=### )", text)[1:]]
    assert told == [command_text(*command) for command in commands(build_parser())]


@pytest.mark.parametrize("name", ["settings.md", "commands.md"])
def test_the_reference_names_no_setting_that_is_gone(name):
    text = (REFERENCE / name).read_text(encoding="utf-8")
    known = {PREFIX + field.upper() for field in Environment.model_fields}
    named = {word.removesuffix("_FILE") for word in re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", text)}
    assert named <= known
