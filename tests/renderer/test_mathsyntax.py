"""Formulas in lessons: where they are read, what they are not, where their faults are said to stand."""

import time

import pytest
from factories import a_background, a_document, a_lesson, a_pair, a_source, html_of

from dlcourse.model import Document, Reference
from dlcourse.renderer.lesson import render_lesson

MACROS = {"R": r"\mathbb{R}", "bad": r"\foo{#1}"}


def faults_of(body: str) -> list[tuple[int, int, str]]:
    """Return line, column and code of what is wrong with the lesson `body` of a course with commands."""
    document = with_macros(body)
    return [(found.place.line, found.place.column, found.code) for found in document.diagnostics]


def with_macros(body: str) -> Document:
    return render_lesson(a_lesson(a_source(body)), a_background(("zh",), macros=MACROS))


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ("甲 $a + \\foo$ 乙", 1, 8),
        ("甲\n乙 $\\foo$", 2, 4),
        ("$$\na\n  b \\foo\n$$", 3, 5),
        ("$$ a \\foo $$ {#eq-x}", 1, 6),
        ("\\[ a\n\\foo \\]", 2, 1),
        ("\\\\[ a^2\n\\foo \\\\]", 2, 1),
        ("\\begin{align}\na &= b \\\\\nc &= \\foo\n\\end{align}", 3, 6),
        ("$$\n\\begin{aligned}\na &= b \\\\\n  c &= \\foo\n\\end{aligned}\n$$", 4, 8),
        ("- 甲\n\n  1. 乙 $\\foo$", 3, 9),
        ("- $$\n  a\n  \\foo\n  $$", 3, 3),
        ("> 甲\n> $$\n> a \\foo\n> $$", 3, 5),
        ("> - \\(\\foo\\)", 1, 7),
        ("| 甲 | 乙 |\n| - | - |\n| $x$ | $|y| \\foo$ |", 3, 14),
        ("| 甲 |\n| - |\n| $\\|y\\| \\foo$ |", 3, 10),
        ("| $\\foo$ |\n| - |", 1, 4),
        ("# 标题 $\\foo$", 1, 7),
        ("甲[^1]\n\n[^1]: 注 $\\foo$", 3, 10),
        ("```math\na\n\\foo\n```", 3, 1),
        ("```{math}\n:label: x\n\na \\foo\n```", 4, 3),
        ("甲 $a \\in \\R + \\bad{x}$", 1, 15),
        ("$$\n\\begin{aligned}\na &= \\bad{x} \\\\\nb &= c\n\\end{aligned}\n$$", 3, 6),
        ("- 甲 $$ \\bad{x} $$ 乙", 1, 8),
        ("| 甲 |\n| - |\n| $\\bad{|x|}$ |", 3, 4),
        ("::: tip\n甲 $\\foo$\n:::", 2, 4),
    ],
)
def test_a_fault_is_said_to_stand_where_its_command_stands(body: str, line: int, column: int) -> None:
    assert faults_of(body) == [(line, column, "R201")]


@pytest.mark.parametrize(
    "body",
    [
        "从 $5 到 $10",
        "a $x and $y",
        "$HOME/bin 与 ${PATH}",
        "它要 $3 (a) 或 $4",
        "设 $PATH。第一句。然后 $HOME。",
        "写作 \\$a\\$",
        "`$a$`",
        "C:\\\\(a b\\\\)",
        "$ 好 $",
        "$ the end $ of $ it $",
        "$$",
        "$$ $$",
        "\\( \\)",
        "\\begin{align} a",
        "\\begin{nothing} a \\end{nothing}",
        "\\begin{align} a \\end{align} und mehr",
        "\\\\[ a b \\\\]",
        "\\* a",
        "- \\begin{align}\n\\end{align}",
    ],
)
def test_what_is_no_formula_stays_text(body: str) -> None:
    document = a_document(body)
    assert "<math" not in html_of(document).replace("<math></math>", "").replace('<math display="block"></math>', "")
    assert not document.diagnostics


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("$ x $，$-$16，第$n$次，$ x + y = 2 $，$ f(x) $", 5),
        ("$\\text{如果。}x$ 与 $损失 = 1$", 2),
        ("甲 $$ x $$ 乙 $$ y $$ 丙", 2),
        ("$$x$$ 与 $$y$$", 2),
        ("\\\\(x^2\\\\) 与 \\\\(a\\\\)", 2),
        ("文字\n$$\nx\n$$\n文字 $y$", 2),
        ("文字 $$\nx\n$$\n文字 $y$\n\n$$\nz\n$$", 3),
        ("$$\na_1\n\nb\n$$", 1),
        ("- $$ a\nb $$", 1),
        ("```{math}\n:nowrap:\n```", 1),
        ("```{math}\na_1\n```", 1),
        ("$$\n没有结尾\n\n下一段 $x$\n\n$$", 1),
        ("\\[\na\n\n\\[ b \\]", 1),
    ],
)
def test_loose_habits_are_formulas(body: str, count: int) -> None:
    assert html_of(a_document(body)).count("<math") == count


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| $|x|$ | b |", ["|x|", "b"]),
        ("| $P(y|x)$ | $|a| + |b|$ |", ["P(y|x)", "|a|+|b|"]),
        ("| $a$ | $b$ |", ["a", "b"]),
        ("| $5 | $6 | 7 |", ["$5", "$6"]),
        ("|$a|$b|$c|", ["$a", "$b"]),
        ("| \\$|x|\\$ | b |", ["$", "x"]),
    ],
)
def test_a_row_has_the_cells_that_its_author_meant(row: str, cells: list[str]) -> None:
    table = html_of(a_document(f"| 甲 | 乙 |\n| --- | --- |\n{row}\n"))
    shown = table.partition("<tbody>")[2].split("<td>")[1:]
    assert len(shown) == 2
    for cell, meant in zip(shown, cells, strict=True):
        text = "".join(part.partition(">")[2] for part in f">{cell.partition('</td>')[0]}".split("<"))
        assert meant in text.replace(" ", "")


