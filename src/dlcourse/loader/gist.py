"""The body of a lesson in, the little that the course must know of it out, so that it need not be held in memory."""

from collections.abc import Iterator
from dataclasses import dataclass

from dlcourse.includeforms import MARK, read_include
from dlcourse.loader.naming import first_heading


@dataclass(frozen=True, slots=True)
class Gist:
    """What a body comes to: whether it `is_empty`, its first `heading`, and the paths that it `includes`, as written.

    `title` is the first heading of level 1, of a file that opens its folder; else "".
    """

    is_empty: bool = True
    heading: str = ""
    title: str = ""
    includes: tuple[str, ...] = ()


def gist_of(body: str, *, is_index: bool) -> Gist:
    """Return the gist of `body`; `is_index` says that its file opens its folder."""
    return Gist(
        is_empty=not body or body.isspace(),
        heading=first_heading(body),
        title=first_heading(body, level=1) if is_index else "",
        includes=tuple(dict.fromkeys(_paths(body))) if MARK in body else (),
    )


def _paths(body: str) -> Iterator[str]:
    """Yield the paths that the lines of `body` name, those in code and in quotations too."""
    for line in body.split("\n"):
        start = line.find(MARK)
        include = read_include(line[start:]) if start >= 0 else None
        if include:
            yield include.path
