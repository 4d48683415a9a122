"""Embeds of Obsidian: `![[x.png|300]]` is a picture; what else stands between such brackets is shown as code."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.attributes import Attributes
from dlcourse.renderer.markdown.figures.picture import give_attributes
from dlcourse.renderer.markdown.importing.notices import note, shown
from dlcourse.renderer.markdown.importing.tagspans import show_as_code

EMBED = lazy(r"!\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,200}))?\]\]")
PICTURE = lazy(r"\.(?:avif|bmp|gif|jpe?g|png|svg|webp)\Z", re.IGNORECASE)
SIZE = lazy(r"(\d{1,4})(?:x\d{1,4})?\Z")


def use_embeds(md: MarkdownIt) -> None:
    """Make `md` read embeds."""
    md.inline.ruler.before("image", "embed", _embed)


def _embed(state: StateInline, silent: bool) -> bool:
    match = EMBED.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "!" else None
    if match is None:
        return False
    if not silent and PICTURE.search(match[1]):
        size = SIZE.match(match[2] or "")
        token = state.push("image", "img", 0)
        token.attrs = {"src": state.md.normalizeLink(match[1].strip()), "alt": ""}
        token.meta["offset"] = state.pos
        alt = "" if size else (match[2] or "").strip()
        give_attributes(token, Attributes(values={"width": size[1]} if size else {"alt": alt} if alt else {}))
    elif not silent:
        token = show_as_code(state, match[0], match[0])
        message = f"{shown(match[0])} shows a page inside this one in another tool: here as code"
        note(token, "embed", message, "write a link, `[[lesson]]`, or copy the text")
    state.pos = match.end()
    return True
