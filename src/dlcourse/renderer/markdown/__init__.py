"""Markdown in, tokens out: the parser and the rules of ours in it."""

from dlcourse.renderer.markdown.parser import MAX_NESTING, lesson_parser, parse, plain_parser, too_deep

__all__ = ["MAX_NESTING", "lesson_parser", "parse", "plain_parser", "too_deep"]
