"""Runs of foreign text in a block: what is told apart, and that nothing is overlooked for speed."""

import re
import sys

import pytest

from dlcourse.languages import KNOWN, LATIN
from dlcourse.renderer.foreign import text_html

COURSE = ("zh", "en")


@pytest.mark.parametrize(
    ("text", "language", "html"),
    [
        ("学习 & 训练", "zh", "学习 &amp; 训练"),
        ("学习率 learning rate 太大", "zh", '学习率 <span lang="en">learning rate</span> 太大'),
        ("变量 x 与 x_1", "zh", "变量 x 与 x_1"),
        ("见 https://example.org/a 与 ReLU", "zh", '见 https://example.org/a 与 <span lang="en">ReLU</span>'),
        ("见 WWW.example.org/学 与 a-b", "zh", '见 WWW.example.org/学 与 <span lang="en">a-b</span>'),
        ("用 net_2 或 $x 或 f(xs)", "zh", '用 net_2 或 $x 或 f(<span lang="en">xs</span>)'),
        ("a <b> rate", "en", "a &lt;b&gt; rate"),
        ("the word 学习，训练 here", "en", 'the word <span lang="zh">学习，训练</span> here'),
        ("the word 学习", "", "the word 学习"),
    ],
)
def test_runs_of_the_other_language_carry_their_own(text: str, language: str, html: str) -> None:
    assert text_html(text, language, COURSE) == html


def test_languages_that_share_letters_are_not_told_apart() -> None:
    assert text_html("die learning rate", "de", ("de", "en")) == "die learning rate"


@pytest.mark.parametrize("language", sorted({"zh", "ru", "el", "ja", "ar"} & set(KNOWN)))
def test_words_of_other_scripts_are_found_in_english(language: str) -> None:
    word = KNOWN[language].name
    assert f'<span lang="{language}">' in text_html(f"the word {word}", "en", ("en", language))


def test_every_letter_that_is_latin_where_case_does_not_count_makes_words() -> None:
    beyond = set(re.findall(f"[{LATIN}]", "".join(map(chr, range(sys.maxunicode + 1))), re.IGNORECASE))
    for letter in beyond - set(re.findall(f"[{LATIN}]", "".join(beyond))):
        assert text_html(f"学 a{letter} 习", "zh", COURSE) == f'学 <span lang="en">a{letter}</span> 习'


def test_a_word_has_no_more_than_62_letters() -> None:
    assert text_html(f"学 {'a' * 62} 习", "zh", COURSE) == f'学 <span lang="en">{"a" * 62}</span> 习'
    assert text_html(f"学 {'a' * 63} 习", "zh", COURSE) == f"学 {'a' * 63} 习"
