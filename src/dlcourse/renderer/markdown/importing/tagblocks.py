"""Tags of other tools in lines of their own: some mean a box, code, a formula, a picture or a link, and are read so.

The others are left out; what stands between a tag and its end stays.
"""

import re
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.boxes.box import INTERRUPTS, close_box, open_box
from dlcourse.renderer.markdown.extents import read_inside
from dlcourse.renderer.markdown.importing.boxtags import box_of
from dlcourse.renderer.markdown.importing.notices import note_line, shown
from dlcourse.renderer.markdown.importing.tags import Tag, read_tag

LINE = lazy(r"^[ \t>]*(`{3,}|~{3,}|\{%|\{\{[<%])", re.MULTILINE)
CODE = frozenset({"code", "codeblock", "highlight", "prism"})
DRAWN = frozenset({"katex", "math", "mathjax", "mermaid"})
PICTURES = frozenset({"asset_img", "figure", "image", "img", "imgproc"})
ADDRESSES = {
    "bilibili": "https://www.bilibili.com/video/{}",
    "vimeo": "https://vimeo.com/{}",
    "youtube": "https://www.youtube.com/watch?v={}",
    **dict.fromkeys(("embed", "iframe", "link-preview", "linkcard", "video"), "{}"),
}
PICTURE_NAME = lazy(r"figure|image|img|picture")
QUIET = frozenset({"more", "raw", "verbatim", "toc", "table-of-contents"})


def use_tag_blocks(md: MarkdownIt) -> None:
    """Make `md` read tags that have a line, or a few, of their own."""
    md.block.ruler.before("fence", "template_lines", _lines, INTERRUPTS)
    md.core.ruler.after("inline", "template_ends", _forget_ends)


def _forget_ends(state: StateCore) -> None:
    state.env.pop("template_ends", None)


