"""The menu of the course beside every page: a course in, the modules and lessons that a page lists out.

What all pages of a tree list alike is made once, as HTML too; a page adds only its own place in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.desk import Desk, any_lesson_desk
from dlcourse.builder.pages.frames import Context
from dlcourse.builder.pages.lists import lesson_row, module_row
from dlcourse.builder.trees import Tree
from dlcourse.model import Lesson, Module

MAX_ROWS = 50
"""How many lessons and modules a page lists at most: pages must not grow with the course.

Up to as many it lists all of them, each module folded. In a larger course it lists lessons of its own module and the
modules around that one.
"""
MAX_LESSONS = 30
MAX_MODULES = 40


@dataclass(frozen=True, slots=True, eq=False)
class Sidebar:
    """The menu for the pages of lessons in one tree, and for others that lie as deep.

    `is_small` says that it lists the whole course. `closed` holds what was made already of modules as pages of others
    list them, a row and HTML by the module's number, `ends` what stands around the lessons on a module's own pages.
    Rows may not be changed.
    """

    desk: Desk
    modules: Sequence[Module]
    is_small: bool
    closed: dict[int, tuple[Context, Markup]] = field(default_factory=dict)
    ends: dict[int, tuple[Markup, Markup]] = field(default_factory=dict)


def sidebar_of(edition: Edition, tree: Tree) -> Sidebar:
    """Return the menu for the pages of `tree`."""
    return edition.memo.kept(("sidebar", tree.name), lambda: _sidebar(edition, tree))


def _sidebar(edition: Edition, tree: Tree) -> Sidebar:
    modules = edition.course.modules
    is_small = len(edition.course.lessons) + len(modules) <= MAX_ROWS
    return Sidebar(any_lesson_desk(edition, tree), modules, is_small)


def listed(sidebar: Sidebar, desk: Desk, number: int | None = None, position: int = 0) -> Context:
    """Return what templates know as `modules` and `more_modules`, and as `menu` the modules as HTML.

    The page is that of the lesson at `position` of the module `number` (from 0), or none of a lesson's. `more_modules`
    is how many modules there are in all, if they are not all listed, else 0.
    """
    current = None if number is None else _current(sidebar, desk, number, position)
    room = MAX_ROWS - len(current[0]["lessons"]) if current and not sidebar.is_small else MAX_ROWS
    start, end = _window(number or 0, len(sidebar.modules), min(room, MAX_MODULES))
    shown = [current if current and each == number else _closed(sidebar, each) for each in range(start, end)]
    return {
        "modules": [module for module, _ in shown],
        "menu": _joined(html for _, html in shown),
        "more_modules": len(sidebar.modules) if end - start < len(sidebar.modules) else 0,
    }


def _current(sidebar: Sidebar, desk: Desk, number: int, position: int) -> tuple[Context, Markup]:
    """Return the module that the page's own lesson is in, the lesson marked."""
    module = sidebar.modules[number]
    lessons = module.lessons
    start, end = (0, len(lessons)) if sidebar.is_small else _window(position, len(lessons), MAX_LESSONS)
    shown = lessons[start:end]
    here = position - start
    rows = [lesson_row(sidebar.desk, lesson) for lesson in shown]
    rows[here] = rows[here] | {"is_current": True, "href": desk.href(desk.page)}
    row = module_row(desk, module) | {"is_current": True, "lessons": rows, "is_cut": len(rows) < len(lessons)}
    if number not in sidebar.ends:
        sidebar.ends[number] = _ends(sidebar, row)
    before, after = sidebar.ends[number]
    items = [_item(sidebar, lesson) for lesson in shown]
    items[here] = _written(sidebar, "lesson", rows[here])
    return row, _joined([before, *items, after])


def _closed(sidebar: Sidebar, number: int) -> tuple[Context, Markup]:
    """Return a module that the page is not in, its lessons only where the whole course is listed."""
    if number not in sidebar.closed:
        module = sidebar.modules[number]
        lessons = module.lessons if sidebar.is_small else ()
        row = module_row(sidebar.desk, module) | {"lessons": [lesson_row(sidebar.desk, each) for each in lessons]}
        if lessons:
            before, after = _ends(sidebar, row)
            html = _joined([before, *(_item(sidebar, each) for each in lessons), after])
        else:
            html = _written(sidebar, "link", row)
        sidebar.closed[number] = row, html
    return sidebar.closed[number]


def _item(sidebar: Sidebar, lesson: Lesson) -> Markup:
    """Return a lesson of the menu that is not the page's own, as HTML."""
    items = sidebar.desk.frame.items
    if lesson.slug not in items:
        items[lesson.slug] = _written(sidebar, "lesson", lesson_row(sidebar.desk, lesson))
    return items[lesson.slug]


def _ends(sidebar: Sidebar, module: Context) -> tuple[Markup, Markup]:
    """Return what stands before and after the lessons of a module that lists them."""
    is_only = len(sidebar.modules) == 1
    return _written(sidebar, "before", module, is_only), _written(sidebar, "after", module, is_only)


def _written(sidebar: Sidebar, macro: str, *given: object) -> Markup:
    desk = sidebar.desk
    return desk.edition.templates.write("_sidebar_rows.html", macro, desk.frame.parts, *given)


def _joined(items: Iterable[Markup]) -> Markup:
    return Markup("".join(items))  # noqa: S704  # it is HTML already


def _window(place: int, count: int, size: int) -> tuple[int, int]:
    """Return where the `size` of `count` things begin and end that are nearest to `place`."""
    start = max(0, min(place - size // 2, count - size))
    return start, min(count, start + size)
