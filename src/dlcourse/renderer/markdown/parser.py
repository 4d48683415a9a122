"""The Markdown parser and its plugins: CommonMark and GFM, with Chinese-aware emphasis; math when asked for.

`plain_parser` is what `dlcourse render -` uses, `lesson_parser` what lessons are read with. Both are made once a
process; they hold no state between texts.
"""

from collections.abc import Callable, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from dlcourse.renderer.markdown.boxes.admonition import use_admonitions
from dlcourse.renderer.markdown.boxes.alert import use_alerts
from dlcourse.renderer.markdown.boxes.colons import use_boxes
from dlcourse.renderer.markdown.boxes.directive import use_directives
from dlcourse.renderer.markdown.boxes.exercises import use_exercises
from dlcourse.renderer.markdown.boxes.tabs import use_tabs
from dlcourse.renderer.markdown.code.include import use_includes
from dlcourse.renderer.markdown.container import use_containers
from dlcourse.renderer.markdown.emphasis import join_soft_breaks, use_cjk_emphasis, use_loose_strong
from dlcourse.renderer.markdown.engine import Engine
from dlcourse.renderer.markdown.figures.diagram import use_diagrams
from dlcourse.renderer.markdown.figures.figure import use_figures
from dlcourse.renderer.markdown.figures.figuredirective import use_figure_directives
from dlcourse.renderer.markdown.figures.picture import use_pictures
from dlcourse.renderer.markdown.figures.tablecaption import use_table_captions
from dlcourse.renderer.markdown.importing import use_importing
from dlcourse.renderer.markdown.math.mathsyntax import use_math
from dlcourse.renderer.markdown.reference import use_references
from dlcourse.renderer.markdown.text.abbreviations import use_abbreviations
from dlcourse.renderer.markdown.text.contents import use_contents
from dlcourse.renderer.markdown.text.definitions import use_definitions
from dlcourse.renderer.markdown.text.emoji import use_emoji
from dlcourse.renderer.markdown.text.footnotes import use_footnotes
from dlcourse.renderer.markdown.text.inlinenote import use_inline_notes
from dlcourse.renderer.markdown.text.keys import use_keys
from dlcourse.renderer.markdown.text.marks import use_marks

MAX_NESTING = 60
"""How deep lists, quotes and emphasis may nest; markdown-it drops what lies deeper, `too_deep` finds it."""

LOCATED_RULES = ("link", "image", "autolink", "html_inline", "math_inline", "math_bracket")

InlineRule = Callable[[StateInline, bool], bool]


@cache
def plain_parser() -> MarkdownIt:
    """Return the parser for CommonMark 0.31 and GFM's tables, strikethrough and task lists."""
    md = Engine({"tasklists": True, "strikethrough_single_tilde": True})
    md.enable(["table", "strikethrough"])
    use_cjk_emphasis(md)
    return md


@cache
def lesson_parser() -> MarkdownIt:
    """Return the parser for lessons: also footnotes and formulas; a single `~` stays text, unsafe links parse."""
    md = Engine({"tasklists": True, "maxNesting": MAX_NESTING, "xhtmlOut": False})
    md.enable(["table", "strikethrough"])
    use_cjk_emphasis(md)
    use_loose_strong(md)
    use_math(md)
    use_footnotes(md)
    use_containers(md)
    use_boxes(md)
    use_admonitions(md)
    use_directives(md)
    use_alerts(md)
    use_tabs(md)
    use_exercises(md)
    use_includes(md)
    use_references(md)
    use_pictures(md)
    use_diagrams(md)
    use_figure_directives(md)
    use_marks(md)
    use_keys(md)
    use_emoji(md)
    use_inline_notes(md)
    use_definitions(md)
    use_abbreviations(md)
    use_contents(md)
    use_figures(md)
    use_importing(md)
    use_table_captions(md)
    # Unsafe addresses parse as links, so that they are reported and left out, not shown as Markdown.
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # markdown-it's documented way to set it
    for name in LOCATED_RULES:
        rule = _rule(md, name)
        md.inline.ruler.at(name, _remember_offset(rule))
    return md


def parse(md: MarkdownIt, text: str, env: dict[str, object]) -> list[Token]:
    """Parse `text` to tokens, soft breaks between Chinese characters taken out."""
    tokens = md.parse(text, env)
    for token in tokens:
        if token.children and "\n" in token.content:
            join_soft_breaks(token.children)
    return tokens


def too_deep(tokens: Sequence[Token]) -> Token | None:
    """Return the first block that markdown-it left empty because it is nested deeper than `MAX_NESTING`."""
    deep = [token for token in tokens if token.level >= MAX_NESTING - 1 and token.nesting == 1]
    return deep[0] if deep else None


def _rule(md: MarkdownIt, name: str) -> InlineRule:
    ruler = md.inline.ruler
    return next(rule.fn for rule in ruler.__rules__ if rule.name == name)


def _remember_offset(rule: InlineRule) -> InlineRule:
    """Note in a rule's first token where it began in the block's text (`meta["offset"]`)."""

    def located(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[count:]:
                if token.type != "text" or token.content == "":
                    token.meta.setdefault("offset", start)
                    break
        return True

    return located
