"""Pictures and figures: captions and numbers in both languages, missing texts, what hostile input costs."""

import re
import time

import pytest
from factories import a_document, a_pair, html_of

from dlcourse.model import Document, Image
from dlcourse.renderer.lesson import render_fragment

ZH = ("zh",)


def codes(document: Document) -> list[str]:
    return [found.code for found in document.diagnostics]


def images(document: Document, view: str = "") -> list[Image]:
    return [piece for piece in document.view(view).body if isinstance(piece, Image)]


def test_picture_without_a_text_is_reported_with_its_line_and_column() -> None:
    document = a_document("文字\n\n- 项 ![](图.png)\n", body_line=5, languages=ZH)
    found = document.diagnostics[0]
    assert (str(found.place), found.code) == ("content/01-cnn.md:7:5", "R215")
    assert "图.png" in found.message or "%E5" in found.message


@pytest.mark.parametrize("picture", ["<img src=a.png>", '<p><img src="a.png" title="x"></p>', "```{image} a.png\n```"])
def test_other_spellings_of_a_picture_without_a_text_are_reported_too(picture: str) -> None:
    assert codes(a_document(picture, languages=ZH)) == ["R215"]


@pytest.mark.parametrize(
    "picture",
    [
        '![](a.png "说明")',
        '![](a.png){alt=""}',
        '<img src="a.png" alt="">',
        "![甲](a.png)",
        "[![](a.png '说明')](https://example.org)",
        "```{figure} a.png\n\n说明\n```",
        '![](a.png){alt="甲"}',
    ],
)
def test_caption_or_a_decision_of_the_author_stands_for_the_text(picture: str) -> None:
    assert codes(a_document(picture, languages=ZH)) == []


def test_caption_is_not_read_out_twice() -> None:
    assert [image.alt for image in images(a_document('![](a.png "说明")', languages=ZH))] == [""]


def test_title_has_its_place_for_messages() -> None:
    found = a_document('文\n\n![甲](a.png "见 $\\nix$")\n', languages=ZH).diagnostics[0]
    assert (found.code, found.place.line, found.place.column) == ("R201", 3, 16)


def test_caption_counts_as_prose_and_the_text_of_its_picture_stays_searchable() -> None:
    text = a_document('![一条曲线](a.png "说明 **粗**")', languages=ZH).views[0].text
    assert text.split("\n") == ["一条曲线", "说明 粗"]


def test_caption_and_text_follow_the_view_and_the_number_is_one() -> None:
    document = a_pair(
        '# 甲\n\n![图一](a.png "说明 **一**"){#fig-a}\n\n见 @fig-a。\n',
        '# A\n\n![picture](a.png "caption **one**"){#fig-a}\n\nSee @fig-a.\n',
    )
    assert codes(document) == []
    for view, alt, caption in (("zh", "图一", "说明 <strong>一"), ("en", "picture", "caption <strong>one")):
        html = html_of(document, view)
        assert f"<img →a.png {alt}>" in html
        assert f"[figure_number 1]</span> {caption}</strong></figcaption>" in html
        assert '<figure id="fig-a">' in html


def test_view_of_both_shows_one_picture_with_both_captions() -> None:
    document = a_pair('# 甲\n\n![图一](a.png "说明")\n', '# A\n\n![picture](a.png "caption")\n')
    html = html_of(document, "bi")
    assert html.count("<figure") == 1
    assert "<img →a.png 图一 · picture>" in html
    assert '<span class="pair"><span lang="zh">说明</span> <span lang="en">caption</span></span>' in html


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ('![甲](a.zh.png "说明")', '![A](a.en.png "caption")'),
        ('![甲](a.png "说明"){dark=a.zh.png}', '![A](a.png "caption"){dark=a.en.png}'),
        ('[![甲](a.png "说明")](https://zh.example.org)', '[![A](a.png "caption")](https://en.example.org)'),
        ('![甲](a.png "说明")', "![A](a.png)"),
    ],
)
def test_pictures_that_differ_stand_side_by_side(zh: str, en: str) -> None:
    document = a_pair(f"# 甲\n\n中文的一段话。\n\n{zh}\n", f"# A\n\nA paragraph of text.\n\n{en}\n")
    html = html_of(document, "bi")
    assert html.count("<img") == 2


