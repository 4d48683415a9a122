"""References and citations as HTML: their tokens in, links out."""

from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

from dlcourse.model import Reference, Target, TitleOf, label_key
from dlcourse.renderer.foreign import text_html
from dlcourse.renderer.links import read_address
from dlcourse.renderer.markdown.reference import LABEL
from dlcourse.renderer.references.bibliography import work_id
from dlcourse.renderer.sheet import Rule, Sheet


def _reference(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    return _link(token.meta["name"], token.content, token.meta["form"], token, sheet)


def _link(name: str, source: str, form: str, token: Token, sheet: Sheet) -> str:
    place = sheet.place_of(token)
    is_imported = bool(token.meta.get("is_imported"))
    name = label_key(name)
    return sheet.put_aside(Reference(name=name, source=source, place=place, form=form, is_imported=is_imported))


def _title_of(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    address = read_address(token.meta["href"], sheet.source.path)
    place = sheet.place_of(token)
    target = Target(path=address.path, fragment=address.fragment, source=token.content, place=place)
    return sheet.put_aside(TitleOf(target=target))


def _citation(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Return `[1, 2, p. 3]`; a group that names labels of this course alone needs no brackets."""
    token = tokens[index]
    parts: list[str] = []
    for key, text in token.meta["parts"]:
        words = text.replace(";", ",")
        parts.append(_mention(key, token, sheet) if key else text_html(words, sheet.language, sheet.languages))
    inner = "".join(parts).strip()
    if all(LABEL.fullmatch(f"@{key}") for key in token.meta["keys"]):
        return inner
    return sheet.put_aside(f'<span class="citation">[{inner}]</span>')


def _mention(key: str, token: Token, sheet: Sheet) -> str:
    number = sheet.page.works.get(key)
    if number:
        return sheet.put_aside(f'<a href="#{work_id(number)}" role="doc-biblioref">{number}</a>')
    if LABEL.fullmatch(f"@{key}"):
        return _link(key, f"@{key}", "full", token, sheet)
    message = f"references.bib has no entry {key[:60]}"
    hint = "add it, or mend the key" if sheet.background.works else "put a references.bib with it into content/"
    sheet.report("R216" if token.meta.get("is_imported") else "R220", sheet.place_of(token), message, hint)
    return sheet.put_aside(f'<code class="fault" title="{escape(message)}">@{escape(key)}</code>')


RULES: dict[str, Rule] = {"reference": _reference, "title_of": _title_of, "citation": _citation}
