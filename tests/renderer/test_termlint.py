"""Terms that are translated otherwise than the glossary says, and what must not be taken for that."""

import time

import pytest
from factories import a_lesson, a_source

from dlcourse.diagnostics import Diagnostic, Place
from dlcourse.model import Background, Language, Lesson, Term
from dlcourse.renderer.lesson import render_lesson
from dlcourse.renderer.termlint import term_faults
from dlcourse.renderer.termuse import native_language, prose_only, uses_in


def a_term(zh: str, en: str = "", also: tuple[str, ...] = ()) -> Term:
    names = {"zh": zh, "en": en} if en else {"zh": zh}
    return Term(id="t", names=names, place=Place("content/glossary.toml", 4), also={"zh": also, "en": also})


GLOSSARY = (
    a_term("反向传播", "backpropagation", ("backprop",)),
    a_term("过拟合", "overfitting"),
    a_term("激活函数", "activation function"),
    a_term("函数", "function"),
    a_term("损失", "loss"),
    a_term("均方误差", "MSE"),
    a_term("独有"),
)


def faults(lesson: Lesson, languages: tuple[Language, ...] = ("zh", "en")) -> list[Diagnostic]:
    return list(term_faults(lesson, render_lesson(lesson, Background(languages=languages)), GLOSSARY))


def told(body: str) -> list[str]:
    return [found.message for found in faults(a_lesson(a_source(body)))]


def test_another_name_in_brackets_is_told_where_it_stands() -> None:
    (found,) = faults(a_lesson(a_source("# 题\n\n**反向传播**（reverse pass）是……\n", body_line=5)))
    assert (found.code, found.place) == ("T404", Place("content/01-cnn.md", 7, 10))
    assert found.message == '反向传播 is called "reverse pass" here, and "backpropagation" in the glossary'
    assert "content/glossary.toml:4" in found.hint


@pytest.mark.parametrize(
    "text",
    [
        "反向传播（reverse propagation）是",
        "## 过拟合（Overtraining）",
        "- **过拟合（Overtraining）**：",
        "> “过拟合”（overtraining）",
        "| 过拟合（overtraining） | 二 |\n|:--|:--|\n| 三 | 四 |",
        "我们使用反向传播 (reverse pass)",
        "这叫过拟合（overtraining）。",
        "`过拟合(overtraining)`",
        "著名的反向传播（backwards pass, BWP）",
        "它的过拟合（overfeeding）",
    ],
)
def test_ways_to_translate_a_term_otherwise(text: str) -> None:
    assert len(told(f"# 题\n\n中文一段话。\n\n{text}\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "反向传播（backpropagation）",
        "**反向传播**（Back-Propagation）",
        "反向传播（back propagation algorithm）",
        "反向传播（BP）与**反向传播**（backprop）",
        "反向传播（backpropagation, BP）",
        "过拟合（Overfittings）",
        "**激活函数**（ReLU）与激活函数（sigmoid）",
        "随机损失（stochastic cost）",
        "激活函数（activation functions）",
        "均方误差（Mean Squared Error，简称 MSE）",
        "均方误差（mean squared error）",
        "过拟合（如图）、过拟合（见 overfit 一节）",
        "过拟合（a, b, c）",
        "过拟合（tensorflow.org）",
        "过拟合（over training",
        "```\n反向传播（reverse pass）\n```",
        "$反向传播（reverse pass）$",
        "**独有**（unique）",
        "《反向传播》（The Reverse Pass）",
        "安德烈·反向传播（Andre Reverse Pass）",
        "毫不相干（other words）",
        "超反向传播（hyper pass）",
    ],
)
def test_what_is_no_other_name(text: str) -> None:
    assert told(f"# 题\n\n中文一段话。\n\n{text}\n") == []


