r"""Formulas inside paragraphs: `$`, `$$`, `\(` and `\[` become math tokens; blocks are read in `mathblock.py`.

The tokens are `math_inline` and `math_inline_double` (display math inside a paragraph); what they hold is LaTeX.
Dollars are ours: the plugins either take "$5 and $10" for a formula or leave `$x $，因此 $y$` to swallow the prose
between.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.math.mathblock import HAN, TEX, TEXT_COMMAND, closing, use_math_blocks
from dlcourse.renderer.markdown.math.tablemath import use_math_in_tables

SYMBOL = lazy(r"\s*[A-Za-z][\d']?\s*|[-+±∓=<>~≈×·]")
# A sum or relation of single letters, numbers and known functions: no prose looks like it, nor do prices.
RELATION = lazy(
    r"\s*(?![\s\d])(?:(?<![A-Za-z])[A-Za-z](?![A-Za-z])|(?:sin|cos|tan|log|ln|exp|max|min|lim|arg|det)(?![A-Za-z])"
    r"|[\d\s'.,:;!+\-*/=<>|()\[\]≤≥≠≈∈∉→←×·±∞∑∏∂∇])+"
)
OPERATOR = lazy(r"[=+<>|(*/\-≤≥≠≈∈→×·]")
SENTENCE = re.compile(r"[。！？]|[A-Za-z]{2}[.;!?:,] |\A\d[\d.,]*\s*[，；：、]\Z")
SHELL_VARIABLE = re.compile(r"\{[A-Za-z_]\w*\}")
MAX_LOOSE_CHARACTERS = 400
MAX_CHARACTERS = 10_100

BRACKETS = {r"\(": r"\)", r"\[": r"\]", r"\\(": r"\\)", r"\\[": r"\\]"}


def use_math(md: MarkdownIt) -> None:
    """Make `md` read formulas."""
    use_math_blocks(md)
    use_math_in_tables(md)
    md.inline.ruler.before("escape", "math_inline", _dollar_inline)
    md.inline.ruler.before("escape", "math_bracket", _bracket_inline)


def _dollar_inline(state: StateInline, silent: bool) -> bool:
    """`$…$`, and `$$…$$` inside a paragraph. The escape rule has taken every `\\$` that comes before."""
    src, start = state.src, state.pos
    if src[start] != "$":
        return False
    fence = "$$" if src.startswith("$$", start) else "$"
    begin = start + len(fence)
    end = closing(src, begin, min(state.posMax, begin + MAX_CHARACTERS), fence)
    content = src[begin:end] if end > begin else ""
    if not content.strip():
        return False
    before = src[start - 1] if start else " "
    after = src[end + 1 : end + 2]
    if fence == "$" and not is_formula(content, is_beside_digit=before.isdigit() or after.isdigit()):
        return False
    if not silent:
        token = state.push("math_inline" if fence == "$" else "math_inline_double", "math", 0)
        token.content, token.markup = content, fence
    state.pos = end + len(fence)
    return True


def is_formula(content: str, *, is_beside_digit: bool) -> bool:
    """Tell a formula from prose between two dollar signs.

    Without spaces inside the dollars or digits beside them it is one. Else (`$ x $`, `第$n$1次`, `$5 and $10`) what it
    holds must be able to be only that.
    """
    if content.count("`") % 2 or (SENTENCE.search(content) and not TEX.search(content)):
        return False
    if content == content.strip() and not is_beside_digit and not SHELL_VARIABLE.match(content):
        return True
    if len(content) > MAX_LOOSE_CHARACTERS or HAN.search(TEXT_COMMAND.sub("", content)):
        return False
    if SYMBOL.fullmatch(content) or TEX.search(content):
        return True
    return bool(RELATION.fullmatch(content) and OPERATOR.search(content) and re.search(r"[A-Za-z]", content))


def _bracket_inline(state: StateInline, silent: bool) -> bool:
    r"""`\(…\)` and `\[…\]` inside a paragraph, and as Jekyll has them: `\\(…\\)`, where it can only be a formula."""
    src, start = state.src, state.pos
    opener = src[start : start + (3 if src.startswith("\\\\", start) else 2)]
    closer = BRACKETS.get(opener)
    if closer is None:
        return False
    begin = start + len(opener)
    end = src.find(closer, begin, min(state.posMax, begin + MAX_CHARACTERS))
    content = src[begin:end] if end > 0 else ""
    if len(opener) == 3:
        content = content.replace(r"\_", "_")  # as the Markdown of Jekyll does
    if not content.strip() or (len(opener) == 3 and not is_formula(content, is_beside_digit=True)):
        return False
    if not silent:
        token = state.push("math_inline" if opener[-1] == "(" else "math_inline_double", "math", 0)
        token.content, token.markup = content, opener
    state.pos = end + len(closer)
    return True
