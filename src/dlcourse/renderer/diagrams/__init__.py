"""A diagram in Mermaid in, one inline SVG out."""

from dlcourse.renderer.diagrams.diagram import DiagramError, render_diagram
from dlcourse.renderer.diagrams.theme import MERMAID_VARIABLES

__all__ = ["MERMAID_VARIABLES", "DiagramError", "render_diagram"]
