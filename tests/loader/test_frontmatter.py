"""The bytes of one lesson in, typed front matter and body out; no byte makes it fall over."""

import datetime
import time
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.diagnostics import Diagnostic, Place, Severity
from dlcourse.loader.frontmatter import parse_source
from dlcourse.model import Source


def parse(text: str | bytes, language: str | None = None) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return parse_source(data, PurePosixPath("a.md"), "content/a.md", ("zh", "en"), language)


def source_of(text: str | bytes, language: str | None = None) -> Source:
    source, found = parse(text, language)
    assert source is not None, found
    assert found == ()
    return source


def places_of(text: str | bytes) -> list[tuple[str, int, int]]:
    return [(found.code, found.place.line, found.place.column) for found in parse(text)[1]]


def test_a_lesson_without_front_matter_is_all_body() -> None:
    source = source_of("# 标题\n\n正文\n")
    assert (source.body, source.body_line, dict(source.places)) == ("# 标题\n\n正文\n", 1, {})


def test_values_come_with_the_place_where_they_stand() -> None:
    source = source_of(
        "---\ntitle: 深度学习：基础 🎉\nsequence:   3\ntags:\n  - a\ndate: 2025-05-25 18:25:49\n---\n正文\n"
    )
    assert source.fields.title == {"": "深度学习：基础 🎉"}
    assert source.fields.date == datetime.date(2025, 5, 25)
    assert source.place("title") == Place("content/a.md", 2, 8)
    assert source.place("sequence") == Place("content/a.md", 3, 13)
    assert source.place("tags") == Place("content/a.md", 5, 3)
    assert source.place("slug") == Place("content/a.md", 1)
    assert (source.body, source.body_line) == ("正文\n", 8)


@pytest.mark.parametrize("written", ['"2018-03-14"', "2018-03-14 14:30:00 +0900", "2018-03-14 10:00", "2018/03/14"])
def test_a_date_that_yaml_reads_as_text_is_a_date_with_one_warning(written: str) -> None:
    source, found = parse(f"---\ndate: {written}\n---\nx")
    assert source is not None
    assert source.fields.date == datetime.date(2018, 3, 14)
    assert [(d.code, d.severity, d.place.line) for d in found] == [("L115", Severity.WARNING, 2)]


def test_a_publishing_date_that_may_be_read_wrong_keeps_the_lesson_back() -> None:
    for written in ("2018/03/14", "2018-3-14", "03-14-2018"):
        assert [(d.code, d.severity) for d in parse(f"---\npublish_on: {written}\n---\nx")[1]] == [
            ("L107", Severity.ERROR)
        ]


def test_other_keys_are_kept_as_extra() -> None:
    assert source_of("---\nsidebar: auto\nhead:\n  - [meta, {name: x}]\n---\n").fields.extra == {
        "sidebar": "auto",
        "head": [["meta", {"name": "x"}]],
    }


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_gives_the_same_lesson(ending: str) -> None:
    text = "---\ntitle: x\nsequence: y\n---\na\n\nb\n".replace("\n", ending)
    source, found = parse(text)
    assert source is not None
    assert (source.body, source.body_line) == ("a\n\nb\n", 5)
    assert [d.place.line for d in found] == [3]


def test_a_byte_order_mark_does_not_hide_the_front_matter() -> None:
    assert source_of(b"\xef\xbb\xbf---\nis_published: false\n---\nx").fields.is_published is False


@pytest.mark.parametrize("text", ["---\ntitle: x\n---", "---  \ntitle: x\n--- \t\n", "---\ntitle: x\n...\n"])
def test_front_matter_may_end_in_these_ways(text: str) -> None:
    source = source_of(text)
    assert source.fields.title == {"": "x"}
    assert (source.body, source.body_line) == ("", 4)


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nprose\n",
        "---",
        "----\na: b\n----\n",
        "***\n---\na: b\n",
        "text\n\n---\n\ntitle: x\n---\n",
        "\n\n---\n\nprose\n\n---\n",
    ],
)
def test_a_rule_in_a_body_is_a_rule(text: str) -> None:
    source = source_of(text)
    assert (source.body, source.body_line) == (text, 1)


