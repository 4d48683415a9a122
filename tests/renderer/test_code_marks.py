"""Marks in the comments of code: taken out, and what they mark out."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.renderer.code.marks import take_marks


@pytest.mark.parametrize(
    "line",
    [
        "x // [!code ++]",
        "x  # [!code ++]",
        "x #[!code ++]",
        "x -- [!code ++]",
        "x % [!code ++]",
        "x ; [!code ++]",
        "x /* [!code ++] */",
        "x {/* [!code ++] */}",
        "x <!-- [!code ++] -->",
        "x (* [!code ++] *)",
        "x {- [!code ++] -}",
        "x REM [!code ++]",
        "x // [!code  ++ ]",
    ],
)
def test_a_mark_in_the_comment_of_any_language_goes_with_its_comment(line: str) -> None:
    marked = take_marks(f"a\n{line}\n", "")
    assert marked.code == "a\nx\n"
    assert marked.lines == {1: {"added"}}
    assert marked.faults == []


def test_a_quote_begins_a_comment_in_basic_and_vim_alone() -> None:
    assert take_marks("x = 1 ' [!code ++]", "vb").code == "x = 1"
    assert take_marks('let x = 1 " [!code ++]', "vim").code == "let x = 1"
    assert take_marks("x = '[!code ++]'", "python").code == "x = '[!code ++]'"


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("x // why [!code highlight]", "x // why"),
        ("x // [!code highlight] why", "x // why"),
        ("f(/* [!code highlight] */ x)", "f( x)"),
        ("x // [!code highlight] [!code focus]", "x"),
        ("x // [!code highlight] // [!code focus]", "x"),
        ("x // a [!code highlight] b [!code focus] c", "x // a b c"),
    ],
)
def test_what_else_stands_in_the_line_stays(line: str, rest: str) -> None:
    marked = take_marks(line, "js")
    assert marked.code == rest
    assert "marked" in marked.lines[0]


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("++", "added"),
        ("--", "removed"),
        ("highlight", "marked"),
        ("hl", "marked"),
        ("focus", "focused"),
        ("error", "error"),
        ("warning", "warning"),
    ],
)
def test_each_mark_says_something_of_its_line(mark: str, kind: str) -> None:
    assert take_marks(f"x # [!code {mark}]\ny", "python").lines == {0: {kind}}


def test_a_mark_with_a_count_speaks_of_its_line_and_those_below() -> None:
    assert take_marks("a # [!code focus:2]\nb\nc\n", "python").lines == {0: {"focused"}, 1: {"focused"}}


def test_a_mark_in_a_line_of_its_own_is_gone_and_speaks_of_the_lines_below() -> None:
    marked = take_marks("a\n# [!code error:2]\nb\nc\nd\n", "python")
    assert marked.code == "a\nb\nc\nd\n"
    assert marked.lines == {1: {"error"}, 2: {"error"}}


def test_docusaurus_comments_mark_the_next_line_and_all_between_two() -> None:
    code = "// highlight-next-line\na\nb\n/* highlight-start */\nc\nd\n/* highlight-end */\ne\n"
    marked = take_marks(code, "js")
    assert marked.code == "a\nb\nc\nd\ne\n"
    assert marked.lines == {0: {"marked"}, 2: {"marked"}, 3: {"marked"}}


def test_an_unclosed_start_marks_the_rest_and_is_a_fault() -> None:
    marked = take_marks("a\n# highlight-start\nb\nc", "python")
    assert marked.lines == {1: {"marked"}, 2: {"marked"}}
    assert marked.faults == [(1, "`highlight-start` has no end", "write a comment `highlight-end` behind the lines")]


def test_a_misspelt_mark_is_shown_and_is_a_fault() -> None:
    marked = take_marks("a\nb # [!code hightlight]\nc # [!code word:x]\n", "python")
    assert marked.code == "a\nb # [!code hightlight]\nc # [!code word:x]\n"
    assert marked.lines == {}
    assert [fault[0] for fault in marked.faults] == [1, 2]
    assert marked.faults[0][2] == "did you mean [!code highlight]?"
    assert marked.faults[1][2].startswith("known are ++")


@pytest.mark.parametrize("written", ["[!!code ++]", "[\\!code ++]"])
def test_a_mark_with_an_escape_is_shown_as_it_is(written: str) -> None:
    marked = take_marks(f"x // {written}\n", "js")
    assert marked.code == "x // [!code ++]\n"
    assert marked.lines == {}


@pytest.mark.parametrize("code", ["x [!code ++]\n", "a [!code ++] # b\n", "see highlight-next-line\n", "highlight-\n"])
def test_what_is_in_no_comment_is_no_mark(code: str) -> None:
    assert take_marks(code, "python").code == code
    assert take_marks(code, "python").lines == {}


def test_in_markdown_only_its_own_comments_count_so_that_marks_can_be_shown() -> None:
    code = "```js\nx // [!code ++]\n// highlight-next-line\n```\ny <!-- [!code ++] -->\n"
    marked = take_marks(code, "markdown")
    assert marked.code == code.replace(" <!-- [!code ++] -->", "")
    assert marked.lines == {4: {"added"}}


@given(st.text(alphabet=st.sampled_from("a#/*-!<>[]: \nco"), max_size=80))
def test_code_without_marks_is_left_as_it_is(code: str) -> None:
    assert take_marks(code, "").code == code


@pytest.mark.parametrize(
    "piece",
    [
        "// [!code focus:9999]\n",
        "x // [!code nonsense]\n",
        "-",
        "# ",
        "// [!code ++]",
        "/* highlight-start */\n",
        "[!!code",
        "/*[!code ++]*/ ",
        "-" * 900 + " [!code ++]\n",
    ],
)
def test_no_code_takes_long(piece: str) -> None:
    start = time.process_time()
    marked = take_marks("[!code highlight-\n" + piece * (512 * 1024 // len(piece)), "js")
    assert time.process_time() - start < 30
    assert len(marked.faults) <= 21
