"""What is said of constructs of other tools: collected while a lesson is read, each kind three times at most.

Rules for blocks say it with `note_line`. Rules for text put it into the token they write, with `note`: whether it
stands (not between `{% raw %}` and `{% endraw %}`, not inside `<code>`) is known only when all is read. Such a token
keeps in its `meta` the "offset" it stands at and its "source", and `env["has_sources"]` says that there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

SAID_EACH = 3
MAX_SHOWN = 60
BREAKS = frozenset({"softbreak", "hardbreak"})
CODE_TAGS = ("code", "pre", "kbd", "samp")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say: `kind` tells what is alike, `line` counts from 0, `column` from 1."""

    kind: str
    line: int
    column: int
    message: str
    hint: str


def use_notices(md: MarkdownIt) -> None:
    """Make `md` settle what rules for text have found, and report it in `env["container_faults"]` as `R216`."""
    md.core.ruler.after("inline", "import_settling", _settle)
    md.core.ruler.push("import_notices", _report)


def shown(source: str) -> str:
    """Return `source` as messages show it, short and in one line."""
    line = " ".join(source.split())
    return f"`{line[:MAX_SHOWN]}…`" if len(line) > MAX_SHOWN else f"`{line}`"


def note_line(state: StateBlock, line: int, kind: str, message: str, hint: str) -> None:
    """Say something of the construct that begins in `line`."""
    start = state.bMarks[line] + state.tShift[line]
    column = start - state.src.rfind("\n", 0, start)
    _notices(state.env).append(Notice(kind, line, column, message, hint))


def note(token: Token, kind: str, message: str, hint: str) -> None:
    """Let `token` say something of itself."""
    token.meta["notice"] = (kind, message, hint)


def note_at(env: Any, kind: str, place: tuple[int, int], message: str, hint: str) -> None:
    """Say something of a place: its line counted from 0, its column from 1, or 0."""
    _notices(env).append(Notice(kind, *place, message, hint))


def _notices(env: Any) -> list[Notice]:
    notices: list[Notice] = env.setdefault("import_notices", [])
    return notices


def _settle(state: StateCore) -> None:
    """Take what stands for nothing out of the text, and paragraphs that held nothing else."""
    if "raw_open" in state.env:
        state.env.setdefault("raw_lines", []).append((state.env.pop("raw_open"), len(state.src)))
    if "has_sources" not in state.env:
        return
    found = [token for token in state.tokens if token.type == "inline" and _has_source(token.children or ())]
    if found:
        settler = _Settler(state)
        for inline in found:
            settler.settle(inline)
        state.tokens = _without_empty(state.tokens)


class _Settler:
    def __init__(self, state: StateCore) -> None:
        self.notices = _notices(state.env)
        self.met: dict[str, int] = {}
        self.lines = state.src.split("\n")
        raw: Sequence[tuple[int, int]] = state.env.get("raw_lines", ())
        self.raw_lines = {line for first, last in raw for line in range(first, min(last, len(self.lines)))}

    def settle(self, inline: Token) -> None:
        inline.children = self.settled(inline.children or [], inline)
        if not any(_prints(child) for child in inline.children):
            inline.children = []
            inline.meta["is_emptied"] = True

    def settled(self, children: list[Token], inline: Token) -> list[Token]:
        kept: list[Token] = []
        depth = 0
        is_raw = bool(inline.map and inline.map[0] in self.raw_lines)
        for child in children:
            if child.type == "html_inline":
                depth += _code_depth(child.content)
            if child.children:
                child.children = self.settled(child.children, inline)
            if "source" not in child.meta:
                kept.append(child)
            elif child.meta.get("tag") in ("raw", "endraw", "verbatim", "endverbatim"):
                is_raw = not child.meta["tag"].startswith("end")
            elif is_raw or depth > 0:
                kept.append(_as_text(child))
            else:
                self._say(child, inline)
                kept += _settled(child)
        return _without_loose_breaks(kept)

    def _say(self, child: Token, inline: Token) -> None:
        if "notice" not in child.meta:
            return
        kind, message, hint = child.meta.pop("notice")
        self.met[kind] = self.met.get(kind, 0) + 1
        line, column = (inline.map[0] if inline.map else 0), 0
        if self.met[kind] <= SAID_EACH + 1:  # the others are only counted
            line, column = self._position(inline, child.meta["offset"])
        self.notices.append(Notice(kind, line, column, message, hint))

    def _position(self, inline: Token, offset: int) -> tuple[int, int]:
        """Return the line (from 0) and column (from 1, 0 if unknown) of a character of `inline`."""
        first = inline.map[0] if inline.map else 0
        line = first + inline.content.count("\n", 0, offset)
        start = inline.content.rfind("\n", 0, offset) + 1
        end = inline.content.find("\n", start)
        written = inline.content[start : end if end >= 0 else len(inline.content)]
        column = self.lines[line].find(written.strip()) if line < len(self.lines) else -1
        lead = len(written) - len(written.lstrip(" \t"))
        return line, column + max(offset - start - lead, 0) + 1 if column >= 0 else 0


