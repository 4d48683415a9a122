"""Numbers, labels and citations: the same in every view, and what is wrong with them."""

import time

import pytest
from factories import a_background, a_document, a_lesson, a_pair, a_source, html_of

from dlcourse.diagnostics import Place
from dlcourse.model import Document, Label, Phrase, Reference, TitleOf, Work
from dlcourse.renderer.lesson import render_lesson

WORKS = {
    "vaswani2017": Work(
        key="vaswani2017",
        place=Place("references.bib", 1),
        authors=("Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit"),
        title="Attention Is All You Need",
        container="NeurIPS",
        year="2017",
        volume="30",
        number="1",
        pages="1–11",
        address="https://doi.org/10.1000/182",
    ),
    "zhou": Work(
        key="zhou",
        place=Place("references.bib", 9),
        authors=("周志华",),
        title="机器学习",
        publisher="清华",
        year="2016",
    ),
    "bare": Work(key="bare", place=Place("references.bib", 12)),
}


def cited(*bodies: str) -> Document:
    languages = ("zh", "en")
    if len(bodies) == 1:
        return render_lesson(a_lesson(a_source(bodies[0])), a_background(works=WORKS))
    sources = [
        a_source(body, path=f"01-a.{language}.md", language=language)
        for body, language in zip(bodies, languages, strict=True)
    ]
    return render_lesson(a_lesson(*sources), a_background(works=WORKS))


def codes(document: Document) -> list[tuple[int, str]]:
    return [(found.place.line, found.code) for found in document.diagnostics]


def test_equations_are_counted_and_take_their_label_as_anchor() -> None:
    document = a_document("# 题\n\n$$\na \\label{eq:one}\n$$\n\n文 $$b \\label{two}$$ 字\n\n$$\nc\n$$\n")
    assert document.labels["eq-one"] == Label(
        kind="equation", number="1", id="eq-one", place=Place("content/01-cnn.md", 4, 3)
    )
    assert (document.labels["two"].number, document.labels["two"].place.line) == ("2", 7)
    assert len(document.labels) == 2
    assert 'id="eq-one"' in html_of(document)


def test_each_row_of_an_aligned_formula_may_have_a_label_and_a_number_of_its_own() -> None:
    body = "\\begin{align}\na &= b \\label{first} \\\\\nc &= d \\\\\ne &= f \\tag{A} \\label{second}\n\\end{align}\n"
    document = a_document(f"# 题\n\n{body}\n$$\nx \\label{{third}}\n$$\n")
    assert {name: label.number for name, label in document.labels.items()} == {
        "first": "1",
        "second": "A",
        "third": "2",
    }


def test_label_that_is_given_twice_is_an_error_that_names_the_first() -> None:
    document = a_document("# 题\n\n$$\na \\label{x}\n$$\n\n$$\nb \\label{X}\n$$\n")
    assert codes(document) == [(8, "R219")]
    assert "line 4" in document.diagnostics[0].message


def test_both_labels_of_one_formula_must_differ() -> None:
    assert codes(a_document("$$\na \\label{x} \\\\\nb \\label{x}\n$$\n")) == [(3, "R219")]


def test_figure_and_equation_cannot_share_a_label() -> None:
    assert codes(a_document('![文](a.png "题"){#fig-x}\n\n$$\nb \\label{fig-x}\n$$\n')) == [(4, "R219")]


def test_pair_has_one_number_and_one_anchor() -> None:
    zh = "# 题\n\n一句话在这里。\n\n$$\n\\text{损失} \\label{loss}\n$$\n\n见 \\eqref{loss}。\n"
    en = "# Title\n\nA sentence stands here.\n\n$$\n\\text{loss} \\label{loss}\n$$\n\nSee \\eqref{loss}.\n"
    document = a_pair(zh, en)
    assert {name: label.number for name, label in document.labels.items()} == {"loss": "1"}
    assert codes(document) == []
    for view in ("zh", "en"):
        assert html_of(document, view).count('id="loss"') == 1
    both = html_of(document, "bi")
    assert both.count('id="loss"') == 1
    assert both.count('id="loss-en"') == 1


def test_formula_that_the_other_language_lacks_is_counted_there_too() -> None:
    second = "$$\nb^2 = \\sum_i c_i \\label{two}\n$$\n"
    zh = f"# 题\n\n## 第一节\n\n$$\na \\label{{one}}\n$$\n\n## 第二节\n\n{second}"
    en = f"# Title\n\n## First section\n\nNothing but words here.\n\n## Second section\n\n{second}"
    document = a_pair(zh, en)
    assert {name: label.number for name, label in document.labels.items()} == {"one": "1", "two": "2"}


def test_headings_with_an_id_of_their_own_can_be_referred_to() -> None:
    document = a_document("# 题\n\n## 证明 {#sec-proof}\n\n## 没有\n")
    assert {name: (label.kind, label.id) for name, label in document.labels.items()} == {
        "sec-proof": ("section", "sec-proof")
    }


def test_exercises_are_counted_and_have_titles_in_both_languages() -> None:
    boxes = "::: exercise 求导 | Derivatives {#ex-d}\n算。\n:::\n\n::: exercise\n再算。\n:::\n\n"
    document = a_document(f"# 题\n\n{boxes}::: zh\n字\n:::\n\n::: en\nword\n:::\n")
    first, second = document.exercises
    assert (first.number, first.id, dict(first.titles)) == ("1", "ex-d", {"zh": "求导", "en": "Derivatives"})
    assert (second.number, second.id, dict(second.titles)) == ("2", "exercise-2", {})


