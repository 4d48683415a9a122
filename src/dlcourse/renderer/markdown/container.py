"""Containers of the course's languages in Markdown: `::: zh` … `:::` becomes `language_open` … `language_close`.

The languages stand in `env["languages"]`; without them nothing is such a container. Faults go to
`env["container_faults"]` as (line of the text from 0, code, message, hint, column from 1).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.languages import named_language
from dlcourse.renderer.markdown.boxes.box import INTERRUPTS, TAG, report
from dlcourse.renderer.markdown.extents import find_end, line_text, read_inside, read_marker

LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
LIST_ENDS = frozenset({"bullet_list_close", "ordered_list_close"})


def use_containers(md: MarkdownIt) -> None:
    """Make `md` read `::: zh` and the like, for the languages of `env["languages"]`."""
    md.block.ruler.before("fence", "language", _language_container, INTERRUPTS)
    md.core.ruler.after("block", "language", _look_over)


def _language_container(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    languages: Sequence[str] = state.env.get("languages", ())
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not languages or not state.src.startswith(":::", start) or state.is_code_block(start_line):
        return False
    colons, written = read_marker(line_text(state, start_line)) or ("", "")
    name, rest = (*written.split(None, 1), "", "")[:2]
    language = named_language(name, languages)
    if language is None and (rest or not TAG.fullmatch(name)):
        return False
    if silent:
        return True
    end, is_closed = find_end(state, start_line, end_line)
    token = state.push("language_open", "div", 1)
    token.block, token.markup, token.info = True, colons, name
    token.map = [start_line, end + is_closed]
    token.meta = {"language": language} if language else {"language": name, "error": "R210"}
    for code, message, hint in _faults(name, rest, languages, language, is_closed):
        report(state, start_line, code, message, hint)
    read_inside(state, start_line + 1, end)
    state.push("language_close", "div", -1).markup = token.markup
    state.line = end + is_closed
    return True


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


def _report_at(state: StateCore, place: tuple[int, int], code: str, message: str, hint: str) -> None:
    state.env.setdefault("container_faults", []).append((place[0], code, message, hint, place[1]))


def _look_over(state: StateCore) -> None:
    """What can be seen only when all blocks are known: markers in the wrong place, and which lists are tight."""
    state.env.pop("container_ends", None)
    if ":::" not in state.src:
        return
    lines = state.src.split("\n")
    has_languages = any(token.type == "language_open" for token in state.tokens)
    _find_strays(state, lines, "R209" if has_languages else "R214")
    if not has_languages:
        return
    _find_nested(state, lines)
    _tighten(state.tokens, lines)


def _find_nested(state: StateCore, lines: Sequence[str]) -> None:
    open_names: list[str] = []
    for token in state.tokens:
        if token.type == "language_close":
            open_names.pop()
        elif token.type == "language_open":
            if open_names and token.map and "error" not in token.meta:
                message = f"`::: {token.info}` stands inside `::: {open_names[-1]}`"
                place = token.map[0], lines[token.map[0]].find(":::") + 1
                _report_at(state, place, "R209", message, "close the first one with `:::` before it")
            open_names.append(token.info)


def _find_strays(state: StateCore, lines: Sequence[str], code: str) -> None:
    """Report each bare `:::` that was left as text, unless it belongs to a marker that was left as text too."""
    others = 0
    for token in state.tokens:
        if token.type != "inline" or ":::" not in token.content or token.map is None:
            continue
        for number, text in enumerate(token.content.split("\n")):
            marker = read_marker(text.strip())
            if marker and marker[1]:
                others += 1
            elif marker and others:
                others -= 1
            elif marker:
                message = "this `:::` closes nothing"
                hint = "take it out, or write the marker that it should close"
                line = token.map[0] + number
                _report_at(state, (line, lines[line].find(":::") + 1), code, message, hint)


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
