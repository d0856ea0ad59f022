"""Corpus: where the bundled documents lie. Loads nothing."""

from pathlib import Path

HANDBOOK = Path(__file__).parent / "handbook"
SOURCES = Path(__file__).parent / "sources.yaml"
FIGURES = Path(__file__).parent / "figures.jsonl"
