"""The parser of blocks: a line is shown only to rules that can begin with its first character."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, count
from operator import add
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock, code, lheading
from markdown_it.token import Token
from markdown_it.utils import EnvType

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.engine.blocks import BLANK, LineRule, use_quick_rules, write_text
from dlcourse.renderer.markdown.engine.starts import LINES, by_character
from dlcourse.renderer.markdown.engine.token import Mark, trimmed

UNDERLINE = lazy(r"(?:=+|-+)[ \t]*")


class LineRuler(Ruler[LineRule]):
    """The rules of blocks by the character that they begin with."""

    def __compile__(self) -> None:
        super().__compile__()
        self.chains = {name: self._by_character(name) for name in self.__cache__ or ()}
        self._interrupts = {name: [_asking(*chain)] for name, chain in self.chains.items()}

    def _by_character(self, chain: str) -> tuple[Mapping[str, Sequence[LineRule]], Sequence[LineRule]]:
        rules = [rule for rule in self.__rules__ if rule.enabled and (not chain or chain in rule.alt)]
        rules = [rule for rule in rules if rule.name != "code"]  # it is asked before them
        return by_character(rules, LINES)

    def getRules(self, chainName: str = "") -> list[LineRule]:  # noqa: N802, N803  # markdown-it's names
        """Return a rule that asks those of a chain: whether a line interrupts a paragraph, a list or a quotation."""
        super().getRules(chainName)
        return self._interrupts.get(chainName, [])


def _asking(starting: Mapping[str, Sequence[LineRule]], others: Sequence[LineRule]) -> LineRule:
    def ask(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        for rule in starting.get(state.src[start : start + 1], others):
            if rule(state, start_line, end_line, silent):
                return True
        return False

    return ask


class Lines(StateBlock):
    """The lines of a text, found by splitting it; markdown-it looks at them character by character."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__("", md, env, tokens)
        self.src = src
        lines = src.split("\n")
        if not lines[-1].strip(BLANK):
            lines.pop()  # what stands behind the last line break is a line only if it says something
        self.lineMax = len(lines)
        # What stands before a line is the lines before it, and a line break behind each of them.
        lengths = [*map(len, lines)]
        self.bMarks = [*map(add, accumulate(lengths, initial=0), count())]
        self.eMarks = [*map(add, self.bMarks, lengths), len(src)]
        self.bMarks[-1] = len(src)
        self.tShift = [len(line) - len(line.lstrip(BLANK)) if line[:1] in BLANK else 0 for line in lines]
        self.tShift.append(0)
        self.sCount = self.tShift.copy()
        if "\t" in src:
            leads = (line[:length] for line, length in zip(lines, self.tShift, strict=False))
            self.sCount = [*(len(lead.expandtabs(4)) for lead in leads), 0]
        self.bsCount = [0] * len(self.bMarks)
        self.text = (-1, -1, -1)
        """The text looked at last: its first line, the line it must end before, the one it ends before."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Write a token."""
        if nesting < 0:
            self.level -= 1
        token = Mark(ttype, tag, nesting, None, None, self.level)
        token.block = True
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803
        """Return the lines from `begin` to `end` without their first `indent` columns."""
        src, begins, ends = self.src, self.bMarks, self.eMarks
        lead = " " * indent
        parts = [
            src[begins[line] + indent : ends[line] + 1]
            if src.startswith(lead, begins[line])
            else super(Lines, self).getLines(line, line + 1, indent, True)
            for line in range(begin, end)
        ]
        if parts and not keepLastLF:
            parts[-1] = parts[-1][: len(parts[-1]) - (ends[end - 1] < len(src))]
        return "".join(parts)


