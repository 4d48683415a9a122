"""What a radio button or a checkbox is called by a screen reader."""

from collections.abc import Iterable

from markdown_it.token import Token


def names_of_label(children: Iterable[Token], name: str) -> tuple[str, str]:
    """Return the attributes of a label that holds `children`, and of its button, `name` being nobody else's id.

    Browsers leave the formulas in a label out of the name of its button, unless the button says that the label is its
    name.
    """
    # What two languages were merged to may hold a formula.
    if not any(token.type.startswith("math_") or token.type == "ready" for token in children):
        return "", ""
    return f' id="{name}"', f' aria-labelledby="{name}"'
