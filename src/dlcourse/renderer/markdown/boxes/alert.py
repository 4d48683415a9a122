"""Boxes as GitHub and Obsidian write them: a quotation that begins with `[!NOTE]`, or `[!tip]- Title` if it folds."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.boxes.names import FOLDED, canonical, nearest
from dlcourse.renderer.markdown.attributes import NONE
from dlcourse.renderer.markdown.boxes.box import MAX_SHOWN

HEAD = lazy(r"\[!([^\W\d_][\w-]*)(?:\|[^\]\n]*)?\]([+-]?)(?:[ \t]+([^\n]*))?(?:\n|\Z)")
FOLDS = {"-": "closed", "+": "open", "": ""}


def use_alerts(md: MarkdownIt) -> None:
    """Make `md` read `> [!NOTE]`."""
    md.core.ruler.after("block", "alert", _find_alerts)


def _find_alerts(state: StateCore) -> None:
    if "[!" not in state.src:
        return
    lines = state.src.split("\n")
    found: list[Token] = []
    closers: list[Token | None] = []
    skipped = 0
    for index, token in enumerate(state.tokens):
        if skipped:
            skipped -= 1
            continue
        found.append(token)
        if token.type == "blockquote_close":
            opener = closers.pop()
            if opener:
                token.type, token.tag, token.markup, token.info = "box_close", opener.tag, ">", opener.info
        elif token.type == "blockquote_open":
            paragraph = state.tokens[index + 1]
            inline = state.tokens[index + 2] if paragraph.type == "paragraph_open" else None
            match = HEAD.match(inline.content) if inline else None
            closers.append(token if match else None)
            if match and inline:
                found += _made_box(token, match, inline, lines)
                paragraph.map = inline.map
                skipped = 3 if not inline.content else 0
                if not canonical(match[1]):
                    _report(state, token, match[1][:MAX_SHOWN], lines)
    state.tokens = found


def _made_box(opener: Token, head: re.Match[str], inline: Token, lines: list[str]) -> list[Token]:
    """Turn the token of a quotation into that of a box, take its first line away, return the tokens of the title."""
    info = canonical(head[1])
    fold = FOLDS[head[2]] or ("closed" if info in FOLDED else "")
    info = info or ("details" if fold else "")
    opener.type, opener.tag, opener.info, opener.markup = "box_open", "details" if fold else "div", info, ">"
    opener.meta = {"name": head[1], "attributes": NONE}
    if fold == "open":
        opener.attrs["open"] = ""
    begin, end = opener.map or [0, 0]
    while end > begin + 1 and not lines[end - 1].strip("> \t"):
        end -= 1
    opener.map = [begin, end]
    line = (inline.map or [begin])[0]
    inline.content = inline.content[head.end() :].lstrip(" \t")
    inline.map = [line + 1, (inline.map or [0, line + 1])[1]]
    title = (head[3] or "").strip()
    if not title:
        return []
    tag, place, level = "summary" if fold else "p", [line, line + 1], opener.level + 1
    return [
        Token("box_title_open", tag, 1, map=place, level=level, block=True, info=info),
        Token("inline", "", 0, map=place, level=level + 1, block=True, content=title, children=[]),
        Token("box_title_close", tag, -1, level=level, block=True),
    ]


def _report(state: StateCore, token: Token, name: str, lines: list[str]) -> None:
    line = (token.map or [0])[0]
    message = f"`[!{name}]` is no container that is known: its content is shown as it is"
    hint = f"write `[!{nearest(name).upper()}]`, or take the marker out"
    fault = (line, "R213", message, hint, lines[line].find("[!") + 1)
    state.env.setdefault("container_faults", []).append(fault)