def _has_source(children: Sequence[Token]) -> bool:
    for child in children:  # noqa: SIM110  # done for all texts of a lesson: a loop is twice as fast as `any`
        if "source" in child.meta or (child.children and _has_source(child.children)):
            return True
    return False


def _code_depth(tag: str) -> int:
    name = tag.lstrip("</").rstrip("/>").split(None, 1)[0:1]
    if not name or name[0].lower() not in CODE_TAGS or tag.endswith("/>"):
        return 0
    return -1 if tag.startswith("</") else 1


def _settled(token: Token) -> list[Token]:
    if token.type == "nothing":
        return []
    if token.type == "said":
        return [Token("text", "", 0, content=token.content)]
    del token.meta["source"]
    return [token]


def _as_text(token: Token) -> Token:
    return Token("text", "", 0, content=str(token.meta["source"]))


def _prints(token: Token) -> bool:
    return token.type not in BREAKS and not _is_blank(token)


def _is_blank(token: Token) -> bool:
    return token.type == "text" and not token.content.strip()


def _without_loose_breaks(children: list[Token]) -> list[Token]:
    """Return `children` without the breaks of lines at either end, or twice, that something left out leaves behind."""
    kept: list[Token] = []
    for child in children:
        if child.type in BREAKS:
            if kept and _is_blank(kept[-1]) and (len(kept) == 1 or kept[-2].type in BREAKS):
                kept.pop()
            if not kept or kept[-1].type in BREAKS:
                continue
        if child.type == "text" and kept and kept[-1].type == "text":
            kept[-1] = Token("text", "", 0, content=kept[-1].content + child.content)
            continue
        kept.append(child)
    while kept and (kept[-1].type in BREAKS or _is_blank(kept[-1])):
        kept.pop()
    if kept and kept[0].type == "text":
        kept[0].content = kept[0].content.lstrip(" \t")
    if kept and kept[-1].type == "text":
        kept[-1].content = kept[-1].content.rstrip(" \t")
    return kept


def _without_empty(tokens: list[Token]) -> list[Token]:
    """Return `tokens` without the paragraphs that hold nothing any more."""
    kept: list[Token] = []
    skipped = 0
    for index, token in enumerate(tokens):
        if skipped:
            skipped -= 1
        elif token.type == "paragraph_open" and tokens[index + 1].meta.get("is_emptied"):
            skipped = 2
        else:
            kept.append(token)
    return kept


def _report(state: StateCore) -> None:
    """Say each kind of notice three times, and then how many more there are."""
    _settle(state)  # captions and footnotes in sentences, which have come since
    notices = sorted(state.env.pop("import_notices", ()), key=lambda notice: notice.line)
    counts: dict[str, int] = {}
    for notice in notices:
        counts[notice.kind] = counts.get(notice.kind, 0) + 1
    seen: dict[str, int] = {}
    faults = state.env.setdefault("container_faults", []) if notices else []
    for notice in notices:
        seen[notice.kind] = seen.get(notice.kind, 0) + 1
        more = counts[notice.kind] - SAID_EACH
        if seen[notice.kind] > SAID_EACH + 1 or (seen[notice.kind] == SAID_EACH + 1 and more > 1):
            if seen[notice.kind] == SAID_EACH + 1:
                message = f"from here on {more} more like this: {notice.message}"
                faults.append((notice.line, "R216", message, notice.hint, notice.column))
            continue
        faults.append((notice.line, "R216", notice.message, notice.hint, notice.column))
