"""What is common to all ways to write a box: its head read, its tokens `box_open` … `box_close` written.

The ways are `colons.py`, `admonition.py`, `directive.py`, `alert.py` and `tabs.py`. Faults go to
`env["container_faults"]` as (line of the text from 0, code, message, hint, column from 1).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.boxes.names import CALLOUTS, FOLDED, canonical, nearest
from dlcourse.renderer.markdown.attributes import NONE, Attributes, take_first, take_last
from dlcourse.renderer.markdown.extents import line_text

INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
TAG = lazy(r"[A-Za-z]{2}(?:[-_][A-Za-z]{2})?")
NAME = lazy(r"([^\W\d_][\w-]*)(?:#[\w-]+)?(?=[\s\[{]|\Z)")
DIRECTIVE = lazy(r"\{([^\W\d_][\w:+-]*)\}")
OPTION = lazy(r":([\w-]+):(?:[ \t]+(\S.*))?\Z")
OPEN = "{open}"
MAX_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the first line of a box says. `fold` is "closed" or "open" for one that readers open and close.

    `is_untitled` says that the author wants no title, not even the name of its kind.
    """

    name: str
    title: str = ""
    attributes: Attributes = NONE
    fold: str = ""
    is_untitled: bool = False
    is_directive: bool = False


def open_box(state: StateBlock, head: Head, markup: str, start: int, end: int) -> Token:
    """Write the token that opens a box which takes the lines from `start` to `end`, and its title if it has one."""
    info = canonical(head.name) or ("details" if head.fold else "")
    fold = head.fold or ("closed" if info in FOLDED else "")
    token = state.push("box_open", "details" if fold else "div", 1)
    token.block, token.markup, token.info = True, markup, info
    token.map = [start, end]
    token.meta = {"name": head.name, "attributes": head.attributes}
    if fold == "open":
        token.attrs["open"] = ""
    if head.is_untitled:
        token.meta["is_untitled"] = True
    state.env.setdefault("open_boxes", []).append((token, state.blkIndent))
    if head.title:
        title = state.push("box_title_open", "summary" if fold else "p", 1)
        title.map, title.info = [start, start + 1], info
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = head.title, [start, start + 1], []
        state.push("box_title_close", title.tag, -1).info = info
    return token


def close_box(state: StateBlock, opener: Token) -> None:
    """Write the token that closes a box."""
    state.env["open_boxes"].pop()
    closer = state.push("box_close", opener.tag, -1)
    closer.markup, closer.info = opener.markup, opener.info


def report(state: StateBlock, line: int, code: str, message: str, hint: str) -> None:
    """Note a fault in the text that begins in `line`."""
    start = state.bMarks[line] + state.tShift[line]
    column = start - state.src.rfind("\n", 0, start)
    state.env.setdefault("container_faults", []).append((line, code, message, hint, column))


def report_unknown(state: StateBlock, line: int, written: str, name: str) -> None:
    """Say that `name` is no box that we know; `written` is how its author marked it."""
    message = f"`{written}` is no container that is known: its content is shown as it is"
    report(state, line, "R213", message, f"write `{written.replace(name, nearest(name))}`, or take the markers out")


def read_options(state: StateBlock, line: int, end: int) -> tuple[Mapping[str, str], int]:
    """Read the options that a directive of MyST begins with (`:class: dropdown`) and return the line behind them."""
    options: dict[str, str] = {}
    while line < end:
        match = OPTION.match(line_text(state, line).rstrip())
        if not match:
            break
        options[match[1].lower()] = match[2] or ""
        line += 1
    return options, line


def with_options(head: Head, options: Mapping[str, str]) -> Head:
    """Return `head` as the options of a directive change it."""
    classes = options.get("class", "").split()
    kind = next((each for each in classes if canonical(each) in CALLOUTS), "")
    fold = "closed" if "dropdown" in classes or "toggle" in classes else head.fold
    if "open" in options:
        fold = "open"
    name = options.get("name", options.get("label", ""))
    values = {**head.attributes.values, **options}
    attributes = Attributes(name or head.attributes.id, (*head.attributes.classes, *classes), values)
    return Head(
        name=kind if kind and head.name.lower() == "admonition" else head.name,
        title=head.title,
        attributes=attributes,
        fold=fold,
        is_directive=True,
    )


def read_head(text: str) -> Head | None:
    """Read what stands behind the colons; None if that is nothing which names a box."""
    directive = DIRECTIVE.match(text)
    if directive:
        return Head(name=directive[1], title=text[directive.end() :].strip(), is_directive=True)
    if text.startswith("{"):
        title, attributes = take_first(text)
        name = next(iter(attributes.classes), "plain" if attributes is not NONE else "")
        return _with_values(name, title.strip(), attributes) if name else None
    match = NAME.match(text)
    if not match:
        return None
    rest, fold = text[match.end() :], ""
    if rest.endswith(OPEN):
        rest, fold = rest.removesuffix(OPEN), "open"
    end = _end_of_bracket(rest) if rest.startswith("[") else 0
    if end:
        title, attributes = rest[1:end], take_first(rest[end + 1 :].strip())[1]
    else:
        title, attributes = take_last(rest.strip())
    return _with_values(match[1], title.strip(), attributes, fold)


def _with_values(name: str, title: str, attributes: Attributes, fold: str = "") -> Head:
    values = attributes.values
    collapse = values.get("collapse", "").lower()
    fold = fold or {"true": "closed", "false": "open"}.get(collapse, "")
    return Head(name=name, title=title or values.get("title", ""), attributes=attributes, fold=fold)


def _end_of_bracket(text: str) -> int:
    """Return where the bracket that `text` begins with is closed, 0 if it is not."""
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if depth == 0:
            return index
    return 0
