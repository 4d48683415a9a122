"""The loader: the folder content/ in, a `Course` and its diagnostics out."""

from dlcourse.loader.course import load_course

__all__ = ["load_course"]
