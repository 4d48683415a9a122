r"""References in Markdown: `@fig-xor`, `\eqref{loss}`, `[@key]` and `[[slug]]` become tokens.

The tokens are `reference` (`meta`: name, form), `citation` (`meta`: keys, parts), and a link whose text is `title_of`.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from dlcourse.patterns import lazy

# `@fig-xor`: what it names and a hyphen, so that `@someone` stays text.
LABEL = lazy(r"@((?:fig|eq|ex|sec|tbl|lst)[-:][A-Za-z0-9](?:[\w:.-]*[A-Za-z0-9_])?)", re.ASCII)
COMMAND = lazy(r"\\(eqref|ref|autoref|cref|Cref)\{([^{}\n]{1,200})\}")
ONLY_COMMAND = re.compile(rf"\s*{COMMAND.pattern}\s*")
LESSON = lazy(
    r"\[\[([A-Za-z0-9][\w./-]*(?:#[^\[\]|\n]{1,200})?|#[^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,300}))?\]\](?![(\[])",
    re.ASCII,
)
CITATION = re.compile(r"\[([^\[\]\n]{0,400}?@[^\[\]\n]{1,400})\](?![(\[:])")
KEY = lazy(r"(?<![\w@.])-?@([A-Za-z0-9_\u3400-\u9fff](?:[\w:.#$%&+?<>~/-]*[\w/])?)")
FORMS = {"eqref": "brackets", "ref": "number"}
CONTENTS_MARKS = frozenset({"toc"})


def use_references(md: MarkdownIt) -> None:
    """Make `md` read references."""
    md.inline.ruler.before("link", "lesson_link", _lesson_link)
    md.inline.ruler.before("link", "citation", _citation)
    md.inline.ruler.before("escape", "reference_command", _command)
    md.inline.ruler.before("escape", "reference", _label)


def find_references(children: list[Token]) -> None:
    r"""Make references of formulas that are nothing else: `$\eqref{loss}$`."""
    for token in children:
        match = ONLY_COMMAND.fullmatch(token.content) if token.type == "math_inline" else None
        if match:
            token.type, token.tag = "reference", ""
            token.meta |= {"name": match[2].strip(), "form": FORMS.get(match[1], "full")}
            token.content = match[0].strip()


def _label(state: StateInline, silent: bool) -> bool:
    start = state.pos
    match = LABEL.match(state.src, start) if state.src[start] == "@" else None
    if match is None or re.match(r"[A-Za-z0-9_.@/-]", state.src[start - 1 : start] or " "):
        return False
    if not silent:
        _push(state, match[0], match[1], "full")
    state.pos = match.end()
    return True


def _command(state: StateInline, silent: bool) -> bool:
    match = COMMAND.match(state.src, state.pos) if state.src[state.pos] == "\\" else None
    if match is None:
        return False
    if not silent:
        _push(state, match[0], match[2].strip(), FORMS.get(match[1], "full"))
    state.pos = match.end()
    return True


def _push(state: StateInline, source: str, name: str, form: str) -> None:
    token = state.push("reference", "", 0)
    token.content, token.meta = source, {"name": name, "form": form, "offset": state.pos}


def _lesson_link(state: StateInline, silent: bool) -> bool:
    start = state.pos
    match = LESSON.match(state.src, start) if state.src.startswith("[[", start) else None
    if match is None or match[1].lower() in CONTENTS_MARKS or re.match(r"[\w\])]", state.src[start - 1 : start] or " "):
        return False
    if state.linkLevel:
        return False
    if not silent:
        slug, _, fragment = match[1].partition("#")
        path = slug if not slug or "/" in slug or slug.endswith(".md") else f"/{slug}"
        href = f"{path}#{fragment}" if fragment else path
        state.push("link_open", "a", 1).attrs = {"href": href}
        state.tokens[-1].meta = {"offset": start}
        if match[2]:
            _read_inside(state, match.start(2), match.end(2))
        else:
            token = state.push("title_of", "", 0)
            token.content, token.meta = match[1], {"href": href, "offset": start}
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _read_inside(state: StateInline, start: int, end: int) -> None:
    limit = state.posMax
    state.pos, state.posMax = start, end
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.posMax = limit


def _citation(state: StateInline, silent: bool) -> bool:
    match = CITATION.match(state.src, state.pos) if state.src[state.pos] == "[" else None
    if match is None:
        return False
    keys = [found[1] for found in KEY.finditer(match[1])]
    known = state.env.get("works", {})
    is_cited = any(key in known for key in keys) or any(re.search(r"\d", key) or LABEL.match(f"@{key}") for key in keys)
    if not keys or not is_cited:
        return False
    if not silent:
        parts = list(_parts(match[1]))
        token = state.push("citation", "", 0)
        token.content = match[0]
        token.meta = {"keys": [key for key, _ in parts if key], "parts": parts, "offset": state.pos}
    state.pos = match.end()
    return True


def _parts(inner: str) -> Iterator[tuple[str, str]]:
    """Yield keys and the texts between them: ("key", "") or ("", "text")."""
    end = 0
    for found in KEY.finditer(inner):
        if inner[end : found.start()]:
            yield "", inner[end : found.start()]
        yield found[1], ""
        end = found.end()
    if inner[end:]:
        yield "", inner[end:]
