"""Two sides of a pair as one: headings, the same pictures, and lists and quotations of the same shape."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from markdown_it.token import Token

from dlcourse.model import Language
from dlcourse.renderer.bilingual.blocks import Block, Kind
from dlcourse.renderer.bilingual.notes import references
from dlcourse.renderer.bilingual.tree import token_copy
from dlcourse.renderer.reading import has_formula, inline_text
from dlcourse.renderer.words import BETWEEN

MERGING = frozenset({Kind.HEADING, Kind.LIST, Kind.QUOTE, Kind.CODE, Kind.BOX, Kind.FIGURE, Kind.DEFINITIONS})

Inline = Callable[[Token, int], str]
"""Writes an inline token of the first (0) or second (1) side as HTML."""


def merge(
    first: Sequence[Block],
    second: Sequence[Block],
    languages: tuple[Language, Language],
    inline: Inline,
    *,
    counts_for_both: bool,
) -> list[Token] | None:
    """Return one block's tokens that hold both sides, text beside text; None where the shapes differ.

    `inline` gives the HTML of a side's text. A text that both sides have stands there once; if it refers to footnotes,
    only where these have one numbering (`counts_for_both`): else the same number is another note.
    """
    if len(first) != 1 or len(second) != 1 or first[0].kind is not second[0].kind:
        return None
    ours, theirs = first[0].tokens, second[0].tokens
    if first[0].kind not in MERGING and not _are_same_pictures(ours[len(ours) // 2], theirs[len(theirs) // 2]):
        return None
    if len(ours) != len(theirs) or not all(_is_alike(a, b) for a, b in zip(ours, theirs, strict=True)):
        return None
    return [_merged(a, b, languages, inline, counts_for_both) for a, b in zip(ours, theirs, strict=True)]


def pair_html(sides: Sequence[tuple[str, Language]]) -> str:
    """Return texts that say the same, each in its language."""
    spans = [f'<span lang="{escape(language)}">{html}</span>' for html, language in sides]
    return f'<span class="pair">{" ".join(spans)}</span>'


def _is_alike(first: Token, second: Token) -> bool:
    if first.type in ("heading_open", "heading_close"):
        return first.type == second.type
    if first.type == "box_open" and first.info != second.info:
        return False
    if (first.meta or second.meta) and first.meta.get("checked") != second.meta.get("checked"):
        return False
    if first.type == "inline" or first.nesting:
        return first.type == second.type and first.tag == second.tag and first.hidden == second.hidden
    return first.type == second.type and first.content == second.content


def _are_same_pictures(first: Token, second: Token) -> bool:
    """Tell whether two texts hold nothing but the same pictures, whatever stands for these in words."""
    return "pictures" in first.meta and first.meta["pictures"] == second.meta.get("pictures")


def _merged(
    first: Token, second: Token, languages: tuple[Language, Language], inline: Inline, counts_for_both: bool
) -> Token:
    if first.type == "figure_image":
        return replace(first, children=_with_both_texts(first, second))
    if first.type != "inline":
        return first
    texts = inline_text(first.children or ()), inline_text(second.children or ())
    if texts[0] == texts[1] and counts_for_both and [*references([first])] == [*references([second])]:
        return first
    if _are_same_pictures(first, second):
        return replace(first, children=_with_both_texts(first, second))
    if texts[0] == texts[1] and not any(references([first, second])):
        return first
    box, end = _checkbox(first)
    sides = [(inline(_without_checkbox(each), side), languages[side]) for side, each in enumerate((first, second))]
    ready = Token("ready", "", 0, content=pair_html([side for side in sides if side[0].strip()]))
    meta = {**first.meta, "text": " ".join(texts)}
    if has_formula(first) or has_formula(second):
        meta["has_formula"] = True
    joined = token_copy(first, children=[*box, ready, *end])
    joined.meta = meta
    return joined


def _checkbox(inline: Token) -> tuple[list[Token], list[Token]]:
    """Return the tokens that a task begins and ends with: both sides of a pair have one box to tick."""
    children = inline.children or []
    return (children[:1], children[-1:]) if children and children[0].type == "checkbox" else ([], [])


def _without_checkbox(inline: Token) -> Token:
    return replace(inline, children=(inline.children or [])[1:-1]) if _checkbox(inline)[0] else inline


def _with_both_texts(first: Token, second: Token) -> list[Token]:
    """Return the inline tokens of `first`, its pictures with the texts that stand for them in both languages."""
    pictures = iter([token for token in second.children or () if token.type == "image"])
    return [_with_text_of(token, next(pictures)) if token.type == "image" else token for token in first.children or ()]


def _with_text_of(ours: Token, theirs: Token) -> Token:
    texts = dict.fromkeys(filter(None, (inline_text(picture.children or ()) for picture in (ours, theirs))))
    return replace(ours, children=[Token("text", "", 0, content=BETWEEN.join(texts))] if texts else None)
