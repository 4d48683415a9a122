r"""Where formulas stand in Markdown: `$`, `$$`, `\(`, `\[` and `\begin` environments become math tokens.

The tokens are `math_inline`, `math_inline_double` (display math inside a paragraph) and `math_block`; what they
hold is LaTeX. Blocks are read by mdit-py-plugins. Dollars inside a paragraph are ours: the plugin either takes
"$5 and $10" for a formula or leaves `$x $，因此 $y$` to swallow the prose between.
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.amsmath import amsmath_block, amsmath_plugin
from mdit_py_plugins.dollarmath.index import math_block_dollar

INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
ENVIRONMENT = re.compile(r"\\begin\{([a-zA-Z]+\*?)\}")
# What only a formula holds: a command, a superscript, a letter with a subscript.
TEX = re.compile(r"\\[A-Za-z]|\^|(?<![A-Za-z])[A-Za-z]_")
SYMBOL = re.compile(r"\s*[A-Za-z][\d']?\s*")
SHELL_VARIABLE = re.compile(r"\{[A-Za-z_]\w*\}")
TEXT_COMMAND = re.compile(r"\\(?:text\w*|mathrm|mbox|operatorname\*?)\s*\{[^{}]*\}|\\[A-Za-z]+")
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
WORD = re.compile(r"[A-Za-z]{3,}")
MAX_BLOCK_LINES = 80
MAX_LOOSE_CHARACTERS = 400

BLOCK_END = re.compile(r"\\\][ \t]*$")

BlockRule = Callable[[StateBlock, int, int, bool], bool]


def use_math(md: MarkdownIt) -> None:
    """Make `md` read formulas. Display math may interrupt a paragraph."""
    amsmath_plugin(md)
    dollars = _quiet(_bounded(math_block_dollar(allow_labels=False, allow_blank_lines=True)))
    md.block.ruler.before("fence", "math_block", _starting_with("$$", dollars), INTERRUPTS)
    md.block.ruler.at("amsmath", _starting_with("\\begin{", _environment), INTERRUPTS)
    md.block.ruler.before("fence", "math_bracket_block", _starting_with("\\[", _bracket_block), INTERRUPTS)
    md.inline.ruler.before("escape", "math_inline", _dollar_inline)
    md.inline.ruler.before("escape", "math_bracket", _bracket_inline)


def _starting_with(opener: str, rule: BlockRule) -> BlockRule:
    """Ask `rule` only where a line starts with `opener`: block rules are tried at every line."""

    def guarded(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        return state.src.startswith(opener, start) and rule(state, start_line, end_line, silent)

    return guarded


def _quiet(rule: BlockRule) -> BlockRule:
    """Give a rule that ignores `silent` the look-ahead that interrupting a paragraph needs."""

    def quiet(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        count, line = len(state.tokens), state.line
        matched = rule(state, start_line, end_line, silent)
        if silent:
            del state.tokens[count:]
            state.line = line
        return matched

    return quiet


def _bounded(rule: BlockRule) -> BlockRule:
    """Let a `$$` block hold blank lines, but no prose: then its end is missing, and it is no formula."""

    def bounded(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        count, line = len(state.tokens), state.line
        if not rule(state, start_line, min(end_line, start_line + MAX_BLOCK_LINES), silent):
            return False
        content = state.tokens[-1].content
        if re.search(r"\n[ \t]*\n", content.strip()) and _is_prose(content):
            del state.tokens[count:]
            state.line = line
            return False
        return True

    return bounded


def _is_prose(content: str) -> bool:
    bare = TEXT_COMMAND.sub("", content)
    return not TEX.search(content) or bool(HAN.search(bare)) or len(WORD.findall(bare)) > 5


def _dollar_inline(state: StateInline, silent: bool) -> bool:
    """`$…$`, and `$$…$$` inside a paragraph. The escape rule has taken every `\\$` that comes before."""
    src, start = state.src, state.pos
    if src[start] != "$":
        return False
    fence = "$$" if src.startswith("$$", start) else "$"
    begin = start + len(fence)
    end = _closing(src, begin, state.posMax, fence)
    content = src[begin:end] if end > begin else ""
    if not content.strip():
        return False
    before = src[start - 1] if start else " "
    after = src[end + 1 : end + 2]
    if fence == "$" and not _is_formula(content, is_beside_digit=before.isdigit() or after.isdigit()):
        return False
    if not silent:
        token = state.push("math_inline" if fence == "$" else "math_inline_double", "math", 0)
        token.content, token.markup = content, fence
    state.pos = end + len(fence)
    return True


def _closing(src: str, begin: int, limit: int, fence: str) -> int:
    """Return where the next `fence` stands that no backslash escapes, or -1."""
    end = src.find(fence, begin, limit)
    while end > begin:
        backslashes = end - len(src[begin:end].rstrip("\\")) - begin
        if backslashes % 2 == 0:
            return end
        end = src.find(fence, end + 1, limit)
    return end


def _is_formula(content: str, *, is_beside_digit: bool) -> bool:
    """Tell a formula from prose between two dollar signs.

    Without spaces inside the dollars or digits beside them it is one. Else (`$ x $`, `第$n$1次`, `$5 and $10`) what it
    holds must be able to be only that.
    """
    is_variable = SHELL_VARIABLE.match(content)
    if content == content.strip() and not is_beside_digit and not is_variable:
        return True
    if len(content) > MAX_LOOSE_CHARACTERS or HAN.search(TEXT_COMMAND.sub("", content)):
        return False
    return bool(SYMBOL.fullmatch(content) or TEX.search(content))


def _environment(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """An amsmath environment. One that is never closed is told by one search, not by reading every line to the end."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    name = ENVIRONMENT.match(state.src, start)
    if not name or state.src.find(f"\\end{{{name[1]}}}", start) < 0:
        return False
    return amsmath_block(state, start_line, end_line, silent)


def _bracket_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    r"""A `\[` that opens a line, up to the first line that ends with `\]`; no blank line or other `\[` in between."""
    if state.is_code_block(start_line):
        return False
    parts: list[str] = []
    for line in range(start_line, end_line):
        start = state.bMarks[line] + (state.tShift[line] + 2 if line == start_line else 0)
        text = state.src[start : state.eMarks[line]]
        if line > start_line:
            is_outside = state.isEmpty(line) or state.sCount[line] < state.blkIndent
            if is_outside or text.lstrip().startswith("\\["):
                return False
        closing = BLOCK_END.search(text)
        parts.append(text[: closing.start()] if closing else text)
        if closing:
            if not silent:
                token = state.push("math_block", "math", 0)
                token.block, token.markup, token.content = True, "\\[", "\n".join(parts)
                token.map = [start_line, line + 1]
                state.line = line + 1
            return True
    return False


def _bracket_inline(state: StateInline, silent: bool) -> bool:
    r"""`\(…\)` and `\[…\]` inside a paragraph."""
    opener = state.src[state.pos : state.pos + 2]
    if opener not in ("\\(", "\\["):
        return False
    end = state.src.find("\\)" if opener == "\\(" else "\\]", state.pos + 2, state.posMax)
    content = state.src[state.pos + 2 : end] if end > 0 else ""
    if not content.strip():
        return False
    if not silent:
        token = state.push("math_inline" if opener == "\\(" else "math_inline_double", "math", 0)
        token.content, token.markup = content, opener
    state.pos = end + 2
    return True
