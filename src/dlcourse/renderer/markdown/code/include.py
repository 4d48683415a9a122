"""Included files: `<<< ./net.py#train{2-9}` becomes a fence that holds the file, or its part.

The files are those of the source (`inclusions`), which the loader has read. One that cannot be shown leaves a fence
with the reason in `meta["fault"]`; it is told as R217 to `env["container_faults"]`.
"""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock

from dlcourse.includeforms import MARK, Include, read_include
from dlcourse.model import Inclusion, Source
from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.code.regions import NoSuchPartError, part_of

INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
MOST_CHARACTERS = 2 * 1024 * 1024
"""How much a lesson can show of files in all. Looking for a part counts too: as much as a share of the file."""

SHARE = 32

FIRST_BRACES = lazy(
    r"\{[ \t]*(?P<lines>\d[\d,\- \t]*(?=[\s}]))?[ \t]*(?P<language>[^\s{}\"'=:,]*)(?P<option>:[\w-]+(?:=\d+)?)?"
    r"(?P<more>[ \t][^{}]*)?\}"
)
TITLE = lazy(r"\[[^\]]*\]|\b(?:title|filename)=")
NOT_READ = Inclusion(fault="files are shown in the lessons of a course only", hint="build the course that it is in")


def use_includes(md: MarkdownIt) -> None:
    """Make `md` read `<<< ./net.py`."""
    md.block.ruler.before("fence", "include", _include, INTERRUPTS)


def _include(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(MARK, start) or state.is_code_block(start_line):
        return False
    written = state.src[start : state.eMarks[start_line]]
    include = read_include(written)
    if include is None:
        return False
    if silent:
        return True
    token = state.push("fence", "code", 0)
    token.map, token.markup, token.content = [start_line, start_line + 1], "```", written.rstrip() + "\n"
    token.meta["file"] = include.path
    state.line = start_line + 1
    sheet = state.env.get("sheet")
    if sheet is None:  # only the shape of the lesson is asked for
        token.meta["fault"] = ""
        return True
    source: Source = sheet.source
    inclusion = source.inclusions.get(include.path, NOT_READ)
    try:
        token.content, token.info = _shown(state, include, inclusion), _info(include)
    except NoSuchPartError as fault:
        message = f"{include.path[:60]}: {fault}"
        state.env.setdefault("container_faults", []).append((start_line, "R217", message, fault.hint))
        token.meta["fault"] = "" if inclusion.is_hidden else str(fault)
        if inclusion.is_hidden:
            token.content = f"{MARK} …\n"  # the page does not even name it
    return True


def _shown(state: StateBlock, include: Include, inclusion: Inclusion) -> str:
    """Return what the lesson shows of a file. Raises `NoSuchPartError`."""
    if inclusion.fault:
        raise NoSuchPartError(inclusion.fault, inclusion.hint)
    parts: dict[tuple[str, str], str] = state.env.setdefault("included_parts", {})
    key = include.path, include.part
    spent: int = state.env.get("included", 0)
    if spent <= MOST_CHARACTERS:
        if key not in parts:
            spent += len(inclusion.text) // SHARE
            state.env["included"] = spent
            parts[key] = part_of(inclusion.text, include.part)
        state.env["included"] = spent + len(parts[key])
    if state.env["included"] > MOST_CHARACTERS:
        message = f"the lesson shows more than {MOST_CHARACTERS // 1024} KiB of files"
        raise NoSuchPartError(message, "show less of them: regions, or lines as #L2-L9")
    return parts[key]


def _info(include: Include) -> str:
    """Return what the first line of a code block with the file in it would say: `py {2-9} [net.py]`.

    The first braces may hold lines, then a language with its options (`{2-9 cpp:line-numbers}`); without one the end
    of the file's name tells the language. The title is that name, if the line gives no other.
    """
    file = PurePosixPath(unquote(include.path))
    language, lines, rest = file.suffix[1:] or file.name, "", include.rest
    braces = FIRST_BRACES.match(rest)
    if braces:
        language = (braces["language"] or language) + (braces["option"] or "")
        lines = f" {{{braces['lines'].strip()}}}" if braces["lines"] else ""
        rest = f"{braces['more'] or ''} {rest[braces.end() :]}"
    title = "" if TITLE.search(rest) else f" [{re.sub(r'[][{}]', '', file.name)}]"
    return f"{language.lower()}{lines} {rest.strip()}{title}".rstrip()
