"""The menu of the course beside every page: a course in, the modules and lessons that a page lists out.

What all pages of a tree list alike is made once; a page adds only its own place in it.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath

from dlcourse.builder.addresses import INDEX
from dlcourse.builder.desk import Context, Desk, desk_at
from dlcourse.builder.edition import Edition
from dlcourse.builder.lists import lesson_row, module_row
from dlcourse.builder.trees import Tree

MAX_ROWS = 50
"""How many lessons and modules a page lists at most: pages must not grow with the course.

Up to as many it lists all of them, each module folded. In a larger course it lists lessons of its own module and the
modules around that one.
"""
MAX_LESSONS = 30
MAX_MODULES = 40

NO_PAGE = "-"
"""A folder that no page lies in: links from it to every page are those of all pages that lie as deep."""


@dataclass(frozen=True, slots=True)
class Sidebar:
    """The menu for the pages of one tree, which all lie as deep as those of lessons. Its rows are shared: copy them."""

    modules: tuple[Context, ...]
    lessons: tuple[tuple[Context, ...], ...]
    is_small: bool


def sidebar_of(edition: Edition, tree: Tree) -> Sidebar:
    """Return the menu for the pages of `tree`."""
    desk = desk_at(edition, tree, PurePosixPath(tree.name, NO_PAGE, INDEX))
    modules = edition.course.modules
    return Sidebar(
        modules=tuple(module_row(desk, module) for module in modules),
        lessons=tuple(tuple(lesson_row(desk, lesson) for lesson in module.lessons) for module in modules),
        is_small=len(edition.course.lessons) + len(modules) <= MAX_ROWS,
    )


def listed(sidebar: Sidebar, desk: Desk, number: int | None = None, position: int = 0) -> Context:
    """Return what templates know as `modules` and `more_modules`.

    The page is that of the lesson at `position` of the module `number` (from 0), or none of a lesson's. `more_modules`
    is how many modules there are in all, if they are not all listed, else 0.
    """
    current = None if number is None else _current(sidebar, desk, number, position)
    room = MAX_ROWS - len(current["lessons"]) if current and not sidebar.is_small else MAX_ROWS
    start, end = _window(number or 0, len(sidebar.modules), min(room, MAX_MODULES))
    shown: list[Context] = []
    for each in range(start, end):
        if current and each == number:
            shown.append(current)
        else:
            shown.append(sidebar.modules[each] | {"lessons": sidebar.lessons[each] if sidebar.is_small else ()})
    return {"modules": shown, "more_modules": len(sidebar.modules) if end - start < len(sidebar.modules) else 0}


def _current(sidebar: Sidebar, desk: Desk, number: int, position: int) -> Context:
    """Return the module that the page's own lesson is in, the lesson marked."""
    rows = sidebar.lessons[number]
    start, end = (0, len(rows)) if sidebar.is_small else _window(position, len(rows), MAX_LESSONS)
    shown = list(rows[start:end])
    shown[position - start] = shown[position - start] | {"is_current": True, "href": desk.href(desk.page)}
    return sidebar.modules[number] | {"is_current": True, "lessons": shown, "is_cut": len(shown) < len(rows)}


def _window(place: int, count: int, size: int) -> tuple[int, int]:
    """Return where the `size` of `count` things begin and end that are nearest to `place`."""
    start = max(0, min(place - size // 2, count - size))
    return start, min(count, start + size)
