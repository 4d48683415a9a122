"""Highlighting of code: nothing lost, nothing unsafe, bounded, and colours that can be read."""

import re
import time
from collections.abc import Iterable
from html import unescape
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

from dlcourse.renderer.code import highlight, is_known_language
from dlcourse.renderer.code.firstchars import END, OTHER, first_characters
from dlcourse.renderer.code.lexing import MANY, spans_of
from dlcourse.shipped import shipped

LANGUAGES = ("python", "js", "ts", "bash", "console", "c++", "json", "yaml", "html", "diff", "rust", "latex", "pycon")

SAMPLES = {
    "python": "@cache\nasync def f(x: int) -> str:\n    return f'{x!r:>3}' + \"\\n\" * 2 if not x else None  # é\n",
    "js": "const a = (b) => `x${b}` ?? /re/g; // c\n",
    "c++": "#include <map>\nint main() { return 0x1F + 2.5f; } /* c */\n",
    "diff": "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n",
    "html": '<!DOCTYPE html><a href="x">&amp;</a>\n',
    "latex": "\\\\frac{a}{b} $x$ % c\n",
}


def a_table_made_lexer(language: str) -> Lexer:
    """Return a lexer whose rules were already looked up so often that they lie in tables."""
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    for _ in range(MANY):
        spans_of(lexer, "", str)
    return lexer


def joined(tokens: Iterable[tuple[object, object, str]]) -> list[tuple[str, str]]:
    """Return the tokens of Pygments with the names of their kinds, neighbours of one kind as one."""
    named = ((str(kind), text) for _, kind, text in tokens if text)
    return [(kind, "".join(text for _, text in group)) for kind, group in groupby(named, key=itemgetter(0))]


A_LEXER = {language: a_table_made_lexer(language) for language in LANGUAGES}


def plain(html: str) -> str:
    """Return what a browser shows of `html`."""
    return unescape(re.sub(r"</?span[^>]*>", "", html))


def test_python_is_marked_with_pygments_short_classes() -> None:
    html = highlight("def f(x):\n    return x + 1  # 加一\n", "python")
    assert html == (
        '<span class="k">def</span> <span class="nf">f</span>(x):\n    <span class="k">return</span> x '
        '+ <span class="mi">1</span>  <span class="c1"># 加一</span>\n'
    )


@given(
    code=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r")), language=st.sampled_from(LANGUAGES)
)
@settings(deadline=None, max_examples=200)
def test_taking_the_tags_away_gives_the_code_back(code: str, language: str) -> None:
    html = highlight(code, language)
    assert html is not None
    assert plain(html) == code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["", "\n", "\n\nx", "x\n\n\n", "  x", "x", "\tx\n \n", "\ufeffx\n", "a\rb\n"])
def test_blank_lines_at_both_ends_stay(code: str, language: str) -> None:
    html = highlight(code, language)
    assert html is not None
    assert plain(html) == code


@pytest.mark.parametrize("code", [">>> a\n1\n", ">>> a\n1"])
def test_a_lexer_that_loses_text_does_not_lose_it_for_the_reader(code: str) -> None:
    html = highlight(code, "tnt")
    assert html is not None
    assert plain(html) == code


@pytest.mark.parametrize("language", ["python", "html", "text", "console", "js"])
def test_markup_in_code_is_escaped(language: str) -> None:
    html = highlight('<script>alert("1")</script> & <img src=x onerror=y>', language)
    assert html is not None
    assert re.sub(r"</?span[^>]*>", "", html).count("<") == 0
    assert set(re.findall(r"<[^>]*>", html)) <= set(re.findall(r"</?span[^>]*>", html))


@pytest.mark.parametrize(
    "name",
    "py python3 Python sh shell console zsh cmd js ts jsx tsx vue yml c++ cpp cuda dockerfile makefile toml ini"
    " diff sql text plaintext txt none output jsonc golang rs kt proto svelte"
    " powershell matlab julia r latex tex http diff-js".split(),
)
def test_names_that_authors_use_are_known(name: str) -> None:
    assert is_known_language(name)
    assert highlight("x = 1\n", name) is not None


@pytest.mark.parametrize(
    "info",
    ["{.python .input}", "python {linenos=true}", "python{1,3}", "python:model.py", "language-python", " Python "],
)
def test_an_info_string_with_options_names_its_language(info: str) -> None:
    assert highlight("def f(): pass", info) == highlight("def f(): pass", "python")


@given(
    code=st.text(
        alphabet=st.sampled_from("abdefimnprst_X09 \n\t\"'`#/*+-<>=(){}[];:,.!@$%^&|\\\\~?中éKſ\x1c\0"), max_size=80
    ),
    language=st.sampled_from(LANGUAGES),
)
@settings(deadline=None, max_examples=400)
def test_rules_chosen_by_the_first_character_give_the_tokens_of_pygments(code: str, language: str) -> None:
    lexer = A_LEXER[language]
    assert spans_of(lexer, code, str) == joined(lexer.get_tokens_unprocessed(code))


