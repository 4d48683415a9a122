"""Footnotes inside a sentence: `^[The text of the note.]`.

What looks like a class of characters (`^[a-z]+`) or a number of a source (`^[1]^`) is none.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_inline

from dlcourse.patterns import lazy

# Brackets may stand in it, one deep. Atomic: what is never closed is read once.
NOTE = lazy(r"\^\[((?>(?:[^\[\]\\]+|\\.|\[[^\[\]]*+\])*))\]", re.DOTALL)
PROSE = lazy(r"\S[ \t\n]+\S|[\u3400-\u9fff]{2}")
BEHIND = lazy(r"[\^+*?{$\]]")


def use_inline_notes(md: MarkdownIt) -> None:
    """Make `md` read footnotes that stand where they are called; to be used behind the footnotes' own rules."""
    md.inline.ruler.after("image", "footnote_inline", _inline_note)
    md.core.ruler.after("footnote_tail", "place_notes", _place_notes)


def _inline_note(state: StateInline, silent: bool) -> bool:
    start, count = state.pos, len(state.tokens)
    if not state.src.startswith("^[", start) or state.linkLevel:
        return False
    match = NOTE.match(state.src, start, state.posMax)
    if match is None or not PROSE.search(match[1]) or BEHIND.match(state.src, match.end(), state.posMax):
        return False
    if not footnote_inline(state, silent):
        return False
    for token in state.tokens[count:]:
        token.meta["offset"] = start
    return True


def _place_notes(state: StateCore) -> None:
    """Tell the notes, which are moved to the end, in which line they were written."""
    if "^[" not in state.src:
        return
    called = {
        child.meta["id"]: (token, child.meta["offset"])
        for token in state.tokens
        for child in token.children or ()
        if child.type == "footnote_ref" and "offset" in child.meta and token.map
    }
    note = None
    for token in state.tokens:
        if token.type == "footnote_open":
            note = called.get(token.meta["id"])
        elif token.type == "inline" and token.map is None and note:
            _place(token, *note)


def _place(token: Token, parent: Token, offset: int) -> None:
    line = (parent.map[0] if parent.map else 0) + parent.content.count("\n", 0, offset)
    token.map = [line, line + 1]
