"""Terms marked in a lesson: where the first use is found, where none may be, what readers are told."""

import time
from collections.abc import Sequence

import pytest
from markdown_it.token import Token

from dlcourse.diagnostics import Place
from dlcourse.model import Language, Term
from dlcourse.renderer.markdown import lesson_parser
from dlcourse.renderer.terms import TermMarker, definition_html, term_html


def a_term(zh: str = "", en: str = "", **more: object) -> Term:
    names = {language: name for language, name in (("zh", zh), ("en", en)) if name}
    return Term(id=en or zh, names=names, place=Place("content/glossary.toml", 1), **more)  # type: ignore[arg-type]  # passed through


TERMS = (
    a_term("梯度", "gradient"),
    a_term("梯度下降", "gradient descent"),
    a_term("过拟合", "overfitting"),
    a_term("偏置", "bias"),
    a_term("卷积神经网络", "CNN", also={"zh": ("ConvNet", "CNN")}),
    a_term("支持向量机", "support-vector machine"),
)


def marked(text: str, language: Language, terms: Sequence[Term] = TERMS) -> str:
    """Return the text of `text` with its marked terms in square brackets."""
    marker = TermMarker(terms, language)
    lines = []
    for token in lesson_parser().parse(text):
        if token.type == "inline":
            children = marker.mark(token.children or [])
            lines.append("".join(f"[{each.content}]" if each.type == "term" else each.content for each in children))
    return "\n".join(lines)


def test_first_use_of_each_term_is_marked_the_longest_first() -> None:
    assert marked("梯度下降用到梯度，而梯度下降的梯度……", "zh") == "[梯度下降]用到[梯度]，而梯度下降的梯度……"
    assert marked("这里有梯度。\n\n- 又是梯度\n- 过拟合", "zh") == "这里有[梯度]。\n又是梯度\n[过拟合]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gradients and gradient", "[Gradients] and gradient"),
        ("Gradient-descents, biases", "[Gradient-descents], [biases]"),
        ("a bias; unbiased", "a [bias]; unbiased"),
        ("CNNs, not CNNx or aCNN", "[CNNs], not CNNx or aCNN"),
        ("CNNx or aCNN", "CNNx or aCNN"),
        ("Support vector machines", "[Support vector machines]"),
        ("OVERFITTING.", "[OVERFITTING]."),
    ],
)
def test_words_are_found_whole_in_any_case_and_number(text: str, expected: str) -> None:
    assert marked(text, "en") == expected


def test_other_right_forms_are_marked_too_and_latin_ones_in_chinese_text() -> None:
    assert marked("用CNN做分类，卷积神经网络", "zh") == "用[CNN]做分类，卷积神经网络"
    assert marked("使用ConvNets时", "zh") == "使用[ConvNets]时"


@pytest.mark.parametrize(
    "text",
    [
        "[梯度](x.md)",
        "`梯度`",
        "$梯度$",
        "![梯度](x.png)",
        "<kbd>梯度</kbd>",
        "<a href='x'>**梯度**</a>",
    ],
)
def test_links_code_formulas_pictures_and_raw_html_are_left_alone(text: str) -> None:
    assert "[" not in marked(text, "zh")
    assert marked(f"{text}，梯度", "zh").endswith("，[梯度]")


def test_void_tags_hide_nothing_and_a_tag_that_stays_open_hides_the_rest_of_its_paragraph() -> None:
    assert marked("一<br>梯度</b>过拟合", "zh") == "一<br>[梯度]</b>[过拟合]"
    assert marked("<sub>一 梯度\n\n梯度", "zh") == "<sub>一 梯度\n[梯度]"


def test_text_keeps_its_letters_and_places() -> None:
    text = Token("text", "", 0, content="求梯度和偏置", meta={"offset": 10})
    found = TermMarker(TERMS, "zh").mark([text])
    assert "".join(token.content for token in found) == "求梯度和偏置"
    assert [(token.content, token.meta["offset"]) for token in found] == [
        ("求", 10),
        ("梯度", 11),
        ("和", 13),
        ("偏置", 14),
    ]


def test_numbers_of_marks_differ_between_terms_and_languages() -> None:
    numbers = [
        token.meta["number"]
        for language, text in (("zh", "梯度，偏置"), ("en", "gradient, bias"))
        for token in TermMarker(TERMS, language).mark([Token("text", "", 0, content=text)])
        if token.type == "term"
    ]
    assert len(numbers) == len(set(numbers)) == 4


def test_term_of_which_there_is_nothing_to_tell_is_not_marked() -> None:
    assert marked("梯度", "zh", [a_term("梯度")]) == "梯度"
    assert marked("梯度", "zh", [a_term("梯度", note={"": "说明"})]) == "[梯度]"
    assert marked("gradient", "en", [a_term("梯度")]) == "gradient"
    assert marked("梯度", "zh", []) == "梯度"


def test_first_of_two_terms_with_one_name_has_it() -> None:
    (found,) = TermMarker([a_term("核", "kernel"), a_term("卷积核", "kernel")], "en").mark(
        [Token("text", "", 0, content="kernel")]
    )
    assert found.meta["term"].names["zh"] == "核"


def test_letters_whose_small_form_is_longer_do_not_shift_anything() -> None:
    assert marked("İİİ gradient", "en") == "İİİ [gradient]"


def test_reader_is_told_the_other_name_and_the_note_each_in_its_language() -> None:
    term = a_term("梯度", "gradient", note={"zh": "最陡的方向", "en": "The steepest <way>"})
    assert definition_html(term, "zh") == '<span lang="en">gradient</span>：最陡的方向'
    assert definition_html(term, "en") == '<span lang="zh">梯度</span>: The steepest &lt;way&gt;'
    only_chinese = a_term("梯度", "gradient", note={"zh": "最陡的方向"})
    assert definition_html(only_chinese, "en") == ('<span lang="zh">梯度</span>: <span lang="zh">最陡的方向</span>')
    bare = a_term("梯度", "gradient", note={"": "最陡的方向"})
    assert definition_html(bare, "zh") == '<span lang="en">gradient</span>：最陡的方向'
    assert definition_html(bare, "en") == '<span lang="zh">梯度</span>: <span lang="zh">最陡的方向</span>'


def test_mark_is_a_link_described_by_its_definition() -> None:
    assert term_html(a_term("梯度", "gradient"), "<梯度>", 7, "zh", "../glossary/#gradient") == (
        '<span class="term"><a href="../glossary/#gradient" aria-describedby="page-term-7">&lt;梯度&gt;</a>'
        '<span class="definition" role="tooltip" id="page-term-7"><span lang="en">gradient</span></span></span>'
    )


def test_a_large_glossary_is_found_in_a_large_lesson_in_seconds() -> None:
    terms = [a_term(f"{chr(0x4E00 + n)}{chr(0x4E00 + n * 7 % 5000)}词", f"term number {n}") for n in range(5000)]
    text = "".join(chr(0x4E00 + n * 31 % 5000) for n in range(170_000))
    started = time.process_time()
    marked = TermMarker(terms, "zh").mark([Token("text", "", 0, content=text + terms[7].names["zh"])])
    assert [token.content for token in marked if token.type == "term"] == [terms[7].names["zh"]]
    assert len(TermMarker(terms, "en").mark([Token("text", "", 0, content="term number x " * 36_000)])) == 1
    assert time.process_time() - started < 30
