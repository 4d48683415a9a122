"""What an engine could not draw: reported, and shown as the author wrote it, marked."""

from html import escape

from markdown_it.token import Token

from dlcourse.diagnostics import Place
from dlcourse.renderer.sheet import Sheet


def report_fault(sheet: Sheet, code: str, place: Place, message: str) -> None:
    """Report what an engine said; how to mend it stands behind the last semicolon."""
    what, _, mend = message.rpartition("; ")
    sheet.report(code, place, what or message, mend if what else "mend it, or take it out")


def faulty_block(token: Token, message: str, sheet: Sheet) -> str:
    """Return the block that stands in the place of a drawing."""
    attributes = f'{sheet.attributes(token)} title="{escape(message)}" tabindex="0"'
    return sheet.put_aside(f'<pre class="fault"{attributes}><code>{escape(token.content)}</code></pre>') + "\n"
