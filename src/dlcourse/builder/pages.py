"""The pages people read: lessons, home pages, 404. An edition in, HTML files out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from dlcourse.builder.edition import Edition
from dlcourse.model import Artifact, Heading, Language, Lesson, Module, in_language

MAX_SIDEBAR = 40
"""How many lessons of its module a page lists at most, around its own: pages must not grow with the course."""

NAMES = {
    "zh": "中文",
    "en": "English",
    "ja": "日本語",
    "ko": "한국어",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
}

SUMMARY_CHARACTERS = 120
CLAUSE = re.compile(r"(.{60,118})[，。、；：,;:.\s]", re.DOTALL)

RELOAD_SCRIPT = "/_dlcourse/reload.js"

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every part of one page needs to know: the edition, the page's language and path, how it links."""

    edition: Edition
    language: Language
    page: PurePosixPath
    href: Callable[[PurePosixPath], str]


def lesson_pages(edition: Edition) -> Iterator[Artifact]:
    """Return a page for every lesson in every language's tree."""
    lessons = edition.course.lessons
    for language in edition.languages:
        number = 0
        for module in edition.course.modules:
            for position, lesson in enumerate(module.lessons):
                previous = lessons[number - 1] if number else None
                following = lessons[number + 1] if number + 1 < len(lessons) else None
                desk = _desk(edition, language, edition.addresses.lesson(language, lesson.slug))
                yield _page(
                    desk, f"{lesson.fields.layout}.html", _lesson_context(desk, module, position, previous, following)
                )
                number += 1


def home_pages(edition: Edition) -> Iterator[Artifact]:
    """Return the front page and the home page of every language's tree."""
    first = edition.languages[0]
    pages = [(first, edition.addresses.front_page())]
    pages += [(language, edition.addresses.home(language)) for language in edition.languages]
    for language, path in pages:
        desk = _desk(edition, language, path)
        yield _page(desk, "home.html", _home_context(desk))


def not_found_pages(edition: Edition) -> Iterator[Artifact]:
    """Return `404.html` for the site's root and for every tree; with a base URL their links hold at any depth."""
    pages = [(edition.languages[0], PurePosixPath("404.html"))]
    pages += [(language, PurePosixPath(language, "404.html")) for language in edition.languages]
    for language, path in pages:
        desk = Desk(edition, language, path, partial(edition.addresses.rooted, path))
        title = edition.strings[language]["not_found_title"]
        yield _page(desk, "404.html", {"page": _page_facts(desk, title, "", is_indexed=False)})


def redirect_pages(edition: Edition) -> Iterator[Artifact]:
    """Return a page at every `permalink` that leads to where the lesson is."""
    language = edition.languages[0]
    for lesson in edition.course.lessons:
        path = permalink_path(lesson)
        if path:
            own = edition.documents[lesson.slug].views[0].language
            tree = own if own in edition.languages else language
            desk = _desk(edition, tree, path)
            target = edition.addresses.lesson(tree, lesson.slug)
            facts = _page_facts(desk, edition.view(lesson, tree).title, "", is_indexed=False)
            facts["canonical"] = edition.addresses.absolute(target)
            context = {"page": facts, "target": desk.href(target), "title": facts["title"]}
            yield _page(desk, "redirect.html", context)


def permalink_path(lesson: Lesson) -> PurePosixPath | None:
    """Return the file that a lesson's permalink names, if it has one."""
    permalink = lesson.fields.permalink
    if not permalink or not permalink.strip("/"):
        return None
    path = PurePosixPath(permalink.strip("/"))
    return path if path.suffix in (".html", ".htm") else path / "index.html"


def _desk(edition: Edition, language: Language, page: PurePosixPath) -> Desk:
    return Desk(edition, language, page, partial(edition.addresses.href, page))


def _page(desk: Desk, template: str, context: Context) -> Artifact:
    edition = desk.edition
    shared: Context = {
        "language": desk.language,
        "t": edition.strings[desk.language],
        "site": _site(desk),
        "asset": lambda name: desk.href(edition.theme.path(name)),
        "live_reload": RELOAD_SCRIPT if edition.options.live_reload else "",
    }
    html = edition.templates.render(template, shared | context)
    return Artifact(path=desk.page, content=html.encode("utf-8"))


