"""Code blocks in lessons: titles, lines, output, included files, in one language and in two."""

import re
import time
from dataclasses import replace
from html import unescape

import pytest
from factories import a_background, a_document, a_lesson, a_pair, a_source, html_of
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.model import Document, Inclusion
from dlcourse.renderer.bilingual.rewriting.normalize import normalize
from dlcourse.renderer.code.highlight import coloured
from dlcourse.renderer.code.lines import cut, lines_html
from dlcourse.renderer.lesson import render_fragment, render_lesson

NET = """import math

# #region neuron
def f(x):
    # region inner
    return math.exp(x)
    # endregion inner
# #endregion
# #region neuron
g = f
# #endregion neuron

# #region open
"""
FILES = {
    "./net.py": Inclusion(text=NET),
    "@/a b.vue": Inclusion(
        text="<template>\n  <!-- #region t -->\n  <p/>\n\n    x\n  <!-- #endregion t -->\n</template>"
    ),
    "./gone.py": Inclusion(fault="there is no such file", hint="mend the path"),
    "./draft.md": Inclusion(fault="not published", hint="publish it", is_hidden=True),
    "./big.txt": Inclusion(text="x" * 200_000),
}


def including(body: str, language: str | None = None) -> Document:
    return render_lesson(a_lesson(replace(a_source(body, language=language), inclusions=FILES)), a_background())


def messages(document: Document) -> list[str]:
    return [str(found).replace("content/01-cnn.md:", "") for found in document.diagnostics]


def shown(html: str) -> str:
    """Return the text of the first block of code in `html`."""
    code = re.search(r"<pre[^>]*><code[^>]*>(.*?)</code></pre>", html, re.DOTALL)
    assert code
    return unescape(re.sub(r"<[^>]+>", "", code[1]))


@pytest.mark.parametrize("language", ["python", "js", "html", "text", "diff", "latex"])
@given(st.text(alphabet=st.sampled_from("ab\"'`# /*\n<>=(){}$\\-+"), max_size=60))
@settings(deadline=None, max_examples=60)
def test_cutting_into_lines_loses_nothing_and_closes_every_tag(language: str, code: str) -> None:
    spans = coloured(code, language)
    assert spans is not None
    lines = cut(spans)
    assert "".join(text for line in lines for _, text in line) == code
    assert all("\n" not in "".join(text for _, text in line)[:-1] for line in lines)
    for line in lines_html(spans, {}, 1).split('<span class="line"')[1:]:
        assert line.count("<span") + 1 == line.count("</span>")


def test_a_string_over_many_lines_keeps_its_colour_in_each() -> None:
    html = html_of(a_document('```python {2}\nx = """one\ntwo\n\nthree"""\n```\n', languages=("en",)))
    assert '<mark class="line marked"><span class="s2">two</span>\n</mark>' in html
    assert '<span class="line">\n</span>' in html


def test_lines_that_are_not_there_are_reported_with_their_column() -> None:
    document = a_document("text\n\n```python {1,9}\nx\n```\n", languages=("en",), body_line=5)
    assert messages(document) == [
        "7:14: warning[R218] line 9 is to be marked, but this code has 1 line; "
        "lines are counted from 1, whatever the first number is"
    ]


def test_what_is_not_understood_in_an_info_is_reported_with_its_column() -> None:
    document = a_document('- a\n\n  ```py titel="x"\n  x  # [!code fokus]\n  ```\n', languages=("en",))
    assert messages(document) == [
        '3:9: warning[R218] `titel` is not known; did you mean title="net.py"?',
        "4:3: warning[R218] `[!code fokus]` is no mark that is known: shown as it is; did you mean [!code focus]?",
    ]


def test_a_block_with_raw_html_around_it_keeps_its_lines_and_its_title() -> None:
    body = '```python title="net.py" {1} linenums="3"\nx\n```\n'
    plain = html_of(a_document(body, languages=("en",)))
    assert plain in html_of(a_document(f"a<br>b\n\n{body}", languages=("en",)))


def test_a_title_is_text_and_never_markup() -> None:
    html = html_of(a_document('```python title="__init__ <b> *x* | y"\nx\n```\n', languages=("en",)))
    assert "<figcaption>__init__ &lt;b&gt; *x* | y</figcaption>" in html


def test_long_numbered_code_that_cannot_be_coloured_still_has_lines() -> None:
    document = a_document('```python linenums="1"\n' + "x\n" * 2_500 + "```\n", languages=("en",))
    assert [found.code for found in document.diagnostics] == ["R208"]
    assert html_of(document).count('<span class="line"') == 2_500


def test_equal_code_with_a_title_in_each_language_is_shown_once_to_readers_of_both() -> None:
    pair = a_pair(
        '# 标题\n\n```python title="训练循环"\nx = 1\n```\n', '# Title\n\n```python title="Training loop"\nx = 1\n```\n'
    )
    assert "<figcaption>训练循环</figcaption>" in html_of(pair, "zh")
    assert "<figcaption>Training loop</figcaption>" in html_of(pair, "en")
    both = html_of(pair, "bi")
    assert '<span lang="zh">训练循环</span> <span lang="en">Training loop</span>' in both
    assert both.count("<pre") == 1


