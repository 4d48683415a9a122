"""Lessons in two languages: the three views, their ids, their languages."""

import random
import re
from itertools import pairwise

import pytest
from factories import a_document, a_lesson, a_pair, a_source, html_of

from dlcourse.model import Background, Document, FrontMatter, Mark
from dlcourse.renderer.lesson import render_lesson

ZH = """# 卷积

## 什么是卷积

卷积把一个小窗口滑过整张图，每到一处就算一次加权和，这个权重在各处相同。

```python
x = 1  # 一
```

- 参数少
- 平移不变

## 总结

图越大，共享权重省下的参数越多，训练也越快。
"""
EN = """# Convolution

## What a convolution is

A convolution slides a small window over the picture and takes a weighted sum at every place, with the same weights.

```python
x = 1  # 一
```

- few parameters
- invariant to shifts

## Summary

The larger the picture, the more parameters shared weights save, and the faster training is.
"""

LANGUAGES = ("zh", "en", "bi")


def ids(html: str) -> set[str]:
    return {name for name in re.findall(r' id="([^"]+)"', html) if not name.startswith("page-")}


def test_siblings_give_a_page_in_each_language_and_one_in_both() -> None:
    document = a_pair(ZH, EN)
    assert document.languages == ("zh", "en")
    assert [view.name for view in document.views] == ["zh", "en", "bi"]
    assert document.titles == {"zh": "卷积", "en": "Convolution"}
    assert [view.title for view in document.views] == ["卷积", "Convolution", "卷积 · Convolution"]
    zh, en, both = (html_of(document, name) for name in ("zh", "en", "bi"))
    assert "A convolution slides" not in zh
    assert "滑过" not in en
    assert '<h2 id="什么是卷积">What a convolution is</h2>' in en
    pair = '<span class="pair"><span lang="zh">总结</span> <span lang="en">Summary</span></span>'
    assert f'<h2 id="总结">{pair}</h2>' in both
    assert (
        '<li><span class="pair"><span lang="zh">参数少</span> <span lang="en">few parameters</span></span></li>' in both
    )
    assert both.count('<div class="side" lang="zh">') == both.count('<div class="side" lang="en">') == 2


def test_what_both_files_hold_alike_is_drawn_once() -> None:
    document = a_pair(ZH, EN)
    assert [html_of(document, name).count("<pre") for name in ("zh", "en", "bi")] == [1, 1, 1]


def test_views_share_what_they_both_say() -> None:
    document = a_pair(ZH, EN)
    zh, en, both = ([piece for piece in document.view(name).body if isinstance(piece, str)] for name in LANGUAGES)
    for said, pieces in (("卷积把一个小窗口", zh), ("A convolution slides", en), ("<pre", zh), ("<pre", en)):
        (own,) = (piece for piece in pieces if said in piece)
        assert any(piece is own for piece in both), said


def test_all_views_have_one_set_of_ids() -> None:
    document = a_pair(ZH + "\n## 附\n\n只有中文，英文还没有人写。\n", EN + "\n\nOnly here[^1].\n\n[^1]: A note.\n")
    zh, en, both = (ids(html_of(document, name)) for name in ("zh", "en", "bi"))
    assert zh == en
    assert zh <= both
    assert set(document.anchors.values()) - {document.views[0].title_id} <= zh


def test_links_may_use_the_heading_of_either_language() -> None:
    document = a_pair(ZH, EN.replace("## Summary", "## Summary {#end}"))
    assert document.anchors["总结"] == "end"
    assert document.anchors["summary"] == "end"
    assert document.anchors["what-a-convolution-is"] == "什么是卷积"
    assert document.anchors["convolution"] == document.views[1].title_id == "卷积"


def test_a_passage_without_translation_is_folded_away_in_the_other_language() -> None:
    document = a_pair(ZH + "\n## 附录\n\n附录还没有译文，只有中文。\n\n第二段也没有译文。\n", EN)
    en = html_of(document, "en")
    fold = re.search(r'<details class="untranslated">.*?</details>', en, re.DOTALL)
    assert '<h2 id="附录" lang="zh">附录</h2>' in en
    assert fold
    assert fold[0].startswith('<details class="untranslated">\n<summary>[only_in zh]</summary>\n<div lang="zh">')
    assert "附录还没有译文" in fold[0]
    assert "第二段" in fold[0]
    assert "untranslated" not in html_of(document, "zh") + html_of(document, "bi")
    assert [heading.language for heading in document.view("en").headings] == ["en", "en", "zh"]