@pytest.mark.parametrize("sample", sorted(Path(__file__).parents[2].glob("src/dlcourse/renderer/code/*.py")))
def test_the_tokens_of_real_code_are_those_of_pygments(sample: Path) -> None:
    code, lexer = sample.read_text(encoding="utf-8"), A_LEXER["python"]
    assert spans_of(lexer, code, str) == joined(lexer.get_tokens_unprocessed(code))


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        ("ab|c", "ac"),
        ("a?b", "ab"),
        ("(?:a|(b))+c", "ab"),
        ("(?=x)a", "a"),
        ("^\\ba", "a"),
        ("(?i)a", "aA"),
        ("(?i:a)|b", "aAb"),
        ("[a-c]", "abc"),
        ("(?i)[a-c]", "abcABC"),
        ("[0-9_]", "0123456789_"),
        (r"\d", "0123456789"),
        ("(?>a)b", "a"),
        ("a*+b", "ab"),
    ],
)
def test_the_characters_that_a_pattern_can_begin_with(pattern: str, characters: str) -> None:
    found = first_characters(pattern)
    assert "".join(chr(code) for code in sorted(found - {OTHER, END})) == "".join(sorted(characters))
    assert END not in found


@pytest.mark.parametrize("pattern", ["", "a*", "$", "(a)?\\1", "a||b", "(?!a)"])
def test_what_can_match_nothing_can_match_anywhere(pattern: str) -> None:
    assert first_characters(pattern) == set(range(END + 1))


@pytest.mark.parametrize(
    "pattern",
    [
        ".",
        "(?s).",
        "[^a]",
        "(?i)[^k]",
        r"[^\s]",
        r"(?a)[^\s]",
        r"\W",
        "é",
        "[à-ü]",
        "(?i)[à-ü]",
        "(?i)K",
        "[^a-ÿ]",
        "(?i)ſ",
        "[éèêëàâäîïôöùûü]",
        "[a-éèêëàâäîïôöùûüx-z]",
        "[^a-éèêëàâäîïôöùûüx-z]",
        "[a-gà-âä-æé-êëîïô-öùûü-]",
        "(?i)[éèêëàâäîïôöùûü]",
    ],
)
def test_no_character_is_forgotten(pattern: str) -> None:
    compiled = re.compile(pattern)
    found = first_characters(pattern, compiled.flags)
    assert all(min(code, OTHER) in found for code in range(0x3000) if compiled.match(chr(code)))


@pytest.mark.parametrize("pattern", ["éèêëàâäîïôöùûü*a", "(?:éèêëàâäîïôöùûü){2}", "(?<=éèêëàâäîïôöùûü)é"])
def test_a_row_of_letters_beyond_ascii_begins_with_one(pattern: str) -> None:
    assert OTHER in first_characters(pattern)


def test_every_class_that_is_written_has_a_colour() -> None:
    css = (shipped("templates") / "assets" / "_code-colours.css").read_text(encoding="utf-8")
    coloured = set(re.findall(r"\.([a-z]+\d?)(?=[,):\s])", css)) - {"highlight"}
    for language, code in SAMPLES.items():
        html = highlight(code, language) or ""
        assert set(re.findall(r'class="([^"]*)"', html)) <= coloured


@pytest.mark.parametrize("name", ["", "mermaid", "nosuchlanguage", "{}", "{.}"])
def test_unknown_languages_are_left_alone(name: str) -> None:
    assert not is_known_language(name)
    assert highlight("x", name) is None


def test_plain_text_is_escaped_and_nothing_else() -> None:
    assert highlight("a < b & c\n", "text") == "a &lt; b &amp; c\n"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "\n" * 60_000),
        ("python", "x = 1\n" * 10_000),
        ("python", "x\n" * 2_001),
        ("python", " \n" * 300),
        ("js", "a." * 30_000),
        ("json", "[" + "1," * 600 + "]"),
        ("make", ("x" * 990 + "\n") * 40),
        ("java", "a\n" * 1_500),
        ("java", "\n\n\na" * 400),
    ],
)
def test_code_beyond_bounds_is_refused_at_once(language: str, code: str) -> None:
    start = time.process_time()
    assert highlight(code, language) is None
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "a\n" * 1_999),
        ("powershell", "#\n" * 1_999),
        ("ts", ("a." * 490 + "\n") * 8),
        ("make", ("x" * 990 + "\n") * 8),
        ("java", ("a\n" * 50 + ";\n") * 39),
        ("java", "// " + "many words of prose in a comment " * 20 + "\nint x;\n"),
    ],
)
def test_code_just_within_bounds_does_not_take_long(language: str, code: str) -> None:
    start = time.process_time()
    assert highlight(code, language) is not None
    assert time.process_time() - start < 30  # a hang took minutes; the machine may be busy


def test_the_colours_of_code_can_be_read_in_light_and_dark() -> None:
    css = (shipped("templates") / "assets" / "_code-colours.css").read_text(encoding="utf-8")
    pairs = {name: both for name, *both in re.findall(r"(--[\w-]+): light-dark\((#\w{6}), (#\w{6})\);", css)}
    colours = [name for name in pairs if name.startswith("--code-") and name != "--code-bg"]
    grounds = ["--code-bg", *(name for name in pairs if name.startswith("--line-"))]
    assert (len(colours), len(grounds)) == (10, 5)
    for theme in (0, 1):
        for ground in grounds:
            for colour in colours:
                assert contrast(pairs[colour][theme], pairs[ground][theme]) >= 4.5, (colour, ground, theme)


def test_every_colour_that_a_rule_uses_is_defined() -> None:
    css = (shipped("templates") / "assets" / "_code-colours.css").read_text(encoding="utf-8")
    used = set(re.findall(r"var\((--code-\w+)\)", css))
    assert used
    assert all(len(re.findall(rf"{name}:", css)) == 1 for name in used)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2 between two colours such as #1a2b3c."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
