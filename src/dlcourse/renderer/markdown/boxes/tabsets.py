"""Sets of tabs put together: labels and boxes in, boxes `tab` with a title each in a box `tabs` out."""

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.code.info import read_info
from dlcourse.renderer.markdown.attributes import NONE, Attributes
from dlcourse.renderer.markdown.faults import Faults

SETS = frozenset({"tabs", "code-group"})
TABBED = SETS | {"tab"}
OPTION = lazy(r"(?:[\w-]+:[\w-]+[ \t]*)+")
# What of a fence's info goes to its tab, and is not said again above the code.
NAMED = lazy(r"[ \t]*\[[^\[\]]*\]|[ \t]*\b(?:title|filename)=(?:\"[^\"]*\"|'[^']*'|[^\s\"'{}]+)")


def arrange_tabs(state: StateCore) -> None:
    """Put what follows a label into a tab, tabs into a set, and a label on each tab."""
    if "open_boxes" not in state.env:
        return
    if any(token.info in TABBED and token.type == "box_open" for token in state.tokens):
        _Arrangement(state).run()
    del state.env["open_boxes"]


def group_code(state: StateCore) -> None:
    """Make a set of tabs of each `::: code-group`: a tab for each fence that stands right in it.

    Its label is what stands in `[…]` in the fence's info, else its title, else its language: plain text.
    """
    if "box_open" in state.env["kinds"] and any(token.info == "code-group" for token in state.tokens):
        state.tokens = list(_with_groups(state.tokens, Faults(state)))


def _with_groups(tokens: list[Token], faults: Faults) -> Iterator[Token]:
    groups: list[_Group] = []
    for token in tokens:
        inner = groups[-1] if groups else None
        if token.type == "box_open" and token.info == "code-group":
            groups.append(_Group(token))
            yield token
        elif token.type == "box_close" and token.info == "code-group" and inner:
            groups.pop()
            _finish(inner, token, faults)
            yield token
        elif inner and token.type == "fence" and token.level == inner.opener.level + 1:
            inner.count += 1
            yield from _coded(token, inner.count, faults)
        else:
            if inner and token.level == inner.opener.level + 1 and token.nesting >= 0:
                inner.has_more |= not token.type.startswith("box_title")
            yield token


@dataclass(slots=True)
class _Group:
    opener: Token
    count: int = 0
    has_more: bool = False


def _finish(group: _Group, closer: Token, faults: Faults) -> None:
    name = str(group.opener.meta.get("name", ""))[:40]
    if not group.count:
        hint = "put blocks of code into it, or take the markers out"
        faults.add(group.opener, f"`{name}` holds no code: its content is shown as it is", hint)
    elif group.has_more:
        hint = "write `::: tabs` with a line `== Label` before each tab"
        faults.add(group.opener, f"`{name}` holds more than blocks of code: that is shown above them", hint)
    group.opener.info = closer.info = "tabs" if group.count else "plain"


def _coded(fence: Token, count: int, faults: Faults) -> Iterator[Token]:
    """Return a fence as a tab."""
    line, end = fence.map or [0, 0]
    info = read_info(fence.info)
    label = info.label or info.title or info.language
    if not label:
        faults.add(fence, "this tab has no label: its number is shown", "write one behind the language: [net.py]")
    fence.info = NAMED.sub("", fence.info)
    fence.level += 1
    opener = Token("box_open", "div", 1, map=[line, end], level=fence.level - 1, block=True, info="tab")
    opener.meta = {"name": "tab", "attributes": NONE, "is_selected": False}
    yield opener
    title = label_tokens([line, line + 1], fence.level)
    text = label or str(count)
    title[1].content, title[1].children = text, [Token("text", "", 0, content=text)]
    yield from title
    yield fence
    yield Token("box_close", "div", -1, level=fence.level - 1, block=True, info="tab")