def test_equal_code_with_one_title_is_one_block_of_all_views() -> None:
    code = '```python title="net.py" {1}\nx = 1\n```\n'
    pair = a_pair(code, code)
    assert html_of(pair, "zh") == html_of(pair, "en") == html_of(pair, "bi")


def test_a_title_in_two_languages_follows_the_view() -> None:
    body = '::: zh\n你好，世界\n:::\n::: en\nHello, world\n:::\n\n```python title="训练 | Training"\nx = 1\n```\n'
    document = a_document(body)
    assert "<figcaption>训练</figcaption>" in html_of(document, "zh")
    assert "<figcaption>Training</figcaption>" in html_of(document, "en")
    assert html_of(document, "bi").count("<pre") == 1


def test_code_in_containers_of_languages_stands_in_its_own_view() -> None:
    chinese = '::: zh\n```python title="训练" {1}\nx = "你好"\n```\n:::\n'
    english = '::: en\n```python title="Training" {1}\nx = "hi"\n```\n:::\n'
    document = a_document(chinese + english)
    assert "你好" in html_of(document, "zh")
    assert "你好" not in html_of(document, "en")
    assert html_of(document, "bi").count('<mark class="line marked">') == 2


def test_in_a_group_of_tabs_a_label_is_no_title_as_well() -> None:
    html = html_of(a_document("::: code-group\n```js [a.js]\nx\n```\n```py [b.py]\ny\n```\n:::\n", languages=("en",)))
    assert "figcaption" not in html
    assert ">a.js<" in html


def test_a_file_is_shown_with_its_name_and_its_language() -> None:
    document = including("text\n<<< ./net.py\nmore\n")
    html = html_of(document)
    assert "<figcaption><code>net.py</code></figcaption>" in html
    assert 'class="language-py"' in html
    assert shown(html) == NET.rstrip("\n") + "\n"
    assert messages(document) == []


@pytest.mark.parametrize(
    ("line", "part", "text"),
    [
        ("./net.py#L1", "import math\n", ""),
        ("./net.py#L4-L6", "def f(x):\n    # region inner\n    return math.exp(x)\n", ""),
        ("./net.py#L4-6", "def f(x):\n    # region inner\n    return math.exp(x)\n", ""),
        ("./net.py#neuron", "def f(x):\n    return math.exp(x)\ng = f\n", ""),
        ("./net.py#inner{1}", "return math.exp(x)\n", '<mark class="line marked">'),
        ("./net.py#inner {1 ts:line-numbers=4}", "return math.exp(x)\n", '<mark class="line marked" data-line="4">'),
        ("./net.py#inner{ts}", "return math.exp(x)\n", 'class="language-ts"'),
        ("./net.py#inner{:line-numbers}", "return math.exp(x)\n", 'data-line="1"'),
        ("./net.py#inner{2-9 c++}", "return math.exp(x)\n", 'class="language-c++"'),
        ("./net.py#inner{python title='Why'}", "return math.exp(x)\n", "<figcaption>Why</figcaption>"),
        ("./net.py#inner{linenums=7}", "return math.exp(x)\n", 'data-line="7"'),
        ("./net.py#inner [Why]", "return math.exp(x)\n", "<figcaption>Why</figcaption>"),
        ('./net.py#inner title="Why"', "return math.exp(x)\n", "<figcaption>Why</figcaption>"),
        ("./net.py#inner []", "return math.exp(x)\n", '<div class="highlight"'),
        ('"@/a b.vue"#t', "<p/>\n\n  x\n", "<figcaption>a b.vue</figcaption>"),
    ],
)
def test_a_part_of_a_file_is_shown_at_the_left_margin(line: str, part: str, text: str) -> None:
    html = html_of(including(f"- item\n\n  > <<< {line}\n", language="en"))
    assert shown(html) == part
    assert text in html
    assert ("listing" in html) == ("[]" not in line)


@pytest.mark.parametrize(
    "comment",
    [
        "# {}region a",
        "// #{}region a",
        "//{}region a",
        "/* #{}region a */",
        "<!-- #{}region a -->",
        "#pragma {}region a",
        "-- #{}region a",
        ":: #{}region a",
        "REM #{}region a",
        "(* #{}region a *)",
        '#{}Region "a"',
        "{{/* #{}region a */}}",
    ],
)
def test_a_region_is_found_in_the_comments_of_any_language(comment: str) -> None:
    text = f"x\n  {comment.format('')}\n  y\n  {comment.format('end')}\nz\n"
    source = replace(a_source("<<< ./a.txt#a\n"), inclusions={"./a.txt": Inclusion(text=text)})
    document = render_lesson(a_lesson(source), a_background())
    assert shown(html_of(document)) == "y\n"
    assert messages(document) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("./gone.py", "./gone.py: there is no such file; mend the path"),
        ("./net.py#none", "./net.py: the file has no region none; write a comment `#region none` before the lines"),
        ("./net.py#open", "./net.py: the region open has no end; write a comment `#endregion open` behind its lines"),
        ("./net.py#L9-L99", "./net.py: the file has 13 lines, so none from 9 to 99; write lines from 1 to 13: #L1-L13"),
        ("./net.py#L3-L2", "./net.py: the file has 13 lines, so none from 3 to 2; write lines from 1 to 13: #L1-L13"),
    ],
)
def test_what_cannot_be_shown_is_an_error_with_its_line_and_stands_there_marked(line: str, message: str) -> None:
    document = including(f"text\n\n<<< {line}\n")
    assert messages(document) == [f"3: error[R217] {message}"]
    reason = message.split(": ", 1)[1].rpartition(";")[0]
    html = html_of(document)
    assert f'title="{reason}" tabindex="0"><code>&lt;&lt;&lt; {line}\n</code></pre>' in html


