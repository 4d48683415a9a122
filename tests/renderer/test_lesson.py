"""Lessons rendered: the fixture file, headings and titles, links, faults in place."""

import re
import time

import pytest
from factories import a_document, a_lesson, a_source, html_of
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.diagnostics import Place
from dlcourse.model import Background, FrontMatter
from dlcourse.renderer.lesson import render_lesson


def levels(body: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in a_document(body).views[0].headings]


def test_skipped_and_inverted_levels_become_a_valid_outline() -> None:
    body = "### 引子\n\n# 标题\n\n## 一\n\n##### 一点一\n\n### 一点二\n\n# 又一个\n\n## 二\n"
    expected = [(2, "引子"), (2, "一"), (3, "一点一"), (3, "一点二"), (2, "又一个"), (3, "二")]
    assert levels(body) == expected
    assert a_document(body).views[0].title == "标题"


@given(st.lists(st.integers(1, 6), max_size=30))
def test_an_outline_never_skips_a_level(written: list[int]) -> None:
    body = "# 题\n\n" + "".join(f"{'#' * level} h{index}\n\n" for index, level in enumerate(written))
    previous = 1
    assert len(levels(body)) == len(written)
    for level, _ in levels(body):
        assert 2 <= level <= min(previous + 1, 6)
        previous = level


@given(
    st.lists(st.sampled_from(["应用场景", "📋 概览", "概览", "a b", "a-b", "a b 1", "!!", "page main"]), max_size=20)
)
def test_heading_ids_are_unique_and_stable(texts: list[str]) -> None:
    body = "# 题\n\n" + "".join(f"## {text}\n\n" for text in texts)
    ids = [heading.id for heading in a_document(body).views[0].headings]
    assert len(set(ids)) == len(texts)
    assert ids == [heading.id for heading in a_document(body + "## 新的一节\n").views[0].headings][: len(ids)]
    assert not any(each.startswith("page-") for each in ids)


def test_a_recurring_heading_gets_different_ids_and_emoji_leave_no_hyphen() -> None:
    body = "# 题\n\n## 🌟 应用场景\n\n## 应用场景\n\n## 应用 Scene\n\n## 应用场景\n"
    ids = [heading.id for heading in a_document(body).views[0].headings]
    assert ids == ["应用场景", "应用场景-1", "应用-scene", "应用场景-2"]


def title_of(body: str, title: str = "") -> tuple[str, str, str]:
    fields = FrontMatter(title={"": title} if title else {})
    document = a_document(body, fields=fields)
    view = document.views[0]
    return view.title, view.title_html, html_of(document)


def test_the_first_h1_is_the_title_and_not_shown_twice() -> None:
    title, html, body = title_of("前言\n\n# **深** [学](x.md) $x$\n\n正文\n")
    assert title == "深 学 x"
    assert html.startswith("<strong>深</strong> 学 <math>")
    assert body == "<p>前言</p>\n<p>正文</p>\n"


def test_a_heading_that_repeats_the_given_title_goes_to_the_top_in_full() -> None:
    title, html, body = title_of("# 深度学习基础 (Fundamentals)\n\n正文\n", "2.01. 深度学习基础")
    assert (title, html) == ("2.01. 深度学习基础", '深度学习基础 (<span lang="en">Fundamentals</span>)')
    assert body == "<p>正文</p>\n"


def test_a_heading_that_says_something_else_stays() -> None:
    title, html, body = title_of("# 另一句话\n\n正文\n", "标题 & 题")
    assert (title, html) == ("标题 & 题", "标题 &amp; 题")
    assert body == '<h2 id="另一句话">另一句话</h2>\n<p>正文</p>\n'


def test_the_title_has_the_id_of_its_heading() -> None:
    document = a_document("# 卷积 CNN\n\n## 卷积 CNN\n")
    assert document.views[0].title_id == "卷积-cnn"
    assert document.views[0].headings[0].id == "卷积-cnn-1"
    assert "卷积-cnn" in document.anchors


