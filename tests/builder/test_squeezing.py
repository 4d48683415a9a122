"""Scripts on fewer bytes: the same tokens, and what is between quotes stays."""

from pathlib import Path

import pytest

from dlcourse.builder.squeezing import squeeze
from dlcourse.config import shipped

SCRIPTS = sorted(shipped("templates").glob("assets/*.js"))


@pytest.mark.parametrize(
    ("script", "squeezed"),
    [
        ("const a = 1; // one\n/* two\n three */ let b;\n", "const a=1;let b;"),
        ("call(\n  first,\n  second,\n);\n", "call(first,second,);"),
        ("if (a) {\n  b();\n} else {\n  c();\n}\n", "if(a){b();}else{c();}"),
        ("const a = b\n  .map((x) => x + 1)\n  .join();", "const a=b.map((x)=>x+1).join();"),
        ("", ""),
        ("  \n// nothing\n", ""),
    ],
)
def test_remarks_spaces_and_breaks_inside_of_statements_go(script: str, squeezed: str) -> None:
    assert squeeze(script) == squeezed


@pytest.mark.parametrize(
    ("script", "squeezed"),
    [
        ("let a = 1\nlet b = 2\n", "let a=1\nlet b=2"),
        ("a = b\n[1].map(c)", "a=b\n[1].map(c)"),
        ("return typeof a in b", "return typeof a in b"),
        ("a + +b - -c++ + d", "a+ +b- -c++ +d"),
        ("class A { #b = 1; get c() { return this.#b } }", "class A{#b=1;get c(){return this.#b}}"),
    ],
)
def test_what_tells_tokens_and_statements_apart_stays(script: str, squeezed: str) -> None:
    assert squeeze(script) == squeezed


@pytest.mark.parametrize(
    "literal",
    [
        '"two  spaces, // no remark, an \\" and a \'"',
        "'/* not */ a \" remark'",
        "`two  lines\n  // as they are, an \\` too`",
        '`${first  +  `inner  ${ { a: "}" } }  text`}  and // this`',
        "`${call( /* a } in a remark */ b)}  kept`",
        "/a  b/g",
        "/[/  \"]+  \\/ '/u",
    ],
)
def test_strings_templates_and_regular_expressions_stay_as_they_are(literal: str) -> None:
    assert squeeze(f"a = {literal} ;\nb ( {literal} ) ;") == f"a={literal};b({literal});"


def test_a_slash_after_a_value_divides() -> None:
    assert squeeze("a = b / c / d; e = (f) / g; h = i[0] / 2; // half") == "a=b/c/d;e=(f)/g;h=i[0]/2;"


@pytest.mark.parametrize("unclosed", ["`a ${b", "`a", "'a", "/a", "`${`", "a = /* b"])
def test_what_is_never_closed_is_kept_to_its_end(unclosed: str) -> None:
    assert squeeze(unclosed).replace(" ", "") == unclosed.replace(" ", "")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shipped_scripts_lose_a_quarter_and_nothing_more_the_second_time(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    once = squeeze(text)
    assert len(once) < 0.8 * len(text)
    assert squeeze(once) == once
