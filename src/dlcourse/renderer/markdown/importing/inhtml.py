"""Tags of other tools inside raw HTML: in attributes they are read where they come to an address."""

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.importing.components import read_component
from dlcourse.renderer.markdown.importing.notices import note_at, shown
from dlcourse.renderer.markdown.importing.tags import HUGO, LIQUID, VALUE, address_of, read_tag

TEMPLATE = rf"(?P<template>{LIQUID.pattern}|{HUGO.pattern}|{VALUE.pattern})"
OTHERS = r"(?P<nothing>\{#[ \t][^{}\n]{0,300}#\}|\{/\*(?>(?:[^*{]+|\*(?!/\})|\{(?!/\*))*)\*/\}|\{:[^{}\n]{1,200}\})"
VERBATIM = r"<(?P<end>/?)(?P<verbatim>pre|code|script|style|textarea|kbd|samp)\b"
PARTS = lazy(
    rf"{TEMPLATE}|{OTHERS}|(?P<comment><!--(?>(?:[^-<]+|-(?!->)|<(?!!--))*)-->)|{VERBATIM}|(?P<edge>[<>])",
    re.IGNORECASE,
)


EMPTY = lazy(r"[ \t]+(?:href|src)=(?:\"\"|'')")
TAG = lazy(r"<[A-Za-z][^\s<>]*\s")


def use_html_tags(md: MarkdownIt) -> None:
    """Make `md` read tags inside raw HTML."""
    md.core.ruler.before("import_settling", "html_tags", _read_all)


def _read_all(state: StateCore) -> None:
    if "<" not in state.src:
        return
    for token in state.tokens:
        if token.type == "html_block":
            if "{" in token.content:
                _read(token, state)
            token.content = _as_html(token.content)
        elif token.type == "inline" and "{" in token.content:
            for child in token.children or ():
                if child.type == "html_inline" and "{{" in child.content:
                    child.content = VALUE.sub(lambda match: escape(address_of(match[0]) or ""), child.content)


def _read(token: Token, state: StateCore) -> None:
    parts: list[str] = []
    end, depth, is_inside, is_raw = 0, 0, False, False
    for match in PARTS.finditer(token.content):
        parts.append(token.content[end : match.start()])
        end = match.end()
        if match["verbatim"]:
            depth += -1 if match["end"] else 1
            is_inside = True
        elif match["edge"]:
            is_inside = match["edge"] == "<"
        tag = read_tag(match[0], 0) if match["template"] and depth <= 0 else None
        if tag and tag.name in ("raw", "verbatim"):
            is_raw = not tag.is_end
        elif match["template"] and depth <= 0 and not is_raw:
            parts.append(_written(match, token, state, is_inside=is_inside))
        elif not match["nothing"] or depth > 0 or is_inside:
            parts.append(match[0])
    token.content = EMPTY.sub("", "".join(parts) + token.content[end:])


def _as_html(content: str) -> str:
    """Return `content` with what HTML does not know in the tags of templates (`<button @click="x">`) left out."""
    parts: list[str] = []
    end = 0
    for match in TAG.finditer(content):
        if match.start() < end or HTML_TAG_RE.match(content, match.start()):
            continue
        component = read_component(content, match.start(), len(content))
        if component:
            lines = "\n" * content.count("\n", match.start(), component.end)  # places are told by them
            parts += [content[end : match.start()], component.html + lines]
            end = component.end
    return "".join(parts) + content[end:]


def _written(match: re.Match[str], token: Token, state: StateCore, *, is_inside: bool) -> str:
    source = match[0]
    if is_inside:
        return escape(address_of(source) or "")
    line = (token.map[0] if token.map else 0) + token.content.count("\n", 0, match.start())
    place = line, match.start() - token.content.rfind("\n", 0, match.start())
    tag = read_tag(source, 0)
    if tag is None:
        hint = "write the value itself; for the braces write them as code, between backticks"
        message = f"{shown(source)} is filled in by another tool, not here: shown as code"
        note_at(state.env, "value", place, message, hint)
        return f"<code>{escape(source)}</code>"
    if not tag.is_end and tag.name != "comment":
        hint = "take it out, or write what it stands for"
        note_at(state.env, f"{tag.tool} {tag.name}", place, f"the tag {shown(source)} is left out", hint)
    return ""
