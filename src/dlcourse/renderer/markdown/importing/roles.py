"""Roles of d2l, MyST and reStructuredText in text: ``:numref:`x` ``, ``{ref}`x` ``; labels: ``:label:`x` `` and `(x)=`.

References, citations, formulas, keys, abbreviations and what is code become what they are here. A label is given to
what stands before it, `(x)=` to what stands behind it. Other roles are shown as code.
"""

import re
from collections.abc import Callable, Mapping

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.importing.notices import note, shown
from dlcourse.renderer.markdown.importing.tagspans import leave_out, show_as_code
from dlcourse.renderer.markdown.text.abbreviations import abbreviation
from dlcourse.renderer.markdown.text.keys import key_names

INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
ROLE = re.compile(
    r"(?::([A-Za-z][\w:+-]{0,40}):|\{([A-Za-z][\w:+-]{0,40})\})(`{1,3})(?!`)([^`\n]{1,400})\3(?!`)", re.ASCII
)
NOT_BEFORE = lazy(r"[\w:`\\{$]", re.ASCII)
TARGETED = lazy(r"(.*\S)\s*<([^<>]+)>\s*\Z")
TARGET_LINE = lazy(r"\(([A-Za-z0-9][\w:. -]{0,80})\)=[ \t]*", re.ASCII)
ICON = re.compile(
    r":(?:material|octicons|fontawesome|simple|fa|fas|fab|far|bi|mdi|twemoji)-[a-z0-9-]{1,60}:(?:\{[^{}\n]{0,60}\})?(?!`)"
)
MEANING = lazy(r"(.*\S)\s*\(([^()]+)\)\s*\Z")
SCRIPTS = {"sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup"}
CODE = frozenset(
    "any attr c:func class cmd code command const cpp:class cpp:func data dfn envvar exc file func kernel literal "
    "makevar meth mod obj option pep program py:attr py:class py:data py:exc py:func py:meth py:mod py:obj rfc samp "
    "type var".split()
)
REFERENCES = {"ref": "full", "numref": "full", "eq": "brackets", "eqref": "brackets"}
LABELS = frozenset({"label", "eqlabel"})
SIZES = frozenset({"height", "width"})
TEXTS = {"guilabel": "strong", "menuselection": "strong", "strong": "strong", "emphasis": "em", "term": "", "index": ""}


def use_roles(md: MarkdownIt) -> None:
    """Make `md` read roles and labels."""
    md.inline.ruler.before("emoji", "role", _role)
    md.inline.ruler.after("emoji", "icon", _icon)
    md.block.ruler.before("fence", "target_line", _target_line, INTERRUPTS)


def _role(state: StateInline, silent: bool) -> bool:
    start = state.pos
    match = ROLE.match(state.src, start, state.posMax) if state.src[start] in ":{" else None
    if match is None:
        return False
    before = state.src[start - 1 : start]
    if before and NOT_BEFORE.match(before) and (match[1] or before in "\\{$" or match[2] not in SCRIPTS):
        return False
    if not silent:
        name = (match[1] or match[2]).lower()
        count = len(state.tokens)
        write = _writer(name)
        write(state, name, match[4].strip())
        for token in state.tokens[count:]:
            token.meta.setdefault("offset", start)
        # Where it must not be read, the whole of it comes back from its first token.
        state.tokens[count].meta["source"] = match[0]
        state.env["has_sources"] = True
        for token in state.tokens[count + 1 :]:
            token.meta["source"] = ""
    state.pos = match.end()
    return True


def _writer(name: str) -> Callable[[StateInline, str, str], None]:
    if name in REFERENCES:
        return _reference
    if name.startswith("cite") or name in ("footcite", "citet", "citep"):
        return _citation
    if name in LABELS | SIZES:
        return _label
    if name in CODE:
        return _code
    if name in SCRIPTS or name in TEXTS:
        return _text
    return SPECIAL.get(name, _unknown)


def _reference(state: StateInline, name: str, body: str) -> None:
    match = TARGETED.fullmatch(body)
    if match and "%s" not in match[1]:
        opener = state.push("link_open", "a", 1)
        opener.attrs = {"href": f"#{match[2].strip()}"}
        opener.meta["label"] = match[2].strip()
        state.push("text", "", 0).content = match[1]
        state.push("link_close", "a", -1)
        return
    token = state.push("reference", "", 0)
    target = (match[2] if match else body).strip()
    token.content, token.meta = target, {"name": target, "form": REFERENCES[name], "is_imported": True}


