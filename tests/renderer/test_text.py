"""What stands inside sentences: in both languages, in contents and search text, never in code; and in linear time."""

import time

import pytest
from factories import a_document, a_pair, html_of

from dlcourse.model import Document
from dlcourse.renderer.markdown.text.emoji import emoji
from dlcourse.renderer.markdown.text.keys import key_names


def body(text: str) -> str:
    return html_of(a_document(text, languages=("zh",))).strip()


def found(document: Document) -> list[str]:
    return [str(each) for each in document.diagnostics]


@pytest.mark.parametrize(
    "text",
    [
        "a == b == c",
        "x=='a' and y=='b'",
        "if (a==b) or (c==d)",
        "== 标签",
        "====",
        "==",
        "= =甲= =",
        "3~5 个，10~20 个",
        "约A~B与C~D。",
        "x^2 + y^2 = z^2",
        "x^2+y^2^z",
        "(^o^)",
        "2^10",
        "~/bin ~/lib",
        "A~--~B",
        "中^文^字",
        "C++ 和 C++",
        "++count++",
        "+++",
        "++ctrl++shift++x",
        "++ctrl+nosuchkey++",
        "10:30:45",
        "a:cat:b",
        ":nosuchemoji:",
        "std::cat::x",
        "^[a-z]+$",
        "^[1]^^",
        "[toc] 在句中",
        "{a, b}",
        "f(x) = {x : x > 0}",
    ],
)
def test_what_only_looks_like_a_mark_is_text(text: str) -> None:
    shown = text.replace("&", "&amp;").replace("'", "&#x27;").replace(">", "&gt;")
    assert body(text) == f"<p>{shown}</p>"


def test_marks_pair_across_other_emphasis() -> None:
    assert body("**甲 ==乙** 丙==") == "<p><strong>甲 ==乙</strong> 丙==</p>"
    assert body("==甲 ~~乙~~ [丙](a.md)==") == '<p><mark>甲 <del>乙</del> <a href="→a.md">丙</a></mark></p>'
    assert body("[==甲==](a.md)") == '<p><a href="→a.md"><mark>甲</mark></a></p>'


def test_names_of_keys_are_those_on_keyboards() -> None:
    assert key_names("left-ctrl+ESC+f12+a") == ["Ctrl", "Esc", "F12", "A"]
    assert key_names("num7+numpad-0") == ["Num 7", "Num 0"]
    assert key_names("f25") == []
    assert key_names('"Fn Lock"+page-up') == ["Fn Lock", "Page Up"]


def test_signs_older_than_emoji_are_drawn_as_emoji() -> None:
    assert emoji("warning") == "⚠\ufe0f"
    assert emoji("rocket") == "🚀"
    assert emoji("octocat") == ""


def test_contents_entries_and_ids_of_headings_know_marks_keys_and_emoji() -> None:
    document = a_document("# 题\n\n## ==甲== ++ctrl+c++ :rocket: x^2^\n", languages=("zh",))
    heading = document.views[0].headings[0]
    assert heading.text == "甲 Ctrl+C 🚀 x2"
    assert heading.id == "甲-ctrlc--x2"
    assert heading.html.startswith('<mark>甲</mark> <span class="keys"><kbd>')


def test_search_text_holds_what_a_reader_reads() -> None:
    text = (
        "# 题\n\n==甲== 按 ++ctrl+c++ :rocket: H~2~O {{ x }}\n\n词\n: 义 HTML\n\n*[HTML]: 超文本\n\n{% include y %}\n"
    )
    assert a_document(text).views[0].text == "甲 按 Ctrl+C 🚀 H2O {{ x }}\n词\n义 HTML"


def test_a_heading_keeps_its_class_in_every_view() -> None:
    document = a_pair("# 题\n\n## 甲 {#a .wide}\n\n文。\n", "# T\n\n## A {#a .wide}\n\nText.\n")
    for view in ("zh", "en", "bi"):
        assert '<h2 id="a" class="wide">' in html_of(document, view)


def test_a_class_that_is_no_name_is_left_out() -> None:
    assert body('# 题\n\n## 甲 {.a"b .c}') == '<h2 id="甲-ab-c">甲 {.a&quot;b .c}</h2>'
    assert body("# 题\n\n## 甲 {.c .1}") == '<h2 id="甲" class="c">甲</h2>'


