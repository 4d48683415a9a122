"""A file in two languages in, its text with every pair marked out: `::: zh` … `:::`, `中文 | English`.

Lines are put in, and a few changed; all others stay to the character.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from dlcourse.diagnostics import DlcourseError
from dlcourse.model import Language, Source
from dlcourse.renderer.bilingual.blocks import Row
from dlcourse.renderer.bilingual.detection.detect import divide_file, read_rows
from dlcourse.renderer.bilingual.detection.forms import split_inline
from dlcourse.renderer.bilingual.detection.parts import CELLS, Form, Part
from dlcourse.renderer.bilingual.rewriting.edits import Manuscript, Margin
from dlcourse.renderer.bilingual.rewriting.header import with_pairs_declared
from dlcourse.renderer.bilingual.tree import Node
from dlcourse.renderer.markdown import lesson_parser, parse
from dlcourse.renderer.preparation import prepare
from dlcourse.renderer.reading import inline_text

LANGUAGE_FAULTS = frozenset({"R209", "R210"})
COLONS = re.compile(r":{3,}")
NUMBER = re.compile(r"([ \t]*)(\d{1,9})([.)])")
HEADING_ID = re.compile(r"[ \t]*\{#[^{}]*\}\s*\Z")


class CannotNormalizeError(DlcourseError):
    """A file cannot be marked without changing what it says; the message tells why."""


def normalize(source: Source, text: str, languages: tuple[Language, ...]) -> str | None:
    """Return the file `text`, which `source` was read from, with its pairs marked; None if there is nothing to mark.

    The result reads as the file did: the same rows of the same blocks. Raises `CannotNormalizeError` if it would not.
    """
    declared = source.fields.languages
    if source.language or len(languages) != 2:
        return None
    manuscript = Manuscript(text, source.body_line)
    tokens = _tokens(manuscript.body(), languages, source.file)
    division = divide_file(tokens, languages, source.fields.bilingual, declared)
    if division is None:
        return None
    _Marks(manuscript, (languages[0], languages[1])).put(division.parts, ())
    if not manuscript.is_changed and not division.is_guess:
        return None
    before = read_rows(tokens, languages, source.fields.bilingual, declared)
    after = read_rows(_tokens(manuscript.body(), languages, source.file), languages, "pairs", declared)
    if _shape(before.rows or []) != _shape(after.rows or []):
        raise CannotNormalizeError(
            f"{source.file}: its pairs cannot be marked line by line without changing what it says; "
            "mark them by hand with `::: " + languages[0] + "` and `::: " + languages[1] + "`"
        )
    return with_pairs_declared(manuscript.text(), source)


def _tokens(body: str, languages: tuple[Language, ...], file: str) -> list[Token]:
    env: dict[str, object] = {"languages": languages}
    tokens = prepare(parse(lesson_parser(), body, env))
    faults = env.get("container_faults")
    grave = [fault for fault in faults if fault[1] in LANGUAGE_FAULTS] if isinstance(faults, list) else []
    if grave:
        line, code, message, hint = grave[0][:4]
        raise CannotNormalizeError(f"{file}: {code} in line {line + 1} of its text: {message}; {hint}")
    return tokens


def _shape(rows: Sequence[Row]) -> list[list[tuple[object, ...]]]:
    """Return what is printed of the rows: equal shapes look alike."""
    return [
        [
            (language, token.type, token.tag, token.hidden, token.attrs.get("start"), *_printed(token))
            for language, blocks in row.sides.items()
            for block in blocks
            for token in block.tokens
        ]
        for row in rows
    ]


def _printed(token: Token) -> Iterator[object]:
    if token.type != "inline":
        yield token.content
    for child in token.children or ():
        yield child.type, child.content, child.hidden


class _Marks:
    """Puts marks around the parts that have none."""

    def __init__(self, manuscript: Manuscript, languages: tuple[Language, Language]) -> None:
        self.manuscript = manuscript
        self.languages = languages

    def put(self, parts: Sequence[Part], around: tuple[Node, ...]) -> None:
        """Mark `parts`, which stand in the nodes `around`, outermost first."""
        for part in parts:
            if part.form is Form.WITHIN:
                self.put(part.parts, (*around, part.nodes[0]))
            elif part.form is Form.BRACKET:
                self._bar(part)
            elif part.form in (Form.BLOCKS, Form.LINES, Form.ITEMS):
                self._enclose(part, Margin(around, self.manuscript))

    def _enclose(self, part: Part, margin: Margin) -> None:
        sides = sorted(part.sides.items(), key=lambda side: side[1][0].lines[0])
        for number, (language, nodes) in enumerate(sides):
            begin, end = nodes[0].lines[0], nodes[-1].lines[1]
            lines = [self.manuscript.line(line) for line in range(begin, end)]
            longest = max((len(found) for line in lines for found in COLONS.findall(line)), default=2)
            colons = ":" * (longest + 1)
            if part.form is Form.ITEMS and number:
                self._renumber(nodes[0], margin)
            if part.form is Form.LINES and not number:
                self.manuscript.change(end - 1, _without_break(self.manuscript.line(end - 1)))
            elif part.form is Form.LINES:
                self._undent(begin, margin)
            self.manuscript.enclose(begin, end, f"{colons} {language}", colons, margin)

    def _undent(self, line: int, margin: Margin) -> None:
        """A line may go on with a paragraph from any depth; one that begins it must not look like code."""
        lead, rest = margin.split(line, self.manuscript.line(line))
        if rest.startswith(("    ", "\t")):
            self.manuscript.change(line, lead + rest.lstrip(" \t"))

    def _renumber(self, half: Node, margin: Margin) -> None:
        """Let the second half of a numbered list begin with the number of the first."""
        opener = half.opener
        if opener is None or opener.tag != "ol":
            return
        for number, item in enumerate(half.children, int(opener.attrs.get("start", 1))):
            line = item.lines[0]
            lead, rest = margin.split(line, self.manuscript.line(line))
            match = NUMBER.match(rest)
            if match and match[2] != str(number):
                padding = " " * (len(match[2]) - len(str(number)))
                marker = f"{match[1]}{number}{match[3]}{padding}"
                self.manuscript.change(line, lead + marker + rest[match.end() :])

    def _bar(self, part: Part) -> None:
        """Write `中文 | English` for `中文 (English)`, where that says the same."""
        node, inline = part.nodes[0], part.nodes[0].inline
        if node.type in CELLS or inline is None or inline.map is None:
            return
        line, raw = inline.map[0], inline.content
        before, found, after = self.manuscript.line(line).rpartition(raw)
        barred = _barred(raw)
        if not found or barred is None:
            return
        halves = split_inline(_heading(barred), self.languages, with_brackets=False)
        wanted = split_inline(_heading(raw), self.languages, with_brackets=True)
        if halves and wanted and [inline_text(half) for half in halves] == [inline_text(half) for half in wanted]:
            self.manuscript.change(line, before + barred + after)


def _heading(text: str) -> Token:
    return prepare(parse(lesson_parser(), f"# {text}", {}))[1]


def _barred(raw: str) -> str | None:
    """Replace the last bracket of `raw` by a bar."""
    end = max(raw.rfind(")"), raw.rfind("）"))
    depth = 0
    for index in range(end, 0, -1):
        depth += (raw[index] in ")）") - (raw[index] in "(（")
        if depth == 0:
            return f"{raw[:index].rstrip()} | {raw[index + 1 : end].strip()}{raw[end + 1 :]}"
    return None


def _without_break(line: str) -> str:
    """Take off what makes a hard line break of the end of `line`."""
    stripped = line.rstrip(" \t")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped[:-1] if backslashes % 2 else stripped
