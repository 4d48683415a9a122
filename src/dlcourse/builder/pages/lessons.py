"""The pages people read: lessons, 404, redirects. An edition in, HTML files out."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote

from markupsafe import Markup

from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.bodies import body_html
from dlcourse.builder.pages.comments import GISCUS, comments_of, has_comments
from dlcourse.builder.pages.contents import contents_html
from dlcourse.builder.pages.desk import Desk, desk_at, lesson_desk, page_bytes, page_facts, with_addresses
from dlcourse.builder.pages.frames import Context
from dlcourse.builder.pages.keys import keys_of
from dlcourse.builder.pages.lists import breadcrumb, contents, lesson_row, prerequisites
from dlcourse.builder.pages.repository import source_links
from dlcourse.builder.pages.sidebar import listed, sidebar_of
from dlcourse.builder.pages.social import lesson_picture
from dlcourse.builder.pages.textlists import lesson_texts
from dlcourse.builder.trees import front_tree
from dlcourse.model import Artifact, Lesson, Module, Recipe
from dlcourse.patterns import lazy

SUMMARY_CHARACTERS = 120
CLAUSE = lazy(r"(.{60,118})[，。、；：,;:.\s]", re.DOTALL)


def lesson_pages(edition: Edition) -> Iterator[Artifact]:
    """Return a page for every lesson in every tree, to be made when it is wanted."""
    keys = keys_of(edition)
    number = 0
    for place, module in enumerate(edition.course.modules):
        for position, lesson in enumerate(module.lessons):
            key = keys.lesson(place, position, number)
            for tree in edition.trees:
                make = partial(lesson_page, edition, tree.name, place, position, number)
                recipe = Recipe(f"{tree.name} {key}", make)
                yield Artifact(path=edition.addresses.lesson(tree.name, lesson.slug), content=recipe)
            number += 1


def lesson_page(edition: Edition, tree_name: str, place: int, position: int, number: int) -> bytes:
    """Return the page of the lesson at `position` of the module `place`, which is at `number` of the course."""
    tree, module, lessons = edition.tree(tree_name), edition.course.modules[place], edition.course.lessons
    desk = lesson_desk(edition, tree, lessons[number].slug)
    context = _lesson_context(desk, module, position) | listed(sidebar_of(edition, tree), desk, place, position)
    context["previous"] = lesson_row(desk, lessons[number - 1]) if number else None
    context["next"] = lesson_row(desk, lessons[number + 1]) if number + 1 < len(lessons) else None
    return page_bytes(desk, f"{lessons[number].fields.layout}.html", context)


def not_found_pages(edition: Edition) -> Iterator[Artifact]:
    """Return `404.html` for the site's root and for every tree; with a base URL their links hold at any depth."""
    pages = [(front_tree(edition.trees), PurePosixPath("404.html"))]
    pages += [(tree, PurePosixPath(tree.name, "404.html")) for tree in edition.trees]
    for tree, path in pages:
        yield keys_of(edition).file(path, partial(not_found_page, edition, tree.name, path))


def not_found_page(edition: Edition, tree_name: str, path: PurePosixPath) -> bytes:
    """Return the page that hosts serve in place of one that is not there, as it stands at `path`."""
    desk = desk_at(edition, edition.tree(tree_name), path, is_rooted=True)
    facts = page_facts(desk, desk.strings["not_found_title"], is_indexed=False)
    return page_bytes(desk, "404.html", {"page": facts})


def redirect_pages(edition: Edition) -> Iterator[Artifact]:
    """Return a page at every `permalink` that leads to where the lesson is."""
    for lesson in edition.course.lessons:
        path = permalink_path(lesson)
        if path:
            yield keys_of(edition).file(path, partial(redirect_page, edition, lesson.slug, path))


def redirect_page(edition: Edition, slug: str, path: PurePosixPath) -> bytes:
    """Return the page at `path` that leads to the lesson `slug`."""
    lesson = edition.lessons[slug]
    tree = edition.tree(edition.outline(lesson).languages[0])
    desk = desk_at(edition, tree, path)
    target = edition.addresses.lesson(tree.name, slug)
    facts = page_facts(desk, edition.title(lesson, tree), is_indexed=False)
    facts["canonical"] = edition.addresses.absolute(target)
    return page_bytes(desk, "redirect.html", {"page": facts, "target": desk.href(target), "title": facts["title"]})


def permalink_path(lesson: Lesson) -> PurePosixPath | None:
    """Return the file that a lesson's permalink names, if it has one: hosts look for `%20` under what it stands for."""
    if not lesson.fields.permalink:
        return None
    permalink = unquote(lesson.fields.permalink).strip("/")
    if not permalink:
        return None
    path = PurePosixPath(permalink)
    return path if path.suffix in (".html", ".htm") else path / "index.html"


def lesson_facts(desk: Desk, lesson: Lesson) -> Context:
    """Return what templates know as `lesson`."""
    edition, tree = desk.edition, desk.tree
    view, fields = edition.view(lesson, tree), lesson.fields
    own = edition.source(lesson, view.language).fields
    updated = edition.updated(lesson, tree.languages if view.name == tree.name else (view.language,))
    return {
        "slug": lesson.slug,
        "view": view.name,
        "title": view.title,
        "title_html": Markup(view.title_html),  # noqa: S704  # rendered and sanitised by the renderer
        "title_id": view.title_id,
        "language": view.language,
        "languages": list(edition.outline(lesson).languages),
        "is_fallback": view.name != tree.name,
        "minutes": fields.estimated_minutes or view.minutes,
        "updated": updated.isoformat() if updated else "",
        "authors": list(own.authors or fields.authors),
        "objectives": lesson_texts(edition, lesson, tree, "objectives"),
        "tags": lesson_texts(edition, lesson, tree, "tags"),
        "extra": dict(own.extra),
        "prerequisites": prerequisites(desk, lesson),
        "has_math": view.has_math,
    }


def _lesson_context(desk: Desk, module: Module, position: int) -> Context:
    edition, lesson, tree = desk.edition, module.lessons[position], desk.tree
    view = edition.view(lesson, tree)
    return {
        "page": _lesson_head(desk, module, lesson),
        "lesson": lesson_facts(desk, lesson),
        "body": body_html(edition, lesson, tree, desk.page),
        "contents": contents(view.headings),
        "contents_list": Markup(contents_html(view.headings, tree.language)),  # noqa: S704  # rendered by the renderer
        "breadcrumb": breadcrumb(desk, module, lesson),
        "source": source_links(desk, lesson),
        "comments": comments_of(desk, lesson),
    }


def _lesson_head(desk: Desk, module: Module, lesson: Lesson) -> Context:
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
        frames=GISCUS if has_comments(edition, lesson) else "",
    )
    pages = {language: edition.addresses.lesson(language, lesson.slug) for language in document.languages}
    original = pages[document.languages[0]]
    return with_addresses(
        facts,
        desk,
        canonical=pages.get(tree.name, original),
        versions=pages,
        default=original,
        kind="article",
        picture=lesson_picture(edition, module, lesson, view.language),
    )


def _beginning(text: str) -> str:
    """Return the first sentences of a lesson, for search engines that find no description."""
    prose = " ".join(text.split("\n", 12)[:12])
    if len(prose) <= SUMMARY_CHARACTERS:
        return prose
    clause = CLAUSE.match(prose)
    return (clause[1] if clause else prose[: SUMMARY_CHARACTERS - 1]) + "…"
