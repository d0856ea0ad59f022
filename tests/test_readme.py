"""The README: its Python compiles and finds its names, its commands parse, its links lead somewhere."""

import ast
import re
import shlex
from pathlib import Path

import pytest
import typer

import rag
from ui.cli import app

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    groundwork (.+)$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_parses(line):
    group = typer.main.get_command(app)
    words = shlex.split(line, comments=True)
    if words == ["--help"]:
        return
    command = group.commands[words[0]]  # type: ignore[attr-defined]
    command.make_context(words[0], words[1:])


def test_the_python_of_the_readme_imports_what_there_is():
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    imported = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.ImportFrom)]
    assert [alias.name for n in imported for alias in n.names if not hasattr(rag, alias.name)] == []
    called = {n.attr for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Attribute)}
    known = {*dir(rag.Advisor), *dir(rag.Answer), *dir(rag.Citation)}
    assert called <= known


def test_make_knows_every_target_that_the_readme_names():
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", TEXT, re.MULTILINE))
    assert named
    assert named <= made


def test_links_lead_to_files():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_number_of_chapters_is_true():
    assert f"the handbook, {len(list((ROOT / 'corpus' / 'handbook').glob('*.md')))} chapters" in TEXT
