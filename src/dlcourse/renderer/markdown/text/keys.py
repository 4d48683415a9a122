"""Keys to press in Markdown: `++ctrl+c++` becomes a token `keys`, whose content is what is read: `Ctrl+C`.

Only known names, single characters and `"quoted names"` are keys, so that `i++ + ++j` and `++count++` stay text.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from dlcourse.patterns import lazy

KEYS = lazy(
    r"\+\+((?:[A-Za-z0-9_-]{1,24}|\"[^\"\n+]{1,24}\"|[^\s+\w])(?:\+(?:[A-Za-z0-9_-]{1,24}|\"[^\"\n+]{1,24}\"|[^\s+\w])){0,5})\+\+(?![A-Za-z0-9_+])"
)
# What each key is called, by the names that authors give it.
SPELLINGS = {
    "Alt": "alt",
    "AltGr": "alt-gr altgr",
    "Backspace": "backspace bksp",
    "Break": "break",
    "Caps Lock": "caps caps-lock capslock",
    "Cmd": "cmd command",
    "Ctrl": "control ctrl",
    "Del": "del delete",
    "End": "end",
    "Enter": "enter",
    "Esc": "esc escape",
    "Fn": "fn function",
    "Home": "home",
    "Ins": "ins insert",
    "Menu": "apps context-menu menu",
    "Meta": "meta",
    "Num Lock": "num-lock numlock",
    "Option": "opt option",
    "Page Down": "page-down pagedown pgdn",
    "Page Up": "page-up pageup pgup",
    "Pause": "pause",
    "Print Screen": "print-screen prtsc",
    "Return": "return",
    "Shift": "shift",
    "Space": "space spacebar",
    "Super": "super",
    "Tab": "tab",
    "Win": "win windows",
    "Clear": "clear",
    "Eject": "eject",
    "Help": "help",
    "Scroll Lock": "scroll-lock",
    "!": "exclam exclamation",
    "#": "hash pound",
    "$": "dollar",
    "%": "percent",
    "&": "ampersand",
    "'": "single-quote",
    "(": "paren-left parenthesis-left",
    ")": "paren-right parenthesis-right",
    "*": "asterisk star",
    "+": "plus",
    ",": "comma",
    "-": "hyphen minus",
    ".": "dot period",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less",
    "=": "equal equals",
    ">": "greater",
    "?": "question",
    "@": "at",
    "[": "bracket-left",
    "\\": "backslash",
    "]": "bracket-right",
    "^": "caret",
    "_": "underscore",
    "`": "backtick grave",
    "{": "brace-left",
    "|": "bar pipe",
    "}": "brace-right",
    "~": "tilde",
    '"': "double-quote quote",
    "←": "arrow-left left",
    "↑": "arrow-up up",
    "→": "arrow-right right",
    "↓": "arrow-down down",
}
NAMES = {spelling: key for key, spellings in SPELLINGS.items() for spelling in spellings.split()}
FUNCTION_KEY = lazy(r"[Ff](?:[1-9]|1\d|2[0-4])")

NUMBER_KEY = lazy(r"num(?:pad)?-?(\d)")


def use_keys(md: MarkdownIt) -> None:
    """Make `md` read keys."""
    md.inline.ruler.before("escape", "keys", _keys)


def key_names(written: str) -> list[str]:
    """Return the names of keys joined by `+` as readers know them; [] if one of them is no key."""
    names = [_name(part.strip()) for part in written.split("+")]
    return names if all(names) else []


def _name(part: str) -> str:
    if len(part) > 2 and part[0] == part[-1] == '"':
        return part[1:-1]
    if len(part) == 1 or FUNCTION_KEY.fullmatch(part):
        return part.upper()
    number = NUMBER_KEY.fullmatch(part.lower())
    if number:
        return f"Num {number[1]}"
    sided = re.sub(r"^(?:left|right)-(?=alt|cmd|command|control|ctrl|meta|option|shift|win)", "", part.lower())
    return NAMES.get(sided, "")


def _keys(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not state.src.startswith("++", start) or re.match(r"[\w+]", state.src[start - 1 : start], re.ASCII):
        return False
    match = KEYS.match(state.src, start, state.posMax)
    names = key_names(match[1]) if match else []
    if match is None or not names:
        return False
    if not silent:
        token = state.push("keys", "kbd", 0)
        token.content, token.meta = "+".join(names), {"keys": names, "source": match[0], "offset": start}
        state.env["has_sources"] = True
    state.pos = match.end()
    return True
