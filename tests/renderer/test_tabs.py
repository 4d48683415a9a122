"""Tabs: every way to write them, where they may stand, both languages, what does not fit."""

import re
import time

import pytest
from factories import a_document, a_pair, html_of

from dlcourse.model import Document
from dlcourse.renderer.markdown import lesson_parser, parse

LABEL = re.compile(r'<label class="tab">(<input[^>]*>)<span>(.*?)</span></label>')
NAME = re.compile(r'name="([^"]*)"')


def tabs_of(document: Document, view: str = "") -> list[tuple[str, str, bool]]:
    """Return the set, the label and whether it is chosen of every tab."""
    found = LABEL.findall(html_of(document, view))
    names = [NAME.findall(button)[0] for button, _ in found]
    sets = {name: f"{number}" for number, name in enumerate(dict.fromkeys(names), 1)}
    return [
        (sets[name], label, button.endswith(" checked>")) for name, (button, label) in zip(names, found, strict=True)
    ]


def labels(text: str) -> list[tuple[str, str]]:
    return [tab[:2] for tab in tabs_of(a_document(text, languages=("en",)))]


def faults(text: str) -> list[str]:
    """Return what does not fit, as `line:column: message`."""
    found = a_document(text, languages=("en",)).diagnostics
    assert {each.code for each in found} <= {"R214"}
    assert all(each.hint for each in found)
    return [f"{each.place.line}:{each.place.column}: {each.message}" for each in found]


A_SET = [("1", "a"), ("1", "b")]


@pytest.mark.parametrize(
    "text",
    [
        "::: tabs\n== a\nx\n== b\ny\n:::\n",
        ":::tabs key:letters\n== a\nx\n==   b  \ny\n:::\n",
        "::: tabs#letters\n@tab a\nx\n\n@tab b#second\ny\n:::\n",
        '=== "a"\n    x\n\n=== "b"\n    y\n',
        '=== "a"\n\n    x\n=== "b"\n\n    y\n',
        "=== 'a'\n  x\n\n\n\n=== “b”\n  y\n",
        "::: code-group\n```js [a]\nx\n```\n```js:line-numbers {1} [b]\ny\n```\n:::\n",
        "::: code-group\n~~~a\nx\n~~~\n\n~~~b\ny\n~~~\n:::\n",
        "::::{tab-set}\n:::{tab-item} a\nx\n:::\n\n:::{tab-item} b\n:sync: two\ny\n:::\n::::\n",
        "````{tab-set}\n```{tab-item} a\nx\n```\n```{tab-item} b\ny\n```\n````\n",
        "````{tab-set-code}\n```{code-block} a\nx\n```\n```{code-block} b\ny\n```\n````\n",
        "```{tab} a\nx\n```\n\n```{tab} b\ny\n```\n",
        ":::: code-group\n::: code-group-item a\n```\nx\n```\n:::\n::: code-group-item b\ny\n:::\n::::\n",
        "::: {.panel-tabset}\n## a\nx\n## b\ny\n:::\n",
        "- ::: tabs\n  == a\n  x\n  == b\n  y\n  :::\n",
        "> ::: tabs\n> == a\n> x\n> == b\n> y\n> :::\n",
        '1. x\n\n    === "a"\n        y\n\n    === "b"\n        z\n',
        "text\n::: tabs\n== a\nx\n== b\ny\n:::\ntext",
        'text\n=== "a"\n    x\n=== "b"\n    y\ntext',
        '::: tip\n=== "a"\n    x\n=== "b"\n    y\n:::\n',
        '!!! note\n    === "a"\n        x\n    === "b"\n        y\n',
        "[^1]\n\n[^1]:\n    ::: tabs\n    == a\n    x\n    == b\n    y\n    :::\n",
    ],
)
def test_tabs_are_read_however_they_are_written_and_wherever_they_stand(text: str) -> None:
    assert labels(text) == A_SET
    assert faults(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "== a",
        "@tab a",
        "=== a",
        '=== "a" and more',
        "::: tip\n== a\n:::\n",
        "::: tabs\n== a\n```\n== b\n```\n:::\n",
        "::: tabs\n== a\n::: tip\n== b\n:::\n:::\n",
        "::: tabs\n== a\n- x\n  == b\n:::\n",
        "::: tabs\n== a\n    == b\n:::\n",
        "::: tabs\n== a\n==b==\n:::\n",
        '    === "a"\n        b\n',
    ],
)
def test_what_is_no_label_stays_text(text: str) -> None:
    assert [label for _, label in labels(text)] == (["a"] if text.startswith("::: tabs") else [])


