"""Includes of other tools, in lines of their own: left out, and the author is told which file is missing."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.boxes.box import INTERRUPTS
from dlcourse.renderer.markdown.extents import line_text
from dlcourse.renderer.markdown.importing.notices import note_line, shown

FORMS = lazy(
    r"-{1,5}8<-{1,5}[ \t]+[\"'“]?(?P<snippet>[^\"'”]+)[\"'”]?"
    r"|\{\{#(?:include|rustdoc_include|playground|template)[ \t]+(?P<book>[^{}]+)\}\}"
    r"|\{\{#title\b(?P<title>[^{}]*)\}\}"
    r"|@{1,2}include[ \t]*\(?[ \t]*[\"'<]?(?P<at>[^()\"'<>]+)[\"'>]?\)?.*"
    r"|!\[?include\]?[ \t:(]+(?P<bang>[^()]+)\)?"
    r"|\[!(?:INCLUDE|include|code-\w+|CODE-\w+)[ \t]*\[[^\[\]]*\]\((?P<docfx>[^()]+)\)[ \t]*\]"
    r"|\{![ \t]*(?P<markdown>[\w./@-]+)[ \t]*!\}"
    r"|@\[(?P<code>code[^\]]*\]\([^()]+)\)"
    r"|\[import(?::[^\]]*)?\]\((?P<gitbook>[^()]+)\)"
    r"|#include[ \t]+[\"<](?P<c>[^\">]+\.md)[\">]"
    r"|!!![ \t]?include[ \t]*\(?(?P<shout>[^()]+)\)?[ \t]*!{0,3}"
)
OPENERS = (
    *("-8<", "--8<", "---8<", "----8<", "-----8<"),
    *("{{#", "{!", "@include", "@@include", "@[code", "!include", "![include", "!!!", "[!", "[import", "#include"),
)
BLOCK = lazy(r"-{1,5}8<-{1,5}")
MAX_LINES = 40


def use_snippets(md: MarkdownIt) -> None:
    """Make `md` know includes of other tools."""
    md.block.ruler.before("fence", "snippet", _snippet, INTERRUPTS)


def _snippet(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(OPENERS, start) or state.is_code_block(start_line):
        return False
    text = line_text(state, start_line).rstrip()
    behind = start_line + 1
    match = FORMS.fullmatch(text)
    path = next((part for part in match.groups() if part is not None), "") if match else ""
    if match is None:
        if not BLOCK.fullmatch(text):
            return False
        behind = _end_of_block(state, start_line, end_line)
        if not behind:
            return False
        path = line_text(state, start_line + 1).strip()
    if not silent:
        if match is None or match["title"] is None:
            message = f"the file {shown(path.strip())} is included by another tool, not here"
            hint = "copy the text into the lesson; for code there is `<<< ./file.py`"
            note_line(state, start_line, "include", message, hint)
        state.line = behind
    return True


def _end_of_block(state: StateBlock, line: int, end: int) -> int:
    """Return the line behind the marker that closes a list of files."""
    for following in range(line + 1, min(end, line + MAX_LINES)):
        if BLOCK.fullmatch(line_text(state, following).rstrip()):
            return following + 1
    return 0
