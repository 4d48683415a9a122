"""`中文 | English` and `中文 (English)`: what splits, what does not, what belongs to both."""

import pytest
from markdown_it.renderer import RendererHTML

from dlcourse.model import Language
from dlcourse.renderer.bilingual.detection.forms import split_inline, split_text
from dlcourse.renderer.markdown import lesson_parser, parse
from dlcourse.renderer.preparation import prepare

ZH_EN = ("zh", "en")


def halves(markdown: str, languages: tuple[Language, Language] = ZH_EN, **rules: bool) -> tuple[str, str] | None:
    """Return the HTML of both halves of a heading."""
    md = lesson_parser()
    assert isinstance(md.renderer, RendererHTML)
    inline = prepare(parse(md, f"# {markdown}", {}))[1]
    before = repr(inline)
    found = split_inline(inline, languages, **{"with_brackets": True, **rules})
    assert repr(inline) == before, "the token given was changed"
    if found is None:
        return None
    first, second = (md.renderer.renderInline(children, md.options, {}) for children in found)
    return first, second


@pytest.mark.parametrize(
    ("markdown", "zh", "en"),
    [
        ("中文 | English", "中文", "English"),
        ("English | 中文", "中文", "English"),
        ("中文｜English", "中文", "English"),
        ("CNN 简介 | About CNN", "CNN 简介", "About CNN"),
        ("中文 (English)", "中文", "English"),
        ("中文（English）", "中文", "English"),
        ("卷积神经网络（CNN）", "卷积神经网络", "CNN"),
        ("深度学习（花书） (Deep Learning (book))", "深度学习（花书）", "Deep Learning (book)"),
        ("🚀 1. 简介 (Introduction)", "🚀 1. 简介", "🚀 1. Introduction"),
        ("1️⃣ 简介 (Intro)", "1️⃣ 简介", "1️⃣ Intro"),
        ("2.1 简介 | Intro", "2.1 简介", "2.1 Intro"),
        ("1. 简介 | 1. Introduction", "1. 简介", "1. Introduction"),
        ("3D 卷积 (3D Convolution)", "3D 卷积", "3D Convolution"),
        ("2020年总结 (Summary of 2020)", "2020年总结", "Summary of 2020"),
        ("名称 (Name)：", "名称：", "Name："),
        ("**卷积 (Convolution)**", "<strong>卷积</strong>", "<strong>Convolution</strong>"),
        ("**卷积** (*Convolution*)", "<strong>卷积</strong>", "<em>Convolution</em>"),
        ("**卷积 | Convolution**：", "<strong>卷积</strong>：", "<strong>Convolution</strong>："),
        ("[卷积 (Conv)](u)", '<a href="u">卷积</a>', '<a href="u">Conv</a>'),
        ("张量 (the `Tensor` type)", "张量", "the <code>Tensor</code> type"),
        ("`a | b` 的意思 | What `a | b` means", "<code>a | b</code> 的意思", "What <code>a | b</code> means"),
        ("<b>卷积 (Conv)</b>", "<b>卷积</b>", "<b>Conv</b>"),
        ("![x](i.png) 卷积 (Conv)", '<img src="i.png" alt="x"> 卷积', '<img src="i.png" alt="x"> Conv'),
    ],
)
def test_each_language_sees_its_half(markdown: str, zh: str, en: str) -> None:
    assert halves(markdown) == (zh, en)


@pytest.mark.parametrize(
    "markdown",
    [
        "中文",
        "**结构 (Structure)**: 描述文字",
        "简介 (Introduction) 与历史",
        "条件概率 P(A|B)",
        "条件概率 P(A | B)",
        "深度学习 | BERT 模型",
        "深度学习 | 机器学习",
        "a | b | 中文",
        "中文 | x",
        "计算 f(xy)",
        "调用 `f`(the function)",
        "张量 (`Tensor`)",
        "Transformer（变换器）",
        "Transformer (变换器)",
        "简介 (2017)",
        "简介 (a)",
        "简介 (Intro 简)",
        "简介 (вступление)",
        "(English)",
        "简介 Intro)",
        "参考 (https://example.org/x)",
        "",
    ],
)
def test_what_is_no_pair_stays_whole(markdown: str) -> None:
    assert halves(markdown) is None


def test_brackets_are_split_only_where_asked() -> None:
    assert halves("中文 (English)", with_brackets=False) is None
    assert halves("中文 | English", with_brackets=False) == ("中文", "English")


def test_text_of_several_lines_stays_whole() -> None:
    inline = prepare(parse(lesson_parser(), "中文\n还有 (English)", {}))[1]
    assert split_inline(inline, ZH_EN, with_brackets=True) is None


def test_punctuation_that_a_formula_took_stays_with_its_half_and_a_bracket_does_not() -> None:
    inline = prepare(parse(lesson_parser(), "# 公式 $y$：一 (formula $x$)", {}))[1]
    found = split_inline(inline, ZH_EN, with_brackets=True)
    assert found is not None
    formulas = [[child for child in half if child.type == "math_inline"] for half in found]
    assert [(each.content, each.meta.get("tail")) for half in formulas for each in half] == [("y", "："), ("x", None)]


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("Introduction (简介)", ("en", "zh"), {"en": "Introduction", "zh": "简介"}),
        ("简介 (Introduction)", ("en", "zh"), {"en": "Introduction", "zh": "简介"}),
        ("概要 (Summary)", ("ja", "en"), {"ja": "概要", "en": "Summary"}),
        ("Введение | 简介", ("ru", "zh"), {"ru": "Введение", "zh": "简介"}),
        ("简介 (Intro)", ("zh-Hans", "en-GB"), {"zh-Hans": "简介", "en-GB": "Intro"}),
        ("Bonjour | Hello", ("fr", "en"), None),
        ("Bonjour (Hello)", ("fr", "en"), None),
        ("中文 | 日本語", ("zh", "ja"), None),
        ("Habari | Hello", ("sw", "en"), None),
    ],
)
def test_any_two_scripts_tell_the_languages(
    text: str, languages: tuple[Language, Language], expected: dict[Language, str] | None
) -> None:
    assert split_text(text, languages) == expected


def test_where_the_script_does_not_tell_the_order_may() -> None:
    assert split_text("Bonjour | Hello", ("fr", "en"), in_order=True) == {"fr": "Bonjour", "en": "Hello"}
    assert split_text("12 | 34", ("fr", "en"), in_order=True) is None
