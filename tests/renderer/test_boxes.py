"""Callouts in every spelling: how they are read, where they end, what is wrong with one, what each view shows."""

import time

import pytest
from factories import a_document, a_pair, html_of
from markdown_it.token import Token

from dlcourse.model import Document
from dlcourse.renderer.boxes.names import CALLOUTS, canonical, is_callout, nearest
from dlcourse.renderer.markdown import lesson_parser, parse


def read(text: str) -> list[Token]:
    return parse(lesson_parser(), text, {"languages": ("zh", "en")})


def boxes(text: str) -> list[tuple[str, str]]:
    """Return the boxes of a text: what they are, and their titles as written."""
    tokens = read(text)
    return [
        (token.info, tokens[index + 2].content if tokens[index + 1].type == "box_title_open" else "")
        for index, token in enumerate(tokens)
        if token.type == "box_open"
    ]


def outline(text: str) -> str:
    """Return what stands in what: `note(a tip(b)) c`."""
    parts: list[str] = []
    for token in read(text):
        if token.type == "box_open":
            parts.append(f"{token.info}(")
        elif token.type == "box_close":
            parts.append(")")
        elif token.type in ("inline", "fence", "code_block"):
            parts.append(token.content.strip().replace("\n", "/"))
    return " ".join(parts).replace("( ", "(").replace(" )", ")")


def said(document: Document) -> list[tuple[str, int, int]]:
    return [(found.code, found.place.line, found.place.column) for found in document.diagnostics]


# Heads


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("::: tip", ""),
        (":::tip", ""),
        ("::: TIP", ""),
        ("   :::: tip   ", ""),
        ("::: tip :::", ""),
        ("::: tip 先看图", "先看图"),
        ("::: tip Title :::", "Title"),
        ("::: tip [a](b.md) and more", "[a](b.md) and more"),
        (":::tip[Title]", "Title"),
        (":::tip[a [b] c]{.wide}", "a [b] c"),
        (":::tip[never closed", ""),
        (':::tip{title="Two words"}', "Two words"),
        ("::: tip Title {.wide #id}", "Title"),
        ("::: tip $x^{2}$", "$x^{2}$"),
        ("::: tip#group", ""),
        (":::{tip}", ""),
        (":::{tip} Title", "Title"),
        ("::: {.tip}", ""),
        ('::: {.callout-tip title="T"}', "T"),
        ("::: 提示 标题", "标题"),
    ],
)
def test_title_is_read_in_the_form_of_each_tool(head: str, title: str) -> None:
    found = boxes(f"{head}\ntext\n{'::::' if '::::' in head else ':::'}\n")
    assert found == ([("tip", title)] if "never" not in head else [("tip", "[never closed")])


@pytest.mark.parametrize(
    "text",
    [
        "::: ",
        "::: tip?\nx\n:::",
        ":::: {}\nx\n::::",
        "::: 123\nx\n:::",
        ":: tip\nx\n::",
        "`::: tip`",
        "a ::: tip",
        "    ::: tip\n    x\n    :::",
        "!!!",
        "!!! 太棒了，成功了！",
        "!!! note that this is text",
        "!!! wow look\n    lazy",
        "!!! x, y\n    lazy",
        "??? 为什么",
        "???\n    x",
        '!!! "Title"\n    x',
        "!!note\n    x",
        "> [!NOTE](a.md)",
        "> [!NOTE]text",
        "> a\n> [!NOTE]",
        "> - [!NOTE]",
        "[!NOTE]",
        "> [!]",
        "```{python}\nx\n```",
        "```{r, echo=FALSE}\nx\n```",
        "```{.python .input}\nx\n```",
        "```python {1}\nx\n```",
        "``{note}``",
    ],
)
def test_ordinary_text_is_no_box(text: str) -> None:
    assert boxes(text) == []


def test_names_of_many_tools_mean_our_kinds() -> None:
    assert {canonical(name) for name in CALLOUTS} == set(CALLOUTS)
    assert [canonical(name) for name in ("Hint", "seealso", "BUG", "callout-tip", "注意", "v-pre")] == [
        "tip",
        "info",
        "danger",
        "tip",
        "caution",
        "plain",
    ]
    assert canonical("gallery") == ""
    assert [nearest("warnning"), nearest("tpi"), nearest("gallery")] == ["warning", "tip", "note"]
    assert is_callout(Token("box_open", "div", 1, info="tip"))