def test_reference_speaks_the_language_of_its_side() -> None:
    document = a_pair("# 题\n\n如 @fig-a 所示，这里有一句话。\n", "# T\n\nAs @fig-a shows, here is a sentence.\n")
    found = {
        view.name: [piece.spoken for piece in view.body if isinstance(piece, Reference)] for view in document.views
    }
    assert found == {"zh": ["zh"], "en": ["en"], "bi": ["zh", "en"]}


def test_words_of_a_box_that_both_languages_share_are_the_readers() -> None:
    body = "# 题\n\n::: tip\n::: zh\n你好，世界。\n:::\n\n::: en\nHello, world.\n:::\n:::\n"
    document = a_document(body)
    assert [piece.spoken for piece in document.view("bi").body if isinstance(piece, Phrase)] == [""]
    assert [piece.spoken for piece in document.view("en").body if isinstance(piece, Phrase)] == ["en"]


def test_link_to_a_lesson_keeps_its_place_and_says_its_title() -> None:
    document = a_document("见 [[cnn#pooling]]。")
    (title,) = [piece for piece in document.views[0].body if isinstance(piece, TitleOf)]
    assert (title.target.path.as_posix(), title.target.fragment, title.target.place.column) == ("cnn", "pooling", 3)


def test_works_are_numbered_as_they_are_cited_and_listed_below() -> None:
    html = html_of(cited("# 题\n\n变换器 [@vaswani2017, p. 3; @zhou]，又 [@zhou]。\n"))
    assert '[<a href="#page-work-1" role="doc-biblioref">1</a>, p. 3, <a href="#page-work-2"' in html
    assert html.count('href="#page-work-2"') == 2
    listed = html[html.index('<section class="references"') :]
    assert '<li id="page-work-1">' in listed
    assert "Niki Parmar</span> [and_others ]" in listed
    assert "Uszkoreit" not in listed
    assert ", 30(1): 1–11, 2017." in listed
    assert '<a href="https://doi.org/10.1000/182">10.1000/182</a>' in listed
    assert "周志华. 机器学习. 清华, 2016." in listed


def test_lesson_without_citations_has_no_list() -> None:
    assert "references" not in html_of(cited("# 题\n\n文字。\n"))


def test_both_languages_have_one_numbering_and_the_same_list() -> None:
    zh = "# 题\n\n先引 [@zhou]，这是一句话。\n\n再引 [@vaswani2017]，这是另一句话。\n"
    en = "# Title\n\nHere [@vaswani2017] comes first, in a sentence.\n\nThen [@zhou] follows it, in another one.\n"
    document = cited(zh, en)
    for view in ("zh", "en", "bi"):
        html = html_of(document, view)
        assert html.count('<section class="references"') == 1
        assert html.count('id="page-work-1"') == 1
        assert html.index("机器学习") < html.index("Attention Is All You Need")


@pytest.mark.parametrize("works", [{}, WORKS])
def test_citation_of_an_unknown_work_is_an_error_in_its_place(works: dict[str, Work]) -> None:
    document = render_lesson(a_lesson(a_source("文字 [@nobody1999]。")), a_background(works=works))
    assert [str(found).split("; ")[0] for found in document.diagnostics] == [
        "content/01-cnn.md:1:4: error[R220] references.bib has no entry nobody1999"
    ]
    assert "@nobody1999</code>" in html_of(document)


def test_entry_with_nothing_in_it_is_listed_by_its_key() -> None:
    assert '<li id="page-work-1">bare</li>' in html_of(cited("[@bare]"))


def test_many_references_take_linear_time() -> None:
    body = "[[a" * 5000 + "\n\n" + "[@" * 5000 + "\n\n" + "@fig-" * 20000 + "\n\n" + "\\eqref{" * 10000
    assert a_document(body).views


def test_one_line_may_hold_very_many_references() -> None:
    start = time.process_time()
    document = a_document("@fig-x " * 30_000, languages=("en",))
    assert time.process_time() - start < 30
    columns = [piece.place.column for piece in document.views[0].body if isinstance(piece, Reference)]
    assert columns[:2] == [1, 8]
    assert columns[-1] == 7 * 29_999 + 1


def test_label_of_a_pair_is_not_that_of_something_both_languages_share() -> None:
    pair = "::: zh\n$$\nx \\label{a}\n$$\n:::\n::: en\n$$\ny \\label{a}\n$$\n:::\n\n"
    document = a_document(f"{pair}$$\nz \\label{{a}}\n$$\n")
    assert [(found.code, found.place.line) for found in document.diagnostics if found.code == "R219"] == [("R219", 13)]
    assert all(html_of(document, view.name).count('id="a"') == 1 for view in document.views)


def test_label_in_rows_of_their_own_has_one_anchor_in_each_view() -> None:
    zh = "一段中文\n\n::: exercise 题 {#ex-a}\n甲\n:::\n"
    en = "Some text\n\n- list\n\nother text\n\n::: exercise T {#ex-a}\nb\n:::\n\n::: quiz\n- [x] c\n:::\n"
    document = a_pair(zh, en)
    assert document.labels["ex-a"].number == "1"
    assert [html_of(document, view.name).count('id="ex-a"') for view in document.views] == [1, 1, 1]
