"""The colours of the pages: each has a light and a dark value, and what is read can be read in both themes."""

import re
from itertools import product

import pytest

from dlcourse.shipped import shipped

ASSETS = shipped("templates") / "assets"
COLOUR = re.compile(r"(--[\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{3}(?:\w{3})?)|var\((--[\w-]+)\));")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
THEMES = ("light", "dark")

# What stands on what. Text needs 4.5:1, what only shows where something is needs 3:1 (WCAG 2.2: 1.4.3, 1.4.11).
TEXT = (
    (("ink", "ink-soft", "accent", "fault"), ("paper", "surface")),
    (("ink", "ink-soft", "accent"), ("accent-soft",)),
    (("callout-blue", "callout-green", "callout-violet", "callout-amber", "callout-red"), ("paper", "surface")),
    (("on-fill",), ("fill",)),
    (("ink",), ("mark", "fault-soft", "line-marked", "line-added", "line-removed", "line-warning")),
    (("fault",), ("fault-soft",)),
    (("code-comment", "code-deleted", "code-string", "code-number"), ("code-bg", "paper")),
    (("mm-text",), ("mm-bg", "mm-fill", "mm-group", "mm-note", "mm-active", "mm-done", "mm-critical", "mm-grid")),
    (("mm-text",), tuple(f"mm-area-{number}" for number in range(8))),
    (("mm-on",), tuple(f"mm-mark-{number}" for number in range(8))),
)
SIGNS = (
    (("accent", "ink-soft", "fault"), ("paper", "surface")),
    (("fill",), ("paper",)),
    (("mm-line", "mm-border", "mm-critical-border"), ("mm-bg",)),
    (tuple(f"mm-mark-{number}" for number in range(8)), ("mm-bg", "surface")),
)


def tokens(theme: str) -> dict[str, str]:
    """Return the colour of every token in `theme`, with tokens that name others looked up."""
    text = COMMENT.sub("", "".join((ASSETS / name).read_text("utf-8") for name in sheets()))
    text = text.partition("@media print")[0]
    found: dict[str, str] = {}
    names: dict[str, str] = {}
    for name, light, dark, both, other in COLOUR.findall(text):
        if other:
            names[name] = other
        else:
            found[name] = both or (light if theme == "light" else dark)
    return found | {name: found[other] for name, other in names.items() if other in found}


def sheets() -> tuple[str, ...]:
    """Return the sheets that may say colours: one decision, one place."""
    return ("_tokens.css", "_code-colours.css", "_callouts.css")


def luminance(colour: str) -> float:
    """Return the relative luminance of `colour`, #rrggbb or #rgb, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_faint(pairs: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...], least: float, theme: str) -> list[str]:
    """Return which of `pairs` have less contrast than `least`."""
    known = tokens(theme)
    every = [pair for colours, grounds in pairs for pair in product(colours, grounds)]
    ratios = {(colour, ground): contrast(known[f"--{colour}"], known[f"--{ground}"]) for colour, ground in every}
    return [f"{colour} on {ground}: {ratio:.2f}" for (colour, ground), ratio in ratios.items() if ratio < least]


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_on_every_ground_it_stands_on(theme: str) -> None:
    assert too_faint(TEXT, 4.5, theme) == []


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_signs_can_be_seen(theme: str) -> None:
    assert too_faint(SIGNS, 3, theme) == []


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_no_harder_to_read_in_one_theme_than_in_the_other(theme: str) -> None:
    known = tokens(theme)
    assert 11 <= contrast(known["--ink"], known["--paper"]) <= 16
    assert 6 <= contrast(known["--ink-soft"], known["--paper"]) <= 7.5


def test_the_colour_of_the_browser_is_that_of_the_page() -> None:
    base = (ASSETS.parent / "base.html").read_text("utf-8")
    for theme in THEMES:
        assert f'content="{tokens(theme)["--paper"]}" media="(prefers-color-scheme: {theme})"' in base


def test_no_sheet_but_those_of_tokens_says_a_colour_of_its_own() -> None:
    for sheet in sorted(ASSETS.glob("*.css")):
        if sheet.name in {*sheets(), "_print.css"}:
            continue
        css = re.sub(r"color-mix\([^;]*", "", COMMENT.sub("", sheet.read_text("utf-8")))
        said = re.findall(r"(?<!\()#[0-9a-fA-F]{3,8}\b|(?:rgb|hsl|oklch)a?\([^)]*\)", css)
        assert said == [], f"{sheet.name}: {said}; make a token of _tokens.css of it"
