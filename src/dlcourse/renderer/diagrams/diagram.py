"""A diagram in Mermaid in, one inline SVG out."""

import re
from difflib import get_close_matches
from functools import lru_cache

from dlcourse.patterns import lazy
from dlcourse.renderer.diagrams.kinds import COMMON, KINDS, UNDRAWN, Kind, kind_of
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
    return _drawn(source, id)


@lru_cache(maxsize=64)  # who works at a lesson does not wait for the drawings that stay as they are
def _drawn(source: str, id: str) -> str:
    formula = re.search(r"\$\$.+?\$\$", source)
    if formula:
        raise DiagramError(_FORMULA, *_place(source, len(source[: formula.start()].encode())))
    _check_kind(source)
    try:
        svg = clean_svg(draw(source), id=id, source=source, label=lambda texts: _label(source, texts))
    except EngineError as error:
        raise _explained(error, source) from None
    except UnsafeSvgError as error:  # pragma: no cover  (no source is known that gets this far)
        raise DiagramError(f"the diagram would put {error} into the page; take it out of its labels") from None
    if not _SHAPE.search(re.sub(r"<defs>.*?</defs>", "", svg)):
        raise DiagramError(_NOTHING)
    return svg


def _check_kind(source: str) -> None:
    """Refuse what begins with no kind of diagram that is drawn well here, and one that says nothing more."""
    kind = kind_of(source)
    if kind.word[:1].isalpha() and kind.word not in KINDS:
        raise _unknown_kind(kind, source)
    if kind.word in KINDS and kind.is_alone:
        raise DiagramError(_NOTHING, *_place(source, kind.offset))


def _unknown_kind(kind: Kind, source: str) -> DiagramError:
    """Say that the first line names no kind of diagram, and which one it may have meant."""
    word = kind.word[:30]
    if word in UNDRAWN:
        return DiagramError(f'"{word}" diagrams are not drawn; {UNDRAWN[word]}', *_place(source, kind.offset))
    near = get_close_matches(word, KINDS, n=1, cutoff=0.7)
    near = near or [each for each in KINDS if each.lower().removesuffix("-beta") == word.lower()]
    hint = f"did you mean {near[0]}?" if near else f"the first line must name one of {', '.join(COMMON)} and others"
    return DiagramError(f'"{word}" is no kind of Mermaid diagram; {hint}', *_place(source, kind.offset))


_SHAPE = lazy(r"<(?:circle|ellipse|foreignObject|line|path|polygon|polyline|rect|text|use)\b")
_NOTHING = "the diagram shows nothing; write what it shows below its first line"


def _explained(error: EngineError, source: str) -> DiagramError:
    """Put the engine's words into ours, and its byte offset into a line and column of `source`."""
    message = re.sub(r"^Diagram parse error \([^)]*\): ", "", error.message)
    for pattern, words in _TRAPS:
        if re.search(pattern, message):
            return DiagramError(words, *_place(source, _offset(error, pattern, source)))
    if message.startswith("No Mermaid diagram type"):
        return _unknown_kind(kind_of(source), source)
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


def _place(source: str, offset: int) -> tuple[int, int]:
    before = source.encode()[:offset].decode(errors="ignore")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _label(source: str, texts: tuple[str, ...]) -> str:
    """Return what a reader who cannot see the diagram hears: its kind and its labels, cut at 200 characters."""
    kind = kind_of(source).word
    is_chinese = re.search(r"[\u4e00-\u9fff]", source) is not None
    name = KINDS.get(kind, ("Diagram", "图"))[is_chinese]
    words = dict.fromkeys(text for text in texts if re.search(r"[^\W\d_]", text))
    labels = ("、" if is_chinese else ", ").join(words)
    label = f"{name}{'：' if is_chinese else ': '}{labels}" if labels else name
    return label if len(label) <= 200 else label[:199] + "…"
