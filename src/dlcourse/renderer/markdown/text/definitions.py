"""Lists of definitions in Markdown: a line with the term, and below it lines that begin with `: `."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.deflist import deflist_plugin


def use_definitions(md: MarkdownIt) -> None:
    """Make `md` read lists of definitions; a `~` at the start of a line, which Pandoc takes too, is text."""
    deflist_plugin(md)
    rule = next(rule.fn for rule in md.block.ruler.__rules__ if rule.name == "deflist")

    def definitions(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not silent and not _is_followed(state, start_line, end_line):
            return False
        if silent and not _has_marker(state, start_line):
            return False
        first = len(state.tokens)
        is_read = bool(rule(state, start_line, end_line, silent))
        for token in state.tokens[first:] if is_read and not silent else ():
            if token.map and token.type in ("dt_open", "inline") and token.map[0] == token.map[1]:
                token.map = [token.map[0], token.map[0] + 1]  # the plugin gives terms no length
            elif token.map and token.type in ("dl_open", "dd_open"):
                token.map = [token.map[0], _last_line(state, *token.map)]
        return is_read

    md.block.ruler.at("deflist", definitions, {"alt": ["paragraph", "reference", "blockquote"]})


def _is_followed(state: StateBlock, line: int, end: int) -> bool:
    """Tell whether a definition stands in the next line, or behind one that is empty."""
    for following in range(line + 1, min(line + 3, end)):  # asked behind every paragraph: without calls
        start = state.bMarks[following] + state.tShift[following]
        if start < state.eMarks[following]:
            return state.src.startswith((": ", ":\t"), start)
    return False


def _last_line(state: StateBlock, start: int, end: int) -> int:
    """Return `end` without the empty lines before it."""
    while end > start + 1 and state.isEmpty(end - 1):
        end -= 1
    return end


def _has_marker(state: StateBlock, line: int) -> bool:
    start = state.bMarks[line] + state.tShift[line]
    return state.src.startswith((": ", ":\t"), start)
