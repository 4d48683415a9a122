"""The parts that a formula is read and written with: tokens, open groups, a writer that remembers where all stood."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from dlcourse.patterns import lazy

MAX_CHARACTERS = 10_000
MAX_DEPTH = 60  # math-core is recursive and has no limit of its own: a thread with a stack of 256 KB bears 94
MAX_COMMANDS_IN_A_ROW = 60  # \hat\hat\hat… nests without a brace


class FormulaError(Exception):
    """A formula cannot be drawn: `message` says what to mend, `offset` is a character index into the formula."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(slots=True)
class Line:
    """What numbers a line of a formula, or all of it: its tags as written, each with its place, and its labels.

    `piece` is the index of the piece where a tag can be written.
    """

    tags: list[tuple[str, int]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    piece: int = 0


@dataclass(frozen=True, slots=True)
class Rewritten:
    """LaTeX for math-core. `starts` and `origins` are parallel: where pieces begin here, and in the author's text.

    `number` numbers the formula as a whole; `numbered` are the lines with a tag of their own, in order: in the LaTeX
    each has a tag that only holds the place. `mentions` are references (the label, the command, its place) whose
    texts stand in the LaTeX as marks.
    """

    latex: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    colours: tuple[tuple[str, str], ...]
    number: Line
    numbered: tuple[Line, ...]
    mentions: tuple[tuple[str, str, int], ...]

    def origin(self, offset: int) -> int:
        """Return the place in the author's text of the piece that holds `offset`."""
        index = bisect_right(self.starts, max(offset, 0)) - 1
        return self.origins[index] if index >= 0 else 0


class Token(NamedTuple):  # thousands are made for a lesson, and a tuple is made in half the time
    """A piece of LaTeX and its place. One that is final stands for itself, even if a command has its name."""

    text: str
    at: int
    is_final: bool = False


@dataclass(slots=True)
class Frame:
    """An open group, environment or `\\left`; `close` is what its end is written as, None: as it stands."""

    kind: str  # "top", "group", "environment", "left", "text", "math in text"
    at: int
    name: str = ""
    close: str | None = None
    begin: int = 0  # index of the piece that opened it
    switches: int = 0  # \color, \displaystyle and their like nest what follows
    has_cells: bool = False
    has_rows: bool = False
    column: int = 0
    lines: list[Line] = field(default_factory=lambda: [Line()])


_TOKEN = lazy(
    r"\\[A-Za-z]+\*?|\\(?s:.)|\\$|%[^\n]*\n?|&(?:lt|gt|amp|le|ge|ne|nbsp|quot|apos|times|minus|#\d{1,6}|#x[0-9a-fA-F]{1,6});"
    r"|[A-Za-z]+|\d+|\s+|(?s:.)"
)
_STARRED = frozenset({r"\operatorname*", r"\DeclareMathOperator*", r"\tag*", r"\hspace*", r"\vspace*", r"\newcommand*"})
MENTION = lazy("\ufdd2(\\d+)\ufdd3")
"""The mark that a reference leaves; no author can write these characters."""
_CONTROL = lazy(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def tokens_of(latex: str) -> list[Token]:
    broken = _CONTROL.search(latex)
    if broken:
        raise FormulaError("the formula holds a control character; delete it", broken.start())
    tokens = []
    for match in _TOKEN.finditer(latex):
        text, at = match.group(), match.start()
        if text.startswith("\\") and text.endswith("*") and len(text) > 2 and text not in _STARRED:
            tokens += [Token(text[:-1], at), Token(" *", at + len(text) - 1)]  # a star right behind joins the name
        elif text[0] == "\\" and not text[1:].strip():
            tokens.append(
                Token(r"\ ", at)
            )  # before a line end it is a space as well; at the end, the space was cut off
        else:
            tokens.append(Token(" " if text.isspace() and "\n" in text else text, at))
    return tokens


UNCLOSED = {
    "group": "this {{ is never closed; add the missing }}",
    "text": "this {{ is never closed; add the missing }}, and write \\% for a percent sign",
    "math in text": "this $ inside a text is never closed; add the second $",
    "environment": "\\begin{{{name}}} is never closed; add \\end{{{name}}}",
    "left": "\\left is never closed; add \\right (\\right. draws nothing)",
}


def misplaced(what: str, frame: Frame, token: Token) -> FormulaError:
    """Return the error for an end that fits nothing: it says `what`, or names the inner part that is still open."""
    if frame.kind == "top":
        return FormulaError(what, token.at)
    return FormulaError(UNCLOSED[frame.kind].format(name=frame.name), frame.at)


@dataclass(slots=True)
class Writer:
    """Writes the tokens anew. `pieces` are what is written so far, each with its place in the author's text."""

    tokens: list[Token]
    is_block: bool
    numbers: Mapping[str, str] = field(default_factory=dict)
    index: int = 0
    pieces: list[tuple[str, int]] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=lambda: [Frame("top", 0)])
    colours: list[tuple[str, str]] = field(default_factory=list)
    number: Line = field(default_factory=Line)
    numbered: list[Line] = field(default_factory=list)
    mentions: list[tuple[str, str, int]] = field(default_factory=list)

    def rewritten(self) -> Rewritten:
        """Return what is written so far."""
        starts, position = [], 0
        for text, _ in self.pieces:
            starts.append(position)
            position += len(text)
        latex = "".join(text for text, _ in self.pieces)
        return Rewritten(
            latex=latex,
            starts=tuple(starts),
            origins=tuple(at for _, at in self.pieces),
            colours=tuple(self.colours),
            number=self.number,
            numbered=tuple(sorted(self.numbered, key=lambda line: line.piece)),
            mentions=tuple(self.mentions),
        )

    def emit(self, text: str, at: int) -> None:
        self.pieces.append((text, at))

    def next(self) -> Token:
        self.index += 1
        return self.tokens[self.index - 1]

    def peek(self) -> str:
        """Return the next token's text that is not blank, standing before it; "" at the end."""
        while self.index < len(self.tokens) and self.tokens[self.index].text.isspace():
            self.index += 1
        return self.tokens[self.index].text if self.index < len(self.tokens) else ""

    def open(self, frame: Frame, text: str) -> None:
        frame.begin = len(self.pieces)
        self.frames.append(frame)
        self.emit(text, frame.at)
        self.check_depth(frame.at)

    def check_depth(self, at: int) -> None:
        if sum(1 + frame.switches for frame in self.frames) > MAX_DEPTH:
            raise FormulaError(f"the formula is nested more than {MAX_DEPTH} levels deep; write it in parts", at)

    def argument(self, command: Token) -> str:
        """Take and return the source of the next argument: a group without its braces, or one token."""
        return "".join(token.text for token in self.argument_tokens(command))

    def argument_tokens(self, command: Token) -> list[Token]:
        """Take and return the next argument as tokens."""
        if not self.peek():
            raise FormulaError(f"{command.text} lacks its argument; add {{…}} behind it", command.at)
        first = self.next()
        if first.text != "{":
            return [first]
        start = self.index
        depth = 1
        while self.index < len(self.tokens):
            token = self.next()
            depth += (token.text == "{") - (token.text == "}")
            if not depth:
                return self.tokens[start : self.index - 1]
        raise FormulaError(UNCLOSED["group"].format(), first.at)

    def option(self) -> str:
        """Take and return the source of an optional argument in square brackets, "" when there is none."""
        if self.peek() != "[":
            return ""
        closing = next((i for i in range(self.index, len(self.tokens)) if self.tokens[i].text == "]"), None)
        if closing is None:
            return ""
        taken = self.tokens[self.index + 1 : closing]
        self.index = closing + 1
        return "".join(token.text for token in taken)
