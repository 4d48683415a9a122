"""How code blocks become HTML: their tokens in, tags out.

A block without lines to mark is one piece of text in `<code>`; only one that has some is cut into lines.
"""

from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

from dlcourse.diagnostics import Place
from dlcourse.model import Phrase
from dlcourse.renderer.code.highlight import coloured, highlight, is_known_language
from dlcourse.renderer.code.info import Info, read_info
from dlcourse.renderer.code.lines import lines_html, marks_of, style_of
from dlcourse.renderer.code.marks import take_marks
from dlcourse.renderer.sheet import Rule, Sheet


def code_html(token: Token, sheet: Sheet) -> str:
    """Return a code block, highlighted where its language is known, else exactly as written."""
    if "fault" in token.meta:
        return _missing(token, sheet)
    info = read_info(token.info) if token.type == "fence" else Info()
    marked = take_marks(token.content, info.language)
    _report_faults(token, info, marked.code.count("\n"), sheet)
    for line, message, hint in marked.faults:
        sheet.report("R218", _place(token, sheet, line), message, hint)
    marks = marks_of(info.lines, marked.lines, marked.code.count("\n"))
    style = ""
    if marks or info.first_number is not None:
        spans = coloured(marked.code, info.language) if info.language else None
        is_coloured = spans is not None
        code = lines_html(spans or [("", marked.code)], marks, info.first_number)
        style = f' class="{style_of(marks, has_numbers=info.first_number is not None)}"'
    else:
        html = highlight(marked.code, info.language) if info.language else None
        is_coloured = html is not None
        code = escape(marked.code, quote=False) if html is None else html
    if not is_coloured:
        _report_plain(token, info.language, sheet)
    attributes = f' data-language="{escape(info.language)}"' if info.language else ""
    name = f' class="language-{escape(info.language)}"' if info.language else ""
    block = f'<pre tabindex="0"{style}><code{name}>{code}</code></pre>'
    return sheet.put_aside(f'<div class="highlight"{sheet.attributes(token)}{attributes}>{block}</div>') + "\n"


def _report_plain(token: Token, language: str, sheet: Sheet) -> None:
    """Report code that could not be coloured, if its language is one that we know."""
    if language and is_known_language(language):
        message = f"this {language} code is too long, or of a shape that takes too long, to highlight: shown plain"
        place = _place(token, sheet, 0) if "file" in token.meta else sheet.place(token)
        sheet.report("R208", place, message, "shorten it, or link to the file")


def _report_faults(token: Token, info: Info, count: int, sheet: Sheet) -> None:
    """Report what the info asks for and we do not understand, and lines to mark that a block of `count` lacks."""
    for fault in info.faults:
        sheet.report("R218", sheet.place_in_opener(token, fault.written.strip()), fault.message, fault.hint)
    beyond = [last for ranges in info.lines.values() for _, last in ranges if last > count]
    if beyond and token.content:
        message = f"line {max(beyond)} is to be marked, but this code has {count} line{'s' * (count != 1)}"
        place = sheet.place_in_opener(token, str(max(beyond)))
        sheet.report("R218", place, message, "lines are counted from 1, whatever the first number is")


def _place(token: Token, sheet: Sheet, line: int) -> Place:
    """Return where line `line`, from 0, of a block's content stands; of an included file that is where it is named."""
    if "file" in token.meta:
        return sheet.place_in_opener(token)
    lines = token.content.split("\n", line)[:line]
    return sheet.place(token, sum(len(each) + 1 for each in lines))


def _missing(token: Token, sheet: Sheet) -> str:
    """Return the line that names a file which cannot be shown, marked; it was reported when it was read."""
    title = f' title="{escape(token.meta["fault"])}"' if token.meta["fault"] else ""
    attributes = f'{sheet.attributes(token)}{title} tabindex="0"'
    return sheet.put_aside(f'<pre class="fault"{attributes}><code>{escape(token.content)}</code></pre>') + "\n"


def _code_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    style = "listing output" if token.meta["is_output"] else "listing"
    tag = f'<figure class="{style}"{sheet.attributes(token)}>\n<figcaption>'
    number = token.meta.get("number")
    if number:
        phrase = sheet.put_aside(Phrase(key="listing_number", number=number))
        tag += f'<span class="number">{phrase}</span> '
    if tokens[index + 1].type == "code_title_open":
        return tag
    if token.meta["is_output"]:
        tag += sheet.put_aside(Phrase(key="output"))
    return f"{tag}</figcaption>\n"


RULES: dict[str, Rule] = {
    "code_open": _code_open,
    "code_close": lambda tokens, index, sheet: "</figure>\n",
    "code_title_open": lambda tokens, index, sheet: "",
    "code_title_close": lambda tokens, index, sheet: "</figcaption>\n",
    "code_block": lambda tokens, index, sheet: code_html(tokens[index], sheet),
}
