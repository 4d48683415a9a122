"""The quick parser against markdown-it's own, which asks every rule everywhere: the tokens are the same."""

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_inline import StateInline

from dlcourse.renderer.markdown import lesson_parser, parse, plain_parser
from dlcourse.renderer.markdown.engine import Engine

TESTS = Path(__file__).parents[1]
CASES = TESTS / "cases"
PARSERS: dict[str, Callable[[], MarkdownIt]] = {
    "lesson": lesson_parser,
    "plain": plain_parser,
    "shallow": lambda: Engine({"maxNesting": 1}),
}
QUICKER = frozenset(
    {
        "table",
        "fence",
        "hr",
        "list",
        "heading",
        "lheading",
        "paragraph",
        "newline",
        "backticks",
        "normalize",
        "text_join",
    }
)
SIGNS = (
    *(
        "**",
        "*",
        "_",
        "~~",
        "~",
        "==",
        "`",
        "``",
        "[",
        "]",
        "](x)",
        "![",
        "<",
        ">",
        "<b>",
        "\\",
        "\\(",
        "\\)",
        "$",
        "$$",
    ),
    *("{", "}", "{:", "{{ x }}", ":", "::", ":::", "@", "@fig-a", "^", "[^1]", "++ctrl++", "|", "-", "=", "#", "&amp;"),
    *(
        "中",
        "，",
        "a",
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\n    ",
        "1. ",
        "- ",
        "> ",
        "```",
        "---",
        "***",
        "!!! note",
        ": ",
    ),
)


# One of each construct that the cases lack.
FORMS = (
    "text\n\\begin{align}\na &= b\n\\end{align}",
    *(
        "text\n[toc]",
        "${toc}",
        "{{toc}}",
        "@[toc]",
        "- TOC\n{:toc}",
        "* TOC\n{:toc}",
        "+ TOC\n{:toc}",
        "1. TOC\n{:toc}",
    ),
    *(":begin_tab:`a`\nx\n:end_tab:", "~~~{note} T\nx\n~~~", ":::{figure} a.png\nx\n:::", "~~~{figure} a.png\nx\n~~~"),
    *("text\n$$\na\n$$", "export const a = 1", "import a from 'b'", "{/* a */}", "/// note | T\nx\n///"),
    *(
        '--8<-- "a"',
        "{{#include a.py}}",
        "@include(a)",
        "[import](a.md)",
        '#include "a.md"',
        "!!! include a",
        "![include](a)",
    ),
    *("::: tabs\n== A\na\n== B\nb\n:::", "::: tabs\n@tab A\na\n@tab B\nb\n:::", "[a]{.mark}", "a[^1]\n\n[^1]: b"),
    *(
        "*[HTML]: Hypertext\n\nHTML",
        "```{figure} a.png\nx\n```",
        "text\n<<< ./a.py",
        "text\n\\[\na\n\\]",
        "text\n{/* a */}",
    ),
    *("(here)=\n# Heading", "a \\emph{b} \\newpage c", '[a]({{< ref "b" >}})', "![a]({{ site.baseurl }}/b.png)"),
    *("[a](//B.org/x)", "[a](https://例子.org)", "[a](https://a.org/x?b=c&d#e)", "[a](<b c>)", "<https://A.org/%20>"),
    *("::: zh\na\n:::", ":material-star: a", "{ref}`x`", "$a$ `b` :rocket: ++ctrl++ H~2~O x^2^ ==m== ~~s~~ &amp; <b>"),
    *(
        "",
        "\n",
        "a\r\nb\0c\r",
        "` a ` and `  ` and `a\nb`",
        "> a\nb\n===\n\n> c\n---",
        "[a *b* c](d)",
        "    code\n\n\tcode",
    ),
)


def asked_everywhere(quick: MarkdownIt) -> MarkdownIt:
    """Return markdown-it with the rules of `quick`, and its own where `quick` has quicker ones of the same name."""
    own = MarkdownIt("commonmark")
    slow = MarkdownIt("commonmark")
    slow.options, slow.validateLink = quick.options, quick.validateLink  # type: ignore[method-assign]
    for name in ("block", "inline", "core"):
        take_over(slow[name].ruler, own[name].ruler, quick[name].ruler)
    take_over(slow.inline.ruler2, own.inline.ruler2, quick.inline.ruler2)
    return slow


def take_over(slow: Ruler[Any], own: Ruler[Any], quick: Ruler[Any]) -> None:
    plain = {rule.name: rule.fn for rule in own.__rules__ if rule.name in QUICKER}
    slow.__rules__ = [
        replace(rule, fn=plain.get(rule.name, rule.fn)) for rule in quick.__rules__ if rule.name != "plain_strong"
    ]


