"""A diagram in Mermaid in, one inline SVG out."""

from dlcourse.renderer.diagramtheme import MERMAID_VARIABLES
from dlcourse.renderer.mermaid import EngineError, draw
from dlcourse.renderer.svg import UnsafeSvgError, clean_svg

__all__ = ["MERMAID_VARIABLES", "DiagramError", "render_diagram"]

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
    try:
        svg = draw(source)
        return clean_svg(svg, id=id, source=source, label=_label(source))
    except EngineError as error:
        raise _explained(error, source) from None
    except UnsafeSvgError as error:
        raise DiagramError(f"the diagram would put {error} into the page; take it out of its labels") from None


def _explained(error: EngineError, source: str) -> DiagramError:
    return DiagramError(error.message, *_place(source, error.offset))


def _place(source: str, offset: int) -> tuple[int, int]:
    before = source.encode()[:offset].decode(errors="ignore")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _label(source: str) -> str:
    return "diagram"