def test_definitions_of_a_pair_stand_term_beside_term() -> None:
    document = a_pair("# 题\n\n词\n: 义\n", "# T\n\nterm\n: meaning\n")
    assert '<dt><span class="pair"><span lang="zh">词</span> <span lang="en">term</span></span></dt>' in html_of(
        document, "bi"
    )
    assert "<dd>meaning</dd>" in html_of(document, "en")


def test_each_language_has_its_own_abbreviations() -> None:
    text = (
        "# 题 | T\n\n::: zh\n用 HTML。\n\n*[HTML]: 超文本\n:::\n\n::: en\nUse HTML.\n\n*[HTML]: hyper text\n:::\n\n"
        "CSS\n\n*[CSS]: 样式\n"
    )
    document = a_document(text)
    assert '<abbr title="超文本">' in html_of(document, "zh")
    assert '<abbr title="hyper text">HTML</abbr>' in html_of(document, "en")
    assert '<abbr title="样式">' in html_of(document, "en")
    assert "超文本" not in html_of(document, "en")


def test_the_longest_abbreviation_is_taken_and_only_whole_words() -> None:
    text = "A B C，A BC，XA，A_，\n\n*[A]: 一\n*[A B]: 二\n*[ ]: 空\n*[A]: 三\n"
    assert body(text) == '<p><abbr title="二">A B</abbr> C，<abbr title="三">A</abbr> BC，XA，A_，</p>'


def test_an_abbreviation_inside_a_list_or_code_is_none() -> None:
    assert "<code>" in body("    *[A]: 一\n")
    assert body("*[A] 没有冒号") == "<p>*[A] 没有冒号</p>"
    assert body("甲\n*[A]: 一") == "<p>甲</p>"


def test_a_footnote_in_a_sentence_has_its_line_and_its_links() -> None:
    document = a_document("# 题\n\n前文\n文字^[注 见 [此](javascript:x)。] 与^[又 一]。\n", languages=("zh",))
    assert html_of(document).count('role="doc-backlink"') == 2
    assert any(each.startswith("content/01-cnn.md:4") for each in found(document) if "R207" in each)


def test_footnotes_in_sentences_and_below_them_share_one_numbering() -> None:
    html = body("甲[^a]乙^[另 一 则]丙[^b]\n\n[^a]: 一\n[^b]: 三")
    assert [html.count(f'id="page-note-{number}"') for number in (1, 2, 3)] == [1, 1, 1]
    assert html.index("另 一 则") < html.index("三 <a")


def test_a_sentence_footnote_is_none_inside_a_link() -> None:
    assert "footnotes" not in body("[a ^[b c]](d.md)")


def test_contents_stand_where_they_are_asked_for_in_every_view() -> None:
    document = a_pair("# 题\n\n[toc]\n\n## 甲\n\n文。\n", "# T\n\n[toc]\n\n## A\n\nText.\n")
    for view in ("zh", "en", "bi"):
        assert html_of(document, view).count("[contents]") == 1
    assert [passage.id for passage in document.passages if passage.id.startswith("p")] != []


def test_contents_are_no_text_of_a_lesson() -> None:
    assert a_document("# 题\n\n[toc]\n\n文。\n").views[0].text == "文。"


def test_definitions_in_lists_quotes_and_boxes() -> None:
    html = body("- 词\n  : 义\n\n> 词\n> : 义\n\n::: tip\n词\n: 义\n:::\n")
    assert html.count("<dl>") == 3


def test_a_definition_needs_a_term_and_a_space() -> None:
    assert "<dl" not in body(": 义")
    assert "<dl" not in body("词\n:义")
    assert "<dl" not in body("词\n\n\n: 义")
    assert "<dl" not in body("词\n: ")
    assert "<dl" in body("词\n\n: 义")


@pytest.mark.parametrize(
    "piece",
    [
        "==a", "==a ", "==", "~a", "a~b~", "^a^", "a^b^", "++a++", "++a+", "++ctrl+", ":a", ":cat:", "^[a b", "^[a b]",
        "*[A]: b\n", "*[x y]: z\nx y ", "t\n: d\n\n", "t\n: : ", "[toc]\n", "- TOC\n", "# a {#b}\n", "# a {.b\n",
    ],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    body(piece * (8_000 // len(piece)))
    assert time.process_time() - started < 30