def tokens(md: MarkdownIt, text: str) -> str:
    env: dict[str, object] = {"languages": ("zh", "en")}
    written = repr(parse(md, text, env))
    faults, references = env.get("container_faults"), env.get("references")
    return f"{written}{faults}{references}".replace("Mark(type=", "Token(type=")


def texts() -> Iterator[str]:
    for name in ("commonmark.json", "gfm.json"):
        yield from (example["markdown"] for example in json.loads((CASES / name).read_text("utf-8")))
    yield from FORMS
    for path in sorted(CASES.glob("*.md")):
        yield from path.read_text("utf-8").split("\n\n\n")
        yield path.read_text("utf-8")


def mixtures(count: int) -> Iterator[str]:
    """Yield lines of the cases with signs thrown in, and signs alone; the same ones each time."""
    chance = random.Random(6)
    lines = [line for text in texts() for line in text.split("\n") if line.strip() and len(line) < 300]
    for _ in range(count):
        yield "".join(chance.choice(SIGNS) for _ in range(chance.randint(1, 30)))
        line = chance.choice(lines)
        place = chance.randint(0, len(line))
        yield line[:place] + chance.choice(SIGNS) + line[place:]
        yield "\n".join(
            chance.choice(("", "", "> ", "- ", "  ", "    ", "1. ")) + chance.choice(lines) for _ in range(6)
        )


MARKS = (
    "- ",
    "- ",
    "* ",
    "1. ",
    "2. ",
    "1) ",
    "-   ",
    "-      ",
    "-\t",
    "  - ",
    "    - ",
    "> - ",
    "",
    "  ",
    "    ",
    ": ",
)
ITEMS = (
    *("text", "**粗体**：一", "`code` x", "[a](b)", "[a]: b", "[^1]: n", "[ ] t", "3.5 x", "3. x", "$x$ y", "$$ y"),
    *("[toc]", "{:toc}", "import a", "|a|b|", "|-|-|", "***", "===", "**", "```", "# h", "> q", "<b>", "![a](b)"),
    *("[a\\](b)]: c", "[import](a)", "", "\u3000全", "::: zh", ":::", ": def", "(a)=", "1", "-", "*[HTML]: x"),
)
ENDS = ("\n", "\n", "\n", "\n\n", "\n\n\n", "\n     \n")


def lists(count: int) -> Iterator[str]:
    """Yield lists, and what may stand around them or in them; the same ones each time."""
    chance = random.Random(7)
    for _ in range(count):
        mark = chance.choice(MARKS)
        items = [mark + chance.choice(ITEMS) + chance.choice(ENDS[:4]) for _ in range(chance.randint(1, 4))]
        others = [
            chance.choice(MARKS) + chance.choice(ITEMS) + chance.choice(ENDS) for _ in range(chance.randint(0, 5))
        ]
        yield "".join((*items, *others)).replace("\n", chance.choice(("\n", "\n", "\n> ")))


@pytest.mark.parametrize("name", PARSERS)
def test_tokens_are_those_of_a_parser_that_asks_every_rule_everywhere(name: str) -> None:
    quick = PARSERS[name]()
    slow = asked_everywhere(quick)
    for text in (*texts(), *mixtures(400), *lists(1000)):
        assert tokens(quick, text) == tokens(slow, text), text


def test_a_rule_that_says_not_what_it_begins_with_is_refused() -> None:
    md = Engine({})
    md.inline.ruler.push("unheard_of", lambda state, silent: False)
    with pytest.raises(KeyError, match="unheard_of"):
        md.parse("text", {})


def test_a_rule_can_be_added_after_a_text_was_read() -> None:
    md = Engine({})
    assert [token.type for token in md.parse("a $b$", {})[1].children or ()] == ["text"]
    md.inline.ruler.push("math_inline", _dollar)
    assert [token.type for token in md.parse("a $b$", {})[1].children or ()] == ["text", "math", "text", "math"]


def _dollar(state: StateInline, silent: bool) -> bool:
    state.push("math", "", 0)
    state.pos += 1
    return True


@pytest.mark.parametrize(
    "hostile",
    [
        "**a** " * 20_000,
        "**a" * 20_000,
        "a  \n" * 20_000,
        "- " * 20_000,
        "- a\n" * 20_000,
        "- a\n* b\n" * 4_000,
        "~~~ " * 20_000,
        "* * " * 20_000 + "x",
        " \t" * 40_000,
    ],
    ids=["bold", "unclosed", "breaks", "items", "list", "lists", "tildes", "stars", "blank"],
)
def test_hostile_text_is_read_in_time_that_grows_with_its_length(hostile: str) -> None:
    md = lesson_parser()
    md.parse(hostile[: len(hostile) // 4], {})
    begin = time.process_time()
    md.parse(hostile[: len(hostile) // 4], {})
    quarter = time.process_time() - begin
    begin = time.process_time()
    md.parse(hostile, {})
    assert time.process_time() - begin < 10 * quarter + 0.2
