"""Coloured code in, lines out: each in a tag of its own that says what it is marked as."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape

from dlcourse.renderer.code.highlight import spans_html
from dlcourse.renderer.code.info import Range
from dlcourse.renderer.code.lexing import Span

TAGS = {"removed": "del", "added": "ins", "error": "mark", "warning": "mark", "marked": "mark"}
"""What a line is that is marked so; the first that fits. A line that is in focus alone is a span."""

SIGNED = frozenset({"removed", "added", "error", "warning"})


def lines_html(spans: Iterable[Span], marks: Mapping[int, Collection[str]], first_number: int | None) -> str:
    """Return code as HTML, a tag for each line, its line feed in it; `marks` are those of each line, from 0."""
    return "".join(
        _line(line, marks.get(index, ()), None if first_number is None else first_number + index)
        for index, line in enumerate(cut(spans))
    )


def cut(spans: Iterable[Span]) -> list[list[Span]]:
    """Return the pieces of each line; one that goes over the end of a line is in both. No text is lost."""
    lines: list[list[Span]] = [[]]
    for css_class, text in spans:
        for index, part in enumerate(text.split("\n")):
            if index:
                lines[-1].append(("", "\n"))
                lines.append([])
            if part:
                lines[-1].append((css_class, part))
    if not lines[-1]:
        lines.pop()
    return lines


def marks_of(
    asked: Mapping[str, Sequence[Range]], written: Mapping[int, Collection[str]], count: int
) -> dict[int, set[str]]:
    """Return the marks of each of `count` lines: those that the info asks for and those written in comments."""
    marks = {line: set(kinds) for line, kinds in written.items()}
    for kind, ranges in asked.items():
        done = 0
        for first, last in sorted(ranges):
            for line in range(max(first - 1, done), min(last, count)):
                marks.setdefault(line, set()).add(kind)
            done = max(done, min(last, count))
    return marks


def style_of(marks: Mapping[int, Collection[str]], *, has_numbers: bool) -> str:
    """Return the classes of a block: what its lines have in common."""
    kinds = {kind for each in marks.values() for kind in each}
    names = ["lines"]
    names += ["numbered"] if has_numbers else []
    names += ["signed"] if kinds & SIGNED else []
    names += ["focusing"] if "focused" in kinds else []
    return " ".join(names)


def _line(spans: Sequence[Span], kinds: Collection[str], number: int | None) -> str:
    tag = next((TAGS[kind] for kind in TAGS if kind in kinds), "span")
    names = " ".join(["line", *(kind for kind in (*TAGS, "focused") if kind in kinds)])
    counted = "" if number is None else f' data-line="{number}"'
    return f'<{tag} class="{escape(names)}"{counted}>{spans_html(spans)}</{tag}>'