def test_an_author_gives_a_heading_its_id() -> None:
    document = a_document("# 题 {#top}\n\n## 节 {#sec .wide}\n\n## 又 {#sec}\n\n## `{#code}`\n")
    view = document.views[0]
    assert (view.title, view.title_html, view.title_id) == ("题", "题", "top")
    assert [(heading.text, heading.id) for heading in view.headings] == [
        ("节", "sec"),
        ("又", "又"),
        ("{#code}", "code"),
    ]


def test_badges_in_a_heading_are_no_part_of_the_title() -> None:
    assert title_of("# cssesc [![Build](https://h/b.svg)](https://h/)\n")[0] == "cssesc"
    assert title_of("# ![Logo](https://h/b.svg)\n\n文\n")[0] == "Cnn"


def test_a_title_written_in_html_is_the_title() -> None:
    title, html, body = title_of('<h1 align="center">\n  <b>库</b> &amp; 名\n</h1>\n\n## 节\n')
    assert (title, html) == ("库 & 名", "库 &amp; 名")
    assert "<h2 id=" in body
    assert "库" not in body


def test_a_heading_behind_text_is_no_title() -> None:
    title, _, body = title_of("做题。\n\n## 提示\n")
    assert title == "Cnn"
    assert '<h2 id="提示">' in body


def test_without_h1_the_first_heading_is_the_title_and_stays_beside_its_like() -> None:
    assert title_of("## 一\n\n### 细\n")[2] == '<h2 id="细">细</h2>\n'
    title, _, body = title_of("## 一\n\n## 二\n")
    assert title == "一"
    assert body.count("<h2") == 2


def test_without_any_heading_the_file_name_is_the_title() -> None:
    assert title_of("只有文字\n")[0] == "Cnn"


def test_the_language_that_a_file_names_is_no_part_of_its_title() -> None:
    named = a_lesson(a_source("只有文字\n", path="first_step.zh-cn.md", language="zh"))
    assert render_lesson(named, Background(languages=("zh",))).titles["zh"] == "First step"


@pytest.mark.parametrize(
    ("path", "title"), [("02-v1.2.md", "V1.2"), ("resnet50.md", "Resnet50"), ("3d-vision.md", "3d vision")]
)
def test_only_a_number_that_a_file_name_begins_with_orders_it(path: str, title: str) -> None:
    assert (
        render_lesson(a_lesson(a_source("只有文字\n", path=path)), Background(languages=("zh",))).views[0].title
        == title
    )


@pytest.mark.parametrize("title", ["GPT-2 简介", "3D 视觉", "2.1 ResNet50"])
def test_a_title_with_numbers_is_repeated_by_its_heading(title: str) -> None:
    assert title_of(f"# {title}\n\n文字\n", title)[2] == "<p>文字</p>\n"


def test_an_english_lesson_is_told_from_a_chinese_one_by_its_script() -> None:
    assert a_document("Deep learning learns representations.\n").views[0].language == "en"
    assert a_document("用 PyTorch 和 GPU 训练 CNN 网络，效果很好。\n").views[0].language == "zh"
    assert a_document("```\ncode only\n```\n").views[0].language == "zh"


def test_siblings_and_front_matter_decide_the_language() -> None:
    pair = a_lesson(a_source("中文", path="a.zh.md", language="zh"), a_source("中文", path="a.en.md", language="en"))
    assert render_lesson(pair, Background(languages=("zh", "en"))).languages == ("zh", "en")
    told = a_lesson(a_source("中文"), fields=FrontMatter(languages=("en",)))
    assert render_lesson(told, Background(languages=("zh", "en"))).views[0].language == "en"
    assert render_lesson(a_lesson(a_source("words")), Background(languages=("fr", "ja"))).views[0].language == "fr"


