"""The whole course on one page, to be printed: every lesson of a tree in, an HTML file out.

A course of more than `LARGEST_HANDOUT` lessons has none.
"""

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.bodies import body_html
from dlcourse.builder.pages.desk import Desk, desk_at, page_bytes
from dlcourse.builder.pages.frames import Context
from dlcourse.builder.pages.home import course_head
from dlcourse.builder.pages.keys import keys_of
from dlcourse.builder.pages.lessons import lesson_facts
from dlcourse.builder.pages.lists import module_row
from dlcourse.builder.pages.reprint import anchor_of, reprinted
from dlcourse.builder.trees import Tree
from dlcourse.model import Artifact, Lesson, Module, Recipe


def handout_pages(edition: Edition) -> Iterator[Artifact]:
    """Return the page of the whole course in every tree; nothing for a course that is too large for one."""
    if not edition.has_handout:
        return
    key = keys_of(edition).everything
    for tree in edition.trees:
        recipe = Recipe(f"{key} {tree.name}", partial(handout_page, edition, tree.name))
        yield Artifact(path=edition.addresses.handout(tree.name), content=recipe)


def handout_page(edition: Edition, tree_name: str) -> bytes:
    """Return the page of the whole course in a tree."""
    tree = edition.tree(tree_name)
    desk = desk_at(edition, tree, edition.addresses.handout(tree_name))
    return page_bytes(desk, "course.html", _context(desk))


def _context(desk: Desk) -> Context:
    edition, tree = desk.edition, desk.tree
    chapters: list[Context] = []
    number = 1
    for module in edition.course.modules:
        chapters.append(_chapter(desk, module, number))
        number += len(module.lessons)
    lessons = [lesson for chapter in chapters for lesson in chapter["lessons"]]
    has_inline_style = any(lesson["has_inline_style"] for lesson in lessons)
    return {
        "page": course_head(desk, desk.strings["whole_course"], inline_style=has_inline_style),
        "is_handout": True,
        "address": edition.addresses.absolute(edition.addresses.home(tree.name)),
        "chapters": chapters,
        "lesson_count": len(lessons),
        "minutes": sum(lesson["minutes"] for lesson in lessons),
    }


def _chapter(desk: Desk, module: Module, number: int) -> Context:
    """Return a module with the text of its lessons, the first of which has this `number` in the course."""
    lessons = [_lesson(desk, lesson, place) for place, lesson in enumerate(module.lessons, number)]
    description = desk.edition.words(module.description, desk.tree)
    return module_row(desk, module) | {"lessons": lessons, "description": description}


def _lesson(desk: Desk, lesson: Lesson, number: int) -> Context:
    edition, tree = desk.edition, desk.tree
    body = body_html(edition, lesson, tree, desk.page, _href)
    facts = lesson_facts(desk, lesson)
    prerequisites = _prerequisites(edition, tree, lesson)
    return facts | {
        "number": number,
        "anchor": anchor_of(lesson),
        "name": edition.title(lesson, tree),
        "title_html": Markup(reprinted(facts["title_html"], lesson)),  # noqa: S704  # rendered by the renderer
        "title_id": anchor_of(lesson, facts["title_id"]) if facts["title_id"] else "",
        "prerequisites": prerequisites,
        "has_inline_style": edition.view(lesson, tree).has_inline_style,
        "body": Markup(reprinted(body, lesson)),  # noqa: S704  # the same
    }


def _href(lesson: Lesson, fragment: str) -> str:
    return f"#{anchor_of(lesson, fragment)}"


def _prerequisites(edition: Edition, tree: Tree, lesson: Lesson) -> list[Context]:
    found = [edition.lessons[slug] for slug in lesson.fields.prerequisites if slug in edition.lessons]
    return [{"title": edition.title(each, tree), "href": _href(each, "")} for each in found]
