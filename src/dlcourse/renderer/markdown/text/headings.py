"""What stands behind a heading for its address: `{#id .class}`, `{: #id}`, `{/* #id */}`, `[[id]]`.

A heading's inline token gets "id" in its `meta`, the token that opens it "class".
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.attributes import take_last

GIVEN = lazy(r"(?<![ \t])[ \t]*+\{#([^\s{}]+)([^{}]*)\}[ \t]*\Z")
COMMENTED = re.compile(r"\{/\*[ \t]*#([^\s*]+)[ \t]*\*/\}\Z")
DOUBLED = lazy(r"(?<=\S)\[\[([^\[\]\s]+)\]\][ \t]*\Z")
UNNUMBERED = lazy(r"(?<![ \t])[ \t]*+\{[ \t]*-[ \t]*\}[ \t]*\Z")
CLASS = lazy(r"[A-Za-z][\w-]*", re.ASCII)


def use_heading_attributes(md: MarkdownIt) -> None:
    """Make `md` read ids and classes of headings."""
    md.core.ruler.after("inline", "heading_attributes", _take_all)


def _take_all(state: StateCore) -> None:
    for index in [index for index, token in enumerate(state.tokens) if token.type == "heading_open"]:
        if state.tokens[index + 1].children:
            _take(state.tokens[index], state.tokens[index + 1])


def _take(heading: Token, inline: Token) -> None:
    children = inline.children or []
    last = children[-1]
    commented = COMMENTED.match(str(last.meta["source"])) if "source" in last.meta else None
    if commented:
        inline.meta["id"] = commented[1]
        children.pop()
        _strip_end(children)
        return
    if "attributes" in last.meta and last.type == "nothing":
        name, classes = last.meta["attributes"].id, last.meta["attributes"].classes
        children.pop()
    elif last.type == "text":
        last.content, name, classes = _split(last.content)
    else:
        return
    if name:
        inline.meta["id"] = name
    kept = [each for each in classes if CLASS.fullmatch(each)]
    if kept:
        heading.meta["class"] = " ".join(kept)
    _strip_end(children)


def _split(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the text, the id and the classes that `text` holds."""
    if not text.rstrip(" \t").endswith(("}", "]")):
        return text, "", ()
    given = GIVEN.search(text)
    if given:
        return text[: given.start()], given[1], tuple(re.findall(r"\.([^\s.]+)", given[2]))
    doubled = DOUBLED.search(text)
    if doubled:
        return text[: doubled.start()], doubled[1], ()
    unnumbered = UNNUMBERED.search(text)
    if unnumbered:
        return text[: unnumbered.start()], "", ()
    rest, attributes = take_last(text)
    return rest, attributes.id, attributes.classes


def _strip_end(children: list[Token]) -> None:
    if children and children[-1].type == "text":
        children[-1].content = children[-1].content.rstrip()
