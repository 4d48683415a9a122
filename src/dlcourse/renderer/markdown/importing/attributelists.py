"""Attributes that other tools let stand behind text or below a block: `[a](b){target=_blank}`, `{: .note}`.

Below a heading they are its own; below or above a paragraph or quotation a class that names a callout makes it one.
Those of pictures and boxes are read elsewhere. The rest is left out.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.boxes.names import CALLOUTS, canonical
from dlcourse.renderer.markdown.attributes import FIRST, NONE, Attributes, read
from dlcourse.renderer.markdown.importing.notices import note, note_line, shown
from dlcourse.renderer.markdown.importing.tagspans import leave_out

INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
SPACED = lazy(
    r"\{[ \t]+((?:[#.][\w-]+|[A-Za-z][\w-]*=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"'=]+))(?:[ \t]+[^{}\n]{0,200})?)\}"
)
KRAMDOWN = lazy(r"\{:[ \t]*([^{}\n]{0,200})\}")
LINE = lazy(r"\{:[ \t]*([^{}\n]{0,300})\}[ \t]*")
BRACKETED = re.compile(r"\[([^\[\]\n]{1,300})\](?=\{)")
MEANT = {"mark": "mark", "highlight": "mark", "kbd": "kbd", "strikeout": "s"}
BEHIND = lazy(r"[)\]`*_>~=}]")
HARMLESS = frozenset({"target", "rel", "data-toc-omit", "markdown", "data-proofer-ignore", "loading", "lang"})
HINT = "take them out; the look of pages is changed in templates/"


def use_attribute_lists(md: MarkdownIt) -> None:
    """Make `md` read attributes."""
    md.inline.ruler.before("template_tag", "attribute_span", _span)
    md.inline.ruler.before("link", "bracketed_span", _bracketed)
    md.block.ruler.before("fence", "attribute_line", _line, INTERRUPTS)
    md.core.ruler.after("inline", "attribute_lines", _apply_lines)


def _span(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if state.src[start] != "{" or not start:
        return False
    match = KRAMDOWN.match(state.src, start, state.posMax)
    if match is None and BEHIND.match(state.src[start - 1]):
        match = FIRST.match(state.src, start, state.posMax) or SPACED.match(state.src, start, state.posMax)
    if match is None or (state.src[start - 1].isspace() and not match[0].startswith("{:")):
        return False
    if not silent:
        token = leave_out(state, match[0])
        token.meta["attributes"] = read(match[1])
        if not _is_harmless(token.meta["attributes"]):
            note(token, "attributes", _message(match[0]), HINT)
    state.pos = match.end()
    return True


def _bracketed(state: StateInline, silent: bool) -> bool:
    """`[text]{.class}`: the text stays."""
    start = state.pos
    match = BRACKETED.match(state.src, start, state.posMax) if state.src[start] == "[" else None
    attributes = FIRST.match(state.src, match.end(), state.posMax) if match else None
    if match is None or attributes is None:
        return False
    if not silent:
        classes = read(attributes[1]).classes
        tag = next((MEANT[name] for name in classes if name in MEANT), "")
        if tag:
            state.push(f"{tag}_open", tag, 1)
        limit = state.posMax
        state.pos, state.posMax = match.start(1), match.end(1)
        state.md.inline.tokenize(state)
        state.pos, state.posMax = match.end(), limit
        if tag:
            state.push(f"{tag}_close", tag, -1)
        token = leave_out(state, attributes[0])
        if not tag:
            note(token, "attributes", _message(attributes[0]), HINT)
    state.pos = attributes.end()
    return True


def _message(source: str) -> str:
    return f"the attributes {shown(source)} are left out"


def _is_harmless(attributes: Attributes) -> bool:
    names = {name.lower() for name in attributes.values}
    return attributes is not NONE and not attributes.id and not attributes.classes and names <= HARMLESS


def _line(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("{:", start) or state.is_code_block(start_line):
        return False
    match = LINE.fullmatch(state.src, start, state.eMarks[start_line])
    if match is None or (silent and _is_below_picture(state, start_line)):
        return False
    if not silent:
        token = state.push("attribute_line", "", 0)
        is_above = _is_blank(state, start_line - 1) and not _is_blank(state, start_line + 1)
        token.map, token.meta = [start_line, start_line + 1], {"attributes": read(match[1]), "is_above": is_above}
        if not _is_used(state, token):
            note_line(state, start_line, "attributes", _message(match[0]), HINT)
        state.line = start_line + 1
    return True


def _is_blank(state: StateBlock, line: int) -> bool:
    return line < 0 or line >= state.lineMax or state.isEmpty(line)


def _is_below_picture(state: StateBlock, line: int) -> bool:
    above = line - 1
    return above >= 0 and state.src.startswith(("![", "[!["), state.bMarks[above] + state.tShift[above])


def _is_used(state: StateBlock, token: Token) -> bool:
    attributes: Attributes = token.meta["attributes"]
    is_heading = not token.meta["is_above"] and len(state.tokens) > 1 and state.tokens[-2].type == "heading_close"
    return is_heading or bool(_callout(attributes)) or _is_harmless(attributes)


def _callout(attributes: Attributes) -> str:
    """Return the callout that a class names, as themes of Jekyll have it: `.note`, `.notice--info`, `.prompt-tip`."""
    for name in attributes.classes:
        kind = re.sub(r"^(?:notice--|prompt-|alert-|callout-)", "", name.lower())
        if canonical({"notice": "note"}.get(kind, kind)) in CALLOUTS:
            return {"notice": "note"}.get(kind, kind)
    return ""


@dataclass(slots=True)
class _Block:
    start: int
    end: int


def _apply_lines(state: StateCore) -> None:
    """Give attributes that have a line of their own to the block above, or below, and take the lines out."""
    if "{:" not in state.src or not any(token.type == "attribute_line" for token in state.tokens):
        return
    kept: list[Token] = []
    starts: list[int] = []
    last: dict[int, _Block] = {}
    waiting: Attributes | None = None
    for token in state.tokens:
        if token.type == "attribute_line":
            if token.meta["is_above"]:
                waiting = token.meta["attributes"]
            else:
                _apply(kept, last.get(len(starts)), token.meta["attributes"])
            continue
        kept.append(token)
        if token.nesting > 0:
            starts.append(len(kept) - 1)
            last.pop(len(starts), None)
        elif token.nesting < 0 and starts:
            block = _Block(starts.pop(), len(kept))
            last[len(starts)] = block
            if waiting is not None and kept[block.start].block:
                _apply(kept, block, waiting)
                waiting = None
    state.tokens = kept


def _apply(tokens: list[Token], block: _Block | None, attributes: Attributes) -> None:
    if block is None:
        return
    opener = tokens[block.start]
    kind = _callout(attributes)
    if opener.type == "heading_open":
        if attributes.id:
            tokens[block.start + 1].meta["id"] = attributes.id
        kept = [each for each in attributes.classes if re.fullmatch(r"[A-Za-z][\w-]*", each)]
        if kept:
            opener.meta["class"] = " ".join(kept)
    elif kind and opener.type in ("paragraph_open", "blockquote_open"):
        box = Token("box_open", "div", 1, block=True, info=canonical(kind), map=opener.map, level=opener.level)
        box.meta = {"name": kind, "attributes": attributes}
        close = Token("box_close", "div", -1, block=True, info=box.info, level=opener.level)
        if opener.type == "blockquote_open":
            tokens[block.start], tokens[block.end - 1] = box, close
        else:
            for token in tokens[block.start : block.end]:
                token.level += 1
            tokens[block.start : block.end] = [box, *tokens[block.start : block.end], close]
            block.end += 2
