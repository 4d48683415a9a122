"""`::: zh` … `:::`: what is a language container, where it ends, and what is wrong with one."""

import time

import pytest
from markdown_it.token import Token

from dlcourse.renderer.markdown import lesson_parser, parse


def read(text: str, languages: tuple[str, ...] = ("zh", "en")) -> tuple[list[Token], list[tuple[int, str]]]:
    env: dict[str, object] = {"languages": languages}
    tokens = parse(lesson_parser(), text, env)
    faults = env.get("container_faults", [])
    assert isinstance(faults, list)
    return tokens, [(fault[0], fault[1]) for fault in faults]


def said(text: str, languages: tuple[str, ...] = ("zh", "en")) -> list[tuple[str, str]]:
    """Return each text of the file with the languages of the containers around it."""
    found: list[tuple[str, str]] = []
    around: list[str] = []
    for token in read(text, languages)[0]:
        if token.type == "language_open":
            around.append(token.meta["language"])
        elif token.type == "language_close":
            around.pop()
        elif token.type in ("inline", "fence"):
            found.append(("/".join(around), token.content.rstrip("\n")))
    return found


def test_container_says_the_language_of_what_it_holds() -> None:
    assert said("::: zh\n你好\n\n- 一\n:::\n\n::: en\nHello\n:::\nfor all") == [
        ("zh", "你好"),
        ("zh", "一"),
        ("en", "Hello"),
        ("", "for all"),
    ]


@pytest.mark.parametrize("marker", [":::zh", "::: ZH", "   ::::   zh  ", "::: zh-CN", "::: zh_cn", "::: zh :::"])
def test_tag_may_be_written_as_people_do(marker: str) -> None:
    assert said(f"{marker}\n你好\n:::::") == [("zh", "你好")]


def test_other_chinese_of_the_course_is_not_taken_for_this_one() -> None:
    assert said("::: zh-TW\n你\n:::\n::: zh-CN\n好\n:::", ("zh-TW", "zh-CN")) == [("zh-TW", "你"), ("zh-CN", "好")]


def test_without_languages_nothing_is_a_container() -> None:
    tokens, faults = read("::: zh\n你好\n:::\n::: fr\n", ())
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert faults == []


@pytest.mark.parametrize(
    "text",
    [
        "> ::: zh\n> 你好\n> :::\n",
        "- ::: zh\n  你好\n  :::\n",
        "1.  x\n\n    ::: zh\n    你好\n    :::\n",
        "text\n::: zh\n你好\n:::\n",
        "> - > ::: zh\n>   > 你好\n>   > :::\n",
        "[^1]\n\n[^1]: note\n\n    ::: zh\n    你好\n    :::\n",
    ],
)
def test_container_works_inside_of_other_blocks(text: str) -> None:
    found = said(text)
    assert ("zh", "你好") in found
    assert all(":::" not in content for _, content in found)
    assert read(text)[1] == []


@pytest.mark.parametrize(
    "inside",
    [
        "::: tip\n好\n:::",
        ":::: warning 小心\n好\n::::",
        ":::note\n:::tip\n好\n:::\n:::",
        "```\n:::\n```",
        "~~~~\n:::\n```\n:::\n~~~~",
        "- ::: tip\n  好\n  :::",
        "- ```\n  :::\n  ```",
        "- ```\n  :::\nafter",
        "- a\n\n  ::: tip\n  b\n  :::",
        "    :::",
    ],
)
def test_closer_inside_belongs_to_what_is_inside(inside: str) -> None:
    text = f"::: zh\n开始\n\n{inside}\n\n结束\n:::\n\nEnd"
    found = said(text)
    assert found[0] == ("zh", "开始")
    assert ("zh", "结束") in found
    assert found[-1] == ("", "End")
    assert read(text)[1] == []


def test_closer_must_be_as_long_as_its_opener() -> None:
    assert said(":::: zh\n你\n:::\n好\n::::\nEnd")[-1] == ("", "End")


def test_container_that_is_never_closed_is_a_fault_and_holds_the_rest_of_its_parent() -> None:
    text = "before\n\n- ::: zh\n  你好\n- next\n"
    assert read(text)[1] == [(2, "R209")]
    assert said(text) == [("", "before"), ("zh", "你好"), ("", "next")]


def test_other_text_behind_the_tag_is_a_fault() -> None:
    assert read("::: zh 你好\n世界\n:::")[1] == [(0, "R209")]


def test_language_that_the_course_does_not_have_is_a_fault() -> None:
    assert read("a\n\n::: fr\nBonjour\n:::\n\n::: pt-BR\nOla\n:::")[1] == [(2, "R210"), (6, "R210")]


def test_closer_that_closes_nothing_is_a_fault_where_there_are_containers() -> None:
    assert read("::: zh\n你\n:::\n\ntext\n:::\n")[1] == [(5, "R209")]
    assert read("text\n:::\n")[1] == [(1, "R214")]
    assert read("::: zh\n你\n:::\n\n::: nothing\n\nx\n")[1] == [(4, "R213")]
    assert read("::: zh\n你\n:::\n\n::: tip\n\nx\n\n:::\n")[1] == []


def test_container_inside_another_is_a_fault() -> None:
    assert (2, "R209") in read("::: zh\n你\n::: en\nyou\n:::\n:::\n")[1]


def test_faults_say_how_to_mend_them() -> None:
    env: dict[str, object] = {"languages": ("zh", "en")}
    parse(lesson_parser(), "::: fr\n:::", env)
    assert env["container_faults"] == [
        (0, "R210", "`::: fr`: the course has no language fr", "write `::: zh` or `::: en`", 1)
    ]


@pytest.mark.parametrize(
    ("text", "is_tight"),
    [
        ("- ::: zh\n  你\n  :::\n  ::: en\n  you\n  :::\n- x", True),
        ("- ::: zh\n  你\n  :::\n- ::: zh\n  好\n  :::", True),
        ("- ::: zh\n  你\n  :::\n\n  ::: en\n  you\n  :::", False),
        ("- ::: zh\n  你\n  :::\n\n- ::: zh\n  好\n  :::", False),
        ("- x\n\n  ::: zh\n  你\n  :::", False),
        ("> - ::: zh\n>   你\n>   :::\n>\n>   x\n", False),
        ("- - ::: zh\n    你\n    :::\n  - y\n\n- z", True),
    ],
)
def test_paragraphs_in_containers_are_as_tight_as_their_list(text: str, is_tight: bool) -> None:
    tokens, _ = read(text)
    start = next(index for index, token in enumerate(tokens) if token.type == "language_open")
    assert (tokens[start + 1].hidden, tokens[start + 3].hidden) == (is_tight, is_tight)


@pytest.mark.parametrize(
    "text",
    [
        "::: zh\n" * 6_000,
        "::: tip\n" * 6_000,
        "- ::: zh\n" * 6_000,
        "    ::: zh\n" * 6_000,
        "::: zh\n" + ":::\n" * 6_000,
        "::: zh\n" + "- ::: tip\n" * 6_000,
        "::: zh\n" + "```\n" * 6_000,
        "> ::: zh\n" * 6_000,
        "::: zh\n\n:::\n" * 6_000,
    ],
    ids=range(9),
)
def test_markers_cost_little_more_than_the_same_lines_without_meaning(text: str) -> None:
    def seconds(languages: tuple[str, ...]) -> float:
        started = time.process_time()
        read(text, languages)
        return time.process_time() - started

    assert seconds(("zh", "en")) < 4 * seconds(()) + 1