def problems(body: str, body_line: int = 1) -> list[tuple[str, Place]]:
    return [(found.code, found.place) for found in a_document(body, body_line=body_line).diagnostics]


FILE = "content/01-cnn.md"


@pytest.mark.parametrize(
    ("body", "code", "line", "column"),
    [
        ("正文\n\n好 $x$ 坏 $\\nosuch x$ 尾\n", "R201", 3, 10),
        ("1. 条目\n\n   $$ \\nosuch $$\n", "R201", 3, 7),
        ("文\n\n$$\na\n+ \\nosuch\n$$\n", "R201", 5, 3),
        ("| a |\n|---|\n| $\\nosuch$ |\n", "R201", 3, 4),
        ("```mermaid\ngraph TD\n  A[x --> B\n```\n", "R202", 3, 0),
        ("- 列\n\n  ```mermaid\n  nosuchdiagram\n  ```\n", "R202", 4, 0),
        ("好的 <nosuch-tag x=1>字</nosuch-tag>\n", "R203", 1, 4),
        ("段\n\n<markdown>\n\n段\n", "R203", 3, 1),
        ("** 粗（x）**：后\n", "R204", 1, 1),
        (">" * 70 + " 深\n", "R205", 1, 0),
        ("![图](https://example.org/a.png)\n", "R206", 1, 1),
        ("第一行\n第二行 [坏](javascript:alert(1))\n", "R207", 2, 5),
        ('<a href="java&#10;script:alert(1)">坏</a>\n', "R207", 1, 1),
    ],
)
def test_each_fault_names_its_line_and_column(body: str, code: str, line: int, column: int) -> None:
    found = problems(body, body_line=11)
    assert [each[0] for each in found] == [code]
    assert found[0][1].line == line + 10
    if column:
        assert found[0][1] == Place(FILE, line + 10, column)


def test_a_faulty_formula_and_diagram_show_their_source_marked() -> None:
    html = html_of(a_document("$\\nosuch<b>$\n\n$$\n\\nosuch\n$$\n\n```mermaid\n<nosuch>\n```\n"))
    assert html.count('class="fault"') == 3
    assert "\\nosuch&lt;b&gt;</code>" in html
    assert "&lt;nosuch&gt;" in html


def test_unsafe_addresses_lead_nowhere() -> None:
    body = (
        "[a](javascript:x) [b](<java\tscript:x>) [c](vbscript:x) [d](data:text/html,x) [e](feed:x) [f](//host/x)\n"
        '\n<a href=" javascript:x">g</a> <img src="javascript:x" alt="h"> <a href="jav&#x09;ascript:x">i</a>\n'
    )
    html = html_of(a_document(body))
    assert "script:" not in html
    assert "data:" not in html
    assert "feed:" not in html
    assert 'href="https://host/x"' in html


def test_pictures_and_frames_of_other_sites_are_linked() -> None:
    body = (
        "![徽章](https://example.org/b.svg) [![x](https://example.org/c.svg)](https://example.org/) ![](//h/d.png)\n\n"
        '<iframe src="https://video.example.org/v?id=1" title="讲座"></iframe>\n'
    )
    html = html_of(a_document(body))
    assert "<img" not in html
    assert "<iframe" not in html
    assert '<a class="external-media" href="https://example.org/b.svg">徽章</a>' in html
    assert '<a href="https://example.org/"><span class="external-media">x</span></a>' in html
    assert ">d.png</a>" in html
    assert '<a class="external-media" href="https://video.example.org/v?id=1">讲座</a>' in html


def test_a_small_picture_written_out_in_the_address_stays() -> None:
    assert '<img src="data:image/png;base64,AAAA" alt="点">' in html_of(a_document("![点](data:image/png;base64,AAAA)"))


