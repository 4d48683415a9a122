"""Labels of other tools, and attributes below a picture: given to the heading, picture or formula they belong to."""

from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.renderer.markdown.attributes import NONE
from dlcourse.renderer.markdown.figures.picture import give_attributes

FORMULAS = frozenset({"math_block", "amsmath"})
BREAKS = frozenset({"softbreak", "hardbreak"})


def use_labels(md: MarkdownIt) -> None:
    """Make `md` give labels; before what is left out is taken out of the text."""
    md.core.ruler.before("import_settling", "import_labels", _give_labels)


def _give_labels(state: StateCore) -> None:
    if ")=" in state.src:
        _name_targets(state)
    for index in [index for index, token in enumerate(state.tokens) if token.type == "inline"]:
        inline = state.tokens[index]
        if "{" in inline.content or ":`" in inline.content:
            _read_labels(inline, state.tokens[max(index - 4, 0) : index])


def _name_targets(state: StateCore) -> None:
    """Give the name in each line of its own to the block that follows it, and take the lines out."""
    target = ""
    for index, token in enumerate(state.tokens):
        if token.type == "target_line":
            target = token.meta["name"]
        elif target and token.nesting >= 0 and token.type != "language_open":
            _name(state.tokens, index, target)
            target = ""
    state.tokens = [token for token in state.tokens if token.type != "target_line"]


def _read_labels(inline: Token, before: list[Token]) -> None:
    """Give labels and widths to the picture or formula before them in the paragraph, else to the block before it."""
    named: Token | None = None
    is_first = True
    for child in inline.children or ():
        if child.type == "nothing" and "attributes" in child.meta and named is not None and named.type == "image":
            give_attributes(named, child.meta["attributes"])  # in the line below it
            child.meta.pop("notice", None)
        elif "role" in child.meta:
            role, value = str(child.meta["role"]), str(child.meta["value"])
            if named is None and is_first and role == "label":
                _name_last(before, value)
            elif named is not None and named.type == "image":
                _name_picture(named, role, value)
            elif named is not None:
                named.meta["name"] = value
        elif child.type in ("image", "math_inline_double"):
            named, is_first = child, False
        elif child.type not in BREAKS and (child.type != "text" or child.content.strip()):
            named, is_first = None, False


def _name_picture(picture: Token, role: str, value: str) -> None:
    attributes = picture.meta.get("attributes", NONE)
    if role == "label":
        attributes = replace(attributes, id=value)
    else:
        attributes = replace(attributes, values={**attributes.values, role: value})
    give_attributes(picture, attributes)


def _name_last(before: list[Token], value: str) -> None:
    """Give a label that begins a paragraph to the block before it."""
    blocks = before[:-1]  # the paragraph's own opening
    if blocks and blocks[-1].type == "heading_close" and len(blocks) > 2:
        blocks[-2].meta["id"] = value
    elif blocks and blocks[-1].type in FORMULAS:
        blocks[-1].meta["name"] = value
    elif len(blocks) > 2 and blocks[-1].type == "paragraph_close":
        pictures = [child for child in blocks[-2].children or () if child.type == "image"]
        if len(pictures) == 1:
            _name_picture(pictures[0], "label", value)


def _name(tokens: list[Token], index: int, value: str) -> None:
    """Give a label to the block that begins at `index`."""
    token = tokens[index]
    if token.type == "heading_open":
        tokens[index + 1].meta["id"] = value
    elif token.type in FORMULAS:
        token.meta["name"] = value
    elif token.type == "figure_open":
        token.meta["name"] = token.meta["name"] or value
    elif token.type == "paragraph_open":
        pictures = [child for child in tokens[index + 1].children or () if child.type == "image"]
        if len(pictures) == 1:
            _name_picture(pictures[0], "label", value)