def test_label_ends_a_list_and_a_quotation() -> None:
    html = html_of(a_document("::: tabs\n== a\n- x\n== b\n> y\n== c\nz\n:::\n", languages=("en",)))
    assert html.count('<div class="panel">') == 3
    assert "<li>x</li>" in html
    assert "<p>y</p>" in html


def test_sets_that_nest_or_follow_one_another_are_apart() -> None:
    text = '=== "a"\n    ::: tabs\n    == b\n    x\n    == c\n    y\n    :::\n=== "d"\n    x\n===! "e"\n    x\n'
    assert labels(text) == [("1", "a"), ("2", "b"), ("2", "c"), ("1", "d"), ("3", "e")]
    assert labels("```{tab} a\nx\n```\n\ntext\n\n```{tab} b\ny\n```\n") == [("1", "a"), ("2", "b")]
    assert labels("::: tabs\n== a\n:::{tab-item} b\nx\n:::\n== c\ny\n:::\n") == [("1", "a"), ("2", "b"), ("1", "c")]


@pytest.mark.parametrize(
    "text",
    [
        '=== "a"\n    x\n===+ "b"\n    y\n',
        "::: tabs\n@tab a\nx\n@tab:active b\ny\n:::\n",
        "::::{tab-set}\n:::{tab-item} a\nx\n:::\n:::{tab-item} b\n:selected:\ny\n:::\n::::\n",
    ],
)
def test_author_says_which_tab_is_chosen_first(text: str) -> None:
    assert [tab[2] for tab in tabs_of(a_document(text, languages=("en",)))] == [False, True]


def test_markdown_works_in_labels_but_not_in_names_of_code() -> None:
    text = '=== "`x` <br>"\n    x\n\n::: code-group\n```py [__init__.py]\nx\n```\n```py title="a_b_.py"\ny\n```\n:::\n'
    assert [label for _, label in labels(text)] == ["<code>x</code> <br>", "__init__.py", "a_b_.py"]


def test_title_that_names_the_tab_is_not_said_again_above_the_code() -> None:
    html = html_of(a_document('::: code-group\n```py title="net.py" {1}\nx\n```\n:::\n', languages=("en",)))
    assert html.count("net.py") == 2  # the label, and what the script knows it by
    assert "marked" in html


def test_raw_html_in_the_lesson_leaves_the_buttons() -> None:
    assert labels('<br>\n\n=== "a"\n    x<br>\n=== "b"\n    <b>y</b>\n') == A_SET


# both languages


def test_siblings_have_tabs_of_their_own_and_one_set_where_both_are_shown() -> None:
    zh = "# 甲\n\n::: tabs\n== 代码\n这里有一段说明。\n== 图\n这里有一张图片。\n:::\n"
    en = "# A\n\n::: tabs\n== Code\nHere is some text.\n== Picture\nHere is a picture.\n:::\n"
    document = a_pair(zh, en)
    assert [tab[1] for tab in tabs_of(document, "zh")] == ["代码", "图"]
    assert [tab[1] for tab in tabs_of(document, "en")] == ["Code", "Picture"]
    assert len(tabs_of(document, "bi")) == 2
    assert '<span lang="zh">代码</span> <span lang="en">Code</span>' in html_of(document, "bi")


