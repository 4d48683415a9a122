"""Marks in the comments of code: code in, code without them and the lines they mark out.

`// [!code ++]` marks its line, `# highlight-next-line` the next one; both forms in the comments of any language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise

from dlcourse.patterns import lazy
from dlcourse.renderer.code.comments import CLOSING, Comments, comments_of

KINDS = {
    "++": "added",
    "--": "removed",
    "highlight": "marked",
    "hl": "marked",
    "info": "marked",
    "focus": "focused",
    "error": "error",
    "warning": "warning",
    "warn": "warning",
}
MARK = lazy(r"\[!code[ \t]+([^\s\]:]{1,20})(?::([^\]\n]{1,60}))?[ \t]*\]")
ESCAPED = lazy(r"\[(?:!|\\)!code\b")
LONGEST = 1_000
"""Longer lines are not looked at: what searches them takes a time that grows with their square."""
MANY = 9_999
MOST_FAULTS = 20
"""What is told of one block; who has more has misunderstood something."""


@dataclass(slots=True)
class Marked:
    """Code without the marks in its comments.

    `lines` holds what each marked line, counted from 0, is marked as. `faults` are marks that say nothing to us: the
    line of the code as it was written, counted from 0, what is wrong, how to mend it.
    """

    code: str
    lines: dict[int, set[str]] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def take_marks(code: str, language: str) -> Marked:
    """Return `code`, which is in `language` ("" if it is not said), without the marks in its comments.

    A line that holds nothing but a mark is gone, and the mark is one of what follows. `[!!code ++]` is shown as
    `[!code ++]` and marks nothing.
    """
    if "!code" not in code and "highlight-" not in code:
        return Marked(code)
    reader = _Reader(comments_of(language))
    lines = code.split("\n")
    kept = [line for number, line in enumerate(lines) for line in reader.read(number, line)]
    reader.finish()
    reader.marked.code = ESCAPED.sub("[!code", "\n".join(kept))
    return reader.marked


class _Reader:
    """Reads lines in order; knows how many were kept, and which marks go on."""

    def __init__(self, comments: Comments) -> None:
        self.marked = Marked("")
        self._comments = comments
        self._kept = 0
        self._until: dict[str, int] = {}  # the line before which lines are marked, for each kind
        self._opened: int | None = None  # the line of the `highlight-start` that is not closed yet

    def read(self, number: int, line: str) -> Iterator[str]:
        """Yield what is left of `line`, if anything is."""
        if len(line) <= LONGEST and "highlight-" in line:
            block_mark = self._comments.block_mark.fullmatch(line.strip())
            if block_mark:
                self._turn(block_mark[1], number)
                return
        if len(line) <= LONGEST and "[!code" in line:
            rest, kinds = self._without(line, number)
            for kind, count in kinds:
                self._until[kind] = max(self._until.get(kind, 0), self._kept + count)
            if kinds and not rest.strip():
                return
            line = rest
        marked = {kind for kind, until in self._until.items() if self._kept < until}
        if self._opened is not None:
            marked.add("marked")
        if marked:
            self.marked.lines[self._kept] = marked
        self._kept += 1
        yield line

    def finish(self) -> None:
        """Say what was left open."""
        if self._opened is not None:
            hint = "write a comment `highlight-end` behind the lines"
            self.marked.faults.append((self._opened, "`highlight-start` has no end", hint))

    def _turn(self, what: str, number: int) -> None:
        if what == "next-line":
            self._until["marked"] = max(self._until.get("marked", 0), self._kept + 1)
        else:
            self._opened = number if what == "start" else None

    def _without(self, line: str, number: int) -> tuple[str, list[tuple[str, int]]]:
        """Return `line` without those of its marks that we know and that stand in a comment, and what they say.

        That is a kind and a number of lines each.
        """
        marks, comment = list(MARK.finditer(line)), self._comments.opener.search(line)
        if not marks or comment is None or comment.start() > marks[0].start():
            return line, []
        known: list[re.Match[str]] = []
        kinds: list[tuple[str, int]] = []
        for mark in marks:
            count = min(int(mark[2]), MANY) if mark[2] and mark[2].isdecimal() else 1
            if mark[1].lower() in KINDS:
                kinds.append((KINDS[mark[1].lower()], count))
                known.append(mark)
            elif len(self.marked.faults) < MOST_FAULTS:
                self._refuse(mark[1], number)
        return self._cut(line, known) if known else line, kinds

    def _refuse(self, name: str, number: int) -> None:
        near = get_close_matches(name.lower(), KINDS, 1, 0.6)
        hint = f"did you mean [!code {near[0]}]?" if near else "known are ++, --, highlight, focus, error and warning"
        self.marked.faults.append((number, f"`[!code {name}]` is no mark that is known: shown as it is", hint))

    def _cut(self, line: str, marks: list[re.Match[str]]) -> str:
        """Take `marks` out of `line`, and the comment too, if it holds nothing else."""
        before, after = line[: marks[0].start()], line[marks[-1].end() :]
        between = [line[first.end() : second.start()] for first, second in pairwise(marks)]
        opener = self._comments.empty.search(before)
        closer = CLOSING.match(after)
        if opener and all(map(self._comments.between.fullmatch, between)) and (closer or not after.strip()):
            code, rest = before[: opener.start()].rstrip(" \t"), after[closer.end() :] if closer else ""
            return code + rest.rstrip(" \t") if rest.strip() else code
        ends = [0, *(mark.end() for mark in marks)]
        starts = [*(mark.start() for mark in marks), len(line)]
        parts = [line[end:start] for end, start in zip(ends, starts, strict=True)]
        return parts[0].rstrip(" \t") + "".join(" " + part.strip(" \t") for part in parts[1:] if part.strip())