@pytest.mark.parametrize(
    ("text", "fold"),
    [
        ("::: details\nx\n:::", "closed"),
        ("::: details T {open}\nx\n:::", "open"),
        ('::: {.callout-note collapse="true"}\nx\n:::', "closed"),
        ('::: {.callout-note collapse="false"}\nx\n:::', "open"),
        ("::: note\nx\n:::", ""),
        ("??? note\n    x", "closed"),
        ("???+ note\n    x", "open"),
        ("??? custom\n    x", "closed"),
        ("> [!note]-\n> x", "closed"),
        ("> [!note]+\n> x", "open"),
        ("> [!note]\n> x", ""),
        ("> [!custom]-\n> x", "closed"),
        ("> [!details]\n> x", "closed"),
        ("```{note}\n:class: dropdown\nx\n```", "closed"),
        ("```{note}\n:class: dropdown\n:open: true\nx\n```", "open"),
        ("```{dropdown} T\nx\n```", "closed"),
    ],
)
def test_box_folds_where_its_author_says_so(text: str, fold: str) -> None:
    token = read(text)[0]
    assert (token.tag, "open" in token.attrs) == ("details" if fold else "div", fold == "open")


# Where a box ends


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("::: tip\na\n:::\nb", "tip(a) b"),
        ("::: tip\na\n::: note\nb\n:::\nc\n:::\nd", "tip(a note(b) c) d"),
        (":::: tip\n::: note\nb\n:::\n::::\nd", "tip(note(b)) d"),
        ("::: tip\n```\n:::\n```\n:::\nd", "tip(:::) d"),
        ("- ::: tip\n  a\n  :::\n- b", "tip(a) b"),
        ("- a\n  ::: tip\n  b\n- c", "a tip(b) c"),
        ("> ::: tip\n> a\n\nb", "tip(a) b"),
        ("text\n::: tip\na\n:::\nb", "text tip(a) b"),
        ("!!! note\n    a\n\n    b\n\nc", "note(a b) c"),
        ("!!! note\n    a\nb", "note(a) b"),
        ("!!! note\n\n    a\n\n        code", "note(a code)"),
        ("!!! note\n  a\n\n  b\nc", "note(a b) c"),
        ("!!! note\n\ta\n\n\tb\nc", "note(a b) c"),
        ("text\n!!! note\n    a", "text note(a)"),
        ("!!! note\n    !!! tip\n        a\n    b\nc", "note(tip(a) b) c"),
        ("!!! note\n    ::: tip\n    a\n    :::\n    b\nc", "note(tip(a) b) c"),
        ("::: tip\n!!! note\n    a\n:::\nb", "tip(note(a)) b"),
        ("- a\n\n    !!! note\n        b\n\n- c", "a note(b) c"),
        ("> !!! note\n>     a\n> b", "note(a) b"),
        ("!!! note Title here\n    a", "note(Title here a)"),
        ('!!! note "Title"\nb', "note(Title) b"),
        ("!!! note “标题”\n    a", "note(标题 a)"),
        ('!!! custom tip "T"\n    a', "tip(T a)"),
        ("> [!NOTE]\n> a\n>\n> b\n\nc", "note(a b) c"),
        ("> [!NOTE]\n>\n> a", "note(a)"),
        ("> [!NOTE]\n> a\nlazy", "note(a/lazy)"),
        ("> [!NOTE]\n> > [!TIP] T\n> > a\n> b", "note(tip(T a/b))"),
        ("> [!NOTE]\n> - a\n>\n\nb", "note(a) b"),
        ("text\n```{note}\na\n```", "text note(a)"),
        ("::: tip\n- ::: note\n  a\n:::\nb", "tip(note(a)) b"),
        ("> [!NOTE|right] T\n> a", "note(T a)"),
        ("- > [!NOTE]\n  > a\n- b", "note(a) b"),
        ("```{note}\na\n```\nb", "note(a) b"),
        ("````{note}\n```{tip} T\na\n```\n````\nb", "note(tip(T a)) b"),
        ("~~~{note}\na\n~~~\nb", "note(a) b"),
        ("- ```{note}\n  a\n  ```\n- b", "note(a) b"),
        ("- ```{note}\n  a\n- b", "note(a) b"),
        ("```{note}\n:name: x\n\na\n```", "note(a)"),
        (":::{note}\n:class: y\na\n:::", "note(a)"),
        ("```{admonition} T\n:class: dropdown warning\na\n```", "warning(T a)"),
        ("::: gallery\na\n:::\nb", "(a) b"),
    ],
)
def test_box_ends_where_its_author_means(text: str, shape: str) -> None:
    assert outline(text) == shape


