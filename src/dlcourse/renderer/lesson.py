"""One Lesson in, a Document out: each of its sources parsed once and rendered to a view."""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import PurePosixPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dlcourse.diagnostics import Diagnostic
from dlcourse.model import Document, FrontMatter, Image, Language, Lesson, Source, Target, View, in_language
from dlcourse.renderer.bilingual import language_of
from dlcourse.renderer.elements import use_elements
from dlcourse.renderer.html import sanitise
from dlcourse.renderer.markdown import MAX_NESTING, lesson_parser, parse, plain_parser, too_deep
from dlcourse.renderer.plain import use_plain_elements
from dlcourse.renderer.reading import inline_text, minutes_to_read, prose
from dlcourse.renderer.sheet import Sheet, locate

# Inline tokens that a heading's copy in the contents (or the page's title) does without.
NOT_IN_CONTENTS = frozenset({"link_open", "link_close", "footnote_ref", "image", "html_inline", "hardbreak"})
CLOSING = frozenset("，。、；：！？）》」』】”’,.;:!?)")
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
    title, title_html = _take_title(tokens, in_language(fields.title, language), sheet)
    text = prose(tokens)
    body = _render(tokens, sheet)
    return View(
        language=language,
        title=title,
        title_html=title_html,
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
        elif token.type == "inline" and token.children:
            _keep_punctuation(token.children)
    return tokens


def _keep_punctuation(children: list[Token]) -> None:
    """Give closing punctuation to the formula before it: browsers would let it begin a line."""
    for formula, text in itertools.pairwise(children):
        if formula.type == "math_inline" and text.type == "text" and text.content[:1] in CLOSING:
            formula.meta["tail"], text.content = text.content[:1], text.content[1:]


def _take_title(tokens: list[Token], given: str, sheet: Sheet) -> tuple[str, str]:
    """Return the title as text and as HTML, and take the heading that says it out of `tokens`.

    The title is the one `given` in front matter, else the first `#` heading, else the first heading of any level,
    else the file's name. A first `#` heading that begins with the given title goes to the top of the page in full.
    """
    headings = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    first = next((index for index in headings if tokens[index].tag == "h1"), None)
    if first is None and not given and headings:
        return _title_from_section(tokens, headings, sheet)
    if first is not None:
        children = tokens[first + 1].children or []
        text = inline_text(children).strip()
        if text and (not given or _repeats(text, given)):
            html = _contents_html(children, sheet)
            del tokens[first : first + 3]
            return given or text, html
    title = given or _name_title(sheet.source)
    return title, escape(title, quote=False)


def _title_from_section(tokens: list[Token], headings: Sequence[int], sheet: Sheet) -> tuple[str, str]:
    """Take the first heading as title; it stays in the body too if others stand beside it."""
    first = headings[0]
    children = tokens[first + 1].children or []
    text, html = inline_text(children).strip(), _contents_html(children, sheet)
    if all(tokens[index].tag > tokens[first].tag for index in headings[1:]):
        del tokens[first : first + 3]
    return text, html


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


def _contents_html(children: Sequence[Token], sheet: Sheet) -> str:
    """Render a heading's inline tokens for a place where links and pictures do not belong."""
    kept = Token("inline", "", 0, children=[token for token in children if token.type not in NOT_IN_CONTENTS])
    md = _extended()
    return sheet.fill_text(md.renderer.render([kept], md.options, sheet.env)).strip()