def _site(desk: Desk) -> Context:
    edition, settings = desk.edition, desk.edition.settings
    title = in_language(settings.title, desk.language) or next(iter(settings.title.values()), "")
    return {
        "title": title or edition.strings[desk.language]["untitled_course"],
        "description": in_language(settings.description, desk.language),
        "home": desk.href(edition.addresses.home(desk.language)),
        "languages": _switcher(desk) if len(edition.languages) > 1 else [],
        "authors": list(settings.authors),
        "licence": settings.licence,
        "repository": settings.repository,
    }


def _switcher(desk: Desk) -> list[Context]:
    return [
        {
            "code": language,
            "name": NAMES.get(language.partition("-")[0], language),
            "href": desk.href(_in_tree(desk, language)),
            "is_current": language == desk.language,
        }
        for language in desk.edition.languages
    ]


def _in_tree(desk: Desk, language: Language) -> PurePosixPath:
    """Return the page that shows in the tree of `language` what this page shows in its own."""
    addresses = desk.edition.addresses
    if desk.page == addresses.front_page() or desk.page.name != addresses.home(language).name:
        return addresses.home(language)
    inside = desk.page.parts[0] == desk.language
    return PurePosixPath(language, *desk.page.parts[1:]) if inside else addresses.home(language)


def _page_facts(
    desk: Desk, title: str, description: str, *, is_indexed: bool = True, inline_style: bool = False
) -> Context:
    return {
        "title": title,
        "description": description,
        "canonical": "",
        "alternates": [],
        "csp": _csp(inline_style, desk.edition.options.live_reload),
        "is_indexed": is_indexed,
    }


def _csp(inline_style: bool, live_reload: bool) -> str:
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'" if inline_style else "'self'",
        "img-src": "'self' data:",
        "media-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'" if live_reload else "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _lesson_context(
    desk: Desk, module: Module, position: int, previous: Lesson | None, following: Lesson | None
) -> Context:
    edition, lesson, language = desk.edition, module.lessons[position], desk.language
    view, fields = edition.view(lesson, language), lesson.fields
    own = edition.source(lesson, view).fields
    is_fallback = view.language != language
    description = in_language(fields.description, view.language) or _beginning(view.text)
    facts = _page_facts(desk, view.title, description, inline_style=view.has_inline_style)
    written = [v.language for v in edition.documents[lesson.slug].views]
    canonical = language if not is_fallback else view.language
    facts["canonical"] = edition.addresses.absolute(edition.addresses.lesson(canonical, lesson.slug))
    facts["is_indexed"] = not is_fallback
    facts["alternates"] = _alternates(desk, {each: edition.addresses.lesson(each, lesson.slug) for each in written})
    return {
        "page": facts,
        "lesson": {
            "title": view.title,
            "title_html": Markup(view.title_html),  # noqa: S704  # rendered and sanitised by the renderer
            "title_id": view.title_id,
            "language": view.language,
            "is_fallback": is_fallback,
            "minutes": fields.estimated_minutes or view.minutes,
            "updated": fields.updated.isoformat() if fields.updated else "",
            "authors": list(own.authors or fields.authors),
            "objectives": list(own.objectives),
            "tags": list(own.tags),
            "extra": dict(own.extra),
            "prerequisites": _prerequisites(desk, lesson),
            "has_math": view.has_math,
        },
        "body": edition.body(view, language, desk.page),
        "contents": _contents(view.headings),
        "breadcrumb": _breadcrumb(desk, module, view.title, view.language),
        "modules": [_sidebar(desk, each, position if each is module else None) for each in edition.course.modules],
        "previous": _neighbour(desk, previous),
        "next": _neighbour(desk, following),
    }


def _beginning(text: str) -> str:
    """Return the first sentences of a lesson, for search engines that find no description."""
    prose = " ".join(text.split("\n", 12)[:12])
    if len(prose) <= SUMMARY_CHARACTERS:
        return prose
    clause = CLAUSE.match(prose)
    return (clause[1] if clause else prose[: SUMMARY_CHARACTERS - 1]) + "…"