def test_empty_front_matter_is_fine() -> None:
    source = source_of("---\n---\nbody")
    assert (source.body, source.body_line) == ("body", 3)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: x\n\n# H\n",
        "---\n\ntitle: x\n",
        "---\n# note\nx: y",
        "---\n\nprose\n\nis_published: false\n",
        "---\ntitle：x\n",
    ],
)
def test_front_matter_that_is_never_closed_is_an_error(text: str) -> None:
    assert parse(text)[0] is None
    assert places_of(text) == [("L103", 1, 0)]


@pytest.mark.parametrize("lead", ["\n\n", " ", "\n \t\n", "\ufeff\n", "\xa0", "\u200b\n", "\u3000", "\u2060"])
def test_front_matter_that_does_not_start_on_line_1_never_publishes(lead: str) -> None:
    source, found = parse(f"{lead}---\nis_published: false\n---\nx")
    assert source is None
    assert [d.code for d in found] == ["L103"]
    assert found[0].place.line == lead.count("\n") + 1


def test_front_matter_behind_a_control_character_never_publishes() -> None:
    source, found = parse("\f---\nis_published: false\n---\nx")
    assert source is None
    assert [d.code for d in found] == ["L116", "L103"]


@pytest.mark.parametrize(
    "text",
    [
        "----\ntitle: x\n----\n",
        "---yaml\nslug: x\n---\n",
        "\n---\ntitle: x\n\n# H\n",
        "---\xa0\nis_published: false\n---\n",
        "--\nis_published: false\n--\n",
        "--- # draft\nis_published: false\n---\n",
        "<!-- a note -->\n<!-- two -->\n---\nis_published: false\n---\n",
        "—\nis_published: false\n—\n",
        "－－－\nis_published: false\n－－－\n",
    ],
)
def test_front_matter_that_is_nearly_opened_never_publishes(text: str) -> None:
    source, found = parse(text)
    assert source is None
    assert [d.code for d in found] == ["L103"]


def test_toml_front_matter_is_refused() -> None:
    assert places_of("+++\ndraft = true\n+++\nx") == [("L105", 1, 0)]
    assert places_of("+++\nnot closed\n") == []