def _citation(state: StateInline, name: str, body: str) -> None:
    keys = [key.strip() for key in body.split(",") if key.strip()]
    parts: list[tuple[str, str]] = []
    for key in keys:
        parts += ([("", "; ")] if parts else []) + [(key, "")]
    token = state.push("citation", "", 0)
    token.content = "[" + "; ".join(f"@{key}" for key in keys) + "]"
    token.meta = {"keys": keys, "parts": parts, "is_imported": True}


def _label(state: StateInline, name: str, body: str) -> None:
    token = leave_out(state, "")
    token.meta |= {"role": "label" if name in LABELS else name, "value": body}


def _code(state: StateInline, name: str, body: str) -> None:
    match = TARGETED.fullmatch(body)
    text = match[1] if match else body
    content = text.rsplit(".", 1)[-1] if text.startswith("~") else text
    show_as_code(state, "", content.lstrip("~"))


def _text(state: StateInline, name: str, body: str) -> None:
    tag = SCRIPTS.get(name) or TEXTS.get(name, "")
    match = TARGETED.fullmatch(body)
    if tag:
        state.push(f"{tag}_open", tag, 1)
    content = (match[1] if match else body).replace("-->", "→" if name == "menuselection" else "-->")
    state.push("text", "", 0).content = content
    if tag:
        state.push(f"{tag}_close", tag, -1)


def _math(state: StateInline, name: str, body: str) -> None:
    token = state.push("math_inline", "math", 0)
    token.content, token.markup = body, "$"


def _keys(state: StateInline, name: str, body: str) -> None:
    token = state.push("keys", "kbd", 0)
    names = key_names(body.lower()) or [part.strip() for part in body.split("+") if part.strip()] or [body]
    token.content, token.meta = "+".join(names), {"keys": names}


def _abbreviation(state: StateInline, name: str, body: str) -> None:
    match = MEANING.fullmatch(body)
    if match:
        for token in abbreviation(match[1], match[2]):
            pushed = state.push(token.type, token.tag, token.nesting)
            pushed.content, pushed.meta = token.content, token.meta
    else:
        state.push("text", "", 0).content = body


def _page(state: StateInline, name: str, body: str) -> None:
    match = TARGETED.fullmatch(body)
    path = (match[2] if match else body).strip()
    if name == "doc":
        path += "" if re.search(r"\.\w{1,5}\Z", path) else ".md"
    opener = state.push("link_open", "a", 1)
    opener.attrs = {"href": state.md.normalizeLink(path)}
    if match or name != "doc":
        state.push("text", "", 0).content = match[1] if match else path
    else:
        token = state.push("title_of", "", 0)
        token.content, token.meta = path, {"href": opener.attrs["href"]}
    state.push("link_close", "a", -1)


def _unknown(state: StateInline, name: str, body: str) -> None:
    match = TARGETED.fullmatch(body)
    token = show_as_code(state, "", match[1] if match else body)
    hint = "write what it stands for"
    note(
        token, f"role {name}", f"the role {shown(f':{name}:')} is of another tool: what it holds is shown as code", hint
    )


SPECIAL: Mapping[str, Callable[[StateInline, str, str], None]] = {
    "math": _math,
    "kbd": _keys,
    "abbr": _abbreviation,
    "doc": _page,
    "download": _page,
}


def _icon(state: StateInline, silent: bool) -> bool:
    """`:material-star:`: the icons of themes are not ours."""
    match = ICON.match(state.src, state.pos, state.posMax) if state.src[state.pos] == ":" else None
    if match is None or (state.pos and NOT_BEFORE.match(state.src[state.pos - 1])):
        return False
    if not silent:
        token = leave_out(state, match[0])
        note(token, "icon", f"the icon {shown(match[0])} is left out", "write an emoji, or use a picture")
    state.pos = match.end()
    return True


def _target_line(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("(", start) or state.is_code_block(start_line):
        return False
    match = TARGET_LINE.fullmatch(state.src, start, state.eMarks[start_line])
    if match is None:
        return False
    if not silent:
        token: Token = state.push("target_line", "", 0)
        token.map, token.meta = [start_line, start_line + 1], {"name": match[1].strip()}
        state.line = start_line + 1
    return True