def test_a_file_that_is_not_published_is_not_even_named() -> None:
    document = including("<<< ./draft.md\n")
    assert [found.code for found in document.diagnostics] == ["R217"]
    html = html_of(document)
    assert "draft" not in html
    assert "published" not in html


def test_both_languages_are_told_of_a_file_that_is_missing() -> None:
    pair = a_pair("<<< ./gone.py\n", "<<< ./gone.py\n")
    assert [found.place.file for found in pair.diagnostics] == ["content/01-cnn.zh.md", "content/01-cnn.en.md"]


def test_a_lesson_cannot_grow_without_end_by_including() -> None:
    start = time.process_time()
    document = including("<<< ./big.txt\n\n" * 30_000)
    assert {found.code for found in document.diagnostics} == {"R217"}
    assert len(html_of(document)) < 8_000_000
    assert time.process_time() - start < 30


def test_faults_of_an_included_file_are_told_where_it_is_named() -> None:
    many = Inclusion(text="x = 1\n" * 2_001 + "y # [!code fokus]\n")
    source = replace(a_source("a\n\n<<< ./a.py\n"), inclusions={"./a.py": many})
    found = render_lesson(a_lesson(source), a_background()).diagnostics
    assert [(each.code, each.place.line) for each in found] == [("R218", 3), ("R208", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "<<< EOF",
        "<<<",
        "<<<<<<< HEAD",
        "a <<< ./net.py",
        "<<<./net.py",
        "    <<< ./net.py",
        "<<< $x.y",
        "`<<< ./net.py`",
        "<<< " + "a/" * 300,
        "```sh\n<<< ./net.py\n```",
    ],
)
def test_what_names_no_file_stays_text(text: str) -> None:
    document = including(text + "\n")
    assert "math" not in html_of(document)
    assert messages(document) == []


def test_a_fragment_without_a_course_shows_the_line_itself() -> None:
    assert "&lt;&lt;&lt; ./net.py" in render_fragment("<<< ./net.py\n", is_extended=True)


@pytest.mark.parametrize(
    "piece", ["<<< ./a\n", "```py {9}\n```\n", '```py titel="', "```output\n```\n", "~~~py [a]\nx\n~~~\n", "<<< @/a#"]
)
def test_no_lesson_takes_long(piece: str) -> None:
    start = time.process_time()
    a_document(piece * (128 * 1024 // len(piece)), languages=("en",))
    assert time.process_time() - start < 30


def test_an_outer_region_that_ends_ends_those_inside_of_it() -> None:
    text = "# #region a\n# #region b\nx\n# #endregion a\ny\n# #endregion c\n# region " + "z" * 400 + "\n# #endregion\n"
    source = replace(a_source("<<< ./a.py#b\n\n<<< ./a.py#a\n"), inclusions={"./a.py": Inclusion(text=text)})
    html = html_of(render_lesson(a_lesson(source), a_background()))
    assert html.count(">x\n</code>") == 2


def test_a_line_about_a_region_is_no_border_of_one() -> None:
    text = "#region a\nregion b\nx  # the region of b\n#endregion a\n"
    source = replace(a_source("<<< ./a.txt#a\n"), inclusions={"./a.txt": Inclusion(text=text)})
    html = html_of(render_lesson(a_lesson(source), a_background()))
    assert shown(html) == "region b\nx  # the region of b\n"


def test_pairs_around_an_included_file_are_marked_without_reading_it() -> None:
    body = (
        "深度学习是机器学习的一个分支领域。\n\nDeep learning is a branch of machine learning.\n\n<<< ./net.py#neuron\n"
    )
    text = normalize(a_source(body), body, ("zh", "en"))
    assert text is not None
    assert text.endswith("\n\n<<< ./net.py#neuron\n")


def test_a_labelled_listing_of_a_pair_has_one_number_and_its_title_in_each_language() -> None:
    text = '# {}\n\n```python title="{}" {{#lst-a}}\nx\n```\n'
    document = a_pair(text.format("题", "训练"), text.format("T", "Training"))
    assert [(name, label.kind, label.number) for name, label in document.labels.items()] == [("lst-a", "listing", "1")]
    caption = r"<figcaption>.*\[listing_number 1\]</span> (.*)</figcaption>"
    titles = [re.findall(caption, html_of(document, view)) for view in ("zh", "en")]
    assert titles == [["训练"], ["Training"]]
    assert html_of(document, "bi").count("listing_number") == 1
