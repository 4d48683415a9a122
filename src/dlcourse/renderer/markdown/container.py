"""Containers in Markdown: `::: zh` … `:::` becomes `language_open` … `language_close`, `::: tip` a box.

The languages of the course stand in `env["languages"]`; without them there are only boxes. Faults go to
`env["container_faults"]` as (line of the text from 0, code, message, hint).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.languages import named_language
from dlcourse.renderer.boxes.names import canonical
from dlcourse.renderer.markdown.attributes import take_last

INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
MARKER = re.compile(r"(:{3,})[ \t]*(.*?)(?:[ \t]+:{3,})?[ \t]*\Z")
TAG = re.compile(r"[A-Za-z]{2}(?:[-_][A-Za-z]{2})?")
NAME = re.compile(r"\{?([A-Za-z][\w-]*)\}?(?=[\s\[{]|\Z)")
ITEM = re.compile(r"(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*")
FENCE = re.compile(r"(`{3,})[^`]*\Z|(~{3,})")
STARTERS = frozenset(":`~-+*0123456789")
LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
LIST_ENDS = frozenset({"bullet_list_close", "ordered_list_close"})


def use_containers(md: MarkdownIt) -> None:
    """Make `md` read `::: zh` and the like, for the languages of `env["languages"]`, and `::: tip` and the like."""
    md.block.ruler.before("fence", "language", _language_container, INTERRUPTS)
    md.block.ruler.before("fence", "box", _box, INTERRUPTS)
    md.core.ruler.after("block", "language", _look_over)


def find_end(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """Return the line of the `:::` that closes the container opened in line `start`, and True.

    If there is none before `end`, or before the list item around it ends, return the line where that is, and False.
    Containers inside, of any name, are counted, so that each closer closes the innermost; what is in fenced code is
    not. One pass finds the ends of those inside too.
    """
    ends: dict[tuple[int, int, int], tuple[int, bool]] = state.env.setdefault("container_ends", {})
    key = _key(state, start)
    if key not in ends or ends[key][0] > end:
        _Scan(state, start, end).run(ends)
    return ends[key]


@dataclass(slots=True)
class _Open:
    """An opened container: its line, how many colons it has, its column, whether a list marker stands before it."""

    line: int
    length: int
    column: int
    is_in_item: bool


@dataclass(slots=True)
class _Fence:
    marker: str
    column: int
    is_in_item: bool


class _Scan:
    """The one walk over the lines behind an opener."""

    def __init__(self, state: StateBlock, start: int, end: int) -> None:
        self.state = state
        self.start = start
        self.end = end
        match = MARKER.match(_text(state, start))
        self.open = [_Open(start, len(match[1]) if match else 3, state.sCount[start], False)]
        self.fence: _Fence | None = None

    def run(self, ends: dict[tuple[int, int, int], tuple[int, bool]]) -> None:
        state = self.state
        line = self.start + 1
        while line < self.end and self.open:
            indent = state.sCount[line]
            if not state.isEmpty(line) and 0 <= indent < state.blkIndent:
                break
            start = state.bMarks[line] + state.tShift[line]
            if indent >= 0 and start < state.eMarks[line] and (self.fence or state.src[start] in STARTERS):
                closed = self._read(line, _text(state, line), indent)
                if closed:
                    ends[_key(state, closed.line)] = (line, True)
            line += 1
        for left in self.open:
            ends[_key(state, left.line)] = (line, False)

    def _read(self, line: int, text: str, indent: int) -> _Open | None:
        """Take note of what `text` opens or closes; return the container that it closes."""
        lead = ITEM.match(text)
        width = lead.end() if lead else 0
        if self.fence and not self._leaves_fence(text, indent):
            return None
        rest, column = text[width:], indent + width
        fence = FENCE.match(rest)
        if fence:
            self.fence = _Fence(fence[1] or fence[2], column, width > 0)
            return None
        match = MARKER.match(rest)
        if not match:
            return None
        if match[2]:
            if width or column - self.state.blkIndent < 4:
                self.open.append(_Open(line, len(match[1]), column, width > 0))
            return None
        return None if width else self._close(len(match[1]), indent)

    def _leaves_fence(self, text: str, indent: int) -> bool:
        """Tell whether the line stands behind the fence, because the list item that held it is over."""
        fence = self.fence
        if fence and fence.is_in_item and indent < fence.column:
            self.fence = None
            return True
        if fence and text.startswith(fence.marker) and not text.strip(fence.marker[0] + " \t"):
            self.fence = None
        return False

    def _close(self, length: int, indent: int) -> _Open | None:
        while len(self.open) > 1 and self.open[-1].is_in_item and indent < self.open[-1].column:
            self.open.pop()  # its list item is over
        innermost = self.open[-1]
        if length < innermost.length or abs(indent - innermost.column) > 3:
            return None
        return self.open.pop()


def _key(state: StateBlock, line: int) -> tuple[int, int, int]:
    """A line means the same to two scans if quotes and list items around it are the same."""
    return line, state.bMarks[line], state.blkIndent


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _language_container(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    languages: Sequence[str] = state.env.get("languages", ())
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not languages or not state.src.startswith(":::", start) or state.is_code_block(start_line):
        return False
    match = MARKER.match(_text(state, start_line))
    name, rest = (*match[2].split(None, 1), "", "")[:2] if match else ("", "")
    language = named_language(name, languages)
    if language is None and (rest or not TAG.fullmatch(name)):
        return False
    if silent:
        return True
    end, is_closed = find_end(state, start_line, end_line)
    token = state.push("language_open", "div", 1)
    token.block, token.markup, token.info = True, match[1] if match else "", name
    token.map = [start_line, end + is_closed]
    token.meta = {"language": language} if language else {"language": name, "error": "R210"}
    for code, message, hint in _faults(name, rest, languages, language, is_closed):
        _report(state.env, start_line, code, message, hint)
    _read_inside(state, start_line + 1, end)
    state.push("language_close", "div", -1).markup = token.markup
    state.line = end + is_closed
    return True


def _box(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(":::", start) or state.is_code_block(start_line):
        return False
    match = MARKER.match(_text(state, start_line))
    name = NAME.match(match[2]) if match else None
    if match is None or name is None or TAG.fullmatch(name[1]):
        return False
    if silent:
        return True
    title, attributes = take_last(match[2][name.end() :].strip())
    end, is_closed = find_end(state, start_line, end_line)
    token = state.push("box_open", "div", 1)
    token.block, token.markup, token.info = True, match[1], canonical(name[1])
    token.map = [start_line, end + is_closed]
    token.meta = {"name": name[1], "attributes": attributes}
    if not token.info:
        hint = "its content is shown; write `::: note`, or take the markers out"
        _report(state.env, start_line, "R213", f"`::: {name[1]}` is no container that is known", hint)
    if not is_closed:
        _report(
            state.env, start_line, "R214", f"`::: {name[1]}` is never closed", "write `:::` alone in a line behind it"
        )
    if title:
        push_title(state, title, start_line)
    _read_inside(state, start_line + 1, end)
    state.push("box_close", "div", -1).markup = token.markup
    state.line = end + is_closed
    return True


def push_title(state: StateBlock, title: str, line: int) -> None:
    """Write the title of a box, which stands in `line`, as tokens."""
    state.push("box_title_open", "p", 1).map = [line, line + 1]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = title, [line, line + 1], []
    state.push("box_title_close", "p", -1)


def _read_inside(state: StateBlock, start: int, end: int) -> None:
    parent, limit = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", end
    state.md.block.tokenize(state, start, end)
    state.parentType, state.lineMax = parent, limit


def _faults(
    name: str, rest: str, languages: Sequence[str], language: str | None, is_closed: bool
) -> Iterator[tuple[str, str, str]]:
    markers = " or ".join(f"`::: {each}`" for each in languages)
    if language is None:
        yield "R210", f"`::: {name}`: the course has no language {name}", f"write {markers}"
    if rest:
        yield "R209", f"`::: {name}` is followed by other text in its line", "write the text in the next line"
    if not is_closed:
        yield "R209", f"`::: {name}` is never closed", "write `:::` alone in a line behind its text"


def _report(env: Any, line: int, code: str, message: str, hint: str) -> None:
    env.setdefault("container_faults", []).append((line, code, message, hint))


def _look_over(state: StateCore) -> None:
    """What can be seen only when all blocks are known: markers in the wrong place, and which lists are tight."""
    state.env.pop("container_ends", None)
    if not any(token.type == "language_open" for token in state.tokens):
        return
    _find_nested(state)
    _find_strays(state)
    _tighten(state.tokens, state.src.split("\n"))


def _find_nested(state: StateCore) -> None:
    open_names: list[str] = []
    for token in state.tokens:
        if token.type == "language_close":
            open_names.pop()
        elif token.type == "language_open":
            if open_names and token.map and "error" not in token.meta:
                message = f"`::: {token.info}` stands inside `::: {open_names[-1]}`"
                _report(state.env, token.map[0], "R209", message, "close the first one with `:::` before it")
            open_names.append(token.info)


def _find_strays(state: StateCore) -> None:
    """Report each bare `:::` that was left as text, unless a container that is not ours (`::: tip`) was open."""
    others = 0
    for token in state.tokens:
        if token.type != "inline" or ":::" not in token.content or token.map is None:
            continue
        for number, text in enumerate(token.content.split("\n")):
            match = MARKER.match(text.strip())
            if match and match[2]:
                others += 1
            elif match and others:
                others -= 1
            elif match:
                message = "this `:::` closes nothing"
                hint = "take it out, or write the marker that it should close"
                _report(state.env, token.map[0] + number, "R209", message, hint)


@dataclass(slots=True)
class _List:
    """What decides whether the paragraphs in the containers of a list have a `<p>`."""

    opener: Token
    direct: Token | None = None
    is_loose: bool = False
    is_in_container: bool = False
    paragraphs: list[Token] = field(default_factory=list)


def _tighten(tokens: list[Token], lines: list[str]) -> None:
    """Let a paragraph in a container in a tight list have no `<p>`, as one that stands in the list item itself.

    markdown-it does so for direct children of list items alone, when it still knows which lists are tight.
    """
    lists: list[_List] = []
    for index, token in enumerate(tokens):
        if lists and token.type in LIST_ENDS:
            done = lists.pop()
            is_tight = done.direct.hidden if done.direct else not done.is_loose
            for paragraph in done.paragraphs if is_tight else ():
                paragraph.hidden = True
        if lists and token.map and token.nesting >= 0:
            _meet(lists[-1], tokens, index, lines)
        if token.type in LISTS:
            lists.append(_List(token))


def _meet(inner: _List, tokens: list[Token], index: int, lines: list[str]) -> None:
    token = tokens[index]
    depth = token.level - inner.opener.level
    first, begin = (inner.opener.map or [0])[0], (token.map or [0])[0]
    if depth in (1, 2) and begin > first:
        inner.is_loose |= not lines[begin - 1].strip("> \t")
    if depth == 2:
        inner.is_in_container = token.type == "language_open"
        if token.type == "paragraph_open":
            inner.direct = token
    elif depth == 3 and inner.is_in_container and token.type == "paragraph_open":
        inner.paragraphs += [token, tokens[index + 2]]