def test_side_by_side_the_buttons_of_both_sides_are_apart() -> None:
    zh = '# 甲\n\n=== "一"\n    这里有一段说明。\n\n=== "二"\n    这里有一张图片。\n'
    en = '# A\n\n=== "One"\n    Here is some text.\n\n=== "Two"\n    Here is a picture.\n\n=== "Three"\n    More.\n'
    found = tabs_of(a_pair(zh, en), "bi")
    assert [tab[:2] for tab in found] == [("1", "一"), ("1", "二"), ("2", "One"), ("2", "Two"), ("2", "Three")]
    assert [tab[2] for tab in found] == [True, False, True, False, False]


def test_containers_of_languages_stand_around_tabs_and_in_them() -> None:
    text = (
        '::: zh\n=== "甲"\n    说明\n:::\n::: en\n=== "A"\n    Text\n:::\n\n'
        "::: tabs\n== 代码 | Code\n::: zh\n中文\n:::\n::: en\nEnglish\n:::\n== JAX\nx\n:::\n"
    )
    document = a_document(text)
    assert [re.sub("<.*?>", "", tab[1]) for tab in tabs_of(document, "zh")] == ["甲", "代码", "JAX"]
    assert [re.sub("<.*?>", "", tab[1]) for tab in tabs_of(document, "en")] == ["A", "Code", "JAX"]
    assert "English" not in html_of(document, "zh")
    assert [tab[2] for tab in tabs_of(document, "bi")] == [True, True, False]
    assert document.diagnostics == ()


# what does not fit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x\n\n::: tabs\nno label\n:::\n", ["3:1: `tabs` holds no tab: its content is shown as it is"]),
        ("- ::: tabs\n  :::\n", ["1:1: `tabs` holds no tab: its content is shown as it is"]),
        ("::: tabs\nfirst\n== a\nx\n:::\n", ["1:1: what stands before the first label is shown above the tabs"]),
        ("::: tabs\n== a\n== b\nx\n:::\n", ["2:1: this tab is empty"]),
        ('=== "a"\nx\n', ["1:1: this tab is empty"]),
        ("::::{tab-set}\n:::{tab-item} a\n:::\n::::\n", ["2:1: this tab is empty"]),
        ('=== ""\n    x\n', ["1:1: this tab has no label: its number is shown"]),
        ("::: tabs\n==\nx\n:::\n", ["2:1: this tab has no label: its number is shown"]),
        ("> :::{tab-item}\n> x\n> :::\n", ["1:3: this tab has no label: its number is shown"]),
        ("::: code-group\n```\nx\n```\n:::\n", ["2:1: this tab has no label: its number is shown"]),
        ("::: code-group\ntext\n:::\n", ["1:1: `code-group` holds no code: its content is shown as it is"]),
        (
            "::: code-group\ntext\n```a\nx\n```\n:::\n",
            ["1:1: `code-group` holds more than blocks of code: that is shown above them"],
        ),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(text: str, found: list[str]) -> None:
    assert faults(text) == found


def test_content_is_shown_whatever_does_not_fit() -> None:
    for text in (
        "::: tabs\nshown\n:::\n",
        '=== ""\n    shown\n',
        "::: code-group\nshown\n:::\n",
        "::: tabs\nshown\n== a\n",
    ):
        assert "<p>shown</p>" in html_of(a_document(text, languages=("en",)))


def test_tokens_inside_of_tabs_lie_on_their_levels() -> None:
    text = (
        "- ::: tabs\n  == a\n  - x\n  == b\n  :::{tab} c\n  y\n  :::\n  :::\n\n"
        "```{tab} d\nz\n```\n```{tab} e\nz\n```\n\n::: code-group\n```a\nx\n```\n:::\n"
    )
    level = 0
    for token in parse(lesson_parser(), text, {}):
        level -= token.nesting < 0
        assert token.level == level, token
        level += token.nesting > 0


@pytest.mark.parametrize(
    "text",
    [
        "::: tabs\n" + "== a\n" * 6000,
        "::: tabs\n== a\n" * 3000,
        '=== "a"\n' * 6000,
        '=== "' + '" ' * 15000,
        "".join("    " * depth + '=== "a"\n' for depth in range(200)),
        ":::{tab-item} a\n:::\n" * 2000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    before = time.process_time()
    parse(lesson_parser(), text, {})
    assert time.process_time() - before < 30
