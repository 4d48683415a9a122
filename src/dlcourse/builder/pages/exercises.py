"""The page of all exercises of every tree: what each lesson sets in, HTML files out."""

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.desk import Desk, desk_at, page_bytes, page_facts, with_addresses
from dlcourse.builder.pages.frames import Context
from dlcourse.builder.pages.keys import keys_of
from dlcourse.builder.pages.lists import lesson_row
from dlcourse.builder.pages.sidebar import listed, sidebar_of
from dlcourse.model import Artifact, Exercise, Language, Lesson, Module
from dlcourse.renderer.bilingual.merge import pair_html


def exercise_pages(edition: Edition) -> Iterator[Artifact]:
    """Return the page of all exercises in every tree; nothing for a course without one."""
    if not edition.has_exercises:
        return
    for tree in edition.trees:
        path = edition.addresses.exercises(tree.name)
        yield keys_of(edition).file(path, partial(exercise_page, edition, tree.name))


def exercise_page(edition: Edition, tree_name: str) -> bytes:
    """Return the page of all exercises in a tree."""
    desk = desk_at(edition, edition.tree(tree_name), edition.addresses.exercises(tree_name))
    return page_bytes(desk, "exercises.html", _context(desk))


def _context(desk: Desk) -> Context:
    edition, addresses = desk.edition, desk.edition.addresses
    pages = {language: addresses.exercises(language) for language in edition.languages}
    first = addresses.exercises(edition.languages[0])
    facts = page_facts(desk, desk.strings["exercises"], desk.strings["exercises_about"])
    chapters = [_module(desk, module) for module in edition.course.modules]
    return {
        "page": with_addresses(
            facts,
            desk,
            canonical=pages.get(desk.tree.name, first),
            versions=pages,
            default=first,
            kind="website",
        ),
        **listed(sidebar_of(edition, desk.tree), desk),
        "is_exercises": True,
        "chapters": [chapter for chapter in chapters if chapter["lessons"]],
    }


def _module(desk: Desk, module: Module) -> Context:
    lessons = [_lesson(desk, lesson) for lesson in module.lessons]
    return {
        "title": desk.edition.words(module.title, desk.tree),
        "lessons": [lesson for lesson in lessons if lesson["exercises"]],
    }


def _lesson(desk: Desk, lesson: Lesson) -> Context:
    edition = desk.edition
    page = edition.addresses.lesson(desk.tree.name, lesson.slug)
    return lesson_row(desk, lesson) | {
        "exercises": [
            {
                "number": each.number,
                "href": edition.addresses.href(desk.page, page, each.id),
                "title": _title(desk, lesson, each),
            }
            for each in edition.outline(lesson).exercises
        ]
    }


def _title(desk: Desk, lesson: Lesson, exercise: Exercise) -> Markup:
    """Return the title of an exercise for the readers of a tree, each language of it marked where it is not theirs."""
    own = desk.edition.face(lesson, desk.tree).language
    titles = {language or own: html for language, html in exercise.titles.items() if html}
    shown = [(titles[language], language) for language in desk.tree.languages if language in titles]
    shown = shown or [(html, language) for language, html in titles.items()][:1]
    if len({html for html, _ in shown}) > 1:
        return Markup(pair_html(shown))  # noqa: S704  # rendered by the renderer
    return Markup(_tagged(*shown[0], desk.tree.language)) if shown else Markup("")  # noqa: S704  # the same


def _tagged(html: str, language: Language, around: Language) -> str:
    return html if language == around else f'<span lang="{language}">{html}</span>'
