"""Style: how the page looks and moves, in light and dark. Colours stand here, so that a test can hold their
contrast; the rest in `page.css` and `page.js`, as strings to put into the page.
"""

from pathlib import Path

LIGHT = {
    "paper": "#faf9f6",
    "sheet": "#ffffff",
    "sunken": "#f1efe9",
    "line": "#dedad0",
    "edge": "#8a8577",
    "ink": "#1f2421",
    "soft": "#5b615c",
    "accent": "#17624d",
    "on-accent": "#ffffff",
    "tint": "#e3f0ea",
    "mark": "#fdf0b3",
    "mark-strong": "#f8d860",
    "on-mark": "#1f2421",
    "warn": "#7d4a06",
    "warn-tint": "#fbf1df",
    "focus": "#0b57d0",
}
DARK = {
    "paper": "#151817",
    "sheet": "#1d211f",
    "sunken": "#252a27",
    "line": "#363d39",
    "edge": "#7d857f",
    "ink": "#e9e8e3",
    "soft": "#a9b0aa",
    "accent": "#7fd1b3",
    "on-accent": "#0f1a16",
    "tint": "#203a31",
    "mark": "#4b4112",
    "mark-strong": "#7d690f",
    "on-mark": "#fdf6d8",
    "warn": "#f0c37e",
    "warn-tint": "#33291a",
    "focus": "#8ab4f8",
}
READ = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "sunken"),
    ("soft", "paper"),
    ("soft", "sheet"),
    ("soft", "sunken"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("accent", "tint"),
    ("accent", "sunken"),
    ("on-accent", "accent"),
    ("on-mark", "mark"),
    ("on-mark", "mark-strong"),
    ("warn", "warn-tint"),
    ("warn", "paper"),
    ("ink", "warn-tint"),
    ("ink", "tint"),
    ("soft", "warn-tint"),
]
"""Pairs of a text colour and what it stands on: each at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
SEEN = [("focus", "paper"), ("focus", "sheet"), ("edge", "paper"), ("edge", "sheet")]
"""Pairs of a line that must be seen and what it stands on: each at least 3 to 1 (WCAG 2.2, 1.4.11)."""


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


_ROOM = Path(__file__).parent
CSS = f":root{{{_variables(LIGHT)}color-scheme:light}}\n.dark{{{_variables(DARK)}color-scheme:dark}}\n" + (
    _ROOM / "page.css"
).read_text(encoding="utf-8")
SCRIPT = (_ROOM / "page.js").read_text(encoding="utf-8")
BRIDGE = """
element.addEventListener('click', (event) => {
  const ask = event.target.closest('[data-ask]');
  if (ask) trigger('ask', {question: ask.dataset.ask});
  const judge = event.target.closest('[data-judgement]');
  if (judge) trigger('judge', {number: judge.dataset.key, judgement: judge.dataset.judgement});
});
// 'ask' 'judge': Gradio looks for the names of events in this text
"""
"""Hands what is clicked inside a gr.HTML to Python."""
