r"""Formulas that are blocks of their own: `$$`, `\[`, `\begin{align}` and ```` ```{math} ````.

What the line of their end may hold besides: the formula's name (`{#eq-loss}`, or MyST's `(eq-loss)`), which goes into
`meta["name"]`, or a punctuation mark, which becomes a part of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.patterns import lazy

INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
ENVIRONMENT = lazy(
    r"\\begin\{((?:equation|multline|gather|align|alignat|flalign|eqnarray|split|subequations"
    r"|aligned|gathered|cases|[pbBvV]?matrix|array)\*?)\}"
)
# What only a formula holds: a command, a superscript, a letter with a subscript.
TEX = lazy(r"\\[A-Za-z]|\^|(?<![A-Za-z])[A-Za-z]_")
TEXT_COMMAND = lazy(r"\\(?:text\w*|mathrm|mbox|operatorname\*?)\s*\{[^{}]*\}|\\[A-Za-z]+")
HAN = lazy(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
WORD = lazy(r"[A-Za-z]{3,}")
MAX_LINES = 80
MAX_ENVIRONMENT_LINES = 300

# A word in brackets may be prose; one that begins with eq, or is joined of several, is a name.
ENDING = lazy(
    r"[ \t]*(?:\{#([^\s{}]{1,100})[ \t]*\}|\((eq\w*|[A-Za-z]\w*(?:[-:_]\w+)+)\)|([,.;:!?，。、；：！？]))?[ \t]*\Z"
)
FENCE = re.compile(r"(?:math|(\{math\}))[ \t]*(?:\{#([^\s{}]{1,100})[ \t]*\})?\s*\Z")
OPTION = lazy(r"[ \t]*:([a-z-]+):[ \t]*(.*)")

BlockRule = Callable[[StateBlock, int, int, bool], bool]


def use_math_blocks(md: MarkdownIt) -> None:
    """Make `md` read display formulas. They may interrupt a paragraph."""
    md.block.ruler.before("fence", "math_block", _starting_with("$$", _dollars), INTERRUPTS)
    md.block.ruler.before("fence", "amsmath", _starting_with("\\begin{", _environment), INTERRUPTS)
    md.block.ruler.before("fence", "math_bracket_block", _starting_with("\\", _brackets), INTERRUPTS)
    md.core.ruler.after("block", "math_fences", _read_fences)


def is_prose(content: str) -> bool:
    """Tell whether the text between two markers of display math can be no formula, since one marker is missing."""
    bare = TEXT_COMMAND.sub("", content)
    return not TEX.search(content) or bool(HAN.search(bare)) or len(WORD.findall(bare)) > 5


def closing(src: str, begin: int, limit: int, fence: str) -> int:
    """Return where the next `fence` stands that no backslash escapes, or -1."""
    end = src.find(fence, begin, limit)
    while end >= 0:
        backslashes = end - len(src[max(begin, end - 20) : end].rstrip("\\")) - max(begin, end - 20)
        if backslashes % 2 == 0:
            return end
        end = src.find(fence, end + 1, limit)
    return -1


def _starting_with(opener: str, rule: BlockRule) -> BlockRule:
    """Ask `rule` only where a line starts with `opener`: block rules are tried at every line."""

    def guarded(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        if not state.src.startswith(opener, start) or state.is_code_block(start_line):
            return False
        return rule(state, start_line, end_line, silent)

    return guarded


def _dollars(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`$$ … $$`. It may hold blank lines, but no prose: then its end is missing, and it is no formula."""
    if silent and _is_end_of_formula(state, start_line):
        return False
    found = _find(state, range(start_line, min(end_line, start_line + MAX_LINES)), "$$", "$$")
    if found is None or (re.search(r"\n[ \t]*\n", found.content.strip()) and is_prose(found.content)):
        return False
    return silent or _push(state, found, "math_block", "$$")


def _is_end_of_formula(state: StateBlock, line: int) -> bool:
    """Tell whether a formula that began inside the paragraph above is open: then this `$$` is its end."""
    first = max(state.line, line - MAX_LINES)
    return sum(state.src.count("$$", state.bMarks[each], state.eMarks[each]) for each in range(first, line)) % 2 == 1


def _brackets(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    r"""`\[ … \]`, and as Jekyll has it `\\[ … \\]`; no blank line or other opener in between."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    opener = next((each for each in ("\\[", "\\\\[") if state.src.startswith(each, start)), "")
    if not opener:
        return False
    closer = opener[:-1] + "]"
    found = _find(state, range(start_line, min(end_line, start_line + MAX_LINES)), opener, closer)
    if found is None or re.search(r"\n[ \t]*\n", found.content.strip()):
        return False
    if len(opener) == 3 and not TEX.search(found.content):
        return False
    return silent or _push(state, found, "math_block", opener)


def _environment(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """An environment of amsmath without any marker. One search tells if it is never closed."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    name = ENVIRONMENT.match(state.src, start)
    end = f"\\end{{{name[1]}}}" if name else ""
    if not name or state.src.find(end, start, start + 10_000) < 0:
        return False
    found = _find(state, range(start_line, min(end_line, start_line + MAX_ENVIRONMENT_LINES)), name[0], end)
    if found is None:
        return False
    found.content += end
    return silent or _push(state, found, "amsmath", "")


@dataclass(slots=True)
class _Found:
    """A formula: its lines (from `start` up to and without `end`), its name, the punctuation mark behind it."""

    content: str
    name: str
    mark: str
    start: int
    end: int


def _find(state: StateBlock, lines: range, opener: str, closer: str) -> _Found | None:
    """Return the formula that begins in the first of `lines` with `opener`, and ends at the first `closer`.

    None if there is no end, or something else behind it, or a line before it that begins with another opener.
    """
    start, skipped = lines[0], 0 if opener.startswith("\\begin") else len(opener)
    parts: list[str] = []
    for line in lines:
        if line > start and not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return None
        if closer != "$$" and line > start and state.src.startswith(opener, state.bMarks[line] + state.tShift[line]):
            return None
        begin = state.bMarks[line] + (state.tShift[line] + skipped if line == start else 0)
        limit = state.eMarks[line]
        end = closing(state.src, begin, limit, closer)
        if end < 0:
            parts.append(state.src[begin:limit])
            continue
        ending = ENDING.match(state.src[end + len(closer) : limit])
        if ending is None:
            return None
        parts.append(state.src[begin:end])
        return _Found("\n".join(parts), ending[1] or ending[2] or "", ending[3] or "", start, line + 1)
    return None


def _push(state: StateBlock, found: _Found, kind: str, markup: str) -> bool:
    token = state.push(kind, "math", 0)
    token.block, token.markup, token.content = True, markup, found.content + found.mark
    token.map = [found.start, found.end]
    if found.name:
        token.meta["name"] = found.name
    state.line = found.end
    return True


def _read_fences(state: StateCore) -> None:
    """Read the name of a fence in `math`, and make MyST's directive `{math}` one; its options become blank lines."""
    for token in state.tokens if "math" in state.src else ():
        match = FENCE.match(token.info) if token.type == "fence" else None
        if match is None:
            continue
        token.info = "math"
        if match[2]:
            token.meta["name"] = match[2]
        if match[1]:
            _take_options(token)


def _take_options(token: Token) -> None:
    lines = token.content.split("\n")
    for index, line in enumerate(lines):
        option = OPTION.match(line)
        if option is None:
            break
        if option[1] in ("label", "name"):
            token.meta["name"] = option[2].strip()
        lines[index] = ""
    token.content = "\n".join(lines)
