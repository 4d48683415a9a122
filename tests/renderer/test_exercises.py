"""Exercises, solutions and quizzes: numbers, choices that do not tell, answers, both languages, what does not fit."""

import re
import time

import pytest
from factories import a_background, a_document, a_lesson, a_pair, a_source, html_of
from selectolax.lexbor import LexborHTMLParser, LexborNode

from dlcourse.diagnostics import Place
from dlcourse.model import Document, Term
from dlcourse.renderer.lesson import render_fragment, render_lesson


def page(text: str, view: str = "") -> LexborHTMLParser:
    return LexborHTMLParser(html_of(a_document(text, languages=("en",)), view))


def faults(document: Document) -> list[str]:
    """Return what does not fit, as `line: message`."""
    found = [each for each in document.diagnostics if each.code != "R219"]
    assert {each.code for each in found} <= {"R214"}
    assert all(each.hint for each in found)
    return [f"{each.place.line}: {each.message}" for each in found]


def text_of(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text().split())


def questions(html: str) -> list[tuple[str, list[str], str]]:
    """Return the text, the choices (right ones with a `*`) and the answer of every question."""
    found = []
    for node in LexborHTMLParser(html).css(".question"):
        choices = [
            ("*" if each.css_first("input[data-right]") else "") + text_of(each) for each in node.css(".choices label")
        ]
        before = node.css_first(".question-text")
        found.append((text_of(before) if before else "", choices, text_of(node.css_first(".answers"))))
    return found


# exercises


def test_exercises_are_numbered_in_their_lesson_and_have_an_anchor_each() -> None:
    document = a_document("::: exercise Sum {#ex-sum}\nx\n:::\n\n- ::: exercise\n  y\n  :::\n", languages=("en",))
    assert [(each.number, each.id, dict(each.titles)) for each in document.exercises] == [
        ("1", "ex-sum", {"en": "Sum"}),
        ("2", "exercise-2", {}),
    ]
    html = html_of(document)
    assert '<div class="exercise" id="ex-sum">' in html
    assert '<div class="exercise" id="exercise-2">' in html
    assert '<span class="exercise-number">[exercise_number 1]</span> Sum</p>' in html


@pytest.mark.parametrize(
    "text",
    [
        "::: exercise T\nx\n\n::: solution\ny\n:::\n:::\n",
        "::: exercise T\nx\n:::\n\ntext\n\n::: solution\ny\n:::\n",
        ":::: problem T\nx\n::: answer\ny\n:::\n::::\n",
        '!!! exercise "T"\n    x\n\n    ??? solution\n        y\n',
        "```{exercise} T\n:label: t\nx\n```\n\n```{solution}\ny\n```\n",
        "> [!EXERCISE] T\n> x\n\n> [!SOLUTION]\n> y\n",
        "::: 练习 T\nx\n:::\n\n::: 解答\ny\n:::\n",
    ],
)
def test_solution_is_closed_until_a_reader_opens_it_however_it_is_written(text: str) -> None:
    document = a_document(text, languages=("en",))
    shown = LexborHTMLParser(html_of(document))
    assert text_of(shown.css_first(".exercise-title")) == "[exercise_number 1] T"
    solution = shown.css_first("details.solution:not([open])")
    assert text_of(solution) == "[solution ] y"
    assert faults(document) == []


def test_solution_may_have_a_title_or_name_its_exercise_or_be_open() -> None:
    text = (
        "::: exercise A {#ex_a}\nx\n:::\n\n::: solution How\ny\n:::\n\n::: solution ex-a\nz\n:::\n\n"
        "::: solution {open}\nw\n:::\n"
    )
    summaries = [text_of(each) for each in page(text).css(".solution > summary")]
    assert summaries == ["How", "[solution_number 1]", "[solution ]"]
    assert len(page(text).css("details.solution[open]")) == 1


def test_number_is_said_where_a_reference_names_the_exercise() -> None:
    document = a_document("See @ex-sum.\n\n::: exercise {#ex-sum}\nx\n:::\n", languages=("en",))
    assert document.labels["ex-sum"].number == "1"


def test_without_a_course_around_it_an_exercise_has_no_number() -> None:
    assert "exercise-title" in render_fragment("::: exercise T\nx\n:::\n", is_extended=True)


