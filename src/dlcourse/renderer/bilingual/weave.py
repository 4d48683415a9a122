"""A lesson's parsed sources in, the lesson woven of two languages out: its rows, and what stands above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from dlcourse.model import Language, Lesson, LocalText, in_language
from dlcourse.renderer.bilingual.blocks import Row, split_blocks
from dlcourse.renderer.bilingual.detection.forms import split_text
from dlcourse.renderer.bilingual.layout import Pair
from dlcourse.renderer.bilingual.notes import complete
from dlcourse.renderer.bilingual.scripts import language_of
from dlcourse.renderer.bilingual.views import Places
from dlcourse.renderer.sheet import Sheet
from dlcourse.renderer.titles import Title, find_titles, without_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Woven:
    """A lesson in two languages, read but not rendered.

    Each of `titles` is that of a language; `title_languages` say which it is in, for a lesson may lack one. `rows` hold
    no title any more. `places` tell where the blocks of each language stand in their own file.
    """

    languages: Pair
    sheets: Mapping[Language, Sheet]
    rows: Sequence[Row]
    places: Places
    titles: Mapping[Language, Title]
    title_languages: Mapping[Language, Language]
    descriptions: LocalText


def from_siblings(lesson: Lesson, sheets: Sequence[Sheet], texts: Sequence[list[Token]]) -> Woven:
    from dlcourse.renderer.bilingual.alignment.align import align  # noqa: PLC0415 - slow, and not for all lessons

    languages = _pair(tuple(source.language or "" for source in lesson.sources))
    by_language = dict(zip(languages, sheets, strict=True))
    tokens = dict(zip(languages, texts, strict=True))
    for language, sheet in by_language.items():
        sheet.side = sheet.language = language
    given = {language: in_language(lesson.fields.title, language) for language in languages}
    found = find_titles(tokens, given, by_language)
    blocks = {language: split_blocks(without_title(tokens[language], found[language])) for language in languages}
    titles, title_languages = _title_of_each(found)
    return Woven(
        languages=languages,
        sheets=by_language,
        rows=align(blocks[languages[0]], blocks[languages[1]], languages),
        places={language: {block: place for place, block in enumerate(own)} for language, own in blocks.items()},
        titles=titles,
        title_languages=title_languages,
        descriptions=_text_in_each(lesson.fields.description, languages, None),
    )


def from_one_file(lesson: Lesson, sheet: Sheet, rows: Sequence[Row]) -> Woven:
    languages = _pair(sheet.languages)
    fields = lesson.fields
    sheets = {languages[0]: sheet, languages[1]: Sheet(sheet.source, sheet.background, sheet.page)}
    notes = [row for row in rows if row.is_notes]
    for row in notes:
        complete(row)
    for language, own in sheets.items():
        own.side = own.language = language
        own.counts_for_both, own.shares_notes = True, all(row.is_shared for row in notes)
    given = _text_in_each(fields.title, languages, split_text(fields.title.get("", ""), languages))
    tokens = {
        language: [token for row in rows for block in row.seen_in(language) for token in block.tokens]
        for language in languages
    }
    titles, title_languages = _title_of_each(find_titles(tokens, given, sheets))
    rows = _without_titles(rows, titles)
    places = {block: place for place, row in enumerate(rows) for blocks in row.sides.values() for block in blocks}
    halves = split_text(fields.description.get("", ""), languages, with_brackets=False)
    return Woven(
        languages=languages,
        sheets=sheets,
        rows=rows,
        places=dict.fromkeys(languages, places),
        titles=titles,
        title_languages=title_languages,
        descriptions=_text_in_each(fields.description, languages, halves),
    )


def _pair(languages: tuple[Language, ...]) -> tuple[Language, Language]:
    first, second = languages
    return first, second


def _without_titles(rows: Sequence[Row], titles: Mapping[Language, Title]) -> list[Row]:
    """Return `rows` without the headings that went to the top of the page."""
    taken = {id(title.heading[0]) for title in titles.values() if title.heading}
    kept: list[Row] = []
    for row in rows:
        sides = {key: [b for b in blocks if id(b.tokens[0]) not in taken] for key, blocks in row.sides.items()}
        if any(sides.values()):
            kept.append(Row({key: blocks for key, blocks in sides.items() if blocks}))
    return kept


def _title_of_each(found: Mapping[Language, Title]) -> tuple[dict[Language, Title], dict[Language, Language]]:
    """Return the title for each language's readers, and what language it is in.

    A language in which the lesson says no title borrows the other's, if that one is said.
    """
    given = [language for language, title in found.items() if title.is_given]
    titles: dict[Language, Title] = {}
    spoken: dict[Language, Language] = {}
    for language, title in found.items():
        lender = language if title.is_given or not given else given[0]
        spoken[language] = lender
        titles[language] = title if lender == language else Title(found[lender].text, found[lender].html)
    return titles, spoken


def _text_in_each(text: LocalText, languages: Pair, halves: Mapping[Language, str] | None) -> dict[Language, str]:
    """Return `text` with what was given without a language put where it belongs; `halves` if it is in both."""
    if "" not in text:
        return dict(text)
    own = dict(halves) if halves else {language_of(text[""], languages): text[""]}
    return own | {language: value for language, value in text.items() if language}
