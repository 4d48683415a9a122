"""The works that a lesson cites in, its list of references out."""

from collections.abc import Iterator
from html import escape

from dlcourse.model import Language, Phrase, Piece, Work
from dlcourse.renderer.foreign import text_html
from dlcourse.renderer.sheet import Sheet

NAMED_AUTHORS = 3
"""How many authors are named before "and others"."""


def work_id(number: int) -> str:
    """Return the id of a work in the list of references."""
    return f"page-work-{number}"


def bibliography(sheet: Sheet, language: Language) -> tuple[Piece, ...]:
    """Return the list of the works that the lesson cites, for a view in `language`; nothing if it cites none."""
    if not sheet.page.works:
        return ()
    pieces: list[Piece] = [
        '<section class="references" role="doc-bibliography" aria-labelledby="page-references">\n'
        '<h2 id="page-references">',
        Phrase(key="references"),
        "</h2>\n<ol>\n",
    ]
    for key, number in sheet.page.works.items():
        pieces += [f'<li id="{work_id(number)}">', *_entry(sheet.background.works[key], sheet, language), "</li>\n"]
    return (*pieces, "</ol>\n</section>\n")


def _entry(work: Work, sheet: Sheet, language: Language) -> Iterator[Piece]:
    def shown(text: str) -> str:
        return text_html(text, language, sheet.languages)

    if work.authors:
        yield shown(", ".join(work.authors[:NAMED_AUTHORS]))
        if len(work.authors) > NAMED_AUTHORS:
            yield " "
            yield Phrase(key="and_others")
        yield ". "
    yield shown(work.title).rstrip(".") + ". " if work.title else ""
    container = f"<cite>{shown(work.container)}</cite>" if work.container else shown(work.publisher)
    issue = escape(work.volume + (f"({work.number})" if work.number else ""))
    issue += f": {escape(work.pages)}" if work.pages and issue else escape(work.pages)
    printed = ", ".join(part for part in (container, issue, escape(work.year)) if part)
    yield f"{printed}." if printed else "" if work.title else escape(work.key)
    if work.address:
        label = work.address.removeprefix("https://").removeprefix("http://").removeprefix("doi.org/")
        yield f' <a href="{escape(work.address)}">{escape(label)}</a>'