def test_titles_hold_no_marks_of_the_glossary() -> None:
    term = Term(id="sum", names={"en": "sum", "zh": "和"}, place=Place("glossary.toml", 1))
    source = a_source("::: exercise The sum\nThe sum of\n:::\n\n::: tabs\n== sum\nx\n:::\n", language="en")
    document = render_lesson(a_lesson(source), a_background(glossary=(term,)))
    assert html_of(document).count('class="term"') == 1
    assert document.exercises[0].titles == {"en": "The sum"}
    choices = "::: quiz\nx\n\n- [x] sum\n- [ ] b\n:::\n\nThe sum.\n"
    html = html_of(render_lesson(a_lesson(a_source(choices, language="en")), a_background(glossary=(term,))))
    assert html.count('class="term"') == 1
    assert "<span>sum</span></label>" in html


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x\n\n::: solution\ny\n:::\n", ["3: this solution stands before any exercise"]),
        ("::: solution\ny\n:::\n\n::: exercise\nx\n:::\n", ["1: this solution stands before any exercise"]),
        ("- ::: exercise\n  :::\n", ["1: this exercise is empty"]),
        ("::: exercise Say why.\n:::\n", []),
        ("::: quiz\nx\n:::\n", ["1: this quiz asks nothing that can be answered"]),
        ("::: quiz T\nx\n\n- a\n- b\n:::\n", ["1: this quiz asks nothing that can be answered"]),
        ("::: quiz\nx\n\n- [ ] a\n- [ ] b\n:::\n", ["4: none of these choices is right"]),
        ("::: quiz\nx\n\n- [x] a\n\ny\n\n- [ ] b\n:::\n", ["8: none of these choices is right"]),
        (
            "::: quiz\nx\n\n- [x] a\n\nCode:\n\nWhy?\n\n- [x] b\n:::\n",
            ["6: this is shown as the answer to the question before it"],
        ),
    ],
)
def test_what_does_not_fit_is_said_with_its_line(text: str, found: list[str]) -> None:
    assert faults(a_document(text, languages=("en",))) == found


def test_content_of_a_quiz_without_a_right_choice_is_shown_as_it_is() -> None:
    shown = page("::: quiz\nWhy?\n\n- [ ] a\n- [ ] b\n:::\n")
    assert text_of(shown.css_first(".quiz")) == "[quiz ] Why? a b"
    assert shown.css(".question, .quiz-score") == []


# quizzes


def test_one_right_choice_is_asked_for_with_radio_buttons_and_several_with_checkboxes() -> None:
    text = "::: quiz\nOne?\n\n- [x] a\n- [ ] b\n\nMany?\n\n- [x] c\n- [X] d\n- [ ] e\n:::\n"
    shown = page(text)
    assert [each.attributes["type"] for each in shown.css(".choices input")] == ["radio"] * 2 + ["checkbox"] * 3
    assert [each.attributes["role"] for each in shown.css(".choices")] == ["radiogroup", "group"]
    names = [each.attributes["name"] for each in shown.css(".choices input")]
    assert names == ["page-question-1"] * 2 + ["page-question-2"] * 3
    assert [each.attributes["id"] for each in shown.css(".question-text")] == ["page-question-1", "page-question-2"]
    assert questions(html_of(a_document(text, languages=("en",)))) == [
        ("One?", ["*a", "b"], "[quiz_answer ] [quiz_right ]A"),
        ("Many?", ["*c", "*d", "e"], "[quiz_answer ] [quiz_right ]A[comma ]B"),
    ]


def test_choices_do_not_show_what_is_right() -> None:
    for choices in page("::: quiz\nOne?\n\n- [x] a\n- [ ] b\n:::\n").css(".choices"):
        assert choices.css("[checked], [disabled], .task-list-item") == []
        assert "x" not in choices.text()
    assert page("::: quiz\nOne?\n\n- [x] a\n- [ ] b\n:::\n").css("details[open]") == []