class LineParser(ParserBlock):
    """markdown-it's parser of blocks. `deepest` is the option `maxNesting`."""

    deepest = 0

    def __init__(self) -> None:
        super().__init__()
        rules = self.ruler.__rules__
        self.ruler = self._ruler = LineRuler()
        self.ruler.__rules__ = rules
        use_quick_rules(self.ruler)
        self.ruler.at("lheading", self._underlined)
        self.ruler.at("paragraph", self._paragraph)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803
        """Read `src` and add the tokens of its blocks to `outTokens`."""
        if not src:
            return None
        state = Lines(src, md, env, outTokens)
        self.tokenize(state, 0, state.lineMax)
        return state.tokens

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """Read the lines from `startLine` to `endLine`, or to where what holds them ends."""
        starting, others = self._ruler.chains[""]
        begins, shifts, ends, indents = state.bMarks, state.tShift, state.eMarks, state.sCount
        is_too_deep = state.level >= self.deepest
        line, has_empty_lines = startLine, False
        while line < endLine:
            if begins[line] + shifts[line] >= ends[line]:
                line = state.skipEmptyLines(line)
            state.line = line
            if line >= endLine or indents[line] < state.blkIndent:
                break
            if is_too_deep:
                state.line = endLine
                break
            first = state.src[begins[line] + shifts[line]]
            is_code = indents[line] - state.blkIndent > 3
            rules = (code,) if is_code else starting.get(first, others)
            if rules is not others or not _one_line(state, line):
                for rule in rules:
                    if rule(state, line, endLine, False):
                        break
            state.tight = not has_empty_lines
            line = state.line
            if line <= endLine and begins[line - 1] + shifts[line - 1] >= ends[line - 1]:
                has_empty_lines = True
            if line < endLine and begins[line] + shifts[line] >= ends[line]:
                has_empty_lines = True
                line = state.line = line + 1

    def _underlined(self, state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        """A heading with a line below it. If it is none, where its text ends is known when `_paragraph` is asked."""
        parent = state.parentType
        end, is_underlined = self._end_of_text(state, start_line, end_line, takes_underlines=True)
        if is_underlined:
            state.parentType = parent
            return lheading(state, start_line, end_line, silent)
        if isinstance(state, Lines):
            state.text = start_line, end_line, end
        return False

    def _paragraph(self, state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        """A paragraph, which may take lines behind `end_line` too: in a quotation they need no `>`."""
        if isinstance(state, Lines) and state.text[:2] == (start_line, state.lineMax):
            end = state.text[2]
        else:
            end, _ = self._end_of_text(state, start_line, state.lineMax, takes_underlines=False)
        if end == start_line + 1:
            text = state.src[state.bMarks[start_line] + state.tShift[start_line] : state.eMarks[start_line]]
        else:
            text = state.getLines(start_line, end, state.blkIndent, False)
        write_text(state, ("paragraph", "p", ""), trimmed(text), (start_line, end))
        state.line = end
        return True

    def _end_of_text(self, state: StateBlock, line: int, limit: int, *, takes_underlines: bool) -> tuple[int, bool]:
        """Return the line before which the text begun in `line` ends, and whether that line underlines it."""
        starting, others = self._ruler.chains["paragraph"]
        src, indents, lead = state.src, state.sCount, state.blkIndent
        state.parentType = "paragraph"
        while (line := line + 1) < limit:
            start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
            if start >= end:
                break
            if indents[line] - lead > 3:
                continue  # code elsewhere, here text
            if (
                takes_underlines
                and src[start] in "-="
                and indents[line] >= lead
                and UNDERLINE.fullmatch(src, start, end)
            ):
                return line, True
            if indents[line] < 0:
                continue  # the quotation around it has taken this line already
            for rule in starting.get(src[start], others):
                if rule(state, line, limit, True):
                    return line, False
        return line, False


def _one_line(state: StateBlock, line: int) -> bool:
    """Write a paragraph of one line, an empty one behind it, at once; return whether it is one.

    No rule begins with its first letter, so that it could only be the term of a definition, two lines on.
    """
    begins, shifts, ends = state.bMarks, state.tShift, state.eMarks
    following = line + 1
    if following < state.lineMax:
        if begins[following] + shifts[following] < ends[following]:
            return False
        if following + 1 < state.lineMax and state.src.startswith(":", begins[following + 1] + shifts[following + 1]):
            return False
    write_text(
        state, ("paragraph", "p", ""), trimmed(state.src[begins[line] + shifts[line] : ends[line]]), (line, following)
    )
    state.parentType, state.line = "paragraph", following
    return True
