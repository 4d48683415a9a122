"""Directives of reStructuredText that stand in Markdown: `.. note::`, `.. code-block:: python`, `.. math::`.

What belongs to one is indented below it. Those that mean nothing here are left out with what they hold.
"""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from dlcourse.patterns import lazy
from dlcourse.renderer.boxes.names import canonical
from dlcourse.renderer.markdown.boxes.box import INTERRUPTS, Head, close_box, open_box, read_options
from dlcourse.renderer.markdown.extents import find_indented, line_text, read_inside
from dlcourse.renderer.markdown.importing.notices import note_line, shown

DIRECTIVE = lazy(r"\.\.[ \t]+([A-Za-z][\w:+-]{0,40})::(?:[ \t]+(.*))?", re.ASCII)
TARGET = lazy(r"\.\.[ \t]+_([\w .-]{1,80}):[ \t]*", re.ASCII)
CODE = frozenset({"code", "code-block", "highlight", "ipython", "parsed-literal", "sourcecode", "testcode"})
PICTURES = frozenset({"figure", "image"})
KEPT = frozenset(
    {"centered", "compound", "container", "only", "rst-class", "rubric", "topic", "sidebar", "versionadded"}
)


def use_restructured(md: MarkdownIt) -> None:
    """Make `md` read directives of reStructuredText."""
    md.block.ruler.before("fence", "restructured", _directive, INTERRUPTS)


def _directive(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(".. ", start) or state.is_code_block(start_line):
        return False
    text = line_text(state, start_line).rstrip()
    match, target = DIRECTIVE.fullmatch(text), TARGET.fullmatch(text)
    if match is None and target is None:
        return False
    if not silent:
        state.line = start_line + 1
        if target:
            token = state.push("target_line", "", 0)
            token.map, token.meta = [start_line, start_line + 1], {"name": target[1].strip()}
        elif match:
            _write(state, match[1].lower(), (match[2] or "").strip(), (start_line, end_line))
    return True


def _write(state: StateBlock, name: str, argument: str, lines: tuple[int, int]) -> None:
    start, limit = lines
    column, end = find_indented(state, start, limit)
    options, first = read_options(state, start + 1, end)
    state.line = end
    if canonical(name):
        token = open_box(state, Head(name=name, title=argument), "..", start, end)
        read_inside(state, first, end, column)
        close_box(state, token)
    elif name in CODE or name == "math":
        _write_verbatim(state, name, argument, (first, end, column))
    elif name in PICTURES and argument:
        _write_picture(state, argument, options, (start, first, end, column))
    elif name in KEPT:
        read_inside(state, first, end, column)
    elif name == "contents":
        token = state.push("contents", "", 0)
        token.block, token.content, token.map = True, "[toc]", [start, end]
    else:
        message = f"the directive {shown(line_text(state, start))} of reStructuredText is left out"
        note_line(state, start, f"directive {name}", message, "take it out, or write what it stands for")


def _write_verbatim(state: StateBlock, name: str, argument: str, lines: tuple[int, int, int]) -> None:
    first, end, column = lines
    while first < end and state.isEmpty(first):
        first += 1
    content = state.getLines(first, end, column, True)
    if name == "math":
        content = f"{argument}\n{content}" if argument else content
        token = state.push("math_block", "math", 0)
        token.markup, token.map = "$$", [first, end]
    else:
        token = state.push("fence", "code", 0)
        token.markup, token.info, token.map = "```", argument, [first - 1, end]
    token.block, token.content = True, content


def _write_picture(state: StateBlock, path: str, options: Mapping[str, str], lines: tuple[int, int, int, int]) -> None:
    start, first, end, column = lines
    while first < end and state.isEmpty(first):
        first += 1
    caption = " ".join(state.getLines(first, end, column, False).split("\n\n")[0].split())
    title = ' "{}"'.format(caption.replace('"', '\\"')) if caption else ""
    width = re.sub(r"(?:px)?\s*\Z", "", options.get("width", ""))
    alt = re.sub(r"([\[\]\\])", r"\\\1", options.get("alt", ""))
    state.push("paragraph_open", "p", 1).map = [start, end]
    inline = state.push("inline", "", 0)
    inline.map, inline.children = [start, end], []
    inline.content = f"![{alt}](<{path}>{title})" + (f"{{width={width}}}" if re.fullmatch(r"\d+%?", width) else "")
    state.push("paragraph_close", "p", -1)
