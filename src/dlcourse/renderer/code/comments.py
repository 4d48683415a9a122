"""How comments begin and end, so that marks of ours can be found in them.

`# x`, `// x`, `-- x`, `% x`, `; x`, `/* x */`, `{/* x */}`, `<!-- x -->`, `(* x *)`, `{- x -}`, `REM x`, `:: x` … are
taken for comments in any language; quotes begin one in Basic and Vim alone, and Markdown has none but those of HTML.
"""

import re
from dataclasses import dataclass
from functools import cache

from dlcourse.patterns import lazy

OPENER = r"\{/\*+|/\*+|//+|<!--|<%--|\(\*|\{-|\{\{!(?:--)?|\{#|#+|--+|%+|;+|::|@?\b[Rr][Ee][Mm]\b"
CLOSER = r"(?:\*+/\}?|--%>|-->|\*\)|-\}|(?:--)?\}\}|#\})"
MARKDOWN = frozenset({"md", "markdown", "mdx", "rmd", "qmd"})
QUOTING = frozenset({"vb", "vbnet", "vb.net", "vba", "vbscript", "basic", "vim", "viml"})

CLOSING = lazy(rf"[ \t]*{CLOSER}")


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of a language: what begins one, one that nothing follows, one with a mark of Docusaurus alone, and
    what may stand between two marks in one or in two."""

    opener: re.Pattern[str]
    empty: re.Pattern[str]
    block_mark: re.Pattern[str]
    between: re.Pattern[str]


def comments_of(language: str) -> Comments:
    """Return the comments of `language`, "" if it is not said."""
    if language in MARKDOWN:
        return _comments(r"<!--|\{/\*")
    return _comments(rf"{OPENER}|'|\"" if language in QUOTING else OPENER)


@cache
def _comments(opener: str) -> Comments:
    return Comments(
        re.compile(opener),
        re.compile(rf"(?:{opener})[ \t]*\Z"),
        re.compile(rf"(?:{opener})[ \t]*highlight-(next-line|start|end)[ \t]*{CLOSER}?"),
        re.compile(rf"\s*{CLOSER}?\s*(?:{opener})?\s*"),
    )