def test_heading_and_items_of_a_pair_that_say_just_the_term_must_say_it_right() -> None:
    zh = "# 题\n\n## 过拟合\n\n- 反向传播\n- 激活函数\n- 损失大\n\n## 损失\n"
    en = "# Title\n\n## Overtraining\n\n- Reverse pass\n- *Activation functions*\n- Big cost\n\n## Loss\n"
    lesson = a_lesson(a_source(zh, path="a.zh.md", language="zh"), a_source(en, path="a.en.md", language="en"))
    found = faults(lesson)
    assert [str(each.place) for each in found] == ["content/a.en.md:3", "content/a.en.md:5"]
    assert '"Overtraining"' in found[0].message


def test_lists_that_do_not_match_and_sentences_are_left_alone() -> None:
    zh = "# 题\n\n一段话在这里。\n\n- 过拟合\n- 损失\n\n## 过拟合\n\n## 损失\n\n只有中文的一段话，别处没有。\n"
    en = f"# Title\n\nSome words stand here.\n\n- Overtraining\n\n## {'Training that went on for ' * 3}\n"
    lesson = a_lesson(a_source(zh, path="a.zh.md", language="zh"), a_source(en, path="a.en.md", language="en"))
    assert faults(lesson) == []


def test_without_a_glossary_or_a_second_script_there_is_nothing_to_say() -> None:
    lesson = a_lesson(a_source("**反向传播**（reverse pass）"))
    assert list(term_faults(lesson, render_lesson(lesson, Background(languages=("zh", "en"))), ())) == []
    french = (Term(id="t", names={"en": "loss", "fr": "perte"}, place=Place("g")),)
    assert list(term_faults(lesson, render_lesson(lesson, Background(languages=("zh", "en"))), french)) == []


def test_native_language_is_the_one_not_in_latin_letters() -> None:
    assert native_language(("zh", "en")) == "zh"
    assert native_language(("en", "ja")) == "ja"
    assert native_language(("en", "fr")) is None
    assert native_language(("zh",)) is None
    assert native_language(("zh", "ja")) is None
    assert native_language(("tlh", "en")) is None


def written(body: str) -> list[tuple[str, str, bool]]:
    return [(use.written, use.said, use.is_exact) for use in uses_in(a_source(body), "zh")]


def test_what_an_author_set_off_is_the_term() -> None:
    assert written("是一种**截断的双 Q 学习(Clipped Q-learning)** 。") == [
        ("截断的双 Q 学习", "Clipped Q-learning", True)
    ]
    assert written("属性叫做*校准*（calibration）。") == [("校准", "calibration", True)]
    assert written("**神经元**是一种反向传播（pass）") == [("是一种反向传播", "pass", False)]
    assert written("1. 因子分析(Factor Analysis)") == [("因子分析", "Factor Analysis", True)]
    assert written("“大小（size）”") == [("大小", "size", True)]
    assert written("，**，（x1）**") == []
    assert written("“”（nothing）与”（nothing）与****（nothing）") == []
    assert written("字" * 40 + "（many）") == [("字" * 24, "many", False)]
    assert written("字" * 80 + "（many）") == [("字" * 24, "many", False)]


def test_prose_keeps_its_place_and_code_is_gone() -> None:
    body = "一 `x` <b>二</b>\n\n~~~\n（code）\n~~~\n三 https://example.org/（四） $a$\n- ```\n  五\n  ```\n六"
    text = prose_only(body)
    assert len(text) == len(body)
    assert text.count("\n") == body.count("\n")
    assert "code" not in text
    assert "example" not in text
    assert "五" not in text
    assert text.endswith("六")
    assert "（四）" in text


@pytest.mark.parametrize(
    "body",
    [
        "（a" * 170_000,
        "字（ab）" * 30_000,
        "*字" * 100_000 + "（ab）",
        "$$" * 250_000,
        "`" * 500_000,
        "```\n~~~\n" * 60_000,
    ],
)
def test_no_lesson_takes_long_to_look_through(body: str) -> None:
    started = time.process_time()
    list(uses_in(a_source(body), "zh"))
    assert time.process_time() - started < 30