def test_other_picture_on_the_other_side_is_reported_but_one_in_another_language_is_not() -> None:
    caption = '"说明")\n', '"caption")\n'
    assert codes(a_pair(f"# 甲\n\n![甲](a.png {caption[0]}", f"# A\n\n![A](b.png {caption[1]}")) == ["R212"]
    assert codes(a_pair(f"# 甲\n\n![甲](a.zh.png {caption[0]}", f"# A\n\n![A](a.en.png {caption[1]}")) == []


def test_bar_splits_caption_and_text_in_one_file() -> None:
    body = (
        "# 标题 | Title\n\n::: zh\n中文一段。\n:::\n::: en\nSome English.\n:::\n\n"
        '![图 | drawing](a.png "中文 **说明** | English caption")\n'
    )
    document = a_document(body)
    assert "<img →a.png 图>" in html_of(document, "zh")
    assert "中文 <strong>说明</strong></figcaption>" in html_of(document, "zh")
    assert "<img →a.png drawing>" in html_of(document, "en")
    assert "English caption</figcaption>" in html_of(document, "en")
    assert html_of(document, "bi").count("<figure") == 1


def test_figures_in_containers_of_both_languages_are_one_figure() -> None:
    body = '::: zh\n![甲](a.png "说明")\n:::\n::: en\n![A](a.png "caption")\n:::\n\n![乙](b.png "第二 | second")\n'
    html = html_of(a_document(body), "bi")
    assert [html.count("[figure_number 1]"), html.count("[figure_number 2]")] == [1, 1]
    assert html.count("<figure") == 2


def test_figure_stays_whole_where_a_lesson_holds_html() -> None:
    html = html_of(a_document('文<br>字\n\n![甲](a.png "说 <b>明</b>"){#fig-a .right width=40%}\n', languages=ZH))
    assert (
        '<figure id="fig-a" class="align-right share-40">\n<img →a.png 甲>\n<figcaption><span class="number">' in html
    )
    assert "说 <b>明</b></figcaption>" in html


def test_dark_picture_of_another_site_is_left_out_with_a_word() -> None:
    document = a_document("![甲](a.png){dark=https://example.org/b.png}", languages=ZH)
    assert codes(document) == ["R206"]
    assert images(document)[0].dark is None


@pytest.mark.parametrize("space", ["\n", " "])
def test_picture_element_names_a_picture_for_dark_pages(space: str) -> None:
    parts = (
        '<picture><source media="(prefers-color-scheme: dark)" srcset="b.svg 2x, c.svg">',
        '<source media="(min-width: 9px)" srcset="d.svg"><img src="a.svg" alt="甲"></picture>',
    )
    document = a_document(f"{space.join(parts)}\n\n文 <img src='e.svg' alt='乙'>", languages=ZH)
    assert [(image.target.source, image.dark and image.dark.source) for image in images(document)] == [
        ("a.svg", "b.svg"),
        ("e.svg", None),
    ]
    assert "source" not in html_of(document)


def test_sized_picture_goes_through_the_same_checks_as_others() -> None:
    document = a_document("![甲](javascript:x =3x3) ![乙](https://example.org/a.png =3x3)", languages=ZH)
    assert sorted(codes(document)) == ["R206", "R207"]
    assert "javascript" not in html_of(document)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ('文\n\n[![甲](a.png "说明")](javascript:x)\n', "content/01-cnn.md:3:1"),
        ("文\n\n```{figure} a.png\n:target: javascript:x\n\n说明\n```\n", "content/01-cnn.md:3"),
    ],
)
def test_link_around_a_figure_has_its_place_for_messages(body: str, place: str) -> None:
    found = a_document(body, languages=ZH).diagnostics
    assert [(each.code, str(each.place)) for each in found] == [("R207", place)]


def test_fragment_shows_a_figure_without_a_number() -> None:
    html = render_fragment('![a](b.png "c **d**")', is_extended=True)
    assert "<figcaption>c <strong>d</strong></figcaption>" in html


def test_directive_ends_a_paragraph_and_passes_over_settings_that_are_none() -> None:
    body = "文字\n```{figure} a.png\n---\n: x\nalt: 甲\n---\n```\n"
    html = html_of(a_document(body, languages=ZH))
    assert html == "<p>文字</p>\n<figure>\n<img →a.png 甲>\n</figure>\n"


def test_directive_in_one_line_is_code_in_a_sentence() -> None:
    assert html_of(a_document("```{figure} a.png 甲 ```", languages=ZH)) == "<p><code>{figure} a.png 甲 </code></p>\n"


def test_task_keeps_its_box_before_a_picture() -> None:
    html = html_of(a_document('- [x] ![甲](a.png "说明")', languages=ZH))
    assert '<input type="checkbox" disabled checked> <img →a.png 甲 title=说明>' in html


