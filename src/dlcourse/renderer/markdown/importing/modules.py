"""Lines that only MDX understands: `import` and `export`, which are left out, and comments in braces."""

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.importing.notices import note_line, shown

INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
IMPORT = lazy(r"import[ \t]+(?:[\w*{}, \t$]+[ \t]from[ \t]*)?(\"[^\"\n]+\"|'[^'\n]+')[ \t]*;?[ \t]*(?://[^\n]*)?")
IMPORT_OPEN = lazy(r"import[ \t]+(?:\w+,[ \t]*)?\{[\w, \t$]*")
IMPORT_END = lazy(r"[ \t]*\}[ \t]*from[ \t]*(\"[^\"\n]+\"|'[^'\n]+')[ \t]*;?[ \t]*")
EXPORT = lazy(
    r"export[ \t]+(?:(?:default|const|let|var|async|function|class)[ \t]+[\w{(\[$]|\{|\*[ \t]+from)"
    r"[^\n]*[\w{}()\[\];,'\"=>`]"
)
BRACKETS = lazy(r"[()\[\]{}]")
COMMENT = lazy(r"\{/\*(?>(?:[^*{]+|\*(?!/\})|\{(?!/\*))*)\*/\}")
MAX_LINES = 200


def use_modules(md: MarkdownIt) -> None:
    """Make `md` know lines of MDX."""
    md.block.ruler.before("fence", "module_lines", _module_lines, INTERRUPTS)


def _module_lines(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    if state.src[start : start + 1] not in ("i", "e", "{") or state.is_code_block(start_line) or state.level:
        return False
    behind = 0
    if state.src.startswith("import", start):
        behind = _end_of_import(state, start_line, end_line)
    elif state.src.startswith("export", start) and EXPORT.fullmatch(state.src, start, end):
        behind = _end_of_export(state, start_line, end_line)
    elif state.src.startswith("{/*", start):
        behind = _end_of_comment(state, start_line, end_line)
    if not behind:
        return False
    if not silent:
        if state.src[start] != "{":
            kind = state.src[start : start + 6]
            message = f"{shown(state.src[start:end])} is for MDX: the line is left out"
            message = (
                message if behind == start_line + 1 else message.replace("the line is", "it and what belongs to it are")
            )
            hint = "take it out; code to show belongs between lines of ```"
            note_line(state, start_line, f"MDX {kind}", message, hint)
        state.line = behind
    return True


def _end_of_import(state: StateBlock, line: int, end: int) -> int:
    start = state.bMarks[line] + state.tShift[line]
    if IMPORT.fullmatch(state.src, start, state.eMarks[line]):
        return line + 1
    if not IMPORT_OPEN.fullmatch(state.src, start, state.eMarks[line]):
        return 0
    for following in range(line + 1, min(end, line + 40)):
        if IMPORT_END.fullmatch(state.src, state.bMarks[following], state.eMarks[following]):
            return following + 1
        if state.isEmpty(following):
            return 0
    return 0


def _end_of_export(state: StateBlock, line: int, end: int) -> int:
    """Return the line behind the statement: where its brackets are closed, else the first empty one."""
    depth, blank = 0, 0
    for following in range(line, min(end, line + MAX_LINES)):
        if state.isEmpty(following):
            blank = blank or following
            continue
        text = state.src[state.bMarks[following] : state.eMarks[following]]
        depth += sum(1 if bracket in "([{" else -1 for bracket in BRACKETS.findall(text))
        if depth <= 0 and not text.rstrip().endswith(("=", "=>", ",")):
            return following + 1
    return blank or line + 1


def _end_of_comment(state: StateBlock, line: int, end: int) -> int:
    start = state.bMarks[line] + state.tShift[line]
    match = COMMENT.match(state.src, start, state.eMarks[end - 1])
    if match is None:
        return 0
    following = line
    while following < end and state.eMarks[following] < match.end():
        following += 1
    is_alone = following < end and not state.src[match.end() : state.eMarks[following]].strip()
    return following + 1 if is_alone else 0
