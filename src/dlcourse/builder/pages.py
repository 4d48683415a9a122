"""The pages people read: lessons, home pages, 404, redirects. An edition in, HTML files out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from markupsafe import Markup

from dlcourse.builder.bodies import body_html
from dlcourse.builder.desk import Context, Desk, desk_at, page_facts, with_addresses, write_page
from dlcourse.builder.edition import Edition
from dlcourse.builder.lists import breadcrumb, contents, lesson_row, prerequisites, sidebar, syllabus
from dlcourse.builder.trees import Tree
from dlcourse.model import Artifact, Language, Lesson, Module
from dlcourse.renderer.bilingual.scripts import language_of
from dlcourse.renderer.words import Words

SUMMARY_CHARACTERS = 120
CLAUSE = re.compile(r"(.{60,118})[，。、；：,;:.\s]", re.DOTALL)


def lesson_pages(edition: Edition) -> Iterator[Artifact]:
    """Return a page for every lesson in every tree."""
    lessons = edition.course.lessons
    for tree in edition.trees:
        number = 0
        for module in edition.course.modules:
            for position, lesson in enumerate(module.lessons):
                desk = desk_at(edition, tree, edition.addresses.lesson(tree.name, lesson.slug))
                context = _lesson_context(desk, module, position)
                context["previous"] = lesson_row(desk, lessons[number - 1]) if number else None
                context["next"] = lesson_row(desk, lessons[number + 1]) if number + 1 < len(lessons) else None
                yield write_page(desk, f"{lesson.fields.layout}.html", context)
                number += 1


def home_pages(edition: Edition) -> Iterator[Artifact]:
    """Return the home page of every tree, and the front page: that of both languages, else that of the first."""
    pages = [(_front_tree(edition), edition.addresses.front_page())]
    pages += [(tree, edition.addresses.home(tree.name)) for tree in edition.trees]
    for tree, path in pages:
        desk = desk_at(edition, tree, path)
        yield write_page(desk, "home.html", _home_context(desk))


def not_found_pages(edition: Edition) -> Iterator[Artifact]:
    """Return `404.html` for the site's root and for every tree; with a base URL their links hold at any depth."""
    pages = [(_front_tree(edition), PurePosixPath("404.html"))]
    pages += [(tree, PurePosixPath(tree.name, "404.html")) for tree in edition.trees]
    for tree, path in pages:
        desk = replace(desk_at(edition, tree, path), href=partial(edition.addresses.rooted, path))
        facts = page_facts(desk, desk.strings["not_found_title"], is_indexed=False)
        yield write_page(desk, "404.html", {"page": facts})


def redirect_pages(edition: Edition) -> Iterator[Artifact]:
    """Return a page at every `permalink` that leads to where the lesson is."""
    for lesson in edition.course.lessons:
        path = permalink_path(lesson)
        if path:
            tree = edition.tree(edition.document(lesson).languages[0])
            desk = desk_at(edition, tree, path)
            target = edition.addresses.lesson(tree.name, lesson.slug)
            facts = page_facts(desk, edition.title(lesson, tree), is_indexed=False)
            facts["canonical"] = edition.addresses.absolute(target)
            context = {"page": facts, "target": desk.href(target), "title": facts["title"]}
            yield write_page(desk, "redirect.html", context)


def permalink_path(lesson: Lesson) -> PurePosixPath | None:
    """Return the file that a lesson's permalink names, if it has one."""
    permalink = lesson.fields.permalink
    if not permalink or not permalink.strip("/"):
        return None
    path = PurePosixPath(permalink.strip("/"))
    return path if path.suffix in (".html", ".htm") else path / "index.html"


def _front_tree(edition: Edition) -> Tree:
    """Return the tree that the front page belongs to."""
    return next((tree for tree in edition.trees if tree.is_both), edition.trees[0])


