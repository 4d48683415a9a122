r"""Commands of the author's own: tokens with \newcommand, and uses of it, in; tokens that need no such command out.

What stands in a definition inside the formula keeps its place there; what a command of the course stands for
(`[macros]` in course.toml) has the place where it is used.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dlcourse.renderer.math.writer import UNCLOSED, FormulaError, Token, tokens_of

MAX_BODY = 1_000
MAX_USES = 1_000
MAX_EXPANDED = 60_000
"""How many characters a formula may come to when all its commands are written out."""

OPERATORS = frozenset({r"\DeclareMathOperator", r"\DeclareMathOperator*"})
DEFINITIONS = OPERATORS | {r"\newcommand", r"\newcommand*", r"\renewcommand", r"\providecommand", r"\def", r"\let"}


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command stands for: tokens, and the numbers of its arguments between them.

    `default` is the first argument where it is not given. `is_course_wide` tells it from one of the formula's own.
    """

    body: tuple[Token | int, ...]
    count: int = 0
    default: tuple[Token, ...] | None = None
    is_course_wide: bool = False


def expand(tokens: list[Token], macros: Mapping[str, str], is_built_in: Callable[[str], bool]) -> list[Token]:
    """Return `tokens` with every command of `macros` (without its backslash), or defined in them, written out.

    Raises `FormulaError` where a definition or a use is wrong, or stands for too much.
    """
    names = {token.text for token in tokens}
    if DEFINITIONS.isdisjoint(names) and not any(name[0] == "\\" and name[1:] in macros for name in names):
        return tokens
    return _Expander(tokens, macros, is_built_in).run()


