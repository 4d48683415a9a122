"""Tags of other tools inside text: `{{ value }}` is shown as code, `{% tag %}` and `{{< tag >}}` are left out.

In the address of a link or picture they are read, where they come to an address.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.attributes import NONE
from dlcourse.renderer.markdown.figures.picture import give_attributes
from dlcourse.renderer.markdown.importing.notices import note, shown
from dlcourse.renderer.markdown.importing.tags import HUGO, LIQUID, VALUE, Tag, address_of, read_tag, read_value

TEMPLATE = rf"(?:{LIQUID.pattern}|{HUGO.pattern}|{VALUE.pattern})"
LABEL = re.compile(r"!?\[([^\[\]]{0,300})\]\([ \t]*(?=[^\s()]{0,300}\{[{%])")
TARGET = lazy(rf"((?>(?:{TEMPLATE}|[^\s(){{}}<>]+)+))(?:[ \t\n]+(?:\"([^\"]*)\"|'([^']*)'))?[ \t]*\)")
# What never shows: comments of Jinja, MDX, Handlebars and kramdown, and the spaces of JSX.
NOTHING = lazy(
    r"\{#[ \t][^{}\n]{0,300}#\}"
    r"|\{/\*(?>(?:[^*{]+|\*(?!/\})|\{(?!/\*))*)\*/\}"
    r"|\{\{!--(?>(?:[^-{]+|-(?!-\}\})|\{(?!\{!))*)--\}\}"
    r"|\{[ \t]*(?:\" ?\"|' ?')[ \t]*\}"
    r"|\{::comment\}(?>(?:[^{]+|\{(?!:/))*)\{:/(?:comment)?\}"
    r"|\{::(?:nomarkdown|comment|options)\b[^{}\n]{0,80}\}|\{:/(?:nomarkdown|comment)?\}"
)
QUIET = frozenset({"raw", "verbatim", "comment", "br", "fragment", "endfragment"})


def use_tag_spans(md: MarkdownIt) -> None:
    """Make `md` read tags in text."""
    md.inline.ruler.before("escape", "template_tag", _tag_or_value)
    md.inline.ruler.before("link", "template_link", _link)


def leave_out(state: StateInline, source: str) -> Token:
    """Write the token of something that prints nothing."""
    token = state.push("nothing", "", 0)
    token.meta = {"source": source, "offset": state.pos}
    state.env["has_sources"] = True
    return token


def show_as_code(state: StateInline, source: str, content: str) -> Token:
    """Write the token of something that is shown as code."""
    token = state.push("code_inline", "code", 0)
    token.markup, token.content = "`", content
    token.meta = {"source": source, "offset": state.pos}
    state.env["has_sources"] = True
    return token


def note_left_out(token: Token, tag: Tag) -> None:
    """Say that a tag is left out."""
    kind = f"{tag.tool} {tag.name}"
    hint = "take it out, or write what it stands for"
    note(token, kind, f"the tag {shown(tag.source)} of {_tools(tag)} is left out", hint)


def _tools(tag: Tag) -> str:
    return "Jekyll, Jinja and the like" if tag.tool == "Liquid" else "Hugo"


def _tag_or_value(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if state.src[start] != "{" or state.src[start + 1 : start + 2] not in ("{", "%", "#", "/", "'", '"', " ", ":"):
        return False
    if start and state.src[start - 1] in "\\$^_":
        return False
    tag = read_tag(state.src, start, state.posMax)
    value = "" if tag else read_value(state.src, start, state.posMax)
    nothing = None if tag or value else NOTHING.match(state.src, start, state.posMax)
    source = tag.source if tag else value or (nothing[0] if nothing else "")
    if not source:
        return False
    if not silent:
        _write(state, tag, value, source)
    state.pos = start + len(source)
    return True


def _write(state: StateInline, tag: Tag | None, value: str, source: str) -> None:
    if value:
        token = show_as_code(state, source, value)
        hint = "write the value itself; for the braces write them as code, between backticks"
        note(token, "value", f"{shown(value)} is filled in by another tool, not here: shown as code", hint)
        return
    token = leave_out(state, source)
    text = tag.first("text") if tag and not tag.is_end else ""
    if text:  # `{{< tooltip text="pods" >}}`
        token.type, token.content = "said", text
    elif tag:
        token.meta["tag"] = f"{'end' if tag.is_end else ''}{tag.name}"
        if tag.name not in QUIET and not tag.is_end:
            note_left_out(token, tag)


def _link(state: StateInline, silent: bool) -> bool:
    """`[text]({{< ref "x.md" >}})`: a link whose address is made by a tag."""
    start = state.pos
    is_picture = state.src.startswith("![", start)
    if not (is_picture or state.src[start] == "[") or state.linkLevel:
        return False
    label = LABEL.match(state.src, start, state.posMax)
    target = TARGET.match(state.src, label.end(), state.posMax) if label else None
    if label is None or target is None:
        return False
    if not silent:
        source = target[1]
        address = address_of(source)
        if address is None:
            hint = "write the address itself"
            kind = "picture" if is_picture else "link"
            token = leave_out(state, state.src[start : target.end()])
            note(
                token,
                f"{kind} address",
                f"the address {shown(source)} is made by another tool: the {kind} is left out",
                hint,
            )
        title = target[target.re.groups - 1] or target[target.re.groups] or ""
        if is_picture:
            _write_picture(state, label, address, title)
        else:
            _write_link(state, label, address, title)
    state.pos = target.end()
    return True


def _write_link(state: StateInline, label: re.Match[str], address: str | None, title: str) -> None:
    offset = state.pos
    if address is not None:
        token = state.push("link_open", "a", 1)
        token.attrs = {"href": state.md.normalizeLink(address or "/"), **({"title": title} if title else {})}
        token.meta["offset"] = offset
    limit = state.posMax
    state.pos, state.posMax = label.start(1), label.end(1)
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.posMax = limit
    if address is not None:
        state.push("link_close", "a", -1)


def _write_picture(state: StateInline, label: re.Match[str], address: str | None, title: str) -> None:
    if address is None:
        state.push("text", "", 0).content = label[1]
        return
    token = state.push("image", "img", 0)
    token.attrs = {"src": state.md.normalizeLink(address), "alt": ""}
    children: list[Token] = []
    state.md.inline.parse(label[1], state.md, state.env, children)
    token.children, token.content, token.meta["offset"] = children or None, label[1], state.pos
    if title:
        token.attrs["title"] = token.meta["caption"] = title
    give_attributes(token, NONE)
