"""Emoji by name: `:rocket:` becomes the character. Times (`10:30:45`), roles and unknown names stay text."""

import re
import unicodedata
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# Nothing that could be a word stands before it, no other colon or code behind it.
NAME = re.compile(r":([a-z0-9][a-z0-9_’.-]{1,60}|[+-]1|[xo]):(?![A-Za-z0-9:`])")
NOT_BEFORE = re.compile(r"[A-Za-z0-9:`/\\]")
EMOJI_STYLE = "\ufe0f"


def use_emoji(md: MarkdownIt) -> None:
    """Make `md` read names of emoji."""
    md.inline.ruler.before("escape", "emoji", _emoji)


def _emoji(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if state.src[start] != ":" or NOT_BEFORE.match(state.src[start - 1 : start] if start else " "):
        return False
    match = NAME.match(state.src, start, state.posMax)
    character = emoji(match[1]) if match else ""
    if match is None or not character:
        return False
    if not silent:
        # Settled with what comes from other tools: inside `<code>` it stays a name.
        token = state.push("said", "", 0)
        token.content, token.meta = character, {"source": match[0], "offset": start}
        state.env["has_sources"] = True
    state.pos = match.end()
    return True


@cache
def emoji(name: str) -> str:
    """Return the emoji that GitHub and others call `name`, "" if there is none."""
    from rich.emoji import Emoji, NoEmoji  # noqa: PLC0415  # slow to import, and few lessons ask for it

    try:
        character = str(Emoji(name))
    except NoEmoji:
        return ""
    # Signs that are older than emoji are drawn in black unless this is said.
    return character + EMOJI_STYLE if len(character) == 1 and _is_plain_sign(character) else character


def _is_plain_sign(character: str) -> bool:
    return unicodedata.east_asian_width(character) != "W"