def _home_context(desk: Desk) -> Context:
    edition, addresses = desk.edition, desk.edition.addresses
    facts = _page_facts(desk, "", in_language(edition.settings.description, desk.language))
    facts["canonical"] = addresses.absolute(addresses.home(desk.language))
    facts["alternates"] = _alternates(desk, {each: addresses.home(each) for each in edition.languages})
    modules = [_syllabus(desk, module) for module in edition.course.modules]
    return {
        "page": facts,
        "modules": modules,
        "lesson_count": sum(module["lesson_count"] for module in modules),
        "minutes": sum(module["minutes"] for module in modules),
    }


def _alternates(desk: Desk, pages: Mapping[Language, PurePosixPath]) -> list[Context]:
    absolute = desk.edition.addresses.absolute
    if not desk.edition.addresses.base_url or len(pages) < 2:
        return []
    first = next(iter(pages))
    found = [{"language": language, "href": absolute(page)} for language, page in pages.items()]
    return [*found, {"language": "x-default", "href": absolute(pages[first])}]


def _row(desk: Desk, lesson: Lesson) -> Context:
    """A lesson as lists name it."""
    view = desk.edition.view(lesson, desk.language)
    return {
        "title": view.title,
        "language": view.language,
        "href": desk.href(desk.edition.addresses.lesson(desk.language, lesson.slug)),
        "minutes": lesson.fields.estimated_minutes or view.minutes,
        "is_current": False,
    }


def _neighbour(desk: Desk, lesson: Lesson | None) -> Context | None:
    return _row(desk, lesson) if lesson else None


def _prerequisites(desk: Desk, lesson: Lesson) -> list[Context]:
    by_slug = {each.slug: each for each in desk.edition.course.lessons} if lesson.fields.prerequisites else {}
    return [_row(desk, by_slug[slug]) for slug in lesson.fields.prerequisites if slug in by_slug]


def _module(desk: Desk, module: Module) -> Context:
    title = in_language(module.title, desk.language)
    language = desk.language
    if not title and module.title:
        language, title = next(iter(module.title.items()))
    return {
        "title": title,
        "language": language or desk.language,
        "href": desk.href(desk.edition.addresses.lesson(desk.language, module.lessons[0].slug)),
        "is_current": False,
        "lessons": [],
        "lesson_count": len(module.lessons),
        "is_cut": False,
    }


def _sidebar(desk: Desk, module: Module, position: int | None) -> Context:
    """A module as the sidebar shows it: its lessons only where `position` says that the page's own is among them."""
    entry = _module(desk, module)
    if position is None:
        return entry
    start = max(0, min(position - MAX_SIDEBAR // 2, len(module.lessons) - MAX_SIDEBAR))
    shown = module.lessons[start : start + MAX_SIDEBAR]
    rows = [_row(desk, lesson) for lesson in shown]
    rows[position - start]["is_current"] = True
    return entry | {"is_current": True, "lessons": rows, "is_cut": len(shown) < len(module.lessons)}


def _syllabus(desk: Desk, module: Module) -> Context:
    rows = []
    for lesson in module.lessons:
        description = in_language(lesson.fields.description, desk.language)
        rows.append(_row(desk, lesson) | {"description": description})
    return _module(desk, module) | {
        "lessons": rows,
        "description": in_language(module.description, desk.language),
        "minutes": sum(row["minutes"] for row in rows),
    }


def _breadcrumb(desk: Desk, module: Module, title: str, language: Language) -> list[Context]:
    site = _site(desk)
    crumbs = [{"title": site["title"], "href": site["home"], "language": desk.language}]
    entry = _module(desk, module)
    if entry["title"]:
        crumbs.append({"title": entry["title"], "href": entry["href"], "language": entry["language"]})
    return [*crumbs, {"title": title, "href": "", "language": language}]


def _contents(headings: Sequence[Heading]) -> list[Context]:
    """Nest a page's headings by level."""
    roots: list[Context] = []
    open_at: list[tuple[int, list[Context]]] = [(1, roots)]
    for heading in headings:
        while open_at[-1][0] >= heading.level:
            open_at.pop()
        entry: Context = {"id": heading.id, "text": heading.text, "html": Markup(heading.html), "children": []}  # noqa: S704  # ours
        open_at[-1][1].append(entry)
        open_at.append((heading.level, entry["children"]))
    return roots
