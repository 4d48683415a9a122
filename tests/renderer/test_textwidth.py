"""Widths of texts, and where their lines end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.renderer.diagrams.textwidth import text_width, wrap_text


@pytest.mark.parametrize(
    ("text", "em"),
    [("", 0), ("中文", 2), ("A", 0.69), ("é", 0.62), ("e\u0301", 0.62), ("ｱ", 0.5), ("→", 1), ("Ж", 0.9), ("🎉", 1.4)],
)
def test_widths_are_those_of_common_fonts(text: str, em: float) -> None:
    assert text_width(text, 10) == pytest.approx(em * 10)


def test_bold_is_wider() -> None:
    assert text_width("abc", 16, is_bold=True) > text_width("abc", 16)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two", ("one two",)),
        ("one two three four", ("one two three", "four")),
        ("unbreakable_as_one_word", ("unbreakable_as_one_word",)),
        ("一二三四五六七八九十", ("一二三四五六七八", "九十")),
        ("一二三四五六七八，九", ("一二三四五六七", "八，九")),
        ("一二三四五六七（八）", ("一二三四五六七", "（八）")),
        ("", ("",)),
    ],
)
def test_lines_end_where_a_browser_ends_them(text: str, lines: tuple[str, ...]) -> None:
    assert wrap_text(text, 10, 85) == lines


@given(st.text(max_size=60))
def test_wrapping_loses_nothing_but_blanks(text: str) -> None:
    assert "".join("".join(wrap_text(text, 16, 100)).split()) == "".join(text.split())
