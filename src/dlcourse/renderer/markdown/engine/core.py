"""The steps around blocks and text that markdown-it takes for every text, taken only where there is something to do.

`env["kinds"]` tells later steps which types of tokens the blocks of a text have: most have nothing for most steps.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, normalize, text_join
from markdown_it.token import Token


def use_quick_core(md: MarkdownIt) -> None:
    """Make `md` skip steps that would change nothing."""
    md.core.ruler.at("normalize", _normalise)
    md.core.ruler.at("inline", _read_texts)
    md.core.ruler.at("text_join", _join_texts)


def _normalise(state: StateCore) -> None:
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def _read_texts(state: StateCore) -> None:
    state.env["kinds"] = {token.type for token in state.tokens}
    read = state.md.inline.parse
    for token in [token for token in state.tokens if token.type == "inline"]:
        token.children = token.children or []
        read(token.content, state.md, state.env, token.children)


def _join_texts(state: StateCore) -> None:
    found = [
        token
        for token in state.tokens
        if token.children
        and (len(token.children) > 1 or token.children[0].type != "text")
        and _is_to_join(token.children)
    ]
    if found:
        text_join(StateCore(state.src, state.md, state.env, found))


def _is_to_join(children: list[Token]) -> bool:
    """Tell whether texts stand side by side, or signs that were escaped are still apart."""
    last = ""
    for child in children:
        kind = child.type
        if kind == "text_special" or last == kind == "text" or (child.children and _is_to_join(child.children)):
            return True
        last = kind
    return False