@pytest.mark.parametrize("size", ["=0x", "=99999x", "=x", "=30y20", "=300x200x"])
def test_senseless_size_asks_for_nothing(size: str) -> None:
    document = a_document(f"![甲](a.png {size})", languages=ZH)
    assert all((image.width, image.height, image.share) == (None, None, None) for image in images(document))


def test_directive_that_is_never_closed_or_empty_shows_what_it_has() -> None:
    html = html_of(a_document("```{figure} a.png\n说明\n\n图例", languages=ZH))
    assert "说明<p>图例</p>" in html
    html = html_of(a_document("- 项\n\n  ```{figure} a.png\n  :alt: 甲\n后\n", languages=ZH))
    assert "<img →a.png 甲>\n</figure>\n</li>" in html
    html = html_of(a_document(":::{figure} a.png\n- 项\n:::\n", languages=ZH))
    assert "<figcaption>" not in html


@pytest.mark.parametrize(
    "piece",
    [
        '![a](b "c") ',
        '![a](b "c")\n\n',
        "![a](b =3x",
        "![a](b){a=b.c ",
        "![](a#only-dark) ",
        "![",
        "```{figure} a\n",
        ":::{figure} a\n",
        "![a](b){" + "a=b.c " * 20,
        '![a](b "',
    ],
)
def test_hostile_pictures_are_read_in_a_moment(piece: str) -> None:
    body = piece * (20_000 // len(piece))
    started = time.process_time()
    a_document(body, languages=ZH)
    assert time.process_time() - started < 30


@pytest.mark.parametrize("between", [" ", "\n"])
def test_pictures_that_both_languages_show_stand_once_where_both_are_read(between: str) -> None:
    ours = f"![猫](a.png){between}[![狗](b.png){{width=30}}](b.md)"
    theirs = f"![cat](a.png){between}[![dog](b.png){{width=30}}](b.md)"
    for zh, en in ((ours, theirs), (f"- {ours}", f"- {theirs}")):
        shown = html_of(a_pair(f"# 题\n\n{zh}\n", f"# T\n\n{en}\n"), "bi")
        assert shown.count("<img →a.png 猫 · cat>") == shown.count("<img →b.png 狗 · dog width=30>") == 1
        assert shown.count("<img") == 2
    other = html_of(a_pair(f"# 题\n\n{ours}\n", f"# T\n\n{theirs.replace('30', '31')}\n"), "bi")
    assert other.count("<img") == 4


TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n\n: {}\n\n"


def test_tables_and_figures_are_counted_apart_and_references_know_both() -> None:
    text = TABLE.format("One") + '![p](p.png "Figure"){#fig-p}\n\n' + TABLE.format("Two {#tbl:two}")
    found = a_document(text, languages=("en",))
    assert {name: (label.kind, label.number) for name, label in found.labels.items()} == {
        "fig-p": ("figure", "1"),
        "tbl-two": ("table", "2"),
    }
    assert found.diagnostics == ()


@pytest.mark.parametrize(("caption", "html"), [("x `{#a}`", "x <code>{#a}</code>"), ("x {#a}", "x"), ("{#a}", "")])
def test_only_braces_that_are_text_label_a_table(caption: str, html: str) -> None:
    document = a_document(TABLE.format(caption), languages=("en",))
    assert html_of(document).split("</span> ")[1].startswith(f"{html}</figcaption>")
    assert list(document.labels) == ([] if "`" in caption else ["a"])


def test_tables_of_a_pair_have_one_number_and_stand_side_by_side() -> None:
    zh, en = "# 题\n\n字\n\n" + TABLE.format("说明 {#tbl-x}"), "# T\n\nA word.\n\n" + TABLE.format("Caption {#tbl-x}")
    for other in (en, en.replace(": Caption {#tbl-x}", "")):
        document = a_pair(zh, other.replace("| a |", "| c |"))
        both = html_of(document, "bi")
        assert re.findall(r"\[table_number \d\]", both) == ["[table_number 1]"] * (2 if "Caption" in other else 1)
        assert 'class="side" lang="en"' in both.split("</table>")[1]
        assert document.labels["tbl-x"].number == "1"
    bars = a_document("::: zh\n字\n:::\n::: en\nA\n:::\n\n" + TABLE.format("说明 | Caption"))
    assert "</span> Caption</figcaption>" in html_of(bars, "en")
