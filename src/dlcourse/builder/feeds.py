"""What machines read about the site: sitemap, Atom feeds, robots.txt, llms.txt."""

from collections.abc import Iterator
from html import escape
from pathlib import PurePosixPath

from dlcourse.builder.edition import Edition
from dlcourse.model import Artifact, Language, Lesson, in_language


def sitemap(edition: Edition) -> Iterator[Artifact]:
    """Return `sitemap.xml` (sitemaps.org 0.9) with hreflang alternates; nothing without a base URL."""
    if not edition.addresses.base_url:
        return
    homes = {language: edition.addresses.home(language) for language in edition.languages}
    groups = [
        homes,
        *(
            {v: edition.addresses.lesson(v, lesson.slug) for v in _written(edition, lesson)}
            for lesson in edition.course.lessons
        ),
    ]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for group in groups:
        urls = {language: escape(edition.addresses.absolute(page)) for language, page in group.items()}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{url}"/>' for language, url in urls.items()
        )
        lines += [f"<url><loc>{url}</loc>{others if len(urls) > 1 else ''}</url>" for url in urls.values()]
    yield _text("sitemap.xml", "\n".join([*lines, "</urlset>"]))


def robots(edition: Edition) -> Iterator[Artifact]:
    """Return `robots.txt`: everything may be read."""
    where = f"Sitemap: {edition.addresses.base_url}sitemap.xml\n" if edition.addresses.base_url else ""
    yield _text("robots.txt", f"User-agent: *\nAllow: /\n{where}")


def atom(edition: Edition) -> Iterator[Artifact]:
    """Return an Atom feed (RFC 4287) per language of its dated lessons, newest first; nothing without a base URL."""
    if not edition.addresses.base_url:
        return
    for language in edition.languages:
        dated = [lesson for lesson in edition.course.lessons if language in _written(edition, lesson) and _date(lesson)]
        dated.sort(key=lambda lesson: (_date(lesson), lesson.slug), reverse=True)
        home = edition.addresses.absolute(edition.addresses.home(language))
        path = PurePosixPath(language, "feed.xml")
        settings = edition.settings
        title = in_language(settings.title, language) or edition.strings[language]["untitled_course"]
        author = ", ".join(settings.authors) or title
        entries = [_entry(edition, lesson, language) for lesson in dated]
        head = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
            f"<title>{escape(title)}</title>",
            f"<id>{escape(home)}</id>",
            f'<link rel="alternate" href="{escape(home)}"/>',
            f'<link rel="self" href="{escape(edition.addresses.absolute(path))}"/>',
            f"<author><name>{escape(author)}</name></author>",
            f"<updated>{_date(dated[0]) if dated else '1970-01-01'}T00:00:00Z</updated>",
        ]
        yield _text(path.as_posix(), "\n".join([*head, *entries, "</feed>"]))


def llms(edition: Edition) -> Iterator[Artifact]:
    """Return `llms.txt` (llmstxt.org) per language: what the course is, and a line a lesson."""
    for language in edition.languages:
        title = in_language(edition.settings.title, language) or edition.strings[language]["untitled_course"]
        lines = [f"# {title}", ""]
        description = in_language(edition.settings.description, language)
        lines += [f"> {description}", ""] if description else []
        for module in edition.course.modules:
            name = in_language(module.title, language) or next(iter(module.title.values()), "")
            lines += [f"## {name}", ""] if name else []
            lines += [_line(edition, lesson, language) for lesson in module.lessons]
            lines.append("")
        yield _text(f"{language}/llms.txt", "\n".join(lines).rstrip())


def _line(edition: Edition, lesson: Lesson, language: Language) -> str:
    page = edition.addresses.lesson(language, lesson.slug)
    href = edition.addresses.absolute(page) or page.relative_to(language).as_posix()
    about = in_language(lesson.fields.description, language)
    return f"- [{edition.view(lesson, language).title}]({href})" + (f": {about}" if about else "")


def _entry(edition: Edition, lesson: Lesson, language: Language) -> str:
    url = escape(edition.addresses.absolute(edition.addresses.lesson(language, lesson.slug)))
    about = in_language(lesson.fields.description, language)
    return (
        f"<entry><title>{escape(edition.view(lesson, language).title)}</title><id>{url}</id>"
        f'<link href="{url}"/><updated>{_date(lesson)}T00:00:00Z</updated>'
        + (f"<summary>{escape(about)}</summary>" if about else "")
        + "</entry>"
    )


def _written(edition: Edition, lesson: Lesson) -> list[Language]:
    return [view.language for view in edition.documents[lesson.slug].views]


def _date(lesson: Lesson) -> str:
    day = lesson.fields.updated or lesson.fields.date
    return day.isoformat() if day else ""


def _text(path: str, content: str) -> Artifact:
    return Artifact(path=PurePosixPath(path), content=(content.rstrip("\n") + "\n").encode("utf-8"))
