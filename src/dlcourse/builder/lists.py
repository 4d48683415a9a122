"""What pages list: lessons, modules, the way to a page, the headings of a lesson. Nouns in, a template's rows out."""

from collections.abc import Sequence

from markupsafe import Markup

from dlcourse.builder.desk import Context, Desk, site_title
from dlcourse.model import Heading, Lesson, Module


def lesson_row(desk: Desk, lesson: Lesson) -> Context:
    """Return a lesson as lists name it. `language` is that of its page, which the title need not be in."""
    view = desk.edition.face(lesson, desk.tree)
    return {
        "title": desk.edition.title(lesson, desk.tree),
        "language": view.language,
        "href": desk.href(desk.edition.addresses.lesson(desk.tree.name, lesson.slug)),
        "minutes": lesson.fields.estimated_minutes or view.minutes,
        "is_current": False,
    }


def module_row(desk: Desk, module: Module) -> Context:
    """Return a module as lists name it, without its lessons; its link leads to the first of them."""
    return {
        "title": desk.edition.words(module.title, desk.tree),
        "href": desk.href(desk.edition.addresses.lesson(desk.tree.name, module.lessons[0].slug)),
        "is_current": False,
        "lessons": [],
        "lesson_count": len(module.lessons),
        "is_cut": False,
    }


def prerequisites(desk: Desk, lesson: Lesson) -> list[Context]:
    """Return the lessons that `lesson` builds on."""
    lessons = desk.edition.lessons
    return [lesson_row(desk, lessons[slug]) for slug in lesson.fields.prerequisites if slug in lessons]


def breadcrumb(desk: Desk, module: Module, lesson: Lesson) -> list[Context]:
    """Return the way to a lesson's page: the course, the module, the lesson itself (without a link)."""
    edition = desk.edition
    entry = module_row(desk, module)
    return [
        {"title": site_title(edition, desk.tree), "href": desk.href(edition.addresses.home(desk.tree.name))},
        *([{"title": entry["title"], "href": entry["href"]}] if entry["title"] else []),
        {"title": edition.title(lesson, desk.tree), "href": ""},
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
