"""Titles of code blocks: a pass over tokens that writes them as text of their own, so that they follow the view.

`code_open`, if there is a title `code_title_open`, `inline`, `code_title_close`, the fence, `code_close`.
"""

from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.code.info import Info, read_info

OUTPUTS = frozenset({"output", "stdout"})
DRAWN = frozenset({"mermaid", "math"})
MET = frozenset({"fence", "box_open", "box_close"})
"""What a title depends on."""
TABS = frozenset({"code-group", "tabs", "tab"})
"""In these `[net.py]` is the name of a tab."""

FILE = lazy(r"[\w@~$.*/\\:-]*[./\\][\w@~$.*/\\:+#()-]+")


def with_code_titles(tokens: list[Token]) -> list[Token]:
    """Return `tokens` with code that has a title or a label, and every output, in an element with a caption."""
    framed: list[Token] = []
    boxes: list[str] = []
    for token in tokens:
        if token.type not in MET:
            framed.append(token)
            continue
        if token.type == "box_open":
            boxes.append(token.info)
        elif token.type == "box_close" and boxes:
            boxes.pop()
        if token.type != "fence" or "fault" in token.meta:
            framed.append(token)
            continue
        info = read_info(token.info)
        title = _title(info, boxes[-1] if boxes else "")
        is_output = info.language in OUTPUTS
        if info.language in DRAWN or not (title or is_output or info.name):
            framed.append(token)
        else:
            framed += _framed(token, info, title, is_output=is_output)
    return framed


def _title(info: Info, around: str) -> str:
    """Return the title of a code block that stands in the box `around`."""
    return info.title or ("" if around in TABS else info.label)


def _framed(fence: Token, info: Info, title: str, *, is_output: bool) -> list[Token]:
    opener = Token("code_open", "figure", 1, map=fence.map, level=fence.level, info=info.language, block=True)
    opener.meta = {"is_output": is_output, "name": info.name}
    titles = _title_tokens(title, fence) if title else []
    fence.level += 1
    closer = Token("code_close", "figure", -1, level=opener.level, block=True)
    return [opener, *titles, fence, closer]


def _title_tokens(title: str, fence: Token) -> list[Token]:
    """Return a title as tokens; nothing in it is Markdown, and the name of a file is set as code."""
    line = fence.map[0] if fence.map else 0
    kind = "code_inline" if FILE.fullmatch(title) else "text"
    child = Token(kind, "code" if kind == "code_inline" else "", 0, content=title)
    level = fence.level + 1
    return [
        Token("code_title_open", "figcaption", 1, map=[line, line + 1], level=level, block=True),
        Token("inline", "", 0, map=[line, line + 1], level=level + 1, content=title, children=[child], block=True),
        Token("code_title_close", "figcaption", -1, level=level, block=True),
    ]
