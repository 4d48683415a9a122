"""Code in, highlighted HTML out: Pygments tokens as spans with short CSS classes.

The classes are those of Pygments. What our style sheet does not colour has no span: names, operators, brackets, blanks.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import STANDARD_TYPES, Token, _TokenType
from pygments.util import ClassNotFound

from dlcourse.patterns import lazy
from dlcourse.renderer.code.lexing import Span, spans_of

# Some lexers need time that grows with the square or cube of such shapes (6 s for 60 KB of blank lines in Python,
# 3 s for 10 KB of bare words in Java). The limits are on the shape, never on a clock: same lesson, same page.
MAX_CHARACTERS = 40_000
MAX_LINES = 2_000
MAX_LINE = 1_000
MAX_SQUARED_LINES = 8_000_000  # eight lines of 1,000 characters, or 40,000 characters in lines of 200
MAX_BLANK_LINES = 200
MAX_WORDS_IN_A_ROW = 60

_PLAIN = frozenset(
    {
        "text",
        "txt",
        "plain",
        "plaintext",
        "none",
        "raw",
        "ascii",
        "log",
        "output",
        "pseudocode",
        "csv",
        "gitignore",
        "regex",
    }
)
# What authors write and Pygments does not know, or knows as something else.
_ALIASES = {
    "cmd": "batch",
    "conf": "ini",
    "config": "ini",
    "cuda-cpp": "cuda",
    "dotenv": "bash",
    "env": "bash",
    "golang": "go",
    "gradle": "groovy",
    "h": "c",
    "html5": "html",
    "htm": "html",
    "ipy": "python",
    "ipython": "python",
    "math": "latex",
    "pytorch": "python",
    "ipynb": "json",
    "json5": "json",
    "jsonc": "json",
    "kt": "kotlin",
    "mjs": "js",
    "node": "js",
    "objective-c": "objc",
    "proto": "protobuf",
    "pycon3": "pycon",
    "python3.x": "python",
    "react": "jsx",
    "shell-session": "console",
    "svelte": "html",
    "svg": "xml",
    "terminal": "console",
    "tf": "terraform",
    "ts": "typescript",
    "vb": "vbnet",
    "wxml": "html",
    "wxss": "css",
    "xhtml": "html",
    "zsh": "bash",
    "shell": "bash",
}
_UNKNOWN = frozenset({"mermaid"})  # drawn as a diagram; its source is shown only when that fails
_UNSTYLED = frozenset({"", "n", "nx", "o", "p", "pm", "w", "g", "ges", "l", "x", "esc"})
_BLANK_LINES = re.compile(rf"(?:^[ \t\r\f\v]*\n){{{MAX_BLANK_LINES}}}", re.MULTILINE)
# Java's lexer looks for a method's head behind every word, comments apart, so prose there is harmless.
_JAVA_LIKE = frozenset({"java", "groovy", "processing", "apex", "jsp"})
_JAVA_COMMENT = lazy(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_WORDS_IN_A_ROW = lazy(rf"(?:[\w$.,<>\[\]?]+\s+){{{MAX_WORDS_IN_A_ROW}}}")


@lru_cache(maxsize=128)  # who works at a lesson does not wait for the code that stays as it is
def highlight(code: str, language: str) -> str | None:
    """Return the inner HTML of `<code>` for `code`, or None when the language is unknown or the code is too big.

    Taking away the tags and entities gives `code` back to the character. A text-like language gives escaped text.
    """
    spans = coloured(code, language)
    return None if spans is None else spans_html(spans)


def coloured(code: str, language: str) -> list[Span] | None:
    """Return `code` in pieces, each with its CSS class ("" for none), or None where `highlight` does so."""
    name = _canonical(language)
    if name in _PLAIN:
        return [("", code)]
    lexer = _lexer(name)
    if lexer is None or not _is_bounded(code, name):
        return None
    body = code if code.endswith("\n") else code + "\n"  # many lexers see a line only when it ends
    spans = spans_of(lexer, body, _css_class)
    if body != code:
        spans = _without_last_newline(spans)
    if "".join(text for _, text in spans) != code:
        return [("", code)]  # a lexer that loses or invents text is not worth its colours
    return spans


def spans_html(spans: Iterable[Span]) -> str:
    """Return pieces of code as HTML."""
    return "".join(
        [
            f'<span class="{css_class}">{escape(text, quote=False)}</span>' if css_class else escape(text, quote=False)
            for css_class, text in spans
        ]
    )


def is_known_language(language: str) -> bool:
    """Tell whether `highlight` knows `language`, an info string such as `python`, `py3` or `{.python .input}`."""
    name = _canonical(language)
    return name in _PLAIN or _lexer(name) is not None


def _canonical(language: str) -> str:
    """Return the language an info string names: its first word, out of braces, without options."""
    words = re.split(r"[\s,{}:]+", language.strip().strip("{}"))
    name = next((word for word in words if word), "").lower().lstrip(".")
    name = name.removeprefix("language-").removeprefix("lang-")
    if name.startswith("diff-"):
        return "diff"
    return _ALIASES.get(name, name)


@lru_cache(maxsize=256)
def _lexer(name: str) -> Lexer | None:
    if not name or name in _UNKNOWN:
        return None
    try:
        return find_lexer_class_by_name(name)(stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _is_bounded(code: str, name: str) -> bool:
    is_short = len(code) <= MAX_LINE and code.count("\n") < MAX_BLANK_LINES  # within all limits but the last
    if not is_short and not _has_good_lines(code):
        return False
    return name not in _JAVA_LIKE or not _WORDS_IN_A_ROW.search(_JAVA_COMMENT.sub("", code))


def _has_good_lines(code: str) -> bool:
    lines = code.split("\n")
    if len(code) > MAX_CHARACTERS or len(lines) > MAX_LINES or _BLANK_LINES.search(code):
        return False
    return all(len(line) <= MAX_LINE for line in lines) and sum(len(line) ** 2 for line in lines) <= MAX_SQUARED_LINES


@cache  # one entry per token type
def _css_class(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES:
        kind = kind.parent or Token
    css_class = STANDARD_TYPES[kind]
    return "" if css_class in _UNSTYLED else css_class


def _without_last_newline(spans: list[Span]) -> list[Span]:
    if not spans or not spans[-1][1].endswith("\n"):
        return spans
    css_class, text = spans[-1]
    return [*spans[:-1], (css_class, text[:-1])] if len(text) > 1 else spans[:-1]
