"""Captions of tables: a paragraph right behind a table that begins with `: ` or `Table: `, as Pandoc has it.

With its table it becomes a figure of the kind "table", the caption first; `{#tbl-x}` at its end is the label. In d2l
the caption begins with `:` alone, and ``:label:`tab_x` `` stands below it.
"""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.attributes import take_last
from dlcourse.renderer.markdown.figures.figure import caption_around, close_figure

BEGIN = lazy(r":[ \t]+|Table:[ \t]*")
BEGIN_ABOVE_LABEL = lazy(r"(?:Table)?:[ \t]*")


def use_table_captions(md: MarkdownIt) -> None:
    """Make `md` read captions of tables; before labels of other tools are given to what stands before them."""
    md.core.ruler.before("import_labels", "table_captions", _find_captions)


def _find_captions(state: StateCore) -> None:
    if "table_close" not in state.env["kinds"]:
        return
    ends = [index for index, token in enumerate(state.tokens[:-1]) if token.type == "table_close"]
    behind = [state.tokens[index + 2] for index in ends if state.tokens[index + 1].type == "paragraph_open"]
    if not any(map(_may_be_caption, behind)):
        return
    found: list[Token] = []
    table = index = 0
    while index < len(state.tokens):
        token = state.tokens[index]
        if token.type == "table_open":
            table = len(found)
        is_behind_table = token.type == "paragraph_open" and bool(found) and found[-1].type == "table_close"
        name = _take_name(state.tokens[index + 1]) if is_behind_table else None
        if name is None:
            found.append(token)
        else:
            found[table:] = _figure(found[table:], state.tokens[index + 1], name)
        index += 1 if name is None else 3
    state.tokens = found


def _may_be_caption(inline: Token) -> bool:
    children = inline.children or []
    return BEGIN_ABOVE_LABEL.match(inline.content) is not None or (bool(children) and "role" in children[-1].meta)


def _take_name(inline: Token) -> str | None:
    """Take off what makes a caption of a text, and return its label, "" for none; None if it is no caption."""
    children = inline.children or []
    label = children[-1] if children and children[-1].meta.get("role") == "label" else None
    if label and len(children) == 1:
        return str(label.meta["value"])
    begin = (BEGIN_ABOVE_LABEL if label else BEGIN).match(inline.content)
    if begin is None or not children:
        return None
    children[0].content = children[0].content.removeprefix(begin[0])
    if label:
        return str(label.meta["value"])
    if children[-1].type != "text":
        return ""
    children[-1].content, attributes = take_last(children[-1].content)
    return attributes.id


def _figure(table: list[Token], inline: Token, name: str) -> Iterator[Token]:
    """Yield a table with its caption as a figure."""
    level = table[0].level
    lines = [*(table[0].map or [0])[:1], *(inline.map or [0])[-1:]]
    yield Token("figure_open", "figure", 1, map=lines, level=level, meta={"name": name, "kind": "table"}, block=True)
    yield from caption_around(inline, level + 1)
    for token in table:
        token.level += 1
        yield token
    yield close_figure(level)