class _Expander:
    """Takes tokens off `pending` (its end is what comes next) and writes those that stay to `written`."""

    def __init__(self, tokens: Sequence[Token], macros: Mapping[str, str], is_built_in: Callable[[str], bool]) -> None:
        self.pending = list(reversed(tokens))
        self.written: list[Token] = []
        self.own: dict[str, Macro] = {}
        self.macros = macros
        self.is_built_in = is_built_in
        self.uses = 0
        self.length = 0

    def run(self) -> list[Token]:
        while self.pending:
            token = self.pending.pop()
            macro = None if token.is_final else self.find(token.text)
            if macro:
                self._use(macro, token)
            elif token.text in DEFINITIONS and not token.is_final:
                self._define(token)
            else:
                self._write(token)
        return self.written

    def find(self, name: str) -> Macro | None:
        """Return what the command `name` stands for, if it is one of the author's."""
        if name in self.own:
            return self.own[name]
        body = self.macros.get(name[1:]) if name[:1] == "\\" else None
        return None if body is None else _course_wide(body)

    def _write(self, token: Token) -> None:
        before = self.written[-1].text if self.written else ""
        if token.text[:1].isalpha() and len(before) > 1 and before[0] == "\\" and before[-1].isalpha():
            self.written.append(Token(" ", token.at))  # what stood apart in two definitions must not become one name
        self.written.append(token)
        self.length += len(token.text)
        if self.length > MAX_EXPANDED:
            raise FormulaError("the formula is too large when its commands are written out; split it", token.at)

    def _use(self, macro: Macro, token: Token) -> None:
        self.uses += 1
        arguments: list[Sequence[Token]] = []
        if macro.default is not None:
            given = self._option()
            arguments.append(macro.default if given is None else given)
        while len(arguments) < macro.count:
            arguments.append(self._argument(token))
        size = sum(len(arguments[part - 1]) if isinstance(part, int) else 1 for part in macro.body)
        if self.uses > MAX_USES or len(self.pending) + size > MAX_EXPANDED:
            raise FormulaError(f"{token.text} stands for too much; write the formula out", token.at)
        for part in reversed(macro.body):
            if isinstance(part, int):
                self.pending += reversed(arguments[part - 1])
            else:
                self.pending.append(part._replace(at=token.at) if macro.is_course_wide else part)

    def _define(self, token: Token) -> None:
        name = "".join(part.text for part in self._argument(token)).strip()
        if not re.fullmatch(r"\\(?:[A-Za-z]+|.)", name):
            raise FormulaError(f"{token.text} must name a command, as in {token.text}{{\\name}}{{…}}", token.at)
        if token.text == r"\let":
            self._alias(name, token)
            return
        count, default = self._signature(token)
        body = self._argument(token)
        if sum(len(part.text) for part in body) > MAX_BODY:
            raise FormulaError(f"{name} stands for more than {MAX_BODY} characters; shorten it", token.at)
        if token.text == r"\providecommand" and (self.find(name) or self.is_built_in(name)):
            return
        if token.text in OPERATORS:
            operator = r"\operatorname*" if token.text.endswith("*") else r"\operatorname"
            body = [Token(operator, token.at), Token("{", token.at), *body, Token("}", token.at)]
        if name in self._reached(body):
            raise FormulaError(f"{name} is defined by itself; take it out of its own definition", token.at)
        self.own[name] = Macro(tuple(_with_holes(body, count, name)), count, default)

    def _alias(self, name: str, token: Token) -> None:
        if self._peek() == "=":
            self.pending.pop()
        target = self._argument(token)
        macro = self.find(target[0].text) if len(target) == 1 else None
        self.own[name] = macro or Macro(tuple(part._replace(is_final=True) for part in target))

    def _signature(self, token: Token) -> tuple[int, tuple[Token, ...] | None]:
        r"""Take the parameters of a definition: `[2]`, `[2][default]` of \newcommand, `#1#2` of \def."""
        if token.text != r"\def":
            number, default = self._option(), None
            if number is not None:
                default = self._option()
            text = "".join(part.text for part in number or ())
            return int(text) if re.fullmatch("[1-9]", text) else 0, None if default is None else tuple(default)
        count = 0
        while self._peek() == "#" and len(self.pending) > 1:
            del self.pending[-2:]
            count += 1
        return count, None

    def _reached(self, body: Sequence[Token]) -> set[str]:
        """Return every command that `body` comes to."""
        reached: set[str] = set()
        waiting = {part.text for part in body if part.text[0] == "\\" and not part.is_final}
        while waiting:
            command = waiting.pop()
            reached.add(command)
            macro = self.find(command)
            parts = (part for part in macro.body if isinstance(part, Token)) if macro else ()
            waiting |= {part.text for part in parts if part.text[0] == "\\" and not part.is_final} - reached
        return reached

    def _peek(self) -> str:
        """Return the next token that is neither blank nor a comment, standing before it; "" at the end."""
        while self.pending and (self.pending[-1].text.isspace() or self.pending[-1].text[0] == "%"):
            self.pending.pop()
        return self.pending[-1].text if self.pending else ""

    def _argument(self, command: Token) -> list[Token]:
        if not self._peek():
            raise FormulaError(f"{command.text} lacks its argument; add {{…}} behind it", command.at)
        first = self.pending.pop()
        if first.text != "{":
            if len(first.text) > 1 and first.text[0] not in "\\&":
                self.pending.append(Token(first.text[1:], first.at + 1))
                first = Token(first.text[0], first.at)
            return [first]
        taken: list[Token] = []
        depth = 1
        while self.pending:
            token = self.pending.pop()
            depth += (token.text == "{") - (token.text == "}")
            if not depth:
                return taken
            taken.append(token)
        raise FormulaError(UNCLOSED["group"].format(), first.at)

    def _option(self) -> list[Token] | None:
        """Take and return an optional argument in square brackets, None when there is none."""
        if self._peek() != "[":
            return None
        depth = 0
        for index in range(len(self.pending) - 2, -1, -1):
            text = self.pending[index].text
            depth += (text == "{") - (text == "}")
            if text == "]" and not depth:
                taken = self.pending[index + 1 : -1]
                del self.pending[index:]
                return taken[::-1]
        return None


@lru_cache(maxsize=512)
def _course_wide(body: str) -> Macro:
    """Return what stands in course.toml as a macro: as many arguments as the highest number behind a `#`."""
    count = max((int(number) for number in re.findall(r"(?<!\\)#([1-9])", body)), default=0)
    return Macro(tuple(_with_holes(tokens_of(body), count, "")), count, is_course_wide=True)


def _with_holes(body: Sequence[Token], count: int, name: str) -> list[Token | int]:
    """Return `body` with the numbers of arguments in the place of `#1`, `#2`."""
    parts: list[Token | int] = []
    index = 0
    while index < len(body):
        token = body[index]
        following = body[index + 1].text if index + 1 < len(body) else ""
        index += 1
        if token.text != "#" or not following[:1].isdecimal():
            parts.append(token)
            continue
        number = int(following[0])
        if not 1 <= number <= count:
            hint = f"say how many it has, as in [{number or 1}]"
            raise FormulaError(f"{name} has no argument #{number}; {hint}", token.at)
        parts.append(number)
        if following[1:]:
            parts.append(Token(following[1:], body[index].at + 1))
        index += 1
    return parts
