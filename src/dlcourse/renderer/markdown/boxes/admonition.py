"""Boxes as MkDocs writes them: `!!! note "Title"`, folded `??? note "Title"`, open `???+ note`, their content indented.

The content is what is indented by four columns more than the marker; two are enough where all of it has no more.
"""

from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from dlcourse.patterns import lazy
from dlcourse.renderer.boxes.names import canonical
from dlcourse.renderer.markdown.boxes.box import (
    INTERRUPTS,
    MAX_SHOWN,
    Head,
    close_box,
    open_box,
    report,
    report_unknown,
)
from dlcourse.renderer.markdown.extents import find_indented, line_text, read_inside

MARKER = lazy(r"(!!!|\?\?\?\+?)[ \t]*(?=[^\W\d_]|\")")
NAME = lazy(r"[^\W\d_][\w-]*(?=[ \t]|\Z)")
QUOTED = lazy(r"([^\"“]*)(?:\"(.*)\"|“(.*)”)\Z")
FOLDS = {"!!!": "", "???": "closed", "???+": "open"}
MODIFIERS = frozenset({"inline", "end", "left", "right", "annotate"})


def use_admonitions(md: MarkdownIt) -> None:
    """Make `md` read `!!! note` and `??? note`."""
    md.block.ruler.before("fence", "admonition", _admonition, INTERRUPTS)


def _admonition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(("!!!", "???"), start) or state.is_code_block(start_line):
        return False
    text = line_text(state, start_line).rstrip(" \t")
    marker = MARKER.match(text)
    head = _read_head(marker[1], text[marker.end() :]) if marker else None
    if marker is None or head is None:
        return False
    column, end = find_indented(state, start_line, end_line)
    has_content = end > start_line + 1
    is_known = canonical(head.name) != ""
    if not has_content and not (is_known and text.endswith(('"', "”", head.name))):
        return False  # `!!! note that …` with nothing below is a sentence
    if silent:
        return True
    written = f"{marker[1]} {head.name[:MAX_SHOWN]}"
    if not is_known:
        report_unknown(state, start_line, written, head.name[:MAX_SHOWN])
    if not has_content:
        hint = "indent what belongs to it by four spaces, each line of it"
        report(state, start_line, "R214", f"`{written}` holds nothing", hint)
    token = open_box(state, head, marker[1], start_line, end)
    token.meta["indent"] = column - state.blkIndent
    read_inside(state, start_line + 1, end, column)
    close_box(state, token)
    state.line = end
    return True


def _read_head(marker: str, text: str) -> Head | None:
    """Read what stands behind the marker: `note`, `note inline "Title"`, `note Title`, `"Title"`."""
    fold = FOLDS[marker]
    quoted = QUOTED.match(text)
    words = (quoted[1] if quoted else text).split()
    if not words:
        return Head(name="details", title=quoted[2] or quoted[3] or "", fold=fold) if quoted and fold else None
    if not NAME.match(words[0]):
        return None
    known = next((word for word in words if canonical(word)), words[0]) if quoted else words[0]
    head = Head(name=known, fold=fold)
    if quoted:
        title = (quoted[2] or quoted[3] or "").strip()
        return replace(head, title=title, is_untitled=not title)
    title = " ".join(word for word in words[1:] if word not in MODIFIERS)
    return replace(head, title=title) if not title or canonical(words[0]) else None
