"""Figures as MyST writes them: ```` ```{figure} x.png ```` or `:::{figure} x.png`, options, a caption, a legend.

They become the tokens of `figure.py`; the legend stands below the text of the caption, within it.
"""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.attributes import Attributes
from dlcourse.renderer.markdown.boxes.box import INTERRUPTS, read_options
from dlcourse.renderer.markdown.extents import find_end, line_text, read_inside
from dlcourse.renderer.markdown.figures.figure import close_figure, open_figure
from dlcourse.renderer.markdown.figures.picture import give_attributes

# What opens with backticks holds none in its first line: it would be code in a sentence.
OPENER = re.compile(r"(`{3,}(?![^`]*`)|~{3,}|:{3,})[ \t]*\{(?:figure|image)\}[ \t]+(\S.*)", re.ASCII)
SETTING = lazy(r"([A-Za-z][\w-]*):[ \t]*(.*)", re.ASCII)


def use_figure_directives(md: MarkdownIt) -> None:
    """Make `md` read the directives `{figure}` and `{image}`."""
    md.block.ruler.before("box", "figure_directive", _directive, INTERRUPTS)


def _directive(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(("```", "~~~", ":::"), start) or state.is_code_block(start_line):
        return False
    match = OPENER.fullmatch(line_text(state, start_line).rstrip())
    if match is None:
        return False
    if silent:
        return True
    find = find_end if match[1][0] == ":" else _end_of_fence
    end, is_closed = find(state, start_line, end_line)
    options, first = _options(state, start_line + 1, end)
    lines = [start_line, end + is_closed]
    picture = _picture(state, match[2], options)
    state.tokens += open_figure(picture, lines, state.level, _link(state, options.get("target", ""), start_line))
    state.level += 1
    count = len(state.tokens)
    read_inside(state, first, end)
    _say_caption(state.tokens, count)
    state.level -= 1
    state.tokens.append(close_figure(state.level))
    state.line = lines[1]
    return True


def _end_of_fence(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """Return the line of the fence that closes the one in line `start` and True, or where its parent ends and False."""
    opener = line_text(state, start)
    length = len(opener) - len(opener.lstrip(opener[0]))
    for line in range(start + 1, end):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return line, False
        text = line_text(state, line).rstrip()
        if len(text) >= length and text == opener[0] * len(text) and not state.is_code_block(line):
            return line, True
    return end, False


def _options(state: StateBlock, line: int, end: int) -> tuple[Mapping[str, str], int]:
    """Read the options of a directive (`:name: x`, or `name: x` between lines of hyphens) and return where they end."""
    if line >= end or line_text(state, line).rstrip() != "---":
        return read_options(state, line, end)
    options: dict[str, str] = {}
    while (line := line + 1) < end and line_text(state, line).rstrip() != "---":
        match = SETTING.fullmatch(line_text(state, line).rstrip())
        if match:
            options[match[1].lower()] = match[2].strip("\"'")
    return options, min(line + 1, end)


def _picture(state: StateBlock, path: str, options: Mapping[str, str]) -> Token:
    token = Token("image", "img", 0, attrs={"src": state.md.normalizeLink(path), "alt": ""}, meta={"offset": 0})
    classes = f"{options.get('class', '')} {options.get('figclass', '')}".split()
    name = options.get("name") or options.get("label", "")
    give_attributes(token, Attributes(name, tuple(classes), options))
    return token


def _link(state: StateBlock, target: str, line: int) -> tuple[Token, ...]:
    if not target:
        return ()
    href = state.md.normalizeLink(target)
    place = {"offset": 0, "parent": Token("figure_image", "", 0, map=[line, line + 1])}
    opener = Token("link_open", "a", 1, attrs={"href": href}, level=state.level + 1, meta=place)
    return opener, Token("link_close", "a", -1, level=state.level + 1)


def _say_caption(tokens: list[Token], start: int) -> None:
    """Make what a figure holds below its picture the caption: its first paragraph, and the legend behind it."""
    if len(tokens) == start or tokens[start].type != "paragraph_open":
        return
    opener = tokens[start]
    opener.type, opener.tag, opener.hidden = "caption_open", "figcaption", False
    closer = tokens.pop(start + 2)
    closer.type, closer.tag, closer.hidden = "caption_close", "figcaption", False
    for token in tokens[start + 2 :]:
        token.level += 1
    tokens.append(closer)
