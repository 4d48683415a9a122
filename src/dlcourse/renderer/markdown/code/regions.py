"""A part of a file: lines `L2-L9`, or a region between comments `#region train` and `#endregion`, in any language."""

import re
import textwrap

from dlcourse.patterns import lazy

LINES = lazy(r"L(\d{1,6})(?:[-:]L?(\d{1,6}))?")
# `// #region x`, `# region x`, `<!-- #region x -->`, `/* #region x */`, `#pragma region x`, `-- #region x`.
BORDER = lazy(
    r"(?:\{/\*|/\*|//|<!--|\(\*|\{-|#|--|%|;|::|'|@?rem\b)[ \t]*#?[ \t]*(?:pragma[ \t]+)?(?P<end>end[ \t]?)?region\b"
    r"[ \t]*(?P<name>.*)",
    re.IGNORECASE,
)
MARKED = lazy(r"[#/<*(\-%;:'{rR@]")
CLOSERS = ("*/}", "*/", "-->", "*)", "-}")
LONGEST = 300


class NoSuchPartError(Exception):
    """The file has no such part; the message says why, `hint` how to mend it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def part_of(text: str, part: str) -> str:
    """Return the `part` of `text`, moved to the left margin; all of it for "". Raises `NoSuchPartError`.

    Of regions of one name all are taken, and the borders of regions inside are left out.
    """
    lines = text.rstrip("\n").split("\n")
    numbers = LINES.fullmatch(part)
    if numbers:
        taken = _numbered(lines, int(numbers[1]), int(numbers[2] or numbers[1]))
    elif part:
        taken = _region(lines, part)
    else:
        return "\n".join(lines) + "\n"
    return textwrap.dedent("\n".join(taken)).strip("\n") + "\n"


def _numbered(lines: list[str], first: int, last: int) -> list[str]:
    if not 1 <= first <= last <= len(lines):
        message = f"the file has {len(lines)} lines, so none from {first} to {last}"
        raise NoSuchPartError(message, f"write lines from 1 to {len(lines)}: #L1-L{len(lines)}")
    return lines[first - 1 : last]


def _region(lines: list[str], wanted: str) -> list[str]:
    taken: list[str] = []
    opened: list[str] = []
    is_found = False
    for line in lines:
        border = _border(line)
        if border is None:
            if wanted in opened:
                taken.append(line)
            continue
        is_end, name = border
        if not is_end:
            opened.append(name)
            is_found |= name == wanted
        elif name in opened:
            while opened.pop() != name:
                pass
        elif opened and not name:
            opened.pop()
    if not is_found:
        raise NoSuchPartError(
            f"the file has no region {wanted}", f"write a comment `#region {wanted}` before the lines"
        )
    if wanted in opened:
        message = f"the region {wanted} has no end"
        raise NoSuchPartError(message, f"write a comment `#endregion {wanted}` behind its lines")
    return taken


def _border(line: str) -> tuple[bool, str] | None:
    """Return whether `line` ends a region, and the region's name; None if it is no border of one."""
    text = line.strip()
    if len(text) > LONGEST or "region" not in text.lower() or not MARKED.match(text):
        return None
    match = BORDER.fullmatch(text)
    if match is None:
        return None
    name = match["name"].strip()
    closer = next((closer for closer in CLOSERS if name.endswith(closer)), "")
    return bool(match["end"]), name.removesuffix(closer).strip().strip("\"'")