@pytest.mark.parametrize(
    ("header", "code", "line", "column"),
    [
        ("title: a: b", "L104", 2, 9),
        ("title: x\ntags:\n\t- a", "L104", 4, 1),
        ('slug: x\ntitle: "abc', "L104", 3, 8),
        ("title: @x", "L104", 2, 8),
        ("title: `x`", "L104", 2, 8),
        ("title: %x", "L104", 2, 8),
        ("title: **x**", "L104", 2, 9),
        ('title: "a\\d"', "L104", 2, 10),
        ("title: 'it's'", "L104", 2, 12),
        ("tags: [a, b", "L104", 3, 1),
        ("title: x\nslug", "L104", 4, 1),
        ("title: *x", "L105", 2, 8),
        ("title: &x y", "L105", 2, 8),
        ("title: !!str 5", "L105", 2, 8),
        ("title: ! 5", "L105", 2, 8),
        ("tags: !x [a]", "L105", 2, 7),
        ("<<: {is_published: true}", "L105", 2, 1),
        ("x: " + "[" * 40 + "]" * 40, "L105", 2, 19),
        ("x: " + "a" * 70_000, "L105", 2, 1),
        ("2024: x", "L105", 2, 1),
        ("x:\n  yes: 1", "L105", 3, 3),
        ("? [a]\n: b", "L105", 2, 3),
        (": b", "L104", 2, 1),
        ("<<", "L105", 2, 1),
        ("title: <<", "L107", 2, 8),
        ("a: 1\n--- b", "L105", 3, 1),
        ("- a", "L105", 2, 1),
        ("x: [" + "a," * 5000 + "]", "L105", 2, 7997),
        ("prose", "L105", 2, 1),
        ("# only a comment", "L105", 2, 1),
        ("title：深度", "L105", 2, 1),
        ("title: a\nslug: b\ntitle: c", "L106", 4, 1),
        ("x:\n  a: 1\n  'a': 2", "L106", 4, 3),
        ("date: 2024-13-45", "L107", 2, 7),
        ("sequence: 0x_", "L107", 2, 11),
        ("sequence: " + "9" * 5000, "L107", 2, 11),
        ("{sequence: 0x_}", "L104", 2, 1),
        ("sequence: 010", "L107", 2, 11),
        ("estimated_minutes: 1:30", "L107", 2, 20),
        ("is_published: yse", "L107", 2, 15),
        ("is_published: 'true'", "L107", 2, 15),
        ("is_published:", "L107", 2, 14),
        ("slug: 2024", "L107", 2, 7),
        ("title: 1.10", "L107", 2, 8),
        ("is_publised: false", "L108", 2, 14),
        ("languages: fr", "L113", 2, 12),
        ("title:", "L115", 2, 7),
        ("tags: python", "L115", 2, 7),
        ("draft: true", "L115", 2, 8),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_stands(header: str, code: str, line: int, column: int) -> None:
    assert places_of(f"---\n{header}\n---\nbody\n") == [(code, line, column)]


def test_all_faults_are_told_at_once() -> None:
    text = "---\ndate: 2024-02-30\nslug: A\nslug: b\nsequence: x\ntitel: y\ntags: a\n---\n"
    assert [found.code for found in parse(text)[1]] == ["L106", "L107", "L107", "L108", "L115"]


def test_no_message_shows_more_than_a_little_of_a_value() -> None:
    for header in (
        "slug: " + "A" * 5000,
        "sequence: " + "9" * 5000,
        "k" * 500 + ": *" + "a" * 900,
        "'" + "k" * 2000 + "': 1\n" * 2,
    ):
        for found in parse(f"---\n{header}\n---\n")[1]:
            assert len(str(found)) < 400


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("title: a: b", "quotes"),
        ("tags:\n\t- a", "spaces"),
        ("title：深度", "full-width"),
        ("title:深度\nslug: x", "a space follows the colon"),
        ("title: `x`", "quotes"),
        ('title: "abc', "close"),
    ],
)
def test_the_usual_slips_come_with_how_to_mend_them(header: str, part: str) -> None:
    assert part in parse(f"---\n{header}\n---\n")[1][0].hint


def test_lines_stay_right_behind_a_line_separator_that_only_yaml_counts() -> None:
    assert places_of("---\ntitle: a\u2028b: c\nslug: X\n---\n") == [("L107", 3, 7)]


@pytest.mark.parametrize("value", ["no", "off", "false", "False"])
def test_a_yaml_boolean_unpublishes(value: str) -> None:
    assert source_of(f"---\nis_published: {value}\n---\n").fields.is_published is False


@pytest.mark.parametrize(
    "header",
    [
        "draft: true",
        "published: false",
        "publish: no",
        'draft: "true"',
        "Draft: true",
        "Published: n",
        "draft: 1",
        "published: 0",
    ],
)
def test_drafts_of_other_tools_stay_drafts(header: str) -> None:
    source, found = parse(f"---\n{header}\n---\n")
    assert source is not None
    assert source.fields.is_published is False
    assert [d.severity for d in found] == [Severity.WARNING]


@pytest.mark.parametrize(
    "header",
    ["draft: false", "published: true", "published: 2024-01-01", "publish: [a]", "draft: 0x" + "f" * 5000],
)
def test_what_is_no_draft_elsewhere_is_none_here(header: str) -> None:
    assert source_of(f"---\n{header}\n---\n").fields.is_published is None


def test_a_lesson_that_is_published_and_a_draft_at_once_is_an_error() -> None:
    assert places_of("---\nis_published: true\ndraft: true\n---\n") == [("L107", 3, 8)]
    assert parse("---\nis_published: false\ndraft: true\n---\n")[0] is not None


def test_texts_of_a_sibling_belong_to_its_language() -> None:
    source = source_of("---\ntitle: Networks\ndescription: {zh: 网络}\n---\n", language="en")
    assert source.fields.title == {"en": "Networks"}
    assert source.fields.description == {"zh": "网络"}


