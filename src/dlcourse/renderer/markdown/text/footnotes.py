"""Footnotes as GitHub writes them, `[^1]` and `[^1]: text`: the rules of a plugin, and what it cannot do itself."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin


def use_footnotes(md: MarkdownIt) -> None:
    """Make `md` read footnotes; a note may stand in another one's text."""
    footnote_plugin(md, inline=False)
    md.core.ruler.before("footnote_tail", "footnote_lift", _lift)


def _lift(state: StateCore) -> None:
    """Move notes that stand inside other notes behind all blocks: the plugin takes the end of one for that of both."""
    if "[^" not in state.src:
        return
    open_notes: list[list[Token]] = []
    kept: list[Token] = []
    lifted: list[Token] = []
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            open_notes.append([])
        (open_notes[-1] if open_notes else kept).append(token)
        if token.type == "footnote_reference_close":
            (lifted if len(open_notes) > 1 else kept).extend(open_notes.pop())
    state.tokens = kept + lifted