@pytest.mark.parametrize(
    ("between", "explanation", "question"),
    [
        ("Why?", "", "Why?"),
        ("Because.\n\nWhy?", "Because.", "Why?"),
        ("Because.\n\n> So.\n\nWhy?\n\n```\ncode\n```", "Because. So.", "Why? code"),
        ("> So.", "So.", ""),
        ("---\n\nLook.\n\nWhy?", "", "Look. Why?"),
        ("Because.\n\n---\n\nLook.\n\nWhy?", "Because.", "Look. Why?"),
        ("Because.\n\n### Two\n\nLook.\n\nWhy?", "Because.", "Two Look. Why?"),
        ("::: solution\nBecause.\n:::\n\nWhy?", "Because.", "Why?"),
        ("::: solution Hint\nBecause.\n:::\n\nWhy?", "Hint Because.", "Why?"),
        ("So.\n\n::: solution\nBecause.\n:::", "So. Because.", ""),
    ],
)
def test_what_stands_between_two_questions_goes_where_it_belongs(between: str, explanation: str, question: str) -> None:
    text = f"::: quiz\nOne?\n\n- [x] a\n- [ ] b\n\n{between}\n\n- [ ] c\n- [x] d\n\nEnd.\n:::\n"
    document = a_document(text, languages=("en",))
    assert faults(document) == []
    assert questions(html_of(document)) == [
        ("One?", ["*a", "b"], f"[quiz_answer ] [quiz_right ]A {explanation}".strip()),
        (question, ["c", "*d"], "[quiz_answer ] [quiz_right ]B End."),
    ]


def test_answers_name_choices_as_they_are_counted() -> None:
    many = "".join(f"- [{'x' if number in (25, 27) else ' '}] c\n" for number in range(28))
    assert "Z[comma ]AB" in html_of(a_document(f"::: quiz\nx\n\n{many}:::\n", languages=("en",)))
    numbered = "::: quiz\nx\n\n3. [ ] a\n4. [x] b\n:::\n"
    assert "</span>4</p>" in html_of(a_document(numbered, languages=("en",)))


def test_choices_hold_what_items_of_a_list_hold() -> None:
    text = "::: quiz\nx\n\n- [x] `a` $b$ [c](d.md)\n\n  more\n\n  - [ ] task\n- plain\n- [ ] ![p](p.png)\n:::\n"
    shown = page(text)
    assert len(shown.css(".choices label > input[name]")) == 2
    assert len(shown.css(".choices label > input[disabled]")) == 1
    assert len(shown.css(".choices label math, .choices label code, .choices label a")) == 3
    assert text_of(shown.css_first(".answers")).endswith("[quiz_right ]A")


def test_what_divides_two_questions_leaves_nothing_to_be_guessed() -> None:
    text = "::: quiz\nx\n\n- [x] a\n\n{}\n\nWhy?\n\n- [x] b\n:::\n"
    for border in ("---\n\nCode:", "### Code", "::: solution\nBecause.\n:::\n\nCode:"):
        assert faults(a_document(text.format(border), languages=("en",))) == []


@pytest.mark.parametrize(
    ("choice", "label", "name"),
    [
        ("$$ y^2 $$", "y2", "A y^2"),
        ("$$\n  y^2\n  $$", "y2", "A y^2"),
        (r"\begin{align} y^2 \end{align}", "y2", r"A \begin{align} y^2 \end{align}"),
        ("```\n  code\n  ```", "", "A"),
        ("> quoted", "", "A"),
        ("# heading", "", "A"),
    ],
)
def test_every_choice_has_a_button_whatever_it_begins_with(choice: str, label: str, name: str) -> None:
    shown = page(f"::: quiz\nq\n\n- [x] {choice}\n- [ ] b\n\n:::\n")
    buttons = shown.css(".choices li > label > input, .choices li > p > label > input")
    assert [button.attributes.get("aria-label") for button in buttons] == [name, None]
    assert text_of(shown.css_first(".choices label")) == label
    assert len(shown.css("li")) == 2


def test_a_display_formula_keeps_its_number_and_its_place_as_a_choice() -> None:
    text = "::: quiz\nq\n\n- [x] $$ y \\label{eq:y} $$\n- [ ] $$ \\frax $$\n:::\n\n$$ z $$ {#eq-z}\n"
    document = a_document(text, languages=("en",))
    assert [(label.number, label.place.line) for label in document.labels.values()] == [("1", 4), ("2", 8)]
    assert [(each.code, each.place.line, each.place.column) for each in document.diagnostics] == [("R201", 5, 10)]
    assert page(text).css_first(".choices label .equation-number") is not None


def test_a_task_that_is_a_display_formula_has_its_box() -> None:
    assert len(page("- [x] $$ y $$\n- [ ] b\n").css("label > input[disabled]")) == 2


