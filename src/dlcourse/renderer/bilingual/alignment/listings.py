"""Code without what a translator translates: its comments and strings."""

import re

MARKS = {
    "hash": "python py bash sh shell zsh console ruby rb r yaml yml toml perl makefile dockerfile julia jl elixir",
    "dash": "sql lua haskell hs ada elm",
    "percent": "matlab octave latex tex erlang prolog",
    "semicolon": "lisp clojure scheme ini asm",
    "markup": "html xml vue svelte markdown md",
}
"""The languages whose comments do not begin with `//` or `/*`; of others both that and `#` are taken."""

STRING = r"\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"
SLASHES = r"(?<!:)//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"
TAGS = r"<!--[\s\S]*?(?:-->|\Z)"
HASH = r"(?<![^\s;])#[^\n]*|^[ \t]*//[^\n]*"
COMMENTS = {
    "hash": HASH,
    "dash": r"--[^\n]*|/\*[\s\S]*?(?:\*/|\Z)",
    "percent": r"(?<!\\)%[^\n]*",
    "semicolon": r"(?<![^\s]);[^\n]*",
    "markup": f"{TAGS}|{SLASHES}",
    "": f"{SLASHES}|{HASH}|{TAGS}",
}
FAMILY = {language: family for family, languages in MARKS.items() for language in languages.split()}
PATTERNS = {
    family: re.compile(f"(?P<string>{STRING})(?P<key>[ \\t]*:)?|{comment}", re.MULTILINE)
    for family, comment in COMMENTS.items()
}


def bare_code(code: str, language: str) -> str:
    """Return `code` (a listing in `language`, "" if it is not said) without comments and what strings say.

    A string that is a key (`"name": …`) stays, without its quotes.
    """
    pattern = PATTERNS[FAMILY.get(language.lower(), "")]
    return pattern.sub(_bare, code)


def _bare(found: re.Match[str]) -> str:
    if found["key"]:
        return found["string"].strip("\"'`") + found["key"]
    return '""' if found["string"] else ""