def _lines(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(("{%", "{{<", "{{%"), start) or state.is_code_block(start_line):
        return False
    tags, behind = _read_tags(state, start_line, end_line)
    if not tags or ("raw_open" in state.env and not (tags[0].name in ("raw", "verbatim") and tags[0].is_end)):
        return False
    if not silent:
        state.line = behind
        ending = _ends(state).get(start_line, 0) if len(tags) == 1 else 0
        if not (behind <= ending < end_line and _write_pair(state, tags[0], (start_line, behind, ending))):
            for tag in tags:
                _write_one(state, tag, start_line)
    return True


def _read_tags(state: StateBlock, line: int, end: int) -> tuple[list[Tag], int]:
    """Return the tags that the lines from `line` on consist of, and the line behind them; none beside other text."""
    position, limit = state.bMarks[line] + state.tShift[line], state.eMarks[min(line + 15, end - 1)]
    tags: list[Tag] = []
    while line < end:
        tag = read_tag(state.src, position, limit)
        if tag is None:
            return [], line
        tags.append(tag)
        position += len(tag.source)
        while line < end and state.eMarks[line] < position:
            line += 1
        if line == end or not state.src[position : state.eMarks[line]].strip():
            return tags, line + 1
        position += len(state.src[position : state.eMarks[line]]) - len(
            state.src[position : state.eMarks[line]].lstrip()
        )
    return [], line


def _ends(state: StateBlock) -> dict[int, int]:
    """Return the line of the tag that ends what the tag of a line begins, for the whole text; code is passed over."""
    known: dict[int, int] | None = state.env.get("template_ends")
    if known is None:
        known = state.env["template_ends"] = _find_ends(state.src)
    return known


def _find_ends(src: str) -> dict[int, int]:
    ends: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    fence, line, position = "", 0, 0
    for match in LINE.finditer(src):
        line += src.count("\n", position, match.start(1))
        position = match.start(1)
        if match[1][0] in "`~":
            fence = "" if fence and match[1].startswith(fence) else fence or match[1]
            continue
        tag = None if fence else read_tag(src, position)
        if tag and not tag.is_end:
            waiting.setdefault(tag.name, []).append(line)
        elif tag and waiting.get(tag.name):
            ends[waiting[tag.name].pop()] = line
    return ends


def _write_pair(state: StateBlock, tag: Tag, lines: tuple[int, int, int]) -> bool:
    """Write what stands between a tag and its end as what the tag says; False if it says nothing that we know."""
    start, first, ending = lines
    head = None if tag.name in QUIET else box_of(tag)
    if tag.name == "comment":
        pass
    elif head:
        token = open_box(state, head, tag.source[:3], start, ending + 1)
        read_inside(state, first, ending)
        close_box(state, token)
    elif tag.name in CODE | DRAWN:
        _write_code(state, tag, lines)
    else:
        return False
    state.line = ending + 1
    return True


def _write_code(state: StateBlock, tag: Tag, lines: tuple[int, int, int]) -> None:
    start, first, ending = lines
    content = state.getLines(first, ending, state.sCount[start], True)
    if ("$" in content) if tag.name in DRAWN else content.lstrip().startswith(("```", "~~~")):
        read_inside(state, first, ending)
        return
    token = state.push("math_block" if tag.name in DRAWN - {"mermaid"} else "fence", "code", 0)
    token.block, token.content, token.map = True, content, [first - 1, ending + 1]
    if token.type == "math_block":
        token.tag, token.markup, token.map = "math", "$$", [first, ending]
        return
    token.markup, token.info = "```", tag.name if tag.name == "mermaid" else _language(tag)
    title = tag.first("title", "file")
    if tag.name == "codeblock":  # Hexo's: `codeblock title lang:python`
        title = title or " ".join(word for word in tag.words if ":" not in word)
    if title:
        token.info += ' title="{}"'.format(title.replace('"', "'"))


def _language(tag: Tag) -> str:
    named = [word.removeprefix("lang:") for word in tag.words if word.startswith("lang:")]
    return tag.first("lang", "language") or next(iter([*named, *tag.words]), "")


def _write_one(state: StateBlock, tag: Tag, line: int) -> None:
    if tag.name in ("raw", "verbatim"):
        _turn_raw(state, tag, line)
    elif tag.is_end or tag.name in QUIET or (tag.name == "include" and _included(state, tag, line)):
        pass
    elif tag.name in PICTURES and _source(tag):
        _write_text(state, _picture(tag), line)
    elif tag.name in ADDRESSES and (tag.words or tag.first("id", "url", "src")):
        address = ADDRESSES[tag.name].format(tag.first("id", "url", "src") or tag.words[0])
        _write_text(state, f"<{address}>" if ":" in address else f"[{address}]({address})", line)
        message = f"what {shown(tag.source)} shows is linked, not shown"
        note_line(state, line, f"tag {tag.name}", message, "write a link, or show a picture of it")
    else:
        tools = "Jekyll, Jinja and the like" if tag.tool == "Liquid" else "Hugo"
        message = f"the tag {shown(tag.source)} of {tools} is left out"
        note_line(state, line, f"{tag.tool} {tag.name}", message, "take it out, or write what it stands for")


def _included(state: StateBlock, tag: Tag, line: int) -> bool:
    """Write what an include of Jekyll that gets a picture or a text shows; False for any other."""
    name = next(iter(tag.words), "").rpartition("/")[2].partition(".")[0].lower()
    if PICTURE_NAME.search(name) and _source(tag):
        _write_text(state, _picture(replace(tag, words=())), line)
        return True
    text = tag.first("content", "text")
    head = box_of(replace(tag, name=name, words=())) if text else None
    if head is None:
        return False
    token = open_box(state, head, "{%", line, line + 1)
    _write_text(state, text, line)
    close_box(state, token)
    return True


def _turn_raw(state: StateBlock, tag: Tag, line: int) -> None:
    if not tag.is_end:
        state.env["raw_open"] = line
    elif "raw_open" in state.env:
        state.env.setdefault("raw_lines", []).append((state.env.pop("raw_open"), line))


def _source(tag: Tag) -> str:
    return tag.first("src", "path", "url", "file", "image_path", "link") or next(
        (word for word in tag.words if "." in word), ""
    )


def _picture(tag: Tag) -> str:
    words = [word for word in tag.words if word != _source(tag) and not word.isdigit()]
    caption = tag.first("caption", "title") or " ".join(words)
    alt = tag.first("alt")
    width = re.sub(r"[^\d%]", "", tag.first("width"))
    title = ' "{}"'.format(caption.replace('"', '\\"')) if caption else ""
    return f"![{_escaped(alt)}](<{_source(tag)}>{title})" + (f"{{width={width}}}" if width else "")


def _escaped(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", text)


def _write_text(state: StateBlock, text: str, line: int) -> None:
    state.push("paragraph_open", "p", 1).map = [line, line + 1]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = text, [line, line + 1], []
    state.push("paragraph_close", "p", -1)