def label_tokens(lines: list[int], level: int) -> list[Token]:
    """Return the tokens of a tab's label, whose text is still to be filled in."""
    return [
        Token("box_title_open", "label", 1, map=lines, level=level, block=True, info="tab"),
        Token("inline", "", 0, map=lines, level=level + 1, block=True, children=[]),
        Token("box_title_close", "label", -1, level=level, block=True, info="tab"),
    ]


@dataclass(slots=True)
class _Set:
    """A box of tabs that is open: the tab in it that a label began, if any, and the level of headings that begin one.

    `count` is how many tabs it has by now; `has_code` and `has_more` say that blocks stand right in it.
    """

    opener: Token
    tab: Token | None = None
    heading: str = ""
    count: int = 0
    has_code: bool = False
    has_more: bool = False


class _Arrangement:
    """The one walk over the tokens of a file."""

    def __init__(self, state: StateCore) -> None:
        self.state = state
        self.faults = Faults(state)
        self.found: list[Token] = []
        self.sets: list[_Set] = []
        self.around: list[str] = []  # what is open: "tabs", "tab", or anything else
        self.tabs: list[Token] = []  # what opens the boxes of tabs that are open
        self.strays: list[Token | None] = []  # for each open tab the set that was made for it
        self.last_stray: Token | None = None  # the end of a set that was made, if nothing has followed yet
        self.shift = 0

    def run(self) -> None:
        tokens = self.state.tokens
        index = 0
        while index < len(tokens):
            index += self._take(tokens, index)
        self.state.tokens = self.found

    def _take(self, tokens: list[Token], index: int) -> int:
        """Write the token at `index` in its place, and return how many tokens that were."""
        token = tokens[index]
        inner = self.sets[-1] if self.sets and self.around and self.around[-1] in ("tabs", "label") else None
        if token.type == "tab_label" and inner:
            self._begin(inner, token)
            return 1
        if token.type == "heading_open" and inner and self._is_label(inner, token):
            inline = tokens[index + 1]
            self._begin(inner, Token("tab_label", "", 0, content=inline.content, map=inline.map, level=token.level))
            return 3
        if token.type == "box_open" and token.info in SETS:
            self._push(token)
            self.sets.append(_Set(token))
            self.around.append("tabs")
            return 1 + self._option(tokens, index)
        if token.type == "box_open" and token.info == "tab":
            return self._open_tab(tokens, index)
        if token.type == "box_close" and token.info in SETS:
            self._close_set(token)
        elif token.type == "box_close" and token.info == "tab":
            self._close_tab(token)
        else:
            if inner and self.around[-1] == "tabs":
                inner.has_code |= token.type == "fence"
                inner.has_more |= not token.type.startswith("box_title")
            self._push(token)
            if token.nesting > 0:
                self.around.append("")
            elif token.nesting < 0 and self.around:
                self.around.pop()
        return 1

    def _push(self, token: Token) -> None:
        token.level += self.shift
        self.found.append(token)
        self.last_stray = None

    def _is_label(self, inner: _Set, heading: Token) -> bool:
        if inner.opener.meta.get("name") != "panel-tabset":
            return False
        inner.heading = inner.heading or heading.tag
        return heading.tag == inner.heading

    def _option(self, tokens: list[Token], index: int) -> int:
        """Return how many tokens the title of a set takes that is no text but an option: `::: tabs key:framework`."""
        is_titled = tokens[index + 1].type == "box_title_open"
        return 3 if is_titled and OPTION.fullmatch(tokens[index + 2].content) else 0

    def _begin(self, inner: _Set, label: Token) -> None:
        """Open a tab at a label, closing the one before it."""
        line = (label.map or [0])[0]
        self._end(inner, line)
        tab = Token("box_open", "div", 1, map=[line, line + 1], level=label.level + self.shift, block=True, info="tab")
        tab.meta = {"name": "tab", "attributes": NONE, "is_selected": label.meta.get("is_selected", False)}
        self.found.append(tab)
        inner.count += 1
        inner.tab = tab
        self._label(tab, label.content or self._unlabelled(tab, inner.count))
        self.around.append("label")
        self.shift += 1

    def _end(self, inner: _Set, line: int) -> None:
        if inner.tab is None:
            return
        self._check(inner.tab)
        self.around.pop()
        self.shift -= 1
        level = inner.tab.level
        self.found.append(Token("box_close", "div", -1, level=level, block=True, info="tab"))
        inner.tab.map = [(inner.tab.map or [line])[0], line]
        inner.tab = None

    def _close_set(self, token: Token) -> None:
        inner = self.sets.pop()
        begin, end = inner.opener.map or [0, 0]
        if inner.count and inner.has_more:
            message = "what stands before the first label is shown above the tabs"
            hint = "write a label `== Label` before it, or put it in front of the container"
            self.faults.add(inner.opener, message, hint)
        self._end(inner, end - (inner.opener.markup[:1] in (":", "`", "~") and end > begin + 1))
        self.around.pop()
        self._push(token)
        if inner.count:
            inner.opener.info = token.info = "tabs"
        elif inner.has_code or inner.opener.info == "code-group":
            inner.opener.info = token.info = "code-group"
        else:
            name = str(inner.opener.meta.get("name", ""))[:40]
            message = f"`{name}` holds no tab: its content is shown as it is"
            self.faults.add(inner.opener, message, "begin each tab with a line `== Label`")
            inner.opener.info = token.info = "plain"

    def _open_tab(self, tokens: list[Token], index: int) -> int:
        tab = tokens[index]
        made = None
        if not self.around or self.around[-1] != "tabs":
            made = self._set_for(tab)
        self._push(tab)
        inner = self.sets[-1]
        inner.count += 1
        self.around.append("tab")
        self.tabs.append(tab)
        self.strays.append(made)
        is_titled = tokens[index + 1].type == "box_title_open"
        options: Attributes = tab.meta["attributes"]
        tab.meta.setdefault("is_selected", "selected" in options.values)
        self._label(tab, tokens[index + 2].content if is_titled else self._unlabelled(tab, inner.count))
        return 4 if is_titled else 1

    def _set_for(self, tab: Token) -> Token:
        """Return the set of a tab that has none: that of the tab right before it, if it had none either."""
        self.shift += 1
        if self.last_stray is not None:
            self.found.pop()
            opener: Token = self.last_stray.meta["opener"]
            count = int(self.last_stray.meta["count"])
        else:
            opener = Token("box_open", "div", 1, map=tab.map, level=tab.level + self.shift - 1, block=True, info="tabs")
            opener.meta = {"name": "tabs", "attributes": NONE}
            self.found.append(opener)
            count = 0
        self.last_stray = None
        self.sets.append(_Set(opener, count=count))
        self.around.append("tabs")
        return opener

    def _close_tab(self, token: Token) -> None:
        self._check(self.tabs.pop())
        self._push(token)
        self.around.pop()
        made = self.strays.pop()
        if made is None:
            return
        inner = self.sets.pop()
        self.around.pop()
        self.shift -= 1
        closer = Token("box_close", "div", -1, level=made.level, block=True, info="tabs")
        closer.meta = {"opener": made, "count": inner.count}
        self.found.append(closer)
        self.last_stray = closer

    def _label(self, tab: Token, text: str) -> None:
        line = (tab.map or [0])[0]
        self.found += label_tokens([line, line + 1], tab.level + 1)
        self.found[-2].content = text

    def _unlabelled(self, tab: Token, count: int) -> str:
        self.faults.add(tab, "this tab has no label: its number is shown", "write what it shows, as in `== PyTorch`")
        return str(count)

    def _check(self, tab: Token) -> None:
        """Report a tab that ends right behind its label."""
        if self.found[-1].type == "box_title_close":
            is_indented = tab.markup == "==="
            hint = (
                "indent what belongs to it by four spaces, each line of it" if is_indented else "write below its label"
            )
            self.faults.add(tab, "this tab is empty", hint)
