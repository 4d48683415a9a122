"""Where a lesson asks for its contents: `[toc]`, `[[toc]]`, `${toc}` and the like, alone in a paragraph.

They become a token `contents`. `* TOC` with `{:toc}` below it is Jekyll's way to say so.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock

from dlcourse.patterns import lazy

INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
MARK = lazy(
    r"(?:\[\[?_?toc_?\]?\]|\$\{toc\}|@\[toc\](?:\([^()\n]{0,80}\))?|\{\{[ \t]*toc[ \t]*\}\}"
    r"|\{\{<[ \t]*(?:table-of-contents|toc)[ \t]*/?>\}\}"
    r"|\{\{%[ \t]*toc[ \t]*%\}\}|\{:[ \t]*toc[ \t]*\}|\[\[toc:[^\]\n]{0,40}\]\])[ \t]*",
    re.IGNORECASE,
)
STARTERS = frozenset("[$@{")
ITEM = lazy(r"(?:[-*+]|1\.)[ \t]+\S[^\n]{0,80}\n[ \t]*\{:[ \t]*toc\b[^}\n]{0,80}\}[ \t]*(?=\n|\Z)", re.IGNORECASE)
ITEM_STARTERS = frozenset("-*+1")


def use_contents(md: MarkdownIt) -> None:
    """Make `md` read the marks for a table of contents."""
    md.block.ruler.before("fence", "contents", _contents, INTERRUPTS)


def _contents(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    first = state.src[start : start + 1]
    if first in ITEM_STARTERS and start_line + 1 < end_line:
        following = state.bMarks[start_line + 1] + state.tShift[start_line + 1]
        if not state.src.startswith("{:", following):
            return False
        match = ITEM.match(state.src, start, state.eMarks[start_line + 1])
        lines = 2
    elif first in STARTERS:
        match = MARK.fullmatch(state.src, start, end)
        lines = 1
    else:
        return False
    if match is None or state.is_code_block(start_line):
        return False
    if not silent:
        token = state.push("contents", "", 0)
        token.block, token.content, token.map = True, "[toc]", [start_line, start_line + lines]
        state.line = start_line + lines
    return True
