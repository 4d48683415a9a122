"""How a lesson's tokens become HTML: one function a kind of token."""

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from dlcourse.model import GLOSSARY, Heading, Target, Term
from dlcourse.patterns import lazy
from dlcourse.renderer.boxes import elements as boxes
from dlcourse.renderer.boxes.questions import with_questions
from dlcourse.renderer.code import elements as code
from dlcourse.renderer.code.elements import code_html
from dlcourse.renderer.code.info import read_info
from dlcourse.renderer.diagrams.elements import diagram_html
from dlcourse.renderer.figures import elements as figures
from dlcourse.renderer.foreign import text_writer
from dlcourse.renderer.html import sanitise
from dlcourse.renderer.math import elements as math
from dlcourse.renderer.math.elements import formula_html
from dlcourse.renderer.rawhtml import render_raw_html
from dlcourse.renderer.reading import inline_text
from dlcourse.renderer.references import elements as references
from dlcourse.renderer.sheet import Aside, Rule, Sheet
from dlcourse.renderer.terms import term_html
from dlcourse.renderer.text import elements as text

CONSTRUCTS: tuple[Mapping[str, Rule], ...] = (
    boxes.RULES,
    code.RULES,
    figures.RULES,
    math.RULES,
    references.RULES,
    text.RULES,
)
"""The tables of rules of the rooms for what is beyond plain Markdown."""

ALIGN = lazy(r"text-align:(left|center|right)")
# Inline tokens that a heading's copy in the contents (or the page's title) does without.
NOT_IN_TITLE = frozenset({"link_open", "link_close", "image", "html_inline", "hardbreak"})
NOT_IN_CONTENTS = NOT_IN_TITLE | {"footnote_ref"}
ENDS = {
    "paragraph_close": "</p>\n",
    "list_item_close": "</li>\n",
    "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n",
    "tr_close": "</tr>\n",
    "strong_close": "</strong>",
    "em_close": "</em>",
    "s_close": "</del>",
}
"""What ends the most frequent elements, whatever stands before it."""


def render_tokens(tokens: Sequence[Token], sheet: Sheet) -> tuple[Aside, ...]:
    """Return block tokens as HTML, with what only others can write in between."""
    tokens = with_questions(tokens, sheet)
    for index in [index for index, token in enumerate(tokens) if token.type == "heading_open"]:
        inline = tokens[index + 1]
        if "html" not in inline.meta:
            inline.meta["html"] = contents_html(inline.children or (), sheet)
    html = _html(tokens, sheet)
    return sheet.fill(sanitise(html) if sheet.has_raw_html else html)


def inline_html(children: Sequence[Token], sheet: Sheet) -> str:
    """Return inline tokens as HTML, marks of the sheet in it."""
    write = text_writer(sheet.language, sheet.background.languages)
    if len(children) == 1 and children[0].type == "text":
        return write(children[0].content)
    rules = _rules()
    return "".join(
        [
            token.content and write(token.content)
            if token.type == "text"
            else ENDS.get(token.type) or rules.get(token.type, _tag)(children, index, sheet)
            for index, token in enumerate(children)
        ]
    )


def contents_html(children: Sequence[Token], sheet: Sheet, *, keeps_notes: bool = False) -> str:
    """Return a heading's inline tokens as HTML for a place where links and pictures do not belong."""
    unfit = NOT_IN_TITLE if keeps_notes else NOT_IN_CONTENTS
    return sheet.fill_text(inline_html([token for token in children if token.type not in unfit], sheet)).strip()


def _html(tokens: Sequence[Token], sheet: Sheet) -> str:
    rules = _rules()
    return "".join(
        [
            inline_html(token.children or (), sheet)
            if token.type == "inline"
            else ENDS.get(token.type) or rules.get(token.type, _tag)(tokens, index, sheet)
            for index, token in enumerate(tokens)
            if not token.hidden
        ]
    )