def test_generic_types_and_placeholders_in_prose_stay_text() -> None:
    html = html_of(a_document("用 vector<int> 存，cd <name> 后 <Badge>新</Badge> <Tip/>\n", languages=("zh",)))
    assert html == "<p>用 vector&lt;int&gt; 存，cd &lt;name&gt; 后 新 </p>\n"


def test_raw_headings_join_the_outline_and_raw_ids_are_anchors() -> None:
    document = a_document('# 题\n\n<h1 align="center">副题</h1>\n\n<a name="old"></a><p id="p">x</p><p id="p">y</p>\n')
    html = html_of(document)
    assert '<h2 class="align-center">副题</h2>' in html
    assert html.count('id="p"') == 1
    assert {"old", "p"} <= document.anchors.keys()


def test_raw_pictures_and_media_of_the_course_wait_for_the_builder() -> None:
    body = '<img src="a.png" alt="图" width="300px" align="right"> <video src="v.mp4" controls onplay="x()"></video>\n'
    document = a_document(body)
    html = html_of(document)
    assert "<img →a.png 图 width=300 style_class=align-right>" in html
    assert 'src="→v.mp4"' in html
    assert "onplay" not in html
    assert html_of(a_document('<video src="https://h/v.mp4" title="片"></video>')).count("external-media") == 1


def test_forms_are_left_out_but_checkboxes_stay_disabled() -> None:
    html = html_of(a_document('<form action="x"><input type="text"><input type="checkbox" checked></form>\n'))
    assert "form" not in html
    assert html.count("<input") == 1
    assert "disabled" in html


def test_a_math_fence_and_environments_are_formulas() -> None:
    body = (
        "```math\nx^2\n```\n\n\\begin{align}\na &= b\n\\end{align}\n\n\\[\nc\n= d\n\\]\n\n"
        "文 \\(e\\) 中 $$f$$ 尾\n文\n$$\ng\n= h\n$$\n"
    )
    document = a_document(body)
    html = html_of(document)
    assert html.count("<math") == 6
    assert html.count('<div class="math-block"') == 4
    assert html.count('<span class="math-block"') == 1
    assert document.views[0].has_math
    assert not document.diagnostics


def test_brackets_that_close_nothing_are_text() -> None:
    assert "<math" not in html_of(a_document("\\[ 未闭合\n\n\\( \\) 空\n"))


def test_minutes_grow_with_what_a_reader_must_read() -> None:
    short = a_document("短。\n").views[0].minutes
    long = a_document("长" * 2600 + "\n").views[0].minutes
    dense = a_document("短。\n\n" + "$$\nx\n$$\n\n" * 20 + "```python\n" + "x = 1\n" * 40 + "```\n").views[0].minutes
    assert (short, long) == (1, 10)
    assert dense == 5


@given(st.text(max_size=300))
def test_no_text_raises_or_leaves_a_mark(text: str) -> None:
    clean = "".join(c for c in text if not 0xFDD0 <= ord(c) <= 0xFDD1)
    html = html_of(a_document(clean))
    assert "\ufdd0" not in html
    assert "<script" not in html


def test_punctuation_stays_on_the_line_of_the_formula_before_it() -> None:
    html = html_of(a_document("设 $x$，$y$ 与 $z$。\n"))
    assert html == (
        '<p>设 <span class="nobreak"><math><mi>x</mi></math>，</span><math><mi>y</mi></math> 与 '
        '<span class="nobreak"><math><mi>z</mi></math>。</span></p>\n'
    )


def test_a_heading_cell_that_holds_only_a_formula_is_a_plain_cell() -> None:
    html = html_of(a_document("| $x$ | 值 |\n|---|---|\n| 1 | 2 |\n"))
    assert "<td><math>" in html
    assert "<th>值</th>" in html


