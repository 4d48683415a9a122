"""One Lesson in, a Document out."""

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import PurePosixPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dlcourse.diagnostics import Place
from dlcourse.model import (
    Background,
    Contents,
    Document,
    FrontMatter,
    Image,
    Language,
    Lesson,
    LocalText,
    Phrase,
    Reference,
    Source,
    Target,
    Term,
    TitleOf,
    View,
    in_language,
)
from dlcourse.renderer.bilingual.cells import mark_terms
from dlcourse.renderer.bilingual.detection.detect import Reading, read_rows
from dlcourse.renderer.bilingual.document import passages_of_one, render_woven
from dlcourse.renderer.bilingual.scripts import language_of
from dlcourse.renderer.bilingual.weave import from_one_file, from_siblings
from dlcourse.renderer.elements import heading_anchor, render_tokens
from dlcourse.renderer.exercises import exercises_of
from dlcourse.renderer.html import sanitise
from dlcourse.renderer.markdown import MAX_NESTING, lesson_parser, parse, plain_parser, too_deep
from dlcourse.renderer.moderation import moderated
from dlcourse.renderer.numbering import number_side, section_labels
from dlcourse.renderer.plain import use_plain_elements
from dlcourse.renderer.preparation import prepare
from dlcourse.renderer.reading import lines_of, minutes_to_read
from dlcourse.renderer.references.bibliography import bibliography
from dlcourse.renderer.sheet import Aside, Id, Page, Sheet
from dlcourse.renderer.terms import TermMarker
from dlcourse.renderer.titles import find_title, without_title


def render_lesson(lesson: Lesson, background: Background) -> Document:
    """Return `lesson` as HTML, a view for each language it is written in, and one for both.

    `background` is what the course gives to each of its lessons. Faults in the content are diagnostics of the document,
    and the page shows the faulty source, marked.
    """
    sources, page = lesson.sources, Page()
    sheets = [Sheet(source, background, page) for source in sources]
    languages, glossary = background.languages, background.glossary
    texts = [_read(source, sheet) for source, sheet in zip(sources, sheets, strict=True)]
    if len(sources) == 2:
        return render_woven(from_siblings(lesson, sheets, texts), glossary)
    fields = lesson.fields
    reading = Reading(None)
    if sources[0].language is None:
        reading = read_rows(texts[0], languages, fields.bilingual, fields.languages)
    if reading.rows is None:
        return _in_one_language(lesson, sources[0], texts[0], sheets[0], glossary)
    _report_reading(reading, sources[0], sheets[0])
    return render_woven(from_one_file(lesson, sheets[0], reading.rows), glossary)


def _report_reading(reading: Reading, source: Source, sheet: Sheet) -> None:
    """Say what was guessed of a file in two languages, and what was not guessed but could have been."""
    if reading.is_guess:
        message = f"{reading.pairs} pairs of Chinese and English were found: the lesson gets a page in each language"
        hint = "`bilingual: off` in its front matter leaves it as it is, `dlcourse normalize` writes the pairs out"
        sheet.report("R211", source.place("title"), message, hint)
    if reading.unmarked:
        first, count = reading.unmarked[0], len(reading.unmarked)
        begin = (
            "here Chinese and English stand"
            if count == 1
            else f"at {count} places, here first, Chinese and English stand"
        )
        message = f"{begin} side by side without a mark: all readers see both, for other pairs of the lesson are marked"
        hint = "put each into `::: zh` or `::: en`; `bilingual: pairs` in the front matter says that it is meant so"
        sheet.report("R221", sheet.place(first), message, hint)


def _read(source: Source, sheet: Sheet) -> list[Token]:
    """Parse a source and report what makes it unfit to be rendered in full."""
    tokens = prepare(parse(lesson_parser(), source.body, sheet.env))
    deep = too_deep(tokens)
    if deep:
        sheet.report("R205", sheet.place(deep), f"nested deeper than {MAX_NESTING} levels", "nest less deep")
    for line, code, message, hint, *column in sheet.env.get("container_faults", ()):
        sheet.report(code, Place(source.file, source.body_line + line, *column), message, hint)
    return tokens


def _in_one_language(
    lesson: Lesson, source: Source, tokens: list[Token], sheet: Sheet, glossary: Sequence[Term]
) -> Document:
    lines = lines_of(tokens)
    text = "\n".join([line for _, line in lines])
    minutes = minutes_to_read(tokens, text)
    fields = lesson.fields
    language = source.language or (fields.languages or (language_of(text, sheet.languages),))[0]
    sheet.language = language
    title = find_title(tokens, in_language(fields.title, language), sheet)
    title_id = heading_anchor(title.heading[1], sheet) if title.heading else ""
    passages = passages_of_one(tokens, language, sheet) if len(sheet.languages) > 1 else ()
    tokens = without_title(tokens, title)
    number_side(tokens, sheet)
    if glossary:
        mark_terms(tokens, TermMarker(glossary, language))
    view = View(
        name=language,
        language=language,
        title=title.text,
        title_html=title.html,
        title_id=title_id,
        body=(
            *(piece for piece in render_tokens(tokens, sheet) if not isinstance(piece, Id)),
            *bibliography(sheet, language),
        ),
        headings=tuple(sheet.headings),
        text="\n".join([line for token, line in lines if token not in title]),
        minutes=minutes,
        has_math=sheet.has_math,
        has_inline_style=sheet.has_inline_style,
    )
    return Document(
        languages=(language,),
        views=(view,),
        titles=_placed(fields.title, language) | {language: title.text},
        descriptions=_placed(fields.description, language),
        anchors={anchor: anchor for anchor in sheet.page.anchors.claimed},
        passages=passages,
        diagnostics=moderated(sheet.diagnostics),
        labels=dict(section_labels(tokens, {}, sheet)) | sheet.page.labels,
        exercises=exercises_of(sheet.page, {language: sheet}),
    )


def _placed(text: LocalText, language: Language) -> dict[Language, str]:
    """Return `text` with what was given without a language as that of `language`."""
    return {language: text[""]} | {key: value for key, value in text.items() if key} if "" in text else dict(text)


def render_fragment(markdown: str, *, is_extended: bool) -> str:
    """Return `markdown` as an HTML fragment: CommonMark and GFM, or (`is_extended`) all that lessons may use."""
    if not is_extended:
        md, env = _plain(), dict[str, Any]()
        html: str = md.renderer.render(parse(md, markdown, env), md.options, env)
        return sanitise(html) if env.get("has_raw_html") else html
    source = Source(
        path=PurePosixPath("-"), file="<stdin>", fields=FrontMatter(), places={}, body=markdown, body_line=1
    )
    sheet = Sheet(source, Background(languages=()))
    tokens = prepare(parse(lesson_parser(), markdown, sheet.env))
    return "".join(_as_written(piece) for piece in render_tokens(tokens, sheet))


def _as_written(piece: Aside) -> str:
    if isinstance(piece, Image):
        return f'<img src="{escape(piece.target.source)}" alt="{escape(piece.alt)}">'
    if isinstance(piece, Contents):
        return ""
    if isinstance(piece, TitleOf):
        return escape(piece.target.source)
    if isinstance(piece, Phrase):
        return escape(piece.key)
    return escape(piece.source) if isinstance(piece, Target | Reference) else str(piece)


@cache
def _plain() -> MarkdownIt:
    md = plain_parser()
    use_plain_elements(md)
    return md
