"""Captions of diagrams: ```` ```mermaid title="How it learns" {#fig-loop} ```` is a figure, as a picture with a title.

Quarto's lines inside the diagram (`%%| fig-cap: …`, `%%| label: fig-loop`) say the same. The tokens are `figure_open`
(`meta`: "name"), the fence, whose `meta["is_in_figure"]` says so, `caption_open`, `inline`, `caption_close`,
`figure_close`. A fence without caption or label stays as it is.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.figures.figure import caption_around, close_figure

INFO = re.compile(r"\{?\.?mermaid\}?(?![\w-])", re.IGNORECASE)
CAPTION = lazy(r"""(?:title|caption|fig-cap)[ ]*=[ ]*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|[“”]([^“”]*)[“”])""")
LABEL = lazy(r"#([^\s{}#.=\"'`]+)|(?:label|name)[ ]*=[ ]*[\"']?([\w:.-]+)")
# `%%| fig-cap: "How a network learns"`; lines of this kind stand above all others.
OPTION = lazy(r"[ \t]*%%\|[ \t]*([a-z-]+)[ \t]*:[ \t]*(.*?)[ \t]*\Z")
MAX_INFO = 1_000


def use_diagrams(md: MarkdownIt) -> None:
    """Make `md` read the captions of diagrams."""
    md.core.ruler.after("block", "diagrams", _find_diagrams)


def _find_diagrams(state: StateCore) -> None:
    if not [token for token in state.tokens if token.type == "fence" and INFO.match(token.info.strip())]:
        return
    found: list[Token] = []
    for token in state.tokens:
        if token.type == "fence" and INFO.match(token.info.strip()):
            found += _diagram(token)
        else:
            found.append(token)
    state.tokens = found


def _diagram(fence: Token) -> list[Token]:
    match = INFO.match(fence.info.strip())
    rest = fence.info.strip()[match.end() : MAX_INFO] if match else ""
    written = CAPTION.search(rest)
    caption = unescapeAll(next(filter(None, written.groups()), "")) if written else ""
    label = LABEL.search(CAPTION.sub("", rest))
    name = (label[1] or label[2]) if label else ""
    line = fence.map[0] if fence.map else 0
    for number, text in enumerate(fence.content.split("\n"), 1):
        option = OPTION.match(text)
        if option is None:
            break
        if option[1] == "label":
            name = name or option[2].strip("\"'")
        elif option[1] == "fig-cap" and not caption:
            caption, line = option[2].strip("\"'"), line + number
    fence.info = "mermaid"
    return _in_figure(fence, caption, name, line) if caption or name else [fence]


def _in_figure(fence: Token, caption: str, name: str, line: int) -> list[Token]:
    level = fence.level
    meta = {"name": name, "align": ""}
    tokens = [Token("figure_open", "figure", 1, map=fence.map, level=level, meta=meta, block=True), fence]
    fence.level += 1
    fence.meta["is_in_figure"] = True
    if caption:
        inline = Token("inline", "", 0, map=[line, line + 1], content=caption, children=[], block=True)
        tokens += caption_around(inline, level + 1)
    return [*tokens, close_figure(level)]
