"""How a lesson names a file that it shows: `<<< ./net.py#train{2-9} [Training]`. A line in, its parts out."""

from dataclasses import dataclass

from dlcourse.patterns import lazy

MARK = "<<<"
LONGEST = 500
"""How many characters such a line may have; no real one has more."""

LINE = lazy(r"<<<[ \t]+(?:\"(?P<quoted>[^\"]+)\"|(?P<path>[^\s{}\[\]#\"$<]+))(?P<part>#[\w.*:-]+)?(?P<rest>[\s{\[].*)?")


@dataclass(frozen=True, slots=True)
class Include:
    """A file that a lesson shows: its `path` as written, the `part` of it ("train", "L2-L9" or ""), and the `rest`.

    The rest is what the first line of a code block may say, too: lines to mark, a language, a title.
    """

    path: str
    part: str
    rest: str


def read_include(line: str) -> Include | None:
    """Read `line`, without what stands before its `<<<`; None if it names no file."""
    match = LINE.fullmatch(line.rstrip()) if len(line) <= LONGEST else None
    path = (match["quoted"] or match["path"]) if match else ""
    if match is None or not ("/" in path or "." in path.strip(".")):
        return None
    return Include(path, (match["part"] or "").removeprefix("#"), (match["rest"] or "").strip())