def test_a_heading_row_keeps_its_formulas_too() -> None:
    html = html_of(a_document("| $|x|$ | 乙 |\n| --- | --- |\n| 1 | 2 |\n"))
    assert html.count("<td>") + html.count("<th>") == 4


def test_plain_tables_and_listings_are_untouched_by_formulas_in_others() -> None:
    body = "| a | b |\n| - | - |\n| $|x|$ | 1 |\n\n```text\n| a | b |\n| - | - |\n| $|x|$ | 1 |\n```\n"
    document = a_document(body)
    assert "| $|x|$ | 1 |" in html_of(document)
    assert "\ufdd4" not in html_of(document)


def test_numbers_go_through_the_lesson_and_labels_are_known() -> None:
    body = "$$ a $$ {#eq-a}\n\n$$ b $$\n\n\\begin{align} c \\label{x} \\\\ d \\label{y} \\end{align}\n\n"
    body += "$$ e \\tag{9} \\label{z} $$"
    document = a_document(body)
    assert {name: label.number for name, label in document.labels.items()} == {
        "eq-a": "1",
        "x": "2",
        "y": "3",
        "z": "9",
    }
    html = html_of(document)
    assert all(f'id="{label.id}"' in html for label in document.labels.values())


def test_a_reference_inside_a_formula_is_one_for_the_builder() -> None:
    document = a_document("$$ a $$ {#eq-a}\n\n甲 $b \\overset{\\eqref{eq-a}}{=} c$")
    references = [piece for piece in document.view("").body if isinstance(piece, Reference)]
    assert [(each.name, each.form, each.place.line, each.place.column) for each in references] == [
        ("eq-a", "brackets", 3, 15)
    ]


def test_a_formula_that_both_languages_share_has_one_number_and_one_anchor_a_side() -> None:
    document = a_pair("# 甲\n\n$$ x $$ {#eq-x}\n\n见 @eq-x。\n", "# A\n\n$$ x $$ {#eq-x}\n\nSee @eq-x.\n")
    assert document.labels["eq-x"].number == "1"
    for view in ("zh", "en", "bi"):
        html = html_of(document, view)
        assert html.count('class="equation-number"') == 1
        assert html.count('id="eq-x"') == 1


def test_formulas_that_differ_stand_side_by_side_with_one_number() -> None:
    document = a_pair(
        "# 甲\n\n$$ x = \\text{损失} $$ {#eq-x}\n\n$$ y $$ {#eq-y}\n",
        "# A\n\n$$ x = \\text{loss} $$ {#eq-x}\n\n$$ y $$ {#eq-y}\n",
    )
    assert [document.labels[name].number for name in ("eq-x", "eq-y")] == ["1", "2"]
    html = html_of(document, "bi")
    assert html.count('<div class="equation-number">(1)</div>') == 2
    assert html.count('<div class="equation-number">(2)</div>') == 1


def test_formulas_in_containers_of_a_language_are_numbered_once() -> None:
    body = "::: zh\n$$ x = \\text{损失} $$ {#eq-x}\n:::\n\n::: en\n$$ x = \\text{loss} $$ {#eq-x}\n:::\n"
    document = a_document(body)
    assert document.labels["eq-x"].number == "1"
    assert "(1)" in html_of(document, "zh")
    assert "(1)" in html_of(document, "en")


def test_a_formula_in_a_lesson_with_raw_html_keeps_its_number() -> None:
    html = html_of(
        a_document("甲<br>乙\n\n$$ x $$ {#eq-x}\n\n\\begin{align} a \\label{b} \\\\ c \\label{d} \\end{align}")
    )
    assert '<div class="equation" id="eq-x">' in html
    assert 'class="line-number" id="d"' in html


@pytest.mark.parametrize(
    "body",
    [
        "$" * 50_000,
        "$$ " * 20_000,
        "$$\n" * 20_000,
        "\\(" * 15_000,
        "\\\\(" * 20_000,
        "\\[\n" * 20_000,
        "\\begin{align}\n" * 4_000,
        ("\\begin{align}\n\\begin{gather}\n" * 350 + "\\end{align} x\n\\end{gather} x\n") * 15,
        "$a |" * 15_000,
        "| a | b |\n| - | - |\n" + "| $a|b| ` $c |\n" * 4_000,
        "| a | b |\n| - | - |\n" + "|$`" * 20_000,
        "| a |\n| - |\n\n" * 4_000 + "$|x|$",
        "$ " + "x + " * 15_000 + "$",
        "x $$\n" + "$$ y $$ z $$\n" * 4_000,
        "```math {#" + "a" * 50_000,
    ],
)
def test_hostile_lessons_take_no_time(body: str) -> None:
    before = time.process_time()
    a_document(body)
    assert time.process_time() - before < 30
