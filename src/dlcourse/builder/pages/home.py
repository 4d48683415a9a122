"""The home page of every tree: what the course is, what it teaches, its map, its modules and lessons. An edition in."""

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.desk import Desk, desk_at, page_bytes, page_facts, with_addresses
from dlcourse.builder.pages.frames import Context
from dlcourse.builder.pages.keys import keys_of
from dlcourse.builder.pages.lists import lesson_row, module_row, prerequisites
from dlcourse.builder.pages.structured import course_data
from dlcourse.builder.pages.textlists import course_texts, lesson_texts
from dlcourse.builder.trees import front_tree
from dlcourse.model import Artifact, Lesson, Module

FOLDED = 60
"""In a course of more lessons the modules are folded, but for the first."""

BRIEF = 200
"""In a course of more lessons (of half as many in two languages) the home page only names them: it must not grow."""

NAMED = 5
"""So many lessons are named to search engines where the course has no description."""


def home_pages(edition: Edition) -> Iterator[Artifact]:
    """Return the home page of every tree, and the front page: that of both languages, else that of the first."""
    pages = [(front_tree(edition.trees), edition.addresses.front_page())]
    pages += [(tree, edition.addresses.home(tree.name)) for tree in edition.trees]
    for tree, path in pages:
        yield keys_of(edition).file(path, partial(home_page, edition, tree.name, path))


def home_page(edition: Edition, tree_name: str, path: PurePosixPath) -> bytes:
    """Return the home page of a tree, as it stands at `path`."""
    desk = desk_at(edition, edition.tree(tree_name), path)
    return page_bytes(desk, "home.html", _context(desk))


def _context(desk: Desk) -> Context:
    from dlcourse.builder.pages.coursemap import course_maps  # noqa: PLC0415 - slow to import, and seldom drawn anew

    edition, settings, tree = desk.edition, desk.edition.settings, desk.tree
    modules = _modules(desk)
    maps = course_maps(desk, [module["id"] for module in modules])
    modules = [module | {"maps": maps.modules.get(index, ())} for index, module in enumerate(modules)]
    facts = {
        "page": course_head(desk),
        "objectives": course_texts(edition, settings.objectives, tree),
        "prerequisites": course_texts(edition, settings.prerequisites, tree),
        "modules": modules,
        "maps": maps.course,
        "is_map_of_modules": maps.is_of_modules,
        "is_map_tall": maps.is_tall,
        "lesson_count": sum(module["lesson_count"] for module in modules),
        "minutes": sum(module["minutes"] for module in modules),
    }
    return facts | {"course_data": course_data(desk, facts)}


def course_head(desk: Desk, title: str = "", *, inline_style: bool = False) -> Context:
    """Return the facts of a page that is about the course: search engines shall show the home page for it."""
    edition, addresses = desk.edition, desk.edition.addresses
    described = edition.words(edition.settings.description, desk.tree)
    facts = page_facts(desk, title, described or _first_titles(desk), inline_style=inline_style)
    homes = {language: addresses.home(language) for language in edition.languages}
    front = addresses.front_page() if front_tree(edition.trees).is_both else addresses.home(edition.languages[0])
    return with_addresses(
        facts, desk, canonical=homes.get(desk.tree.name, front), versions=homes, default=front, kind="website"
    )


def _first_titles(desk: Desk) -> str:
    """Return what the first lessons are called: what search engines show of a course that does not describe itself."""
    titles = (str(desk.edition.title(lesson, desk.tree)) for lesson in desk.edition.course.lessons[:NAMED])
    return desk.strings["comma"].join(titles)


def _modules(desk: Desk) -> list[Context]:
    """Return the modules as the home page shows them, their lessons numbered through the course."""
    lessons = len(desk.edition.course.lessons)
    is_brief = lessons * len(desk.tree.languages) > BRIEF
    is_folded = lessons > FOLDED and len(desk.edition.course.modules) > 1
    found: list[Context] = []
    number = 1
    for index, module in enumerate(desk.edition.course.modules):
        entry = _module(desk, module, number, is_brief=is_brief)
        found.append(entry | {"id": f"page-module-{index + 1}", "is_folded": is_folded, "is_open": index == 0})
        number += len(module.lessons)
    return found


def _module(desk: Desk, module: Module, number: int, *, is_brief: bool) -> Context:
    edition, tree = desk.edition, desk.tree
    rows = [lesson_row(desk, lesson) | {"number": number + index} for index, lesson in enumerate(module.lessons)]
    if not is_brief:
        rows = [row | _said_of(desk, lesson) for row, lesson in zip(rows, module.lessons, strict=True)]
    return module_row(desk, module) | {
        "lessons": rows,
        "description": edition.words(module.description, tree),
        "objectives": course_texts(edition, module.objectives, tree),
        "minutes": sum(row["minutes"] for row in rows),
        "is_brief": is_brief,
    }


def _said_of(desk: Desk, lesson: Lesson) -> Context:
    edition, tree = desk.edition, desk.tree
    return {
        "description": edition.description(lesson, tree),
        "objectives": lesson_texts(edition, lesson, tree, "objectives"),
        "prerequisites": prerequisites(desk, lesson),
    }
