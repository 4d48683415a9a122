"""Texts that know their language: filled in, counted, written with their `lang`."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from dlcourse.renderer.templates import load_strings
from dlcourse.renderer.words import Words, counted, duration, fill, join_strings, language_name, marked_up

ZH, EN = load_strings("zh", None), load_strings("en", None)
BOTH = join_strings(("zh", "en"), [ZH, EN])


def test_two_languages_are_joined_where_there_is_no_room_for_markup() -> None:
    assert Words(("上一课", "zh"), ("Previous", "en")) == "上一课 · Previous"
    assert Words(("三课。", "zh"), ("Three lessons.", "en")) == "三课。 Three lessons."
    assert Words() == ""


def test_what_both_languages_write_alike_is_said_once() -> None:
    words = Words(("PyTorch", "zh"), ("PyTorch", "en"))
    assert words == "PyTorch"
    assert words.parts == (("PyTorch", "zh"),)


def test_a_language_that_says_nothing_leaves_no_trace() -> None:
    assert Words(("", "zh"), ("Only English", "en")).parts == (("Only English", "en"),)


def test_another_language_than_that_around_it_is_marked() -> None:
    assert marked_up(Words(("a<b", "en")), "zh") == '<span lang="en">a&lt;b</span>'
    assert marked_up(Words(("a<b", "en")), "en") == "a&lt;b"
    assert marked_up("a<b", "en") == "a&lt;b"
    both = Words(("一", "zh"), ("one", "en"))
    assert marked_up(both, "zh") == '<span class="pair"><span lang="zh">一</span> <span lang="en">one</span></span>'


@given(st.text(), st.text())
def test_no_text_becomes_markup(first: str, second: str) -> None:
    html = marked_up(Words((first, "zh"), (second, "en")), "fr")
    assert not first or str(escape(first)) in html
    assert html.count("<") == html.count(">") == html.count("<span") + html.count("</span")


def test_both_languages_have_every_word_and_a_comma_is_one() -> None:
    assert BOTH["previous"] == "上一课 · Previous"
    assert BOTH["comma"] == "、"
    assert {key for key, text in BOTH.items() if not isinstance(text, Words)} == {"comma", "stop"}


def test_counts_and_times_read_as_a_person_writes_them() -> None:
    assert [counted(n, EN, "lessons") for n in (0, 1, 2)] == ["0 lessons", "1 lesson", "2 lessons"]
    assert counted(1, ZH, "lessons") == "1 课"
    assert [duration(m, EN) for m in (1, 99, 100, 120, 755)] == ["1 min", "99 min", "1 h 40 min", "2 h", "13 h"]


def test_counts_and_times_read_so_in_both_languages() -> None:
    assert [counted(n, BOTH, "lessons") for n in (1, 2)] == ["1 课 · 1 lesson", "2 课 · 2 lessons"]
    assert duration(100, BOTH) == "约 1 小时 40 分钟 · 1 h 40 min"
    assert duration(5, BOTH) == "约 5 分钟 · 5 min"


def test_filling_leaves_unknown_braces_alone_and_reaches_into_no_object() -> None:
    assert fill("{a} {b} {a.x} {", a=1) == "1 {b} {a.x} {"


def test_each_language_is_filled_with_its_own_words() -> None:
    name = language_name(BOTH, "en")
    assert fill(BOTH["only_in"], language=name) == "仅有英文 · Only in English"
    assert fill(BOTH["only_in"], language="eo") == "仅有eo · Only in eo"


def test_a_language_is_named_in_the_readers_language_else_in_its_own_else_by_its_tag() -> None:
    assert language_name(EN, "zh-Hans") == "Chinese"
    assert language_name(EN, "ja") == "日本語"
    assert language_name(ZH, "eo") == "eo"


def test_words_borrowed_from_english_stay_english_in_both() -> None:
    borrowed = join_strings(("en", "fr"), [EN, load_strings("fr", None)])
    assert borrowed["previous"].parts == (("Previous", "en"),)  # type: ignore[attr-defined]  # words of two languages
    mixed = join_strings(("zh", "fr"), [ZH, load_strings("fr", None)])
    assert mixed["previous"].parts == (("上一课", "zh"), ("Previous", "en"))  # type: ignore[attr-defined]  # as above