def test_views_keep_the_order_of_their_own_file() -> None:
    zh = "# 题\n\n第一段讲输入是什么。\n\n- 甲 1\n- 乙 2\n- 丙 3\n\n第二段讲输出是什么样子的。\n"
    en = "# T\n\nThe first one is about the input.\n\nThe second one is about the output.\n\n- A 1\n- B 2\n- C 3\n"
    html = html_of(a_pair(zh, en), "en")
    assert html.index("first one") < html.index("second one") < html.index("A 1")
    assert "untranslated" not in html


def test_every_mark_stands_before_a_translated_passage() -> None:
    document = a_pair(ZH, EN)
    marks = {name: [p.passage for p in document.view(name).body if isinstance(p, Mark)] for name in ("zh", "en", "bi")}
    assert marks["zh"] == []
    assert marks["en"] == marks["bi"] == [passage.id for passage in document.passages[1:]]
    assert document.passages[0].id == document.views[0].title_id
    assert len(document.passages) == 6


def test_a_passage_has_one_digest_however_it_is_wrapped() -> None:
    def digests(zh: str, en: str) -> list[set[str]]:
        return [{side.digest for side in passage.sides.values()} for passage in a_pair(zh, en).passages]

    rewrapped = ZH.replace("整张图，", "整张图，\n").replace("- 参数", "* 参数").replace("- 平移", "* 平移")
    assert digests(ZH, EN) == digests(rewrapped, EN.replace("window over", "window\nover"))
    assert digests(ZH, EN) != digests(ZH.replace("各处相同", "各处一样"), EN)


def test_footnotes_of_both_languages_are_told_apart_where_both_are_shown() -> None:
    document = a_pair("# 题\n\n正文在这里[^1]。\n\n[^1]: 注释。\n", "# T\n\nThe text is here[^1].\n\n[^1]: A note.\n")
    assert 'href="#page-note-1"' in html_of(document, "zh")
    assert 'href="#page-note-1"' in html_of(document, "en")
    both = html_of(document, "bi")
    assert both.count('id="page-note-1"') == both.count('id="page-note-1-en"') == 1
    assert 'href="#page-note-1-en"' in both


def test_one_file_of_alternating_languages_gives_the_same_views() -> None:
    body = """# 卷积 (Convolution)

## 性质 (Properties)

卷积把一个小窗口滑过整张图，每到一处就算一次加权和。

A convolution slides a small window over the picture and takes a weighted sum.

- 参数少 (Few parameters)
- NumPy
"""
    document = a_document(body)
    assert [view.title for view in document.views] == ["卷积", "Convolution", "卷积 · Convolution"]
    assert html_of(document, "zh").count("NumPy") == html_of(document, "en").count("NumPy") == 1
    assert "Properties" not in html_of(document, "zh")
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r' id="[^"]*"', "", html_of(document, "en")))
    assert [found.code for found in document.diagnostics] == ["R211"]
    told = FrontMatter(bilingual="off")
    assert [view.name for view in a_document(body, fields=told).views] == ["zh"]


def test_a_title_in_one_language_is_lent_to_the_other() -> None:
    fields = FrontMatter(title={"": "卷积"}, languages=("zh", "en"))
    document = a_document("## 性质 | Properties\n\n正文在这里。\n\nHere is the text.\n", fields=fields)
    assert document.view("en").title == "卷积"
    assert document.view("en").title_html == '<span lang="zh">卷积</span>'
    assert document.titles == {"zh": "卷积"}


def test_the_first_headings_of_a_pair_go_to_the_top_together() -> None:
    fields = FrontMatter(title={"zh": "注意力", "en": "Attention"}, languages=("zh", "en"))
    document = a_document("# 注意力机制 (The Attention Mechanism)\n\n正文在这里。\n\nHere it is.\n", fields=fields)
    assert [view.title_html for view in document.views[:2]] == ["注意力机制", "The Attention Mechanism"]
    assert document.titles == {"zh": "注意力", "en": "Attention"}
    assert [view.headings for view in document.views] == [(), (), ()]


def test_language_markers_that_are_wrong_are_errors_with_their_line() -> None:
    document = a_document("# 题\n\n::: fr\nBonjour\n:::\n\n::: zh\n中文\n", body_line=4)
    assert [(found.code, found.place.line) for found in document.diagnostics if found.code != "R211"] == [
        ("R210", 6),
        ("R209", 10),
    ]


