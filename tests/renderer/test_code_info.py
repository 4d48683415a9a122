"""The first line of a code block, as authors of many tools write it."""

import time

import pytest

from dlcourse.renderer.code.info import Info, read_info


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("python", "python"),
        (" Python ", "python"),
        ("c++", "c++"),
        ("c#", "c#"),
        ("objective-c", "objective-c"),
        ("python{1,3}", "python"),
        ("python:line-numbers", "python"),
        ("rust,ignore", "rust"),
        ("jsx live", "jsx"),
        ("{.python .input}", "python"),
        ("{.python .input  n=3}", "python"),
        ("{#id .python}", "python"),
        ("{r, echo=FALSE}", "r"),
        ("{r setup, message=FALSE}", "r"),
        ("{r results='hide'}", "r"),
        ('{r, fig.cap="a {x} = b", eval=FALSE}', "r"),
        ("{python}", "python"),
        ("{python", "python"),
        ('title="x"', ""),
        ('title = "x"', ""),
        ('{linenums="1"}', ""),
        ("{1,3}", ""),
        ("[net.py]", ""),
        ("{}", ""),
        ("", ""),
        ("代码", "代码"),
    ],
)
def test_the_language_is_found_among_whatever_else_is_said(info: str, language: str) -> None:
    assert read_info(info).language == language
    assert read_info(info).faults == ()


@pytest.mark.parametrize(
    ("info", "title"),
    [
        ('python title="net.py"', "net.py"),
        ("python title='a \"b\"'", 'a "b"'),
        ("python title=“深度 网络”", "深度 网络"),
        ("python title=”网络“", "网络"),
        ("python title=「训练」", "训练"),
        ("python title=net.py", "net.py"),
        ('python {title="net.py"}', "net.py"),
        ('{.python filename="net.py"}', "net.py"),
        ("python:net.py", "net.py"),
        ("python:src/net.py {1}", "src/net.py"),
        ("js:title=net.js", "net.js"),
        ('title="net.py"', "net.py"),
        ('python caption="A &amp; B"', "A & B"),
        ('python title="训练 | Training"', "训练 | Training"),
        ('python title=""', ""),
        ("r:3", ""),
    ],
)
def test_a_title_is_read_in_quotes_of_any_kind(info: str, title: str) -> None:
    assert read_info(info).title == title
    assert read_info(info).faults == ()


@pytest.mark.parametrize(("info", "label"), [("js [a.js]", "a.js"), ("js {1} [a b]", "a b"), ("python [3]", "")])
def test_a_label_is_what_stands_in_brackets_but_for_the_count_of_a_notebook(info: str, label: str) -> None:
    assert read_info(info).label == label


@pytest.mark.parametrize(
    ("info", "lines"),
    [
        ("py {1,3-5}", {"marked": ((1, 1), (3, 5))}),
        ("py{1, 3–5}", {"marked": ((1, 1), (3, 5))}),
        ("{1,3}", {"marked": ((1, 1), (3, 3))}),
        ('py hl_lines="1 3-5"', {"marked": ((1, 1), (3, 5))}),
        ("py {linenos=table,hl_lines=[8,'15-17']}", {"marked": ((8, 8), (15, 17))}),
        ("py highlight={2}", {"marked": ((2, 2),)}),
        ('py code-line-numbers="2,4"', {"marked": ((2, 2), (4, 4))}),
        ('js ins={2} del={3-4} {1} "useState"', {"added": ((2, 2),), "removed": ((3, 4),), "marked": ((1, 1),)}),
        ("js focus=2", {"focused": ((2, 2),)}),
        ('js mark="word" highlight="a"', {}),
        ("js {*} {1|2-3}", {}),
        ("py {1} {3}", {"marked": ((1, 1), (3, 3))}),
    ],
)
def test_lines_to_mark_are_read_from_braces_and_options(info: str, lines: object) -> None:
    assert read_info(info).lines == lines
    assert read_info(info).faults == ()


@pytest.mark.parametrize(
    ("info", "number"),
    [
        ('py linenums="1"', 1),
        ('py linenums="7 2"', 7),
        ('py linenums="0"', None),
        ("py :line-numbers=5", 5),
        ("py:line-numbers=5 {1}", 5),
        ("py:line-numbers {1}", 1),
        ("py:no-line-numbers", None),
        ("py showLineNumbers", 1),
        ("py showLineNumbers={5} noInline", 5),
        ("py showLineNumbers=false", None),
        ('py linenos="true"', 1),
        ("{.python .numberLines}", 1),
        ('{.python .numberLines startFrom="100"}', 100),
        ("js {numberLines: true}", 1),
        ("py {linenos=table,linenostart=199}", 199),
        ("{python, code-line-numbers=true}", 1),
        ("py", None),
    ],
)
def test_the_first_number_is_read_as_each_tool_writes_it(info: str, number: int | None) -> None:
    assert read_info(info).first_number == number
    assert read_info(info).faults == ()


@pytest.mark.parametrize(
    ("info", "written", "message", "hint"),
    [
        ('py titel="a"', 'titel="a"', "`titel` is not known", 'did you mean title="net.py"?'),
        ('py hl_line="1"', 'hl_line="1"', "`hl_line` is not known", 'did you mean hl_lines="1 3-5"?'),
        ("js showLineNumber", "showLineNumber", "`showLineNumber` is not known", 'did you mean linenums="1"?'),
        ("js:line-number", "line-number", "`line-number` is not known", 'did you mean linenums="1"?'),
        ('py hl_lines="a"', 'hl_lines="a"', '`hl_lines="a"` names no lines', 'write hl_lines="1 3-5"'),
        ('py linenums="a"', 'linenums="a"', '`linenums="a"` names no line number', 'write linenums="1"'),
        ('py title="a b', 'title="a', "the quotes of `title` are never closed", 'write title="net.py"'),
        ("py {3-1}", "{3-1}", "`3-1` is no line, nor some lines from one to another", "lines are counted from 1"),
        ("py {0}", "{0}", "`0` is no line, nor some lines from one to another", "lines are counted from 1"),
        (f"py {{{'1-' * 40}}}", "{1-", "`" + "1-" * 19, "lines are counted"),
    ],
)
def test_what_looks_like_an_option_of_ours_and_is_none_is_a_fault(
    info: str, written: str, message: str, hint: str
) -> None:
    (fault,) = read_info(info).faults
    assert fault.written.startswith(written)
    assert fault.message.startswith(message)
    assert fault.hint.startswith(hint)


def test_options_of_other_tools_are_left_alone() -> None:
    info = "r, eval=FALSE, echo=FALSE, fig.align='center', fig.height=5, message=FALSE, child=\"a.txt\", collapse=TRUE"
    assert read_info(f"{{{info}}}") == Info("r")
    assert read_info("jsx live noInline wrap copy=false playground title_mode=html") == Info("jsx")


@pytest.mark.parametrize("piece", ["{", "}", '{"', "a=", "[", ":", "a=“", "1,", "{1,", " ", "-", "a b=", "'"])
def test_no_info_takes_long(piece: str) -> None:
    start = time.process_time()
    for number in range(50):
        read_info(f"py{number} " + piece * 200_000)
    assert time.process_time() - start < 10
