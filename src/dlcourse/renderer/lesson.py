"""One Lesson in, a Document out: each of its sources parsed once and rendered to a view."""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from pathlib import PurePosixPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dlcourse.diagnostics import Diagnostic
from dlcourse.model import Document, FrontMatter, Image, Language, Lesson, Source, Target, View, in_language
from dlcourse.renderer.bilingual import language_of
from dlcourse.renderer.elements import heading_anchor, use_elements
from dlcourse.renderer.html import sanitise
from dlcourse.renderer.markdown import MAX_NESTING, lesson_parser, parse, plain_parser, too_deep
from dlcourse.renderer.markdown.autolink import link_bare_addresses
from dlcourse.renderer.plain import use_plain_elements
from dlcourse.renderer.reading import inline_text, minutes_to_read, prose
from dlcourse.renderer.sheet import Sheet, locate

# Inline tokens that a heading's copy in the contents (or the page's title) does without.
NOT_IN_CONTENTS = frozenset({"link_open", "link_close", "footnote_ref", "image", "html_inline", "hardbreak"})
NOT_IN_TITLE = NOT_IN_CONTENTS - {"footnote_ref"}
CLOSING = frozenset("，。、；：！？）》」』】”’,.;:!?)")
RAW_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1\s*>", re.IGNORECASE | re.DOTALL)
RAW_TAG = re.compile(r"<[^>]*>")
HEADING_ID = re.compile(r"[ \t]*\{#([^\s{}]+)[^{}]*\}\s*\Z")
LEADING_NUMBER = re.compile(r"\d+(?:\.\d+)*[.、:：]?")


def render_lesson(lesson: Lesson, languages: tuple[Language, ...]) -> Document:
    """Return `lesson` as HTML, a view for each language it is written in.

    Faults in the content are diagnostics of the document, and the page shows the faulty source, marked.
    """
    views: list[View] = []
    diagnostics: list[Diagnostic] = []
    for source in lesson.sources:
        sheet = Sheet(source)
        views.append(_render_source(source, lesson.fields, languages, sheet))
        diagnostics += sheet.diagnostics
    return Document(views=tuple(views), diagnostics=tuple(diagnostics))


def render_fragment(markdown: str, *, is_extended: bool) -> str:
    """Return `markdown` as an HTML fragment: CommonMark and GFM, or (`is_extended`) all that lessons may use."""
    if not is_extended:
        md, env = _plain(), dict[str, Any]()
        html: str = md.renderer.render(parse(md, markdown, env), md.options, env)
        return sanitise(html) if env.get("has_raw_html") else html
    source = Source(
        path=PurePosixPath("-"), file="<stdin>", fields=FrontMatter(), places={}, body=markdown, body_line=1
    )
    sheet = Sheet(source)
    tokens = _prepare(parse(_extended(), markdown, sheet.env))
    return "".join(_as_written(piece) for piece in _render(tokens, sheet))


def _as_written(piece: str | Target | Image) -> str:
    if isinstance(piece, Image):
        return f'<img src="{escape(piece.target.source)}" alt="{escape(piece.alt)}">'
    return escape(piece.source) if isinstance(piece, Target) else piece


@cache
def _plain() -> MarkdownIt:
    md = plain_parser()
    use_plain_elements(md)
    return md


@cache
def _extended() -> MarkdownIt:
    md = lesson_parser()
    use_elements(md)
    return md


def _render_source(source: Source, fields: FrontMatter, languages: tuple[Language, ...], sheet: Sheet) -> View:
    tokens = _prepare(parse(_extended(), source.body, sheet.env))
    deep = too_deep(tokens)
    if deep:
        sheet.report("R205", sheet.place(deep), f"nested deeper than {MAX_NESTING} levels", "nest less deep")
    text = prose(tokens)
    minutes = minutes_to_read(tokens, text)
    language = source.language or (fields.languages or (language_of(text, languages),))[0]
    title = _take_title(tokens, in_language(fields.title, language), sheet)
    text = prose(tokens)
    body = _render(tokens, sheet)
    return View(
        language=language,
        title=title.text,
        title_html=title.html,
        title_id=title.id,
        body=body,
        headings=tuple(sheet.headings),
        anchors=sheet.anchors.all(),
        text=text,
        minutes=minutes,
        has_math=sheet.has_math,
        has_inline_style=sheet.has_inline_style,
    )


def _render(tokens: list[Token], sheet: Sheet) -> tuple[str | Target | Image, ...]:
    md = _extended()
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            inline = tokens[index + 1]
            inline.meta["html"] = _contents_html(inline.children or (), sheet)
    html: str = md.renderer.render(tokens, md.options, sheet.env)
    return sheet.fill(sanitise(html) if sheet.has_raw_html else html)