def test_pairs_without_a_mark_in_a_lesson_with_marks_are_one_warning_at_the_first() -> None:
    pair = "学习率是每一步的大小。\n\nThe learning rate is the size of a step.\n\n"
    found = a_document(f"::: zh\n甲\n:::\n::: en\nA\n:::\n\n{pair}{pair}").diagnostics
    assert [(each.code, each.place.line) for each in found] == [("R221", 8)]
    assert found[0].message.startswith("at 2 places")


def test_foreign_runs_say_their_language() -> None:
    document = a_document("这一节请见 Deep Learning 与 `code`，x 是 learning_rate，<https://example.org/a>。\n")
    assert '这一节请见 <span lang="en">Deep Learning</span> 与 <code>code</code>，x 是 learning_rate，<a' in html_of(
        document
    )
    english = a_document("The word 学习 means learning, and there are more English words in it.\n")
    assert 'The word <span lang="zh">学习</span> means' in html_of(english)
    assert "<span" not in html_of(a_document("见 Deep Learning。\n", languages=("zh",)))


@pytest.mark.parametrize("languages", [("en", "ja"), ("en", "fr"), ("ar", "en"), ("zh-Hans", "en-GB"), ("xx", "yy")])
def test_any_two_languages_make_three_views(languages: tuple[str, str]) -> None:
    document = a_pair("# A\n\nfirst text here\n", "# B\n\nsecond text here\n", languages)
    assert [view.name for view in document.views] == [*languages, "bi"]
    assert f'<div class="side" lang="{languages[1]}">' in html_of(document, "bi")
    marked = f"# T\n\n::: {languages[0]}\nalpha\n:::\n\n::: {languages[1]}\nbeta\n:::\n"
    both = render_lesson(a_lesson(a_source(marked)), Background(languages=languages))
    assert ("alpha" in html_of(both, languages[0]), "beta" in html_of(both, languages[0])) == (True, False)


BLOCKS = (
    lambda n, w: (
        f"{w}{n} 讲的是第 {n} 件事，写得不长也不短。"
        if n % 2
        else f"{w}{n} is about thing {n}, neither long nor short."
    ),
    lambda n, w: f"- {w}{n}a\n- {w}{n}b",
    lambda n, w: f"> {w}{n} quoted",
    lambda n, w: f"## {w}{n}",
    lambda n, w: f"### {w}{n} deeper",
    lambda n, w: f"| {w}{n} | b |\n|---|---|\n| 1 | 2 |",
    lambda n, w: f"<details>\n<summary>{w}{n}</summary>\n\ninside\n\n</details>",
    lambda n, w: f"1. {w}{n}\n\n   second paragraph\n",
)


def a_random_file(random_: random.Random, word: str) -> tuple[str, list[str]]:
    numbers = random_.sample(range(1000, 9999), random_.randint(0, 14))
    return "# T\n\n" + "\n\n".join(random_.choice(BLOCKS)(n, word) for n in numbers), [f"{word}{n}" for n in numbers]


@pytest.mark.parametrize("seed", range(60))
def test_no_block_is_lost_or_doubled_in_any_view(seed: int) -> None:
    random_ = random.Random(seed)
    (first, ours), (second, theirs) = a_random_file(random_, "zq"), a_random_file(random_, "ew")
    document = a_pair(first, second)

    def count(word: str, view: str) -> int:
        prose = re.sub(r' id="[^"]*"', "", html_of(document, view))
        return len(re.findall(rf"{word}(?!\d)", prose)) - prose.count(f"{word}b")

    for words, own, other in ((ours, "zh", "en"), (theirs, "en", "zh")):
        for word in words:
            assert count(word, own) == 1, (word, own)
            assert count(word, "bi") == 1, (word, "bi")
            assert count(word, other) <= 1, (word, other)
    _have_the_same_ids(document)


def _have_the_same_ids(document: Document) -> None:
    all_ids = [ids(html_of(document, name)) for name in ("zh", "en", "bi")]
    assert all_ids[0] == all_ids[1] <= all_ids[2]
    for name in ("zh", "en", "bi"):
        written = re.findall(r' id="([^"]+)"', html_of(document, name))
        assert len(written) == len(set(written))


