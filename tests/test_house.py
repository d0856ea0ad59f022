"""The rules of the house that no linter knows: short files, plain names, light imports, a tidy top."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "ingest", "rag", "ui", "evals")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
VAGUE = re.compile(r"(?:Manager|Handler|Helper|Service|Engine|Factory|Processor|Util|Base)$")
FOREIGN_NOUNS = re.compile(r"Chunk|Node|Snippet|Record|Response", re.IGNORECASE)
HEAVY = {"torch", "transformers", "sentence_transformers", "chromadb", "gradio", "sklearn", "pandas"}


def names(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize(
    "path", SOURCES + sorted((ROOT / "tests").glob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_file_stays_under_three_hundred_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 300


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_says_what_goes_in_and_what_comes_out(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or not tree.body, "a module opens with its arrow"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_classes_have_names_that_say_something(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert [name for name in classes if VAGUE.search(name) or FOREIGN_NOUNS.search(name)] == []


def test_only_what_has_a_reason_stands_at_the_top():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not listed:
        listed = [p.name + ("/x" if p.is_dir() else "") for p in ROOT.iterdir() if not p.name.startswith(".")]
    top = {line.split("/")[0] for line in listed if not line.endswith(".egg-info/x")}
    allowed = {
        *ROOMS,
        "tests",
        "pyproject.toml",
        "constraints.txt",
        "Makefile",
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    }
    allowed |= {"LICENSE", ".ci", ".gitignore"}
    assert top <= allowed | {"build", "dist", "runs"}, sorted(top - allowed)


@pytest.mark.parametrize("module", ["corpus", "ingest", "rag", "ui.cli", "evals"])
def test_importing_a_room_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_constraints_pin_torch_exactly():
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert "torch==2.13.0" in pinned
