"""Directives of MyST in fences: ```` ```{note} Title ```` is a box, ```` ```{code-block} python ```` a block of code.

What stands in the fence of a box is Markdown; options (`:class: dropdown`) may come first.
"""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from dlcourse.renderer.boxes.names import PLAIN, canonical
from dlcourse.renderer.markdown.boxes.box import (
    INTERRUPTS,
    Head,
    close_box,
    open_box,
    read_options,
    report,
    report_unknown,
    with_options,
)
from dlcourse.renderer.markdown.extents import line_text, read_inside

OPENER = re.compile(r"(`{3,}|~{3,})[ \t]*\{([^\W\d_][\w:+-]*)\}([^`]*)\Z")
CODE = frozenset({"code", "code-block", "code-cell", "sourcecode", "mermaid"})
# Directives that we do not draw: the content of some is Markdown, of the others it is none.
TEXTS = frozenset(
    "aside card card-carousel container div epigraph glossary grid grid-item grid-item-card highlights margin only "
    "pull-quote rubric sidebar topic versionadded versionchanged deprecated".split()
)
OTHERS = frozenset(
    "autoclass autofunction automodule bibliography contents csv-table doctest eval-rst glue iframe include index "
    "list-table literalinclude plot raw table tableofcontents toctree".split()
)


def use_directives(md: MarkdownIt) -> None:
    """Make `md` read the directives of MyST."""
    md.block.ruler.before("fence", "directive", _directive, INTERRUPTS)


def _directive(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(("```", "~~~"), start) or state.is_code_block(start_line):
        return False
    match = OPENER.match(line_text(state, start_line))
    if match is None:
        return False
    fence, name, rest = match[1], match[2], match[3].strip()
    is_box = is_text(name)
    if not is_box and name not in CODE:
        if name in OTHERS and not silent:
            message = f"the directive `{{{name}}}` is not drawn: its source is shown"
            report(state, start_line, "R213", message, "take it out, or write what it stands for")
        return False
    if silent:
        return True
    end = _find_end(state, start_line, end_line, fence)
    is_closed = end < end_line and _is_closer(state, end, fence)
    options, first = read_options(state, start_line + 1, end)
    if is_box:
        _write_box(state, Head(name=name, title=rest), (fence, options), (start_line, first, end, end + is_closed))
        if not is_closed:
            hint = f"write `{fence[:10]}` alone in a line behind it"
            report(state, start_line, "R214", f"`{{{name}}}` is never closed", hint)
    else:
        _write_code(state, _info(name, rest, options), fence, (start_line, first, end, end + is_closed))
    state.line = end + is_closed
    return True


def is_text(name: str) -> bool:
    """Tell whether a directive's content is Markdown."""
    info = canonical(name)
    return (info != "" and info not in PLAIN) or name in TEXTS or name.startswith("prf:")


def _find_end(state: StateBlock, start: int, end: int, fence: str) -> int:
    """Return the line of the fence that closes the one in line `start`, or where its parent ends."""
    for line in range(start + 1, end):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return line
        if _is_closer(state, line, fence):
            return line
    return end


def _is_closer(state: StateBlock, line: int, fence: str) -> bool:
    begin = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(fence, begin) or state.is_code_block(line):
        return False
    return not line_text(state, line).strip(" \t").strip(fence[0])


def _write_box(
    state: StateBlock, head: Head, written: tuple[str, Mapping[str, str]], lines: tuple[int, int, int, int]
) -> None:
    fence, options = written
    start, first, end, behind = lines
    head = with_options(head, options)
    if not canonical(head.name):
        report_unknown(state, start, f"{{{head.name}}}", head.name)
    token = open_box(state, head, fence, start, behind)
    read_inside(state, first, end)
    close_box(state, token)


def _write_code(state: StateBlock, info: str, fence: str, lines: tuple[int, int, int, int]) -> None:
    start, first, end, behind = lines
    token = state.push("fence", "code", 0)
    token.info, token.markup = info, fence
    token.content = state.getLines(first, end, state.sCount[start], True)
    token.map = [first - 1, behind]


def _info(name: str, language: str, options: Mapping[str, str]) -> str:
    """Return a directive of code as the info of a fence says it."""
    if name == "mermaid":
        language = name
    if name == "code-cell" and language.startswith("ipython"):
        language = "python"
    words = [language or "text"]
    title = options.get("caption") or options.get("filename", "")
    if title:
        words.append('title="{}"'.format(title.replace('"', "'")))
    if options.get("emphasize-lines"):
        words.append(f"{{{options['emphasize-lines'].replace(' ', '')}}}")
    if "linenos" in options or "lineno-start" in options:
        words.append(f'linenums="{options.get("lineno-start") or 1}"')
    return " ".join(words)