def test_a_file_that_borrows_its_title_keeps_its_first_heading() -> None:
    document = a_pair("##### 只有一节\n\n这里有一段话。\n", "# Only one\n\nHere is a paragraph.\n")
    assert document.view("zh").title == "Only one"
    assert "只有一节" in html_of(document, "zh")


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("# 一\n\n## 二\n\n### 三\n\n甲乙丙丁戊己庚辛。\n", "# One\n\n<h2>Two</h2>\n\n##### Three\n\nAll of it.\n"),
        (
            "# 一\n\n> ### 引\n>\n> 甲乙丙\n\n> # 文\n>\n> 丁戊\n\n#### 尾\n",
            "# One\n\n##### Deep\n\nText.\n\n#### End\n",
        ),
        ("# 一\n\n<h4>深</h4>\n\n## 二\n", "# One\n\n## Two\n"),
        ("# 一\n\n甲乙丙。\n", f"# One\n\n##### {'long ' * 30}[and linked](a.md) {'at length ' * 20}\n\nText.\n"),
        ("# 一\n\n## 二\n\n### 三\n\n甲。\n", f"# One\n\n##### {'long ' * 30}[linked](a.md)\n\nText.\n"),
    ],
)
def test_no_view_skips_a_level_of_headings(zh: str, en: str) -> None:
    document = a_pair(zh, en)
    for view in document.views:
        levels = [1, *map(int, re.findall(r"<h([1-6])", html_of(document, view.name)))]
        assert all(after <= before + 1 for before, after in pairwise(levels)), view.name
        assert re.findall(r"<h([1-6])", html_of(document, view.name)) == re.findall(
            r"</h([1-6])", html_of(document, view.name)
        )


FOOTNOTES = [
    ("甲乙丙丁戊己庚辛[^1]。\n\n[^1]: 注。\n", "First, second, third, fourth.\n\nOnly here[^1].\n\n[^1]: Note.\n"),
    ("# 标题[^1]\n\n甲乙丙。\n\n[^1]: 注。\n", "# Title[^1]\n\nAll of it.\n\n[^1]: Note.\n"),
    ("甲乙丙。\n", "# Title[^1]\n\nAll of it[^2].\n\n[^1]: Note.\n[^2]: Other.\n"),
    ("- 2012[^1]\n- 2013[^1]\n\n[^1]: x\n", "- 2012[^1]\n- 2013\n\n[^1]: x\n"),
    (
        "[^2]\n\n甲乙丙丁戊己庚辛[^1]。\n\n[^1]: 注[^2]。\n\n[^2]: 二[^2]。\n",
        "All of it.\n\n## New\n\nMore[^a].\n\n[^a]: A.\n",
    ),
]


@pytest.mark.parametrize(("zh", "en"), FOOTNOTES)
def test_footnotes_lead_to_their_text_and_back_in_every_view(zh: str, en: str) -> None:
    _footnotes_lead_somewhere(a_pair(zh, en))


@pytest.mark.parametrize(
    "body",
    [
        "::: zh\n甲乙丙[^1]。\n:::\n\n::: en\nAll of it[^2].\n:::\n\n[^1]: 注。\n[^2]: Note.\n",
        "## 梯度[^1] | Gradient[^1]\n\n::: zh\n甲[^2]\n:::\n\n::: en\nA[^2]\n:::\n\n"
        "[^1]: 注。\n[^2]: x\n\n    ::: zh\n    二\n    :::\n",
        "$x$[^1]\n\n::: zh\n甲[^1]\n:::\n\n::: en\nA[^1]\n:::\n\n::: en\nB[^2]\n:::\n\n"
        "[^1]:\n    ::: zh\n    一\n    :::\n    ::: en\n    one\n    :::\n\n[^2]:\n    ::: zh\n    二\n    :::\n",
    ],
)
def test_footnotes_of_one_file_lead_to_their_text_and_back_in_every_view(body: str) -> None:
    _footnotes_lead_somewhere(a_document(body))


def _footnotes_lead_somewhere(document: Document) -> None:
    for view in document.views:
        html = view.title_html + html_of(document, view.name)
        found = re.findall(r' id="([^"]+)"', html)
        assert len(found) == len(set(found)), view.name
        assert 'href="#page-note-' in html or "[^" not in html
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(found), view.name


def test_a_view_has_only_the_footnotes_that_it_refers_to_under_their_own_numbers() -> None:
    zh = "甲乙丙丁戊己庚辛壬癸子丑寅卯。\n\n[^1]: 一。\n"
    en = "First, second, third[^1].\n\n## New\n\nMore of it[^2].\n\n[^1]: One.\n[^2]: Two.\n"
    html = html_of(a_pair(zh, en), "zh")
    assert "One." not in html
    assert '<li id="page-note-2-en" value="2"><p>Two.' in html
