"""Abbreviations in Markdown: after `*[HTML]: Hypertext Markup Language`, HTML says what it stands for.

A definition inside a container of one language (`::: zh`) is for the text of that language. In the text stand tokens
`abbr_open` (`meta`: what it stands for), text, `abbr_close`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.patterns import lazy

INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
DEFINITION = lazy(r"\*\[([^\[\]\n]{1,60})\]:[ \t]*(\S[^\n]{0,300}?)[ \t]*$", re.MULTILINE)
START = lazy(r"[A-Za-z0-9_]+|[^\sA-Za-z0-9_]")
WORD = lazy(r"[A-Za-z0-9_]")


def use_abbreviations(md: MarkdownIt) -> None:
    """Make `md` read abbreviations."""
    md.block.ruler.before("reference", "abbreviation", _definition, INTERRUPTS)
    md.core.ruler.push("abbreviations", _mark_abbreviations)


@dataclass(slots=True)
class _Names:
    """What abbreviations stand for, and how long those are that begin with a character."""

    meanings: dict[str, str] = field(default_factory=dict)
    lengths: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, meaning: str) -> None:
        self.meanings[name] = meaning
        lengths = self.lengths.setdefault(name[0], [])
        if len(name) not in lengths:
            lengths.append(len(name))
            lengths.sort(reverse=True)

    def find(self, text: str, start: int) -> str:
        """Return the longest abbreviation that stands at `start`, a whole word; "" if there is none."""
        for length in self.lengths.get(text[start], ()):
            name = text[start : start + length]
            end = start + length
            if name in self.meanings and not (WORD.match(name[-1]) and WORD.match(text[end : end + 1])):
                return name
        return ""


def _definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("*[", start) or state.is_code_block(start_line):
        return False
    match = DEFINITION.match(state.src, start, state.eMarks[start_line])
    if match is None:
        return False
    if not silent:
        token = state.push("abbreviation", "", 0)
        token.meta = {"name": match[1].strip(), "meaning": match[2]}
        state.line = start_line + 1
    return True


def _mark_abbreviations(state: StateCore) -> None:
    if "*[" not in state.src:
        return
    definitions = list(_by_language(state.tokens))
    if not any(token.type == "abbreviation" for token, _ in definitions):
        return
    names: dict[str, _Names] = {}
    for token, language in definitions:
        if token.type == "abbreviation" and token.meta["name"]:
            names.setdefault(language, _Names()).add(token.meta["name"], token.meta["meaning"])
    for token, language in definitions:
        if token.type == "inline" and token.children:
            known = [names[key] for key in (language, "") if key in names]
            token.children = [part for child in _outside_links(token.children) for part in _split(*child, known)]
    state.tokens = [token for token in state.tokens if token.type != "abbreviation"]


def _by_language(tokens: list[Token]) -> Iterator[tuple[Token, str]]:
    """Yield tokens with the language of the container that they stand in, "" outside."""
    open_languages: list[str] = []
    for token in tokens:
        if token.type == "language_open":
            open_languages.append(str(token.meta["language"]))
        elif token.type == "language_close":
            open_languages.pop()
        yield token, open_languages[-1] if open_languages else ""


def _outside_links(children: list[Token]) -> Iterator[tuple[Token, bool]]:
    """Yield tokens and whether abbreviations are looked for in them: all text but what is one already."""
    depth = 0
    for token in children:
        depth += {"abbr_open": 1, "abbr_close": -1}.get(token.type, 0)
        yield token, token.type == "text" and not depth


def _split(token: Token, is_searched: bool, known: list[_Names]) -> Iterator[Token]:
    found = _find(token.content, known) if is_searched else {}
    end = 0
    for start, (name, meaning) in found.items():
        if start > end:
            yield Token("text", "", 0, content=token.content[end:start])
        yield from abbreviation(name, meaning)
        end = start + len(name)
    if not found:
        yield token
    elif end < len(token.content):
        yield Token("text", "", 0, content=token.content[end:])


def abbreviation(name: str, meaning: str) -> Iterator[Token]:
    """Yield the tokens of the abbreviation `name`."""
    yield Token("abbr_open", "abbr", 1, meta={"meaning": meaning})
    yield Token("text", "", 0, content=name)
    yield Token("abbr_close", "abbr", -1)


def _find(text: str, known: list[_Names]) -> Mapping[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    end = 0
    for match in START.finditer(text):
        start = match.start()
        if start < end:
            continue
        for names in known:
            name = names.find(text, start)
            if name:
                found[start] = name, names.meanings[name]
                end = start + len(name)
                break
    return found