def test_directives_of_code_are_code() -> None:
    text = (
        "```{code-block} python\n:caption: net.py\n:emphasize-lines: 1, 3\n:linenos:\n\nx = 1\n```\n\n"
        "```{code-cell} ipython3\ny\n```\n\n```{mermaid}\ngraph TD\n```\n\n```{code}\nz\n```\n"
    )
    fences = [token for token in read(text) if token.type == "fence"]
    assert [(fence.info, fence.content.strip()) for fence in fences] == [
        ('python title="net.py" {1,3} linenums="1"', "x = 1"),
        ("python", "y"),
        ("mermaid", "graph TD"),
        ("text", "z"),
    ]


# What is wrong


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("::: gallery\nx\n:::", [("R213", 1, 1)]),
        ("a\n\n- ::: gallery\n  x\n  :::", [("R213", 3, 3)]),
        ("::: gallery\nx", [("R213", 1, 1)]),
        ("> [!custom] T\n> x", [("R213", 1, 3)]),
        ("!!! custom\n    x", [("R213", 1, 1)]),
        ("```{margin}\nx\n```", [("R213", 1, 1)]),
        ("```{prf:theorem}\nx\n```", [("R213", 1, 1)]),
        ("```{toctree}\nx\n```", [("R213", 1, 1)]),
        ("a\n\n::: tip\nx", [("R214", 3, 1)]),
        ("```{tip}\nx", [("R214", 1, 1)]),
        ("!!! tip\nx", [("R214", 1, 1)]),
        ("a\n:::\nb", [("R214", 2, 1)]),
        ("::: tip\nx\n:::", []),
        ("::: v-pre\nx\n:::\n\n::: center\nx\n:::", []),
    ],
)
def test_fault_is_reported_where_it_stands(text: str, faults: list[tuple[str, int, int]]) -> None:
    assert said(a_document(text, languages=("zh",))) == faults


def test_fault_says_how_to_mend_it() -> None:
    document = a_document("::: warnning\nx\n:::\n\n::: tip\nx", languages=("zh",))
    assert [(found.message, found.hint) for found in document.diagnostics] == [
        (
            "`::: warnning` is no container that is known: its content is shown as it is",
            "write `::: warning`, or take the markers out",
        ),
        ("`::: tip` is never closed", "write `:::` alone in a line behind it"),
    ]


def test_long_name_is_cut_in_messages() -> None:
    document = a_document(f"::: {'n' * 500}\nx\n:::", languages=("zh",))
    assert max(len(found.message) for found in document.diagnostics) < 120


# Views

PAIR = "\n\n::: zh\n后\n:::\n::: en\nAfter\n:::\n"


