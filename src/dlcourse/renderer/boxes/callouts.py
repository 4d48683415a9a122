"""How callouts and what folds become HTML: a thin edge in the colour of the kind, a title, the content."""

from collections.abc import Sequence

from markdown_it.token import Token

from dlcourse.model import Phrase
from dlcourse.renderer.sheet import Sheet


def open_callout(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that a callout begins with; where its author gave no title, the name of its kind too."""
    token = tokens[index]
    kind = "" if token.info == "details" else f" {token.info}"
    is_open = " open" if "open" in token.attrs else ""
    tag = f'<{token.tag} class="callout{kind}"{sheet.attributes(token)}{is_open}>\n'
    if tokens[index + 1].type == "box_title_open" or (token.meta.get("is_untitled") and token.tag == "div"):
        return tag
    title = "summary" if token.tag == "details" else "p"
    return f'{tag}<{title} class="callout-title">{sheet.put_aside(Phrase(key=token.info))}</{title}>\n'


def open_title(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that the title of a callout begins with."""
    return f'<{tokens[index].tag} class="callout-title">'


def open_plain(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag of a box without a look of its own: its text may be centred or stand at one side."""
    token = tokens[index]
    align = f' class="align-{token.info}"' if token.info in ("center", "right") else ""
    return f"<{token.tag}{align}{sheet.attributes(token)}>\n"


def open_plain_title(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag of the title of a box that we know nothing of."""
    return f'<{tokens[index].tag} class="box-title">'
