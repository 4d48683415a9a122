"""What machines read about the site: sitemap, Atom feeds, robots.txt, llms.txt."""

from collections.abc import Iterator, Mapping
from functools import partial
from html import escape
from pathlib import PurePosixPath

from dlcourse.builder.edition import Edition
from dlcourse.builder.history import History
from dlcourse.builder.outline import Outline
from dlcourse.builder.pages.keys import keys_of
from dlcourse.builder.trees import Tree
from dlcourse.model import Artifact, Course, Language, Lesson
from dlcourse.renderer.words import fill, language_name


def sitemap(edition: Edition) -> Iterator[Artifact]:
    """Return `sitemap.xml` (sitemaps.org 0.9) with hreflang alternates; nothing without a base URL.

    It lists the pages that search engines shall show: those in one language, and the front page if it is in two.
    """
    if edition.addresses.base_url:
        yield keys_of(edition).file(PurePosixPath("sitemap.xml"), partial(_sitemap, edition))


def _sitemap(edition: Edition) -> bytes:
    addresses = edition.addresses
    homes = {language: addresses.home(language) for language in edition.languages}
    default = addresses.front_page() if edition.trees[-1].is_both else None
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
        *_entries(edition, homes, default),
    ]
    if edition.course.glossary:
        lines += _entries(edition, {each: addresses.glossary(each) for each in edition.languages}, None)
    if edition.has_exercises:
        lines += _entries(edition, {each: addresses.exercises(each) for each in edition.languages}, None)
    for lesson in edition.course.lessons:
        pages = {language: addresses.lesson(language, lesson.slug) for language in edition.outline(lesson).languages}
        lines += _entries(edition, pages, None, {language: _date(edition, lesson, language) for language in pages})
    return _text("\n".join([*lines, "</urlset>"]))


def _entries(
    edition: Edition,
    pages: Mapping[Language, PurePosixPath],
    default: PurePosixPath | None,
    days: Mapping[Language, str] | None = None,
) -> Iterator[str]:
    """Return an entry for each of `pages` and for the `default` page, if that is one of its own; they name each other.

    Without a page of its own the first is the default. `days` are those of the last changes.
    """
    urls = {language: escape(edition.addresses.absolute(page)) for language, page in pages.items()}
    named = urls | {"x-default": escape(edition.addresses.absolute(default)) if default else next(iter(urls.values()))}
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{name}" href="{url}"/>' for name, url in named.items())
    changed = {urls[language]: f"<lastmod>{day}</lastmod>" for language, day in (days or {}).items() if day}
    for url in dict.fromkeys([*([named["x-default"]] if default else []), *urls.values()]):
        yield f"<url><loc>{url}</loc>{changed.get(url, '')}{links if len(urls) > 1 else ''}</url>"


def robots(edition: Edition) -> Iterator[Artifact]:
    """Return `robots.txt`: everything may be read."""
    where = f"Sitemap: {edition.addresses.base_url}sitemap.xml\n" if edition.addresses.base_url else ""
    yield Artifact(path=PurePosixPath("robots.txt"), content=_text(f"User-agent: *\nAllow: /\n{where}"))


def dated_languages(course: Course, outlines: Mapping[str, Outline], history: History) -> frozenset[Language]:
    """Return the languages in which at least one lesson has a date."""
    dated = (outlines[lesson.slug].languages for lesson in course.lessons if _is_dated(lesson, history))
    return frozenset(language for languages in dated for language in languages)


def _is_dated(lesson: Lesson, history: History) -> bool:
    fields = lesson.fields
    return bool(fields.updated or fields.date) or any(source.path in history.days for source in lesson.sources)


def atom(edition: Edition) -> Iterator[Artifact]:
    """Return an Atom feed (RFC 4287) of its dated lessons, newest first, for each language that has any."""
    for language in edition.languages:
        if edition.has_feed(language):
            yield keys_of(edition).file(edition.addresses.feed(language), partial(_feed, edition, language))


def _feed(edition: Edition, language: Language) -> bytes:
    tree = edition.tree(language)
    written = [lesson for lesson in edition.course.lessons if language in edition.outline(lesson).languages]
    days = {lesson.slug: _date(edition, lesson, language) for lesson in written}
    known = [lesson for lesson in written if days[lesson.slug]]
    dated = sorted(known, key=lambda lesson: (days[lesson.slug], lesson.slug), reverse=True)
    home = edition.addresses.absolute(edition.addresses.home(language))
    path = edition.addresses.feed(language)
    title = _title(edition, tree)
    author = ", ".join(edition.settings.authors) or title
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
        f"<title>{escape(title)}</title>",
        f"<id>{escape(home)}</id>",
        f'<link rel="alternate" href="{escape(home)}"/>',
        f'<link rel="self" href="{escape(edition.addresses.absolute(path))}"/>',
        f"<author><name>{escape(author)}</name></author>",
        f"<updated>{days[dated[0].slug]}T00:00:00Z</updated>",
    ]
    entries = [_entry(edition, lesson, tree) for lesson in dated]
    return _text("\n".join([*head, *entries, "</feed>"]))


def llms(edition: Edition) -> Iterator[Artifact]:
    """Return `llms.txt` (llmstxt.org) per language: what the course is, and a line a lesson.

    A lesson that is not written in the language is named with the one that it is in, and linked there.
    """
    for language in edition.languages:
        yield keys_of(edition).file(PurePosixPath(language, "llms.txt"), partial(_llms, edition, language))


def _llms(edition: Edition, language: Language) -> bytes:
    tree = edition.tree(language)
    lines = [f"# {_title(edition, tree)}", ""]
    description = edition.words(edition.settings.description, tree)
    lines += [f"> {description}", ""] if description else []
    for module in edition.course.modules:
        name = edition.words(module.title, tree)
        lines += [f"## {name}", ""] if name else []
        lines += [_line(edition, lesson, tree) for lesson in module.lessons]
        lines.append("")
    return _text("\n".join(lines).rstrip())


def _line(edition: Edition, lesson: Lesson, tree: Tree) -> str:
    own, addresses, strings = edition.face(lesson, tree).name, edition.addresses, edition.strings[tree.name]
    page = addresses.lesson(own, lesson.slug)
    href = addresses.absolute(page) or addresses.href(PurePosixPath(tree.name, "llms.txt"), page)
    notes = [str(edition.description(lesson, tree))]
    if own != tree.name:
        notes.append(f"({fill(strings['only_in'], language=language_name(strings, own))})")
    about = " ".join(filter(None, notes))
    return f"- [{edition.title(lesson, tree)}]({href})" + (f": {about}" if about else "")


def _entry(edition: Edition, lesson: Lesson, tree: Tree) -> str:
    url = escape(edition.addresses.absolute(edition.addresses.lesson(tree.name, lesson.slug)))
    about = edition.description(lesson, tree)
    return (
        f"<entry><title>{escape(edition.title(lesson, tree))}</title><id>{url}</id>"
        f'<link href="{url}"/><updated>{_date(edition, lesson, tree.language)}T00:00:00Z</updated>'
        + (f"<summary>{escape(about)}</summary>" if about else "")
        + "</entry>"
    )


def _title(edition: Edition, tree: Tree) -> str:
    return edition.words(edition.settings.title, tree) or edition.strings[tree.name]["untitled_course"]


def _date(edition: Edition, lesson: Lesson, language: Language) -> str:
    day = edition.updated(lesson, [language]) or lesson.fields.date
    return day.isoformat() if day else ""


def _text(content: str) -> bytes:
    return (content.rstrip("\n") + "\n").encode("utf-8")