@pytest.mark.parametrize(
    "text",
    [
        "::: tip 标题 | Title\n::: zh\n看图\n:::\n::: en\nLook\n:::\n:::",
        "::: zh\n::: tip 标题\n看图\n:::\n:::\n::: en\n::: tip Title\nLook\n:::\n:::",
        "::: zh\n> [!TIP] 标题\n> 看图\n:::\n::: en\n> [!TIP] Title\n> Look\n:::",
        "> [!TIP] 标题 | Title\n> ::: zh\n> 看图\n> :::\n> ::: en\n> Look\n> :::",
        '!!! tip "标题 | Title"\n    ::: zh\n    看图\n    :::\n    ::: en\n    Look\n    :::',
        '::: zh\n!!! tip "标题"\n    看图\n:::\n::: en\n!!! tip "Title"\n    Look\n:::',
        "```{tip} 标题 | Title\n::: zh\n看图\n:::\n::: en\nLook\n:::\n```",
    ],
)
def test_callout_of_one_file_follows_the_view(text: str) -> None:
    document = a_document(text + PAIR)
    zh, en, both = (html_of(document, view) for view in ("zh", "en", "bi"))
    assert '<p class="callout-title">标题</p>\n<p>看图</p>' in zh
    assert '<p class="callout-title">Title</p>\n<p>Look</p>' in en
    assert "Look" not in zh
    assert "看图" not in en
    assert both.count('class="callout tip"') == 1
    assert '<span class="pair"><span lang="zh">标题</span> <span lang="en">Title</span></span>' in both
    assert '<span class="pair"><span lang="zh">看图</span> <span lang="en">Look</span></span>' in both
    assert document.diagnostics == ()


def test_callouts_of_siblings_merge_where_they_are_alike_and_stand_side_by_side_where_not() -> None:
    merged = html_of(a_pair("::: tip 好\n一\n:::", "> [!TIP] Good\n> one"), "bi")
    assert merged.count('class="callout tip"') == 1
    apart = html_of(a_pair("::: tip 好\n一段话\n:::", "::: tip Good\none\n\ntwo\n:::"), "bi")
    assert apart.count('class="callout tip"') == 2
    other = html_of(a_pair("::: tip\n一段话在这里\n:::", "::: warning\nsome words here\n:::"), "bi")
    assert (other.count('"callout tip"'), other.count('"callout warning"')) == (1, 1)


def test_callout_in_one_language_is_folded_away_for_readers_of_the_other() -> None:
    document = a_document("::: details\n::: zh\n只有中文\n:::\n:::" + PAIR)
    assert "[only_in zh]" in html_of(document, "en")
    assert "[only_in zh]" not in html_of(document, "zh")


def test_neighbouring_callouts_that_translate_one_another_are_a_pair() -> None:
    text = "::: tip\n训练就是反复调整权重。\n:::\n\n::: tip\nTraining adjusts the weights again and again.\n:::\n"
    document = a_document(text)
    assert [view.name for view in document.views] == ["zh", "en", "bi"]
    assert "Training" not in html_of(document, "zh")
    other = a_document(text.replace("::: tip\nTraining", "::: danger\nTraining"))
    assert [view.name for view in other.views] == ["zh"]


def test_id_that_an_author_gave_is_an_anchor_in_every_view() -> None:
    one = a_document("::: tip T {#shapes}\nx\n:::\n\n::: tip {#shapes}\ny\n:::", languages=("zh",))
    assert html_of(one).count('id="shapes"') == 1
    assert one.anchors["shapes"] == "shapes"
    pair = a_pair("::: tip 好 {#shapes}\n一\n:::", "::: tip Good {#shapes}\none\n:::")
    assert all(html_of(pair, view).count('id="shapes"') == 1 for view in ("zh", "en", "bi"))


# Cost


@pytest.mark.parametrize(
    "text",
    [
        "::: tip\n" * 8_000,
        "::: tip\n:::\n" * 8_000,
        ":" * 100_000,
        "::: tip" + " " * 300_000 + "a",
        "::: tip" + "[" * 4_000,
        "::: tip " + "{a=b " * 20_000,
        ":::" + " :::" * 20_000,
        "!!! note\n" * 8_000,
        '!!! note "' * 20_000,
        "!!! a" + " a" * 100_000,
        "!!! note\n" + "\n" * 200_000,
        "".join("    " * (n % 50) + "!!! note\n" for n in range(5_000)),
        "> [!NOTE]\n" * 8_000,
        "> " * 50 + "[!NOTE]\n" + "> [!NOTE]\n\n" * 10_000,
        "```{note}\n" * 8_000,
        "```{note}\n```\n" * 10_000,
        "```{note}\n" + ":a: b\n" * 40_000,
        "::: gallery\n" * 8_000,
        "- ::: tip\n" * 10_000,
        ">::: tip\n" * 10_000,
    ],
    ids=range(20),
)
def test_hostile_markers_take_linear_time(text: str) -> None:
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 30
