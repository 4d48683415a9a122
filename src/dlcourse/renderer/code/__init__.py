"""Code blocks: what their first line asks for, marks in their comments, colours, and how they become HTML."""

from dlcourse.renderer.code.highlight import highlight, is_known_language

__all__ = ["highlight", "is_known_language"]
