"""What a radio button or a checkbox is called by a screen reader."""

from html import escape

from markdown_it.token import Token

from dlcourse.renderer.reading import has_formula, inline_text


def text_of_label(inline: Token) -> str:
    """Return the text of a label without markup, in both languages if it holds both."""
    return str(inline.meta.get("text") or inline_text(inline.children or ())).strip()


def name_of_button(inline: Token, number: str = "") -> str:
    """Return the attribute of a button that gives it a name; nothing if the text of its label, `inline`, does.

    Browsers leave the formulas in a label out of the name of its button; there it is the LaTeX, behind the `number`
    that the label begins with.
    """
    if not has_formula(inline):
        return ""
    return f' aria-label="{escape(f"{number} {text_of_label(inline)}".strip())}"'