@pytest.mark.parametrize(
    ("data", "line", "column", "part"),
    [
        (b"ab\r\n\xe4\xb8\xad\xff", 2, 2, "0xFF"),
        (b"\xef\xbb\xbf---\ntitle: \xff\n---\n", 2, 8, "0xFF"),
        ("---\n标题: 深度\n".encode("gbk"), 2, 1, "0xB1"),
        ("x".encode("utf-16"), 1, 0, "UTF-16"),
        ("---\n".encode("utf-16-le"), 1, 0, "UTF-16"),
        ("---\n".encode("utf-16-be"), 1, 0, "UTF-16"),
        ("x".encode("utf-32"), 1, 0, "UTF-32"),
    ],
)
def test_a_file_that_is_not_utf_8_is_told_at_its_first_bad_byte(data: bytes, line: int, column: int, part: str) -> None:
    source, (found,) = parse(data)
    assert source is None
    assert (found.code, found.place.line, found.place.column) == ("L101", line, column)
    assert part in found.message


def test_gbk_is_guessed() -> None:
    assert "GBK" in parse("深度学习".encode("gbk"))[1][0].hint
    assert "GBK" not in parse(b"\xff\xff\xff")[1][0].hint


def test_control_characters_are_replaced_with_one_warning_at_the_first() -> None:
    source, found = parse("---\ntitle: x\n---\na\tb\nc\x00\x1b\x7f\x85\ufdd0\ufdd1\uffff\n")
    assert source is not None
    assert source.body == "a\tb\nc" + "\ufffd" * 7 + "\n"
    assert [(d.code, d.place.line, d.place.column) for d in found] == [("L116", 5, 2)]


def test_a_control_character_in_a_slug_does_not_pass() -> None:
    assert [d.code for d in parse("---\nslug: a\x00b\n---\n")[1]] == ["L116", "L107"]


@pytest.mark.parametrize(
    "header",
    ["[" * 60_000, "- " * 30_000, "{" * 60_000, "? " * 30_000, "&a " * 20_000, "x: [" + "a," * 30_000 + "]",
     "\n".join(f"k{number}: v" for number in range(6000)), "x: " + "1:" * 20_000 + "1"],
)  # fmt: skip
def test_a_header_made_to_take_long_does_not(header: str) -> None:
    start = time.process_time()
    parse(f"---\n{header}\n---\n")
    assert time.process_time() - start < 30


PIECES = st.sampled_from(
    "---|...|\n|\r\n|\r| |\t|:|: |- |title|slug|sequence|is_published|tags|date|languages|true|no|1|2024-13-01".split(
        "|"
    )
    + "0x_|x|深度|🎉|\"|'|[|]|{|}|*|&|!|!!|%|@|<<|#|>|?|\\|\x00|\ufeff|\u2028|\x85|\ufdd0|+++|~|=|1:30|.inf".split("|")
)
HEADERS = st.lists(PIECES).map(lambda pieces: "---\n" + "".join(pieces) + "\n---\nbody")
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join), HEADERS)


@settings(deadline=None)
@given(TEXTS)
def test_no_text_makes_it_raise_and_the_body_loses_not_a_character(text: str) -> None:
    data = text.encode("utf-8", "replace")
    source, found = parse(data)
    assert source is not None or any(d.severity is Severity.ERROR for d in found)
    if source is not None:
        lines = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rest = "\n".join(lines[source.body_line - 1 :])
        assert len(source.body) == len(rest)
        assert all(a == b or a == "\ufffd" for a, b in zip(source.body, rest, strict=True))


@settings(deadline=None)
@given(st.binary())
def test_no_bytes_make_it_raise(data: bytes) -> None:
    for found in parse(data)[1]:
        assert str(found).startswith("content/a.md:")


@settings(deadline=None)
@given(
    st.sampled_from(
        [
            "title",
            "slug",
            "sequence",
            "is_published",
            "date",
            "publish_on",
            "permalink",
            "layout",
            "tags",
            "languages",
            "authors",
        ]
    ),
    st.text(),
)
def test_no_value_makes_it_raise(key: str, value: str) -> None:
    _, found = parse(f"---\n{key}: {value}\n---\n".encode("utf-8", "replace"))
    for one in found:
        assert len(str(one)) < 1000