def _lesson_context(desk: Desk, module: Module, position: int) -> Context:
    edition, lesson, tree = desk.edition, module.lessons[position], desk.tree
    view, fields = edition.view(lesson, tree), lesson.fields
    own = edition.source(lesson, view.language).fields
    return {
        "page": _lesson_head(desk, lesson),
        "lesson": {
            "slug": lesson.slug,
            "view": view.name,
            "title": view.title,
            "title_html": Markup(view.title_html),  # noqa: S704  # rendered and sanitised by the renderer
            "title_id": view.title_id,
            "language": view.language,
            "languages": list(edition.document(lesson).languages),
            "is_fallback": view.name != tree.name,
            "minutes": fields.estimated_minutes or view.minutes,
            "updated": fields.updated.isoformat() if fields.updated else "",
            "authors": list(own.authors or fields.authors),
            "objectives": _said(edition, lesson, tree, "objectives"),
            "tags": _said(edition, lesson, tree, "tags"),
            "extra": dict(own.extra),
            "prerequisites": prerequisites(desk, lesson),
            "has_math": view.has_math,
        },
        "body": body_html(edition, lesson, tree, desk.page),
        "contents": contents(view.headings),
        "breadcrumb": breadcrumb(desk, module, lesson),
        "modules": [sidebar(desk, each, position if each is module else None) for each in edition.course.modules],
    }


def _lesson_head(desk: Desk, lesson: Lesson) -> Context:
    edition, tree = desk.edition, desk.tree
    document, view = edition.document(lesson), edition.view(lesson, tree)
    is_fallback = view.name != tree.name
    told = view if not tree.is_both else document.views[0]
    description = edition.description(lesson, tree) or _beginning(told.text)
    facts = page_facts(
        desk,
        edition.title(lesson, tree),
        description,
        is_indexed=not is_fallback,
        inline_style=view.has_inline_style,
    )
    pages = {language: edition.addresses.lesson(language, lesson.slug) for language in document.languages}
    original = pages[document.languages[0]]
    return with_addresses(
        facts, desk, canonical=pages.get(tree.name, original), versions=pages, default=original, kind="article"
    )


def _said(edition: Edition, lesson: Lesson, tree: Tree, key: str) -> list[Words]:
    """Return the texts of a front matter's list (`objectives`, `tags`) that the readers of `tree` see.

    Lists of the same length in two languages say the same, one by one; else those of both languages are joined.
    """
    shown = edition.view(lesson, tree).language
    languages = tree.languages if tree.name == edition.view(lesson, tree).name else (shown,)
    found = [_own_texts(edition, lesson, language, key) for language in languages]
    if len(found) == 2 and len(found[0]) == len(found[1]):
        return [Words(*first.parts, *second.parts) for first, second in zip(*found, strict=True)]
    return list(dict.fromkeys(words for each in found for words in each))


def _own_texts(edition: Edition, lesson: Lesson, language: Language, key: str) -> list[Words]:
    source = edition.source(lesson, language)
    texts: Sequence[str] = getattr(source.fields, key)
    if source.language or len(edition.document(lesson).languages) == 1:
        return [Words((text, language)) for text in texts]
    return [Words((text, language_of(text, edition.document(lesson).languages))) for text in texts]


def _beginning(text: str) -> str:
    """Return the first sentences of a lesson, for search engines that find no description."""
    prose = " ".join(text.split("\n", 12)[:12])
    if len(prose) <= SUMMARY_CHARACTERS:
        return prose
    clause = CLAUSE.match(prose)
    return (clause[1] if clause else prose[: SUMMARY_CHARACTERS - 1]) + "…"


def _home_context(desk: Desk) -> Context:
    edition, addresses = desk.edition, desk.edition.addresses
    facts = page_facts(desk, "", edition.words(edition.settings.description, desk.tree))
    homes = {language: addresses.home(language) for language in edition.languages}
    front = addresses.front_page() if _front_tree(edition).is_both else addresses.home(edition.languages[0])
    facts = with_addresses(
        facts, desk, canonical=homes.get(desk.tree.name, front), versions=homes, default=front, kind="website"
    )
    modules = [syllabus(desk, module) for module in edition.course.modules]
    return {
        "page": facts,
        "modules": modules,
        "lesson_count": sum(module["lesson_count"] for module in modules),
        "minutes": sum(module["minutes"] for module in modules),
    }
