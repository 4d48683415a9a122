"""How plain Markdown becomes HTML for `dlcourse render -`: as the CommonMark and GFM specifications print it."""

from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.html import ALLOWED, Tag, clean, open_tag

Render = Callable[[Any, Sequence[Token], int, Any, dict[str, Any]], str]

ALIGN = lazy(r"text-align:(left|center|right)")


def use_plain_elements(md: MarkdownIt) -> None:
    """Make `md` write GFM's elements as its specification does, and clean raw HTML."""
    rules: dict[str, Render] = {
        "s_open": lambda _renderer, _tokens, _index, _options, _env: "<del>",
        "s_close": lambda _renderer, _tokens, _index, _options, _env: "</del>",
        "softbreak": lambda _renderer, tokens, index, _options, _env: "" if tokens[index].hidden else "\n",
        "bullet_list_open": _list_open,
        "ordered_list_open": _list_open,
        "list_item_open": _item_open,
        "th_open": _cell_open,
        "td_open": _cell_open,
        "html_block": _raw,
        "html_inline": _raw,
    }
    for name, rule in rules.items():
        md.add_render_rule(name, rule)


def _list_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    tokens[index].attrs.pop("class", None)
    html: str = renderer.renderToken(tokens, index, options, env)
    return html


def _item_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    token = tokens[index]
    token.attrs.pop("class", None)
    html: str = renderer.renderToken(tokens, index, options, env)
    if "checked" not in token.meta:
        return html
    checked = ' checked=""' if token.meta["checked"] else ""
    return f'{html}<input{checked} disabled="" type="checkbox"> '


def _cell_open(_renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    token = tokens[index]
    align = ALIGN.search(str(token.attrs.get("style", "")))
    return f"<{token.tag}" + (f' align="{align[1]}">' if align else ">")


def _raw(_renderer: object, tokens: Sequence[Token], index: int, _options: object, env: dict[str, Any]) -> str:
    env["has_raw_html"] = True
    return clean(tokens[index].content, _rewrite)


def _rewrite(tag: Tag) -> str:
    if tag.name not in ALLOWED:
        return ""
    return f"</{tag.name}>" if tag.is_closing else open_tag(tag.name, tag.attributes)