@pytest.mark.parametrize(
    "body",
    [
        "\\[\n" * 20_000,
        "\\begin{align}\n" * 5_000,
        "<!--" * 12_000,
        "<!a " * 12_000,
        "中文\n" * 12_000,
        "x <script>" * 4_000,
        "[" * 20_000,
        ">" * 20_000,
        "$$a " * 12_000,
        "a <x> " * 10_000,
        "a <x y=1>b</x> " * 6_000,
    ],
    ids=lambda body: body[:12],
)
def test_hostile_repetition_takes_no_more_than_seconds(body: str) -> None:
    started = time.process_time()
    a_document(body)
    assert time.process_time() - started < 30


def test_a_frame_of_the_course_is_a_link_and_one_without_address_goes() -> None:
    assert '<a class="external-media" href="→demo.html">演示</a>' in html_of(
        a_document('<iframe src="demo.html" title="演示"></iframe>\n')
    )
    assert problems("<object></object>\n") == [("R203", Place(FILE, 1, 1))]
    assert problems('<embed src="javascript:x">\n') == [("R207", Place(FILE, 1, 1))]


def test_closing_tags_without_an_opening_one_and_void_ones_leave_nothing() -> None:
    assert html_of(a_document("文</h2></br>末</nosuch>\n")) == "<p>文末</p>\n"


def test_a_bracket_formula_ends_with_its_list_item() -> None:
    html = html_of(a_document("- 条\n\n  \\[\n  x\n\n文\n"))
    assert "<math" not in html
    assert html_of(a_document("\\begin{nosuchend}\nx\n")).startswith("<p>")
    assert "<pre" in html_of(a_document("    \\[ x \\]\n"))


def test_a_display_formula_may_hold_a_blank_line_but_no_prose() -> None:
    assert html_of(a_document("$$\nx_1 = 1\n\ny^2 = 2\n$$\n")).count("<math") == 1
    forgotten = html_of(a_document("$$\nx_1 = 1\n\n然后文字继续。\n\n$$\ny^2\n$$\n"))
    assert "然后文字继续" in forgotten.replace("</p>", "")
    assert "然后" not in "".join(re.findall(r"<math.*?</math>", forgotten))
    english = html_of(a_document("$$\nx_1 = 1\n\nThen the text goes on and says more about it.\n\n$$\ny^2\n$$\n"))
    assert "goes on" not in "".join(re.findall(r"<math.*?</math>", english))


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$5 and $10", 0),
        ("US$5-US$10", 0),
        ("价格$5，比$6便宜", 0),
        ("共$100$元", 1),
        ("\\$x, y$", 0),
        ("$a\\$b$", 1),
        ("$\\text{价 格} $ 与 $ x $", 2),
        ("$ 一段中文 \\alpha $", 0),
        ("$$", 0),
        ("$ $", 0),
        ("a $$ x $$ b", 1),
        ("a $$ x b", 0),
        ("`$x$` 与 $y$", 1),
        ("$" + "x " * 300 + "\\alpha $", 0),
        ("$x$$y$", 2),
    ],
)
def test_dollars_are_formulas_where_they_can_be_nothing_else(text: str, formulas: int) -> None:
    assert html_of(a_document(text + "\n")).count("<math") == formulas


def test_an_address_that_is_cut_short_is_text() -> None:
    assert "<a" not in html_of(a_document("见 https://。\n"))
    assert html_of(a_document("https://a.example\n")) == '<p><a href="https://a.example">https://a.example</a></p>\n'


def test_a_footnote_of_the_title_stays_with_it() -> None:
    document = a_document("# 题 [^a]\n\n文\n\n[^a]: 注\n")
    assert document.views[0].title == "题"
    assert 'id="page-noteref-1"' in document.views[0].title_html


def test_code_too_long_to_highlight_is_told_and_shown_whole() -> None:
    body = "文\n\n```python\n" + "x = 1\n" * 3_000 + "```\n\n```nosuch\n" + "x\n" * 3_000 + "```\n"
    assert problems(body) == [("R208", Place(FILE, 4, 1))]
    assert html_of(a_document(body)).count("x = 1\n") == 3_000