def test_quizzes_stand_in_lists_in_tabs_and_beside_raw_html() -> None:
    quiz = "::: quiz\nx<br>y\n\n- [x] a\n- [ ] b\n:::\n"
    inside = "".join(f"  {line}\n" for line in quiz.splitlines())
    text = f"<br>\n\n- a\n\n{inside}\n::: tabs\n== c\n{quiz}:::\n"
    html = html_of(a_document(text, languages=("en",)))
    assert [each[:2] for each in questions(html)] == [("xy", ["*a", "b"])] * 2
    assert len(set(re.findall(r'name="(page-question-\d)"', html))) == 2
    assert html.count('role="radiogroup"') == html.count('role="status"') == 2


def test_a_quiz_may_be_folded() -> None:
    shown = page('??? quiz "Try"\n    x\n\n    - [x] a\n    - [ ] b\n')
    assert text_of(shown.css_first("details.quiz > summary.quiz-title")) == "Try"
    assert shown.css_first("details.quiz .question") is not None


def test_task_lists_elsewhere_are_as_before() -> None:
    html = html_of(a_document("- [x] a\n- [ ] b\n", languages=("en",)))
    assert html.count("disabled") == 2
    assert "question" not in html


# both languages

ZH = """# 甲

::: exercise 求导 {{#ex}}
求它的导数。
:::

::: quiz
哪一个是函数？

- [{}] 整流
- [{}] 下降

因为它是。
:::
"""
EN = """# A

::: exercise Derive {{#ex}}
Find it.
:::

::: quiz
Which is one?

- [{}] Rectifier
- [{}] Descent

It is.
:::
"""


def test_siblings_are_merged_with_one_button_for_both_texts() -> None:
    document = a_pair(ZH.format("x", " "), EN.format("x", " "))
    assert [(each.number, each.id, dict(each.titles)) for each in document.exercises] == [
        ("1", "ex", {"zh": "求导", "en": "Derive"})
    ]
    assert questions(html_of(document, "zh")) == [
        ("哪一个是函数？", ["*整流", "下降"], "[quiz_answer ] [quiz_right ]A 因为它是。")
    ]
    assert questions(html_of(document, "bi")) == [
        (
            "哪一个是函数？ Which is one?",
            ["*整流 Rectifier", "下降 Descent"],
            "[quiz_answer ] [quiz_right ]A 因为它是。 It is.",
        )
    ]
    assert html_of(document, "bi").count("[exercise_number 1]") == 1


def test_sides_that_disagree_on_what_is_right_stand_side_by_side() -> None:
    html = html_of(a_pair(ZH.format("x", " "), EN.format(" ", "x")), "bi")
    assert [each[1] for each in questions(html)] == [["*整流", "下降"], ["Rectifier", "*Descent"]]
    names = re.findall(r'name="([^"]*)"', html)
    assert len(names) == 4
    assert len(set(names)) == 2


def test_containers_of_languages_stand_in_a_quiz() -> None:
    text = (
        "::: quiz 小测 | Quiz\n::: zh\n哪一个？\n:::\n::: en\nWhich?\n:::\n\n"
        "- [x] 整流 | Rectifier\n- [ ] 下降 | Descent\n\n::: zh\n因为。\n:::\n::: en\nBecause.\n:::\n:::\n"
    )
    document = a_document(text)
    assert faults(document) == []
    assert questions(html_of(document, "en")) == [
        ("Which?", ["*Rectifier", "Descent"], "[quiz_answer ] [quiz_right ]A Because.")
    ]
    assert len(questions(html_of(document, "bi"))) == 1


def test_a_task_of_a_list_has_one_box_where_both_languages_are_shown() -> None:
    html = html_of(a_pair("# 甲\n\n- [x] 写完这一课\n", "# A\n\n- [x] Finish the lesson\n"), "bi")
    assert html.count("<input") == 1
    assert "写完这一课" in html
    assert "Finish the lesson" in html


@pytest.mark.parametrize(
    "text",
    [
        "::: quiz\n" + "- [x] a\n" * 3000,
        "::: quiz\n" + "q\n\n- [x] a\n\n" * 1500,
        "::: quiz\n" * 3000,
        "::: exercise a\n:::\n" * 3000,
        "::: solution\n:::\n" * 3000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    before = time.process_time()
    a_document(text)
    assert time.process_time() - before < 30
