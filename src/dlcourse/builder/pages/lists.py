"""What pages list: lessons, modules, the way to a page, the headings of a lesson. Nouns in, a template's rows out."""

from collections.abc import Sequence

from markupsafe import Markup

from dlcourse.builder.pages.desk import Desk
from dlcourse.builder.pages.frames import Context
from dlcourse.model import Heading, Lesson, Module

MOST_ROWS = 2000
"""How many rows are kept for other pages: what pages near each other list is nearly the same."""


def lesson_row(desk: Desk, lesson: Lesson) -> Context:
    """Return a lesson as lists name it; what lists share it may not be changed.

    `language` is that of its page, which the title need not be in.
    """
    known = desk.frame.lessons
    if lesson.slug not in known:
        if len(known) > MOST_ROWS:
            known.clear()
            desk.frame.items.clear()
        known[lesson.slug] = _lesson_row(desk, lesson)
    return known[lesson.slug]


def _lesson_row(desk: Desk, lesson: Lesson) -> Context:
    view = desk.edition.face(lesson, desk.tree)
    return {
        "title": desk.edition.title(lesson, desk.tree),
        "language": view.language,
        "href": _href(desk, lesson),
        "minutes": lesson.fields.estimated_minutes or view.minutes,
        "is_current": False,
    }


def module_row(desk: Desk, module: Module) -> Context:
    """Return a module as lists name it, without its lessons; its link leads to the first. It may not be changed."""
    known, first = desk.frame.modules, module.lessons[0]
    if first.slug not in known:
        known[first.slug] = {
            "title": desk.edition.words(module.title, desk.tree),
            "href": _href(desk, first),
            "is_current": False,
            "lessons": [],
            "lesson_count": len(module.lessons),
            "is_cut": False,
        }
    return known[first.slug]


def _href(desk: Desk, lesson: Lesson) -> str:
    return desk.frame.href(desk.edition.addresses.lesson(desk.tree.name, lesson.slug))


def prerequisites(desk: Desk, lesson: Lesson) -> list[Context]:
    """Return the lessons that `lesson` builds on."""
    lessons = desk.edition.lessons
    return [lesson_row(desk, lessons[slug]) for slug in lesson.fields.prerequisites if slug in lessons]


def breadcrumb(desk: Desk, module: Module, lesson: Lesson) -> list[Context]:
    """Return the way to a lesson's page: the course, the module, the lesson itself (without a link)."""
    entry = module_row(desk, module)
    href = desk.href(desk.page) if lesson is module.lessons[0] else entry["href"]
    return [
        {"title": desk.frame.site["title"], "href": desk.frame.site["home"]},
        *([{"title": entry["title"], "href": href}] if entry["title"] else []),
        {"title": lesson_row(desk, lesson)["title"], "href": ""},
    ]


def contents(headings: Sequence[Heading]) -> list[Context]:
    """Return a lesson's headings, nested by level."""
    roots: list[Context] = []
    open_at: list[tuple[int, list[Context]]] = [(1, roots)]
    for heading in headings:
        while open_at[-1][0] >= heading.level:
            open_at.pop()
        entry: Context = {"id": heading.id, "text": heading.text, "language": heading.language, "children": []}
        entry["html"] = Markup(heading.html)  # noqa: S704  # rendered and sanitised by the renderer
        open_at[-1][1].append(entry)
        open_at.append((heading.level, entry["children"]))
    return roots
