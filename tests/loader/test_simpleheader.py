"""Front matter of the simplest form is read as YAML would read it, or left to YAML."""

import datetime

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from dlcourse.loader.simpleheader import read_simple

KEYS = st.sampled_from(["title", "slug", "on", "null", "x_1", "_k", "a"])
PIECES = st.sampled_from(
    [
        *"abz01 9-.,:#\"'[]{}&*!|>%@`\\?=~_+é深１²\t",
        "\u2028",
        "\ufeff",
        "\xa0",
        "true",
        "2026-01-31",
        "null",
        ", ",
        ": ",
    ]
)
LINES = st.builds("{}:{}{}".format, KEYS, st.sampled_from([" ", "  ", ""]), st.lists(PIECES, max_size=8).map("".join))


@given(st.lists(LINES, min_size=1, max_size=3).map("\n".join))
@example("title: 2026-13-01")
@example("tags: [a, 'b, c', \"d\", 1.5, ~ ]")
@example("tags: [a,, b]")
@example("a: b # c")
def test_what_is_read_is_what_yaml_reads(text: str) -> None:
    found = read_simple(text)
    if found is None:
        return
    node = yaml.compose(text, yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    assert {each.key: each.value for each in found} == yaml.safe_load(text)
    assert [each.column for each in found] == [value.start_mark.column + 1 for _, value in node.value]
    plain = [value.value if value.style is None and value.id == "scalar" else None for _, value in node.value]
    assert [each.written for each in found] == plain


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: 深度学习 & C++, part [1]", "深度学习 & C++, part [1]"),
        ('title: "a: b # c"  ', "a: b # c"),
        ("title: ''", ""),
        ("sequence: 12", 12),
        ("date: 2026-01-31", datetime.date(2026, 1, 31)),
        ("is_published: no", False),
        ('tags: [a b, "c, d", 2, true]', ["a b", "c, d", 2, True]),
    ],
)
def test_nearly_all_front_matter_is_simple(line: str, value: object) -> None:
    assert [each.value for each in read_simple(f"{line}\n") or ()] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "title:",
        "a: b\na: c",
        "a:\n  - b",
        "a: b\n  c",
        "on: a",
        "a: *b",
        'a: "\\u0041"',
        "a: b: c",
        "a: 2026-02-30",
        "tags: [[a]]",
        "tags: [a",
        "A: b",
        "# a",
        "---",
    ],
)
def test_what_could_mean_something_else_is_left_to_yaml(text: str) -> None:
    assert read_simple(text) is None
