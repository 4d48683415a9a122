"""What a lesson is called: by its front matter, its first heading or its file's name."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape

from markdown_it.token import Token

from dlcourse.languages import named_language
from dlcourse.model import Language, Source
from dlcourse.patterns import lazy
from dlcourse.renderer.elements import contents_html
from dlcourse.renderer.reading import inline_text
from dlcourse.renderer.sheet import Sheet

RAW_TITLE = lazy(r"<h1\b[^>]*>(.*?)</h1\s*>", re.IGNORECASE | re.DOTALL)
RAW_TAG = lazy(r"<[^>]*>")
LEADING_NUMBER = re.compile(r"\A\d+(?:\.\d+)*(?:[.、:：]|(?![A-Za-z0-9]))")


@dataclass(frozen=True, slots=True)
class Title:
    """A lesson's title, as text and as HTML.

    `heading` holds the tokens of the heading that said it, if the title takes it out of the body. `is_given` tells that
    the lesson says it in front matter or in a `#` heading.
    """

    text: str
    html: str
    heading: tuple[Token, ...] = ()
    is_given: bool = True

    def __contains__(self, token: Token) -> bool:
        """Tell whether `token` went to the top of the page."""
        return any(token is each for each in self.heading)


def find_title(tokens: Sequence[Token], given: str, sheet: Sheet) -> Title:
    """Return the title of a lesson.

    It is the one `given` in front matter, else the first `#` heading, else the heading that the lesson begins
    with, else the file's name. A first `#` heading that begins with the given title goes to the top in full.
    """
    headings = [index for index, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    first = next((index for index in headings if tokens[index].tag == "h1"), None)
    if first is not None and (not given or _repeats(_text(tokens[first + 1]), given)):
        return _from_heading(tokens, first, given, sheet)
    if given:
        return Title(given, escape(given, quote=False))
    raw = _take_raw_title(tokens)
    if raw:
        return raw
    if headings and headings[0] == 0:
        if all(tokens[index].tag > tokens[0].tag for index in headings[1:]):
            return _from_heading(tokens, 0, "", sheet)
        text = _text(tokens[1])
        html = contents_html(tokens[1].children or (), sheet)
        return Title(text or _from_name(sheet.source), html, is_given=False)
    name = _from_name(sheet.source)
    return Title(name, escape(name, quote=False), is_given=False)


def find_titles(
    texts: Mapping[Language, Sequence[Token]], given: Mapping[Language, str], sheets: Mapping[Language, Sheet]
) -> dict[Language, Title]:
    """Return the title in each language of a lesson; where one language's `#` heading is it, so is the other's."""
    found = {
        language: find_title(tokens, given.get(language, ""), sheets[language]) for language, tokens in texts.items()
    }
    if any(title.heading and title.heading[0].tag == "h1" for title in found.values()):
        for language, tokens in texts.items():
            first = next(
                (i for i, t in enumerate(tokens) if (t.type, t.tag, t.level) == ("heading_open", "h1", 0)), None
            )
            if first is not None and not found[language].heading:
                found[language] = _from_heading(tokens, first, given.get(language, ""), sheets[language])
    if any(title.is_given for title in found.values()):  # who borrows the title keeps the own first heading
        return {
            key: title if title.is_given else Title(title.text, title.html, is_given=False)
            for key, title in found.items()
        }
    return found


def without_title(tokens: list[Token], title: Title) -> list[Token]:
    """Return `tokens` without the heading that went to the top of the page."""
    if not title.heading:
        return tokens
    start = next(index for index, token in enumerate(tokens) if token is title.heading[0])
    return tokens[:start] + tokens[start + len(title.heading) :]


def _from_heading(tokens: Sequence[Token], index: int, given: str, sheet: Sheet) -> Title:
    inline = tokens[index + 1]
    text = _text(inline) or _from_name(sheet.source)
    html = contents_html(inline.children or (), sheet, keeps_notes=True) or escape(text, quote=False)
    return Title(given or text, html, tuple(tokens[index : index + 3]), bool(given) or tokens[index].tag == "h1")


def _text(inline: Token) -> str:
    return inline_text([child for child in inline.children or () if child.type != "image"]).strip()


def _take_raw_title(tokens: Sequence[Token]) -> Title | None:
    """Take an `<h1>` written in HTML, as READMEs have it for their logo and name."""
    for token in tokens:
        is_candidate = token.type == "html_block" and "</h1" in token.content.lower()
        match = RAW_TITLE.search(token.content) if is_candidate else None
        text = " ".join(unescape(RAW_TAG.sub(" ", match[1])).split()) if match else ""
        if match and text:
            token.content = token.content[: match.start()] + token.content[match.end() :]
            return Title(text, escape(text, quote=False))
    return None


def _repeats(heading: str, title: str) -> bool:
    """Tell whether `heading` says `title`, and perhaps more: `深度学习 (Deep Learning)` repeats `2.1 深度学习`."""
    said, title = _letters(heading), title.strip()
    wanted = _letters(LEADING_NUMBER.sub("", title))
    return bool(wanted) and said.startswith((wanted, _letters(title)))


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LN")


def _from_name(source: Source) -> str:
    base, _, suffix = source.path.stem.rpartition(".")
    is_named = base and source.language and named_language(suffix, [source.language])
    name = base if is_named else source.path.stem
    words = LEADING_NUMBER.sub("", name).strip(" -_.").replace("-", " ").replace("_", " ")
    return (words or name).capitalize()
