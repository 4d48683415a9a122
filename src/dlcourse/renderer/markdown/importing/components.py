"""Components of Vue and React: tags that HTML does not know, and tags whose attributes it does not know.

A component that means a box (`<Tabs>`, `<TabItem label="…">`, `<Callout type="tip">`) becomes that box. Others keep
their name alone, so that they are left out as unknown tags are; what stands between them stays, and is Markdown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.boxes.box import INTERRUPTS, close_box, open_box
from dlcourse.renderer.markdown.extents import read_inside
from dlcourse.renderer.markdown.importing.boxtags import box_of
from dlcourse.renderer.markdown.importing.notices import note
from dlcourse.renderer.markdown.importing.tags import Tag

NAME = lazy(r"<(/?)([A-Za-z][\w.:-]*)(?=[\s/>{])", re.ASCII)
# `<user.name>` may be text: no name of HTML has a dot.
DOTTED = lazy(r"[a-z0-9-]+[.:_][a-z0-9.:_-]*\Z")
COMPONENT = lazy(r"(?:[A-Z][A-Za-z0-9.]*[a-z][A-Za-z0-9.]*|[a-z]+(?:-[a-z0-9]+)+)\Z")
# An attribute as templates have it: `@click`, `:items`, `#slot`, `v-if`; its value may hold braces, three deep.
BRACED = r"\{(?>(?:[^{}]+|\{(?>(?:[^{}]+|\{[^{}]*+\})*)\})*)\}"
ATTRIBUTE = lazy(
    rf"\s*+(?:([@:#*\w.\[\]()$-]+)(?:\s*=\s*(\"[^\"]*+\"|'[^']*+'|{BRACED}|[^\s\"'=<>`{{]+))?|{BRACED})", re.ASCII
)
TAG_END = lazy(r"\s*+(/?)>")
HTML_ATTRIBUTES = frozenset(
    "align alt checked class colspan height href id lang open rowspan src start title type width".split()
)
MAX_ATTRIBUTES = 60
MAX_LINES = 60


@dataclass(frozen=True, slots=True)
class Component:
    """A tag as it is written: `end` is the position behind it."""

    name: str
    is_end: bool
    is_empty: bool
    values: Mapping[str, str]
    end: int

    @property
    def html(self) -> str:
        """The tag without what HTML does not know."""
        is_html = not COMPONENT.match(self.name)
        known = {key: value for key, value in self.values.items() if is_html and key in HTML_ATTRIBUTES}
        attributes = "".join(
            f' {key}="{value}"' if value else f" {key}" for key, value in known.items() if '"' not in value
        )
        return f"<{'/' if self.is_end else ''}{self.name}{attributes}{' /' if self.is_empty else ''}>"


def use_components(md: MarkdownIt) -> None:
    """Make `md` read components."""
    md.block.ruler.before("html_block", "component", _block, INTERRUPTS)
    md.inline.ruler.before("html_inline", "component", _inline)
    md.core.ruler.after("inline", "component_ends", _forget_ends)


def _forget_ends(state: StateCore) -> None:
    state.env.pop("component_ends", None)


def read_component(src: str, start: int, limit: int) -> Component | None:
    """Return the tag that stands at `start`, of whatever kind it is."""
    name = NAME.match(src, start, limit)
    if name is None:
        return None
    position = name.end()
    values: dict[str, str] = {}
    for _ in range(MAX_ATTRIBUTES):
        end = TAG_END.match(src, position, limit)
        if end:
            return Component(name[2], bool(name[1]), bool(end[1]), values, end.end())
        attribute = ATTRIBUTE.match(src, position, limit)
        if attribute is None or not attribute[0].strip():
            return None
        if attribute[1]:
            values.setdefault(attribute[1].lstrip(":").lower(), (attribute[2] or "").strip("{}").strip("\"' \n\t`"))
        position = attribute.end()
    return None


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Tags that have a line, or a few, of their own: one of a component, or one that HTML would not read."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("<", start) or state.is_code_block(start_line):
        return False
    limit = state.eMarks[min(end_line, start_line + MAX_LINES) - 1]
    first = read_component(state.src, start, limit)
    if first is None or not (COMPONENT.match(first.name) or not HTML_TAG_RE.match(state.src, start, limit)):
        return False
    is_bare = not (first.values or first.is_end or first.is_empty)
    if is_bare and DOTTED.match(first.name) and start_line not in _ends(state):
        return False
    line, tag, html = start_line, first, first.html
    while True:
        while line < end_line and state.eMarks[line] < tag.end:
            line += 1
        rest = state.src[tag.end : state.eMarks[line]] if line < end_line else "-"
        if not rest.strip():
            break
        following = read_component(state.src, tag.end + len(rest) - len(rest.lstrip()), limit)
        if following is None:
            return False
        tag, html = following, html + following.html
    if not silent and not (tag is first and _write_box(state, first, (start_line, line + 1, end_line))):
        token = state.push("html_block", "", 0)
        token.map, token.content = [start_line, line + 1], html
        state.line = line + 1
    return True


def _write_box(state: StateBlock, component: Component, lines: tuple[int, int, int]) -> bool:
    start, first, limit = lines
    if component.is_end or component.is_empty:
        return False
    ending = _ends(state).get(start, limit)
    name = component.name.lower().rpartition(".")[2]
    title = component.values.get("label") or component.values.get("title") or component.values.get("value", "")
    head = box_of(Tag("MDX", name, False, (), {**component.values, "title": title}, ""))
    if head is None or not first <= ending < limit:
        return False
    token = open_box(state, head, "<", start, ending + 1)
    read_inside(state, first, ending)
    close_box(state, token)
    state.line = ending + 1
    return True


def _ends(state: StateBlock) -> dict[int, int]:
    """Return the line that closes the component opened in each line, for the whole text; fenced code is passed over."""
    known: dict[int, int] | None = state.env.get("component_ends")
    if known is None:
        known = state.env["component_ends"] = _find_ends(state.src)
    return known


def _find_ends(src: str) -> dict[int, int]:
    ends: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    fence = ""
    for number, line in enumerate(src.split("\n")):
        text = line.lstrip(" \t>")
        if text.startswith(("```", "~~~")):
            marker = text[: len(text) - len(text.lstrip(text[0]))]
            fence = "" if fence and marker.startswith(fence) else fence or marker
            continue
        name = NAME.match(text + "\n") if text.startswith("<") and not fence else None
        if name and name[1] and waiting.get(name[2]):
            ends[waiting[name[2]].pop()] = number
        elif name and not name[1] and f"</{name[2]}>" not in text and not text.rstrip().endswith("/>"):
            waiting.setdefault(name[2], []).append(number)
    return ends


def _inline(state: StateInline, silent: bool) -> bool:
    """A tag in a sentence that HTML would not read; one that shows a text (`<Badge text="new" />`) leaves it behind."""
    start = state.pos
    component = read_component(state.src, start, state.posMax) if state.src[start] == "<" else None
    if component is None:
        return False
    text = component.values.get("text", "") if component.is_empty and COMPONENT.match(component.name) else ""
    if not text and HTML_TAG_RE.match(state.src, start, state.posMax):
        return False
    if not silent and text:
        token = state.push("said", "", 0)
        token.content, token.meta = text, {"offset": start, "source": state.src[start : component.end]}
        state.env["has_sources"] = True
        message = f"the component <{component.name[:40]}> is not drawn: its text is shown"
        note(token, f"component {component.name}", message, "write the text itself")
    elif not silent:
        token = state.push("html_inline", "", 0)
        token.content, token.meta["offset"] = component.html, start
    state.pos = component.end
    return True