def _tag(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag of a token that has no rule of its own, as markdown-it does."""
    token = tokens[index]
    if token.hidden:
        return ""
    if token.nesting < 0:
        return f"</{token.tag}>\n" if token.block else f"</{token.tag}>"
    tag = f"<{token.tag}{_attributes(token)}>"
    if not token.block:
        return tag
    following = tokens[index + 1] if token.nesting and index + 1 < len(tokens) else None
    holds_text = following is not None and (
        following.type == "inline" or following.hidden or (following.nesting, following.tag) == (-1, token.tag)
    )
    return _break(tokens, index) + (tag if holds_text else f"{tag}\n")


def _attributes(token: Token) -> str:
    if not token.attrs:
        return ""
    return "".join([f' {escapeHtml(name)}="{escapeHtml(str(value))}"' for name, value in token.attrs.items()])


@cache
def _rules() -> Mapping[str, Rule]:
    """Return what writes a token as a lesson's page shows it, by its type; `_tag` writes all others."""
    rules: dict[str, Rule] = {
        "ready": lambda tokens, index, sheet: tokens[index].content,
        "paragraph_open": _paragraph_open,
        "blockquote_open": _plain_open,
        "hr": _plain_open,
        "term": _term,
        "language_open": lambda tokens, index, sheet: f'<div lang="{escape(tokens[index].meta["language"])}">\n',
        "language_close": lambda tokens, index, sheet: "</div>\n",
        "heading_open": _heading_open,
        "heading_close": _heading_close,
        "link_open": _link_open,
        "link_close": _link_close,
        "fence": _fence,
        "code_inline": _code_inline,
        "html_block": render_raw_html,
        "html_inline": render_raw_html,
        "softbreak": lambda tokens, index, sheet: "" if tokens[index].hidden else "\n",
        "hardbreak": lambda tokens, index, sheet: "<br>\n",
        "s_open": lambda tokens, index, sheet: "<del>",
        "strong_open": _strong_open,
        "table_open": _table_open,
        "table_close": lambda tokens, index, sheet: "</table></div>\n",
        "th_open": _cell_open,
        "td_open": _cell_open,
        "bullet_list_open": _list_open,
        "ordered_list_open": _list_open,
        "list_item_open": _item_open,
        "checkbox": _checkbox,
        "checkbox_end": lambda tokens, index, sheet: "</label>",
        "footnote_ref": _footnote_ref,
        "footnote_block_open": lambda tokens, index, sheet: '<section class="footnotes" role="doc-endnotes">\n<ol>\n',
        "footnote_block_close": lambda tokens, index, sheet: "</ol>\n</section>\n",
        "footnote_open": _note_open,
        "footnote_close": lambda tokens, index, sheet: "</li>\n",
        "footnote_anchor": _footnote_anchor,
    }
    for table in CONSTRUCTS:
        rules |= table
    return rules


def _code_inline(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return f"<code{_attributes(tokens[index])}>{escapeHtml(tokens[index].content)}</code>"


def _paragraph_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    style = f' class="{token.meta["class"]}"' if "class" in token.meta else ""
    return "" if token.hidden else f"{_break(tokens, index)}<p{sheet.attributes(token)}{style}>"


def _plain_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return f"{_break(tokens, index)}<{tokens[index].tag}{sheet.attributes(tokens[index])}>\n"


def _break(tokens: Sequence[Token], index: int) -> str:
    """Return the line break that a tight list's paragraph, of which nothing is printed, leaves to its follower."""
    return "\n" if index and tokens[index - 1].hidden else ""


def _term(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    term: Term = token.meta["term"]
    target = Target(path=GLOSSARY, fragment=term.id, source=GLOSSARY.name, place=term.place)
    # Put aside: the sanitiser, if the lesson holds raw HTML, would take the roles away.
    before, after = term_html(term, token.content, token.meta["number"], sheet.language, "\0").split("\0")
    return sheet.put_aside(before) + sheet.put_aside(target) + sheet.put_aside(after)


def _table_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return f'<div class="table-wrap"{sheet.attributes(tokens[index])} tabindex="0"><table>\n'


def _fence(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    language = read_info(token.info).language
    if language == "mermaid":
        return diagram_html(token, sheet)
    if language == "math":
        return formula_html(token, sheet, "div") + "\n"
    return code_html(token, sheet)


def _heading_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token, inline = tokens[index], tokens[index + 1]
    level = token.meta.get("level") or sheet.page.outline.level(int(token.tag[1]))
    text = inline.meta.get("text") or inline_text(inline.children or ())
    anchor = token.meta.get("anchor") or heading_anchor(inline, sheet)
    tokens[index + 2].meta["level"] = level
    html = inline.meta.get("html", escape(text))
    language = token.meta.get("lang") or sheet.language
    sheet.headings.append(Heading(level=level, id=anchor, text=text, html=html, language=language))
    style = f' class="{token.meta["class"]}"' if "class" in token.meta else ""
    return f'<h{level} id="{escape(sheet.id(anchor))}"{sheet.attributes(token)}{style}>'


def heading_anchor(inline: Token, sheet: Sheet) -> str:
    """Return the id of the heading `inline`: the one its author gave if that is free, else its text's."""
    wanted = inline.meta.get("id", "")
    if wanted and sheet.page.anchors.claim(wanted):
        return str(wanted)
    return sheet.page.anchors.for_heading(inline_text(inline.children or ()))


def _heading_close(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return f"</h{tokens[index].meta['level']}>\n"


def _link_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    sheet.link_depth += 1
    href = sheet.href(str(token.attrs.get("href", "")), sheet.place_of(token))
    title = token.attrs.get("title")
    attributes = f' href="{escape(href)}"' if href else ""
    return f"<a{attributes}" + (f' title="{escape(str(title))}">' if title else ">")


def _link_close(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    sheet.link_depth -= 1
    return "</a>"


def _strong_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    if tokens[index].meta.get("is_loose"):
        place = sheet.place_of(tokens[index])
        sheet.report("R204", place, "there are spaces inside the ** of this bold text", "write **text** without them")
    return "<strong>"


def _cell_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token, children = tokens[index], tokens[index + 1].children or ()
    if token.tag == "th" and children and all(child.type == "math_inline" for child in children):
        # A screen reader finds no text in such a heading, so it is a plain cell.
        token.tag = tokens[index + 2].tag = "td"
    align = ALIGN.search(str(token.attrs.get("style", "")))
    return f"<{token.tag}" + (f' class="align-{align[1]}">' if align else ">")


def _list_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    start = token.attrs.get("start")
    has_tasks = "task" in str(token.attrs.get("class", ""))
    attributes = (' class="task-list"' if has_tasks else "") + (f' start="{start}"' if start is not None else "")
    return f"<{token.tag}{sheet.attributes(token)}{attributes}>\n"


def _item_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    if "checked" not in token.meta:
        follows_block = index + 1 < len(tokens) and tokens[index + 1].block and not tokens[index + 1].hidden
        return "<li>\n" if follows_block and tokens[index + 1].nesting == 1 else "<li>"
    return '<li class="task-list-item">'


def _checkbox(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return f'<label><input type="checkbox" disabled{" checked" if tokens[index].meta["checked"] else ""}> '


def _note_id(token: Token) -> str:
    return f"page-note-{token.meta['id'] + 1}"


def _reference_id(token: Token) -> str:
    again = token.meta.get("subId", 0)
    return f"page-noteref-{token.meta['id'] + 1}" + (f"-{again + 1}" if again else "")


def _note_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    value = tokens[index].meta.get("value")
    number = f' value="{value}"' if value else ""
    return f'<li id="{sheet.note_id(_note_id(tokens[index]))}"{number}>'


def _footnote_ref(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    note, reference = sheet.note_id(_note_id(token)), sheet.reference_id(_reference_id(token))
    link = f'<a href="#{note}" id="{reference}" role="doc-noteref">{token.meta["id"] + 1}</a>'
    return f'<sup class="footnote-ref">{link}</sup>'


def _footnote_anchor(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    return f' <a class="footnote-backref" href="#{sheet.reference_id(_reference_id(token))}" role="doc-backlink">↩︎</a>'