def _prepare(tokens: list[Token]) -> list[Token]:
    """Tell inline tokens where they stand, put the boxes of task items and closing punctuation where they print."""
    locate(tokens)
    for index, token in enumerate(tokens):
        if token.type == "list_item_open" and "checked" in token.meta:
            inline = next((t for t in tokens[index + 1 : index + 3] if t.type == "inline"), None)
            if inline is not None and inline.children is not None:
                box = Token("checkbox", "", 0, meta={"checked": token.meta["checked"]})
                inline.children[:] = [box, *inline.children, Token("checkbox_end", "", 0)]
        elif token.type == "heading_open":
            _take_heading_id(tokens[index + 1])
        elif token.type == "inline" and token.children:
            link_bare_addresses(token.children)
            _keep_punctuation(token.children)
    return tokens


def _take_heading_id(inline: Token) -> None:
    """Read `## Heading {#id}`, as most tools write it."""
    last = inline.children[-1] if inline.children else None
    match = HEADING_ID.search(last.content) if last is not None and last.type == "text" else None
    if last is not None and match:
        last.content = last.content[: match.start()]
        inline.meta["id"] = match[1]


def _keep_punctuation(children: list[Token]) -> None:
    """Give closing punctuation to the formula before it: browsers would let it begin a line."""
    for formula, text in itertools.pairwise(children):
        if formula.type == "math_inline" and text.type == "text" and text.content[:1] in CLOSING:
            formula.meta["tail"], text.content = text.content[:1], text.content[1:]


@dataclass(frozen=True, slots=True)
class _Title:
    """A lesson's title: as text, as HTML, and the id of the heading that said it, if one did."""

    text: str
    html: str
    id: str = ""


def _take_title(tokens: list[Token], given: str, sheet: Sheet) -> _Title:
    """Return the title, and take the heading that says it out of `tokens`.

    The title is the one `given` in front matter, else the first `#` heading, else the heading that the lesson begins
    with, else the file's name. A first `#` heading that begins with the given title goes to the top in full.
    """
    headings = [index for index, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    first = next((index for index in headings if tokens[index].tag == "h1"), None)
    if first is not None and (not given or _repeats(_title_text(tokens[first + 1]), given)):
        return _title_from_heading(tokens, first, given, sheet)
    if given:
        return _Title(given, escape(given, quote=False))
    raw = _take_raw_title(tokens)
    if raw:
        return raw
    if headings and headings[0] == 0:
        if all(tokens[index].tag > tokens[0].tag for index in headings[1:]):
            return _title_from_heading(tokens, 0, "", sheet)
        text = _title_text(tokens[1])
        return _Title(text or _name_title(sheet.source), _contents_html(tokens[1].children or (), sheet))
    name = _name_title(sheet.source)
    return _Title(name, escape(name, quote=False))


def _title_from_heading(tokens: list[Token], index: int, given: str, sheet: Sheet) -> _Title:
    inline = tokens[index + 1]
    text = _title_text(inline) or _name_title(sheet.source)
    html = _contents_html(inline.children or (), sheet, NOT_IN_TITLE) or escape(text, quote=False)
    anchor = heading_anchor(inline, sheet)
    del tokens[index : index + 3]
    return _Title(given or text, html, anchor)


def _title_text(inline: Token) -> str:
    return inline_text([child for child in inline.children or () if child.type != "image"]).strip()


def _take_raw_title(tokens: list[Token]) -> _Title | None:
    """Take an `<h1>` written in HTML, as READMEs have it for their logo and name."""
    for token in tokens:
        is_candidate = token.type == "html_block" and "</h1" in token.content.lower()
        match = RAW_TITLE.search(token.content) if is_candidate else None
        text = " ".join(unescape(RAW_TAG.sub(" ", match[1])).split()) if match else ""
        if match and text:
            token.content = token.content[: match.start()] + token.content[match.end() :]
            return _Title(text, escape(text, quote=False))
    return None


def _repeats(heading: str, title: str) -> bool:
    """Tell whether `heading` says `title`, and perhaps more: `深度学习 (Deep Learning)` repeats `深度学习`."""
    said, wanted = _letters(heading), _letters(LEADING_NUMBER.sub("", title.strip(), count=1))
    return bool(wanted) and said.startswith(wanted)


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LN")


def _name_title(source: Source) -> str:
    name = source.path.stem.removesuffix(f".{source.language}") if source.language else source.path.stem
    words = LEADING_NUMBER.sub("", name, count=1).strip(" -_.").replace("-", " ").replace("_", " ")
    return (words or name).capitalize()


def _contents_html(children: Sequence[Token], sheet: Sheet, unfit: frozenset[str] = NOT_IN_CONTENTS) -> str:
    """Render a heading's inline tokens for a place where links and pictures do not belong."""
    kept = Token("inline", "", 0, children=[token for token in children if token.type not in unfit])
    md = _extended()
    return sheet.fill_text(md.renderer.render([kept], md.options, sheet.env)).strip()
