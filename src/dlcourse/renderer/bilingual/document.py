"""A lesson in two languages: its rows in, the Document of its three views out."""

from collections.abc import Mapping, Sequence

from markdown_it.token import Token

from dlcourse.model import BOTH, Document, Label, Language, Passage, Side, Term, View
from dlcourse.patterns import lazy
from dlcourse.renderer.bilingual.blocks import SHARED, Block, Kind, Row, split_blocks, tokens_of_blocks
from dlcourse.renderer.bilingual.cells import render_rows
from dlcourse.renderer.bilingual.layout import Pair, digest, name_rows
from dlcourse.renderer.bilingual.merge import pair_html
from dlcourse.renderer.bilingual.notes import calls_of_views, references
from dlcourse.renderer.bilingual.scripts import weigh
from dlcourse.renderer.bilingual.views import Body, assemble
from dlcourse.renderer.bilingual.weave import Woven
from dlcourse.renderer.elements import heading_anchor
from dlcourse.renderer.exercises import exercises_of
from dlcourse.renderer.moderation import moderated
from dlcourse.renderer.numbering import number_sides, section_labels
from dlcourse.renderer.reading import inline_text, minutes_to_read, prose
from dlcourse.renderer.references.bibliography import bibliography
from dlcourse.renderer.sheet import Sheet
from dlcourse.renderer.slugs import slugify
from dlcourse.renderer.titles import Title
from dlcourse.renderer.words import BETWEEN

NOTE_ID = lazy(r"(?<=[\"#])page-(note|noteref)-[0-9-]+(?=\")")
TELLING = 8.0
"""How much prose, in characters, a shared block must hold to count as one that is not translated."""


def render_woven(woven: Woven, glossary: Sequence[Term]) -> Document:
    """Return the document of a lesson in two languages."""
    first = woven.sheets[woven.languages[0]]
    for row in woven.rows:
        number_sides(
            {key: (tokens_of_blocks(blocks), _sheet(woven, key)) for key, blocks in row.sides.items()}, first.page
        )
    title_id, aliases = _title_anchor(woven, first)
    aliases |= name_rows(woven.rows, woven.languages, first.page.anchors, first.page.outline)
    passages = (*_title_passage(woven, title_id), *_passages(woven))
    readings = {language: _reading(woven, language) for language in woven.languages}
    _report_differences(woven)
    calls = calls_of_views(woven.rows, woven.languages, _title_tokens(woven))
    strips = render_rows(woven.rows, woven.sheets, glossary, calls)
    bodies = assemble(strips, woven.languages, woven.places, [title_id] if title_id else [])
    anchors = {alias: anchor for alias, anchor in aliases.items() if alias}
    anchors |= {anchor: anchor for anchor in first.page.anchors.claimed}
    return Document(
        languages=woven.languages,
        views=tuple(_view(name, body, woven, title_id, readings) for name, body in bodies.items()),
        titles={woven.title_languages[language]: title.text for language, title in woven.titles.items()},
        descriptions=woven.descriptions,
        anchors=anchors,
        passages=passages,
        labels=_section_labels(woven, anchors) | first.page.labels,
        exercises=exercises_of(first.page, woven.sheets),
        diagnostics=moderated(found for sheet in woven.sheets.values() for found in sheet.diagnostics),
    )


def _sheet(woven: Woven, key: Language) -> Sheet:
    return woven.sheets[key or woven.languages[0]]


def _section_labels(woven: Woven, anchors: Mapping[str, str]) -> dict[str, Label]:
    found: dict[str, Label] = {}
    for row in woven.rows:
        for key, blocks in row.sides.items():
            for name, label in section_labels(tokens_of_blocks(blocks), anchors, _sheet(woven, key)):
                found.setdefault(name, label)
    return found


def _title_anchor(woven: Woven, sheet: Sheet) -> tuple[str, dict[str, str]]:
    headings = [title.heading[1] for title in woven.titles.values() if title.heading]
    if not headings:
        return "", {}
    anchor = heading_anchor(headings[0], sheet)
    texts = [inline_text(inline.children or ()) for inline in headings]
    given = [str(inline.meta["id"]) for inline in headings if inline.meta.get("id")]
    return anchor, dict.fromkeys([*given, *map(slugify, texts), slugify(" ".join(texts))], anchor)


def _title_tokens(woven: Woven) -> dict[Language, tuple[Language, Sequence[Token]]]:
    """Return the tokens of the title for each language's readers, and which language they are in."""
    return {language: (spoken, woven.titles[spoken].heading) for language, spoken in woven.title_languages.items()}


