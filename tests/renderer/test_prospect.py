"""The first look at a file: whatever the full one would find is never given up."""

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from dlcourse.renderer.bilingual.detection.detect import is_bilingual, read_rows
from dlcourse.renderer.bilingual.detection.parts import Rules, divide, is_chinese_usually_first
from dlcourse.renderer.bilingual.detection.prospect import may_be_bilingual
from dlcourse.renderer.bilingual.tree import grow
from dlcourse.renderer.markdown import lesson_parser, parse
from dlcourse.renderer.preparation import prepare

COURSE = ("zh", "en")


def tokens_of(text: str) -> list[Token]:
    return prepare(parse(lesson_parser(), text, {"languages": COURSE}))


def is_found_in_full(tokens: list[Token], *, guesses: bool) -> bool:
    nodes = grow(tokens)
    rules = Rules(languages=COURSE, guesses=guesses, is_chinese_first=is_chinese_usually_first(nodes))
    return is_bilingual(divide(nodes, rules))


def chinese(count: int) -> str:
    return "学" * count + "。"


def english(count: int) -> str:
    return " ".join(["word"] * count)


SENTENCES = st.one_of(
    st.integers(1, 40).map(chinese),
    st.integers(1, 40).map(english),
    st.builds("{} {}".format, st.integers(1, 6).map(chinese), st.integers(1, 40).map(english)),
    st.sampled_from(["`code`", "$x$", "https://example.org/a", "中文 | English", "网络 (Network)", "3.14", "a"]),
)
BLOCKS = st.one_of(
    SENTENCES,
    st.lists(SENTENCES, min_size=2, max_size=4).map("\n".join),
    st.lists(SENTENCES, min_size=1, max_size=6).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(SENTENCES, min_size=1, max_size=3).map(lambda lines: "\n>\n".join(f"> {line}" for line in lines)),
    SENTENCES.map("## {}".format),
    SENTENCES.map('![{}](x.png "Figure")'.format),
    SENTENCES.map("<details>\n\n{}\n\n</details>".format),
    SENTENCES.map("::: note {0}\n\n{0}\n\n:::".format),
    SENTENCES.map("::: fr\n\n{}\n\n:::".format),
    SENTENCES.map("这里[^1]\n\n[^1]: {}".format),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(BLOCKS, max_size=8).map("\n\n".join), st.booleans())
def test_file_that_is_in_two_languages_always_may_be(text: str, guesses: bool) -> None:
    tokens = tokens_of(text)
    if is_found_in_full(tokens, guesses=guesses):
        assert may_be_bilingual(tokens, has_guesses=guesses), text


def test_pairs_as_uneven_as_they_may_be_still_count_for_half() -> None:
    few_words = f"{chinese(20)}\n\n{english(6)}"
    many_words = f"{chinese(20)}\n\n{english(24)} 学学"
    for pair, weight in ((few_words, 20 + 1.6 * 6), (many_words, 22 + 1.6 * 24)):
        alone = chinese(int(weight) // 2) + "\n\n- " + chinese(int(weight) // 2)
        assert read_rows(tokens_of(f"{pair}\n\n{alone}"), COURSE, "auto", ()).rows, pair


def test_most_files_in_one_language_need_no_second_look() -> None:
    for text in (
        "\n\n".join([chinese(60) + " " + english(4)] * 5),
        "\n\n".join([english(60)] * 5 + ["The word 学习."]),
        "\n\n".join([chinese(60), english(5), chinese(60), "- 网络 (Network)\n- 损失 (Loss)"]),
        english(20) + "\n\n`a | b`",
    ):
        assert not may_be_bilingual(tokens_of(text), has_guesses=True), text


def test_bar_alone_is_a_reason_to_look_where_nothing_is_guessed() -> None:
    assert may_be_bilingual(tokens_of("## 中文 | English"), has_guesses=False)
    assert may_be_bilingual(tokens_of('![中文 | English](x.png "Figure")'), has_guesses=False)
    assert not may_be_bilingual(tokens_of(f"{chinese(20)}\n\n{english(10)}"), has_guesses=False)
