"""The characters that each rule can begin with: at all others it is not asked.

A rule says no everywhere else, so nothing is lost; `tests/renderer/test_engine.py` compares with asking it everywhere.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from markdown_it.ruler import Rule

AnyRule = TypeVar("AnyRule")

ANY = ""
DIGITS = "0123456789"

NO_SIGN = r"[^\n!#$%&*+\-:<=>@\[\\\]^_`{}~]"
"""A character of text at which no rule of text begins."""

LINES: Mapping[str, str] = {
    "abbreviation": "*",
    "admonition": "!?",
    "amsmath": "\\",
    "attribute_line": "{",
    "blockquote": ">",
    "box": ":",
    "component": "<",
    "contents": "[$@{-*+1",
    "d2l_tabs": ":",
    "deflist": ANY,
    "directive": "`~",
    "fence": "`~",
    "figure_directive": ":`~",
    "footnote_def": "[",
    "heading": "#",
    "hr": "*-_",
    "html_block": "<",
    "include": "<",
    "indented_tabs": "=",
    "language": ":",
    "lheading": ANY,
    "list": f"*-+{DIGITS}",
    "math_block": "$",
    "math_bracket_block": "\\",
    "module_lines": "ie{",
    "paragraph": ANY,
    "pymdown_block": "/",
    "reference": "[",
    "restructured": ".",
    "snippet": "-{@![#",
    "tab_label": "=@",
    "table": ANY,
    "target_line": "(",
    "template_lines": "{",
}
"""The first character of a line, behind its indentation, for the rules of blocks."""

SPANS: Mapping[str, str] = {
    "attribute_span": "{",
    "autolink": "<",
    "backticks": "`",
    "bracketed_span": "[",
    "citation": "[",
    "component": "<",
    "embed": "!",
    "emoji": ":",
    "emphasis": "*_",
    "entity": "&",
    "escape": "\\",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "html_inline": "<",
    "icon": ":",
    "image": "!",
    "keys": "+",
    "latex_command": "\\",
    "lesson_link": "[",
    "link": "[",
    "loose_strong": "*",
    "mark": "=",
    "math_bracket": "\\",
    "math_inline": "$",
    "newline": "\n",
    "plain_strong": "*",
    "reference": "@",
    "reference_command": "\\",
    "role": ":{",
    "strikethrough": "~",
    "subscript": "~",
    "superscript": "^",
    "template_link": "![",
    "template_tag": "{",
}
"""The first character of what the rules of text read. All other text is taken as it is."""


def by_character(
    rules: Sequence[Rule[AnyRule]], starts: Mapping[str, str]
) -> tuple[Mapping[str, Sequence[AnyRule]], Sequence[AnyRule]]:
    """Return which of `rules` to ask at each character, in their order, and which to ask at all others."""
    characters = {character for rule in rules for character in starts[rule.name]}
    return (
        {each: [rule.fn for rule in rules if each in (starts[rule.name] or each)] for each in sorted(characters)},
        [rule.fn for rule in rules if starts[rule.name] == ANY],
    )