def _title_passage(woven: Woven, title_id: str) -> list[Passage]:
    """Return the headings that went to the top of the page as a passage, if both languages have one."""
    headings = {language: title.heading for language, title in woven.titles.items() if title.heading}
    if len(headings) < len(woven.languages):
        return []
    blocks = {language: [Block(Kind.HEADING, list(heading))] for language, heading in headings.items()}
    sides = {language: _side(own, woven.sheets[language]) for language, own in blocks.items()}
    return [Passage(id=title_id, sides=sides)]


def _passages(woven: Woven) -> list[Passage]:
    return [
        Passage(id=row.id, sides={key: _side(blocks, woven.sheets[key]) for key, blocks in sides.items()})
        for row in woven.rows
        if (sides := _told(row, woven.languages))
    ]


def passages_of_one(tokens: Sequence[Token], language: Language, sheet: Sheet) -> tuple[Passage, ...]:
    """Return the passages of a lesson in one language: what there would be to translate."""
    blocks = [block for block in split_blocks(tokens) if block.has_prose]
    return tuple([Passage(id="", sides={language: _side([block], sheet)}) for block in blocks])


def _told(row: Row, languages: Pair) -> Mapping[Language, Sequence[Block]]:
    """Return the sides that say something in a language: a shared block may be prose that nobody has translated."""
    if not row.is_shared:
        return row.sides
    blocks = row.sides[SHARED]
    language, weight = weigh("\n".join(block.prose for block in blocks), languages)
    is_untranslated = language == languages[0] and weight >= TELLING and blocks[0].kind is not Kind.NOTES
    return {language: blocks} if is_untranslated else {}


def _side(blocks: Sequence[Block], sheet: Sheet) -> Side:
    return Side(place=sheet.place(blocks[0].tokens[0]), digest=digest(blocks))


def _report_differences(woven: Woven) -> None:
    from dlcourse.renderer.bilingual.alignment.parity import differences  # noqa: PLC0415 - slow, and not for all lessons

    first, second = woven.languages
    for row in woven.rows:
        if row.is_pair:
            sheet = woven.sheets[second]
            place = sheet.place(row.sides[second][0].tokens[0])
            for message, hint in differences(row.sides[first], row.sides[second]):
                sheet.report("R212", place, message, hint)


def _reading(woven: Woven, language: Language) -> tuple[str, int]:
    """Return what a reader of `language` reads as text, and how many minutes that takes."""
    tokens: list[Token] = []
    for row in woven.rows:
        for block in row.seen_in(language):
            tokens += block.tokens
    text = prose(tokens)
    return text, minutes_to_read(tokens, text)


def _view(name: str, body: Body, woven: Woven, title_id: str, readings: Mapping[Language, tuple[str, int]]) -> View:
    first = woven.languages[0]
    language = first if name == BOTH else name
    title = _both_titles(woven) if name == BOTH else woven.titles[language]
    html = title.html
    spoken = woven.title_languages.get(language, language)
    if name != BOTH and spoken != language:
        html = f'<span lang="{spoken}">{_abroad(html, spoken, woven)}</span>'
    return View(
        name=name,
        language=language,
        title=title.text,
        title_html=html,
        title_id=title_id,
        body=(*body.pieces, *bibliography(woven.sheets[language], language)),
        headings=body.headings,
        text=readings[language][0],
        minutes=readings[language][1],
        has_math=any(sheet.has_math for sheet in woven.sheets.values()),
        has_inline_style=any(sheet.has_inline_style for sheet in woven.sheets.values()),
    )


def _both_titles(woven: Woven) -> Title:
    titles = {woven.title_languages[language]: title for language, title in woven.titles.items()}
    first, second = woven.languages
    if len({title.text for title in titles.values()}) == 1 and not any(
        list(references(title.heading)) for title in titles.values()
    ):
        return woven.titles[first]
    shown = {language: title.html for language, title in titles.items()}
    if second in shown:
        shown[second] = _abroad(shown[second], second, woven)
    html = pair_html([(html, language) for language, html in shown.items()])
    return Title(BETWEEN.join(title.text for title in titles.values()), html)


def _abroad(html: str, language: Language, woven: Woven) -> str:
    """Return the title `html` for a view that is in another language first: footnotes have other ids there."""
    is_one_numbering = woven.sheets[language].counts_for_both
    shared = [
        kind for kind, is_it in (("note", woven.sheets[language].shares_notes), ("noteref", is_one_numbering)) if is_it
    ]
    return NOTE_ID.sub(lambda found: found[0] if found[1] in shared else f"{found[0]}-{language}", html)
