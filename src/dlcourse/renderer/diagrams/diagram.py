"""A diagram in Mermaid in, one inline SVG out."""

import re
from difflib import get_close_matches

from dlcourse.renderer.diagrams.mermaid import EngineError, draw
from dlcourse.renderer.diagrams.svg import UnsafeSvgError, clean_svg

MAX_CHARACTERS = 50_000


class DiagramError(Exception):
    """A diagram cannot be drawn: what to mend, and the line and column (from 1) within its source."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def render_diagram(source: str, *, id: str) -> str:
    """Return `source` as one `<svg>` whose ids all begin with `id`, or raise `DiagramError`.

    The same source and id give the same bytes. Colours are the CSS variables in `MERMAID_VARIABLES`.
    """
    if not source.strip():
        raise DiagramError("the diagram is empty; write one, such as: flowchart LR")
    if len(source) > MAX_CHARACTERS:
        raise DiagramError(f"the diagram is longer than {MAX_CHARACTERS} characters; split it")
    formula = re.search(r"\$\$.+?\$\$", source)
    if formula:
        raise DiagramError(_FORMULA, *_place(source, len(source[: formula.start()].encode())))
    try:
        svg = draw(source)
        return clean_svg(svg, id=id, source=source, label=lambda texts: _label(source, texts))
    except EngineError as error:
        raise _explained(error, source) from None
    except UnsafeSvgError as error:  # pragma: no cover  (no source is known that gets this far)
        raise DiagramError(f"the diagram would put {error} into the page; take it out of its labels") from None


def _explained(error: EngineError, source: str) -> DiagramError:
    """Put the engine's words into ours, and its byte offset into a line and column of `source`."""
    message = re.sub(r"^Diagram parse error \([^)]*\): ", "", error.message)
    for pattern, words in _TRAPS:
        if re.search(pattern, message):
            return DiagramError(words, *_place(source, _offset(error, pattern, source)))
    if message.startswith("No Mermaid diagram type"):
        return _unknown_kind(source)
    message = re.sub(r"; expected .*", " does not fit here", message.splitlines()[0][:200]).rstrip(".")
    return DiagramError(f"{message}; compare this line with Mermaid's syntax", *_place(source, error.offset))


_FORMULA = "formulas ($$…$$) cannot be drawn in a diagram; write the label as text, such as σ(x) or x²"
_TRAPS = (
    (
        r"capability `math`",
        "formulas ($$…$$) cannot be drawn in a diagram; write the label as text, such as σ(x) or x²",
    ),
    (r"lacks capability", "this diagram needs a part of Mermaid that is not built in; draw it in another way"),
    (r"Invalid text label", 'a label with brackets or quotes in it must stand in double quotes, as in A["f(x)"]'),
    (r"Unterminated", "a label is opened and never closed; add the missing bracket or quote"),
    (
        r"invalid gitGraph reference",
        'a branch whose name is not ASCII must stand in double quotes, as in branch "开发"',
    ),
    (r"^unexpected end;", '"end" is a word of Mermaid; write End, or put it in a label, as in e["end"]'),
    (r'end of input; expected "end"', "a block is opened and never closed; add a line with: end"),
    (r"separator; expected text", "a message lacks its text; write it as A->>B: text"),
    (r"incomplete flowchart edge", "this arrow is not complete; write it as -->, --- or -.->"),
    (r"Malformed YAML", "the front matter is opened with --- and never closed, or is not YAML; mend it"),
    (r"be only one root", "a mindmap has one root; indent every other line more than the first"),
    (r"expected style separator, colon", "a relation lacks its label; write it as A ||--o{ B : has"),
    (r"unresolved startTime", "a task lacks its dates; write it as name :2024-01-31, 5d"),
    (r"end of input", "the last statement is not complete; finish it"),
    (r"resource limit|ResourceLimit", "the diagram is too large to draw; split it into smaller ones"),
)


def _offset(error: EngineError, pattern: str, source: str) -> int:
    """Return the byte at which the fault begins, where the engine knows only its end."""
    before = source.encode()[: error.offset].decode(errors="ignore")
    if "text label" in pattern:  # the engine stands behind the label, if not on the next line
        before = before.rstrip()
        line = before.rfind("\n") + 1
        label = re.search(r"[\[({|][^\n\"]*?[\[\](){}\"]", before[line:])
        before = before[: line + label.start()] if label else before
    return len(before.encode())


def _unknown_kind(source: str) -> DiagramError:
    """Say that the first line names no kind of diagram, and which one it may have meant."""
    body = re.sub(r"\A\s*---\n.*?\n---[ \t]*\n", _blanked, source, count=1, flags=re.DOTALL)
    body = re.sub(r"%%.*", _blanked, body)
    first = re.search(r"\S+", body)
    word = first.group()[:30] if first else ""
    near = get_close_matches(word, KINDS, n=1, cutoff=0.7) or [kind for kind in KINDS if kind.lower() == word.lower()]
    hint = f"did you mean {near[0]}?" if near else f"the first line must name one of {', '.join(KINDS[:14])} and others"
    offset = len(source[: first.start() if first else 0].encode())
    return DiagramError(f'"{word}" is no kind of Mermaid diagram; {hint}', *_place(source, offset))


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _place(source: str, offset: int) -> tuple[int, int]:
    before = source.encode()[:offset].decode(errors="ignore")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


# What begins a diagram, with its name in English and Chinese.
_NAMES = {
    "flowchart": ("Flowchart", "流程图"),
    "graph": ("Flowchart", "流程图"),
    "sequenceDiagram": ("Sequence diagram", "时序图"),
    "classDiagram": ("Class diagram", "类图"),
    "stateDiagram-v2": ("State diagram", "状态图"),
    "stateDiagram": ("State diagram", "状态图"),
    "erDiagram": ("Entity relationship diagram", "实体关系图"),
    "gantt": ("Gantt chart", "甘特图"),
    "mindmap": ("Mind map", "思维导图"),
    "timeline": ("Timeline", "时间线"),
    "pie": ("Pie chart", "饼图"),
    "journey": ("User journey", "用户旅程图"),
    "gitGraph": ("Git graph", "Git 分支图"),
    "quadrantChart": ("Quadrant chart", "象限图"),
    "xychart-beta": ("Chart", "图表"),
    "sankey-beta": ("Sankey diagram", "桑基图"),
    "block-beta": ("Block diagram", "框图"),
    "requirementDiagram": ("Requirement diagram", "需求图"),
    "kanban": ("Kanban board", "看板"),
    "architecture-beta": ("Architecture diagram", "架构图"),
    "packet-beta": ("Packet diagram", "报文图"),
    "radar-beta": ("Radar chart", "雷达图"),
    "treemap-beta": ("Treemap", "矩形树图"),
    "C4Context": ("C4 diagram", "C4 图"),
}
KINDS = tuple(_NAMES)


def _label(source: str, texts: tuple[str, ...]) -> str:
    """Return what a reader who cannot see the diagram hears: its kind and its labels, cut at 200 characters."""
    kind = next((kind for kind in KINDS if re.search(rf"^\s*{kind}\b", source, re.MULTILINE)), "")
    is_chinese = re.search(r"[\u4e00-\u9fff]", source) is not None
    name = _NAMES.get(kind, ("Diagram", "图"))[is_chinese]
    words = dict.fromkeys(text for text in texts if re.search(r"[^\W\d_]", text))
    labels = ("、" if is_chinese else ", ").join(words)
    label = f"{name}{'：' if is_chinese else ': '}{labels}" if labels else name
    return label if len(label) <= 200 else label[:199] + "…"
