"""Colours can be read by people with weak sight (WCAG 2.2, level AA), and the page asks nobody else for anything."""

import re

import pytest

from ui import style


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [style.LIGHT, style.DARK], ids=["light", "dark"])
def test_words_and_lines_stand_out_from_what_is_behind_them(colours: dict[str, str]) -> None:
    weak = [
        (a, b, round(contrast(colours[a], colours[b]), 2))
        for a, b in style.READ
        if contrast(colours[a], colours[b]) < 4.5
    ]
    weak += [
        (a, b, round(contrast(colours[a], colours[b]), 2))
        for a, b in style.SEEN
        if contrast(colours[a], colours[b]) < 3
    ]
    assert weak == []


def test_every_colour_of_the_sheet_is_one_whose_contrast_is_held() -> None:
    used = set(re.findall(r"var\(--([a-z-]+)\)", style.CSS)) - {"text"}
    assert used == set(style.LIGHT) == set(style.DARK)
    rules = style.CSS[style.CSS.index("/*") :]
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;,) ])", rules) == []


def test_the_page_fetches_nothing() -> None:
    assert not re.search(r"url\(|@import|https?://", style.CSS + style.SCRIPT)


def test_motion_stops_for_who_asks() -> None:
    assert "prefers-reduced-motion:reduce" in style.CSS
    assert "prefers-reduced-motion: reduce" in style.SCRIPT
