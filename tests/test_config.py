"""course.toml in, settings or every fault out."""

from pathlib import Path

import pytest

from dlcourse.config import Project, Settings, read_settings
from dlcourse.diagnostics import ConfigError
from dlcourse.shipped import shipped


def settings_of(folder: Path, toml: str | bytes) -> Settings:
    (folder / "course.toml").write_bytes(toml if isinstance(toml, bytes) else toml.encode("utf-8"))
    return read_settings(Project(content=folder, content_name="content", templates=None))


def faults_of(folder: Path, toml: str | bytes) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        settings_of(folder, toml)
    return str(raised.value).splitlines()


def test_a_course_without_course_toml_has_the_defaults(tmp_path: Path) -> None:
    assert read_settings(Project(content=tmp_path, content_name="content", templates=None)) == Settings()
    missing = Project(content=tmp_path / "none", content_name="none", templates=None)
    assert read_settings(missing) == Settings()


def test_every_key_is_read(tmp_path: Path) -> None:
    toml = """
title = { zh = "深度学习", en = "Deep learning" }
description = "A course"
languages = ["zh", "en"]
base_url = "https://example.org/dl"
publish_by_default = false
authors = ["Ada", "Bo"]
licence = "CC BY 4.0"
repository = "https://example.org/source"
branch = "trunk"
edit_url = "https://example.org/edit/{path}"
issues_url = false
"""
    assert settings_of(tmp_path, toml) == Settings(
        title={"zh": "深度学习", "en": "Deep learning"},
        description={"": "A course"},
        languages=("zh", "en"),
        base_url="https://example.org/dl/",
        publish_by_default=False,
        authors=("Ada", "Bo"),
        licence="CC BY 4.0",
        repository="https://example.org/source",
        branch="trunk",
        edit_url="https://example.org/edit/{path}",
        issues_url="",
    )


def test_one_language_may_be_given_as_text(tmp_path: Path) -> None:
    assert settings_of(tmp_path, 'languages = "zh-Hant"').languages == ("zh-Hant",)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert settings_of(tmp_path, b"\xef\xbb\xbftitle = 'x'\r\n").title == {"": "x"}


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    toml = 'title = 5\nlangauges = ["zh"]\nbase_url = "ftp://x"\npublish_by_default = "no"\n\n[colours]\nred = 1\n'
    assert [line.partition(": ")[0] for line in faults_of(tmp_path, toml)] == [
        "content/course.toml:1",
        "content/course.toml:2",
        "content/course.toml:3",
        "content/course.toml:4",
        "content/course.toml:6",
    ]


@pytest.mark.parametrize(
    "toml",
    [
        "base_url = 'example.org'",
        "base_url = 'javascript:alert(1)'",
        "base_url = 'https://'",
        "base_url = 'https://a b/'",
        "base_url = 'https://user@example.org/'",
        "base_url = 'https://example.org:port/'",
        "base_url = 'https://[example.org/'",
        "base_url = 'https://example.org/?a'",
        "base_url = 'https://example.org/#a'",
        "base_url = 5",
        "base_url = ['https://example.org']",
        "repository = 'javascript:alert(1)'",
        "repository = {}",
        "licence = 5",
        "authors = 'Ada'",
        "authors = [5]",
        "languages = []",
        "languages = ['zh', 'en', 'fr']",
        "languages = ['zh', 'ZH']",
        "languages = ['../zh']",
        "languages = ['bi']",
        "languages = 5",
        "title = { fr = 'x' }",
        "comments = 5",
        "publish_by_default = 1",
    ],
)
def test_a_value_that_does_not_fit_is_one_fault_in_line_1(tmp_path: Path, toml: str) -> None:
    (fault,) = faults_of(tmp_path, toml)
    key = toml.partition(" ")[0]
    assert fault.startswith(f"content/course.toml:1: {key}: ")
    assert "; " in fault


def test_a_misspelt_key_says_what_was_meant(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "license = 'MIT'")
    assert "did you mean `licence`?" in fault


def test_text_that_is_no_toml_is_told_with_line_and_column(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "title = 'x'\nlanguages = zh\n")
    assert fault.startswith("content/course.toml:2:13: it is not valid TOML")
    (fault,) = faults_of(tmp_path, "title = 'x'\nauthors = [")
    assert fault.startswith("content/course.toml:2: ")


def test_what_no_toml_reader_can_hold_is_told_too(tmp_path: Path) -> None:
    assert len(faults_of(tmp_path, "a = " + "9" * 5000)) == 1
    assert len(faults_of(tmp_path, "a = " + "[" * 20_000)) == 1


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, b"# a\ntitle = '\xff'\n")
    assert fault.startswith("content/course.toml:2: it is not UTF-8")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "course.toml").mkdir()
    with pytest.raises(ConfigError, match="this is no file"):
        read_settings(Project(content=tmp_path, content_name="content", templates=None))


def test_the_shipped_folders_are_found() -> None:
    assert shipped("content").is_dir()
    assert shipped("templates").is_dir()


def test_settings_without_end_are_refused(tmp_path: Path) -> None:
    assert "larger than 64 KiB" in faults_of(tmp_path, "#" * 65537)[0]


def test_commands_for_formulas_are_read_with_and_without_their_backslash(tmp_path: Path) -> None:
    toml = """
[macros]
R = '\\mathbb{R}'
"\\\\norm" = "\\\\lVert #1 \\\\rVert"
'\\E' = ['\\mathbb{E}_{#1}', 1]
"""
    assert settings_of(tmp_path, toml).macros == {
        "R": r"\mathbb{R}",
        "norm": r"\lVert #1 \rVert",
        "E": r"\mathbb{E}_{#1}",
    }


def test_every_bad_command_for_formulas_is_told_with_its_line(tmp_path: Path) -> None:
    toml = (
        r"""title = "x"
[macros]
R = 3
bf = "\bf"
"x1" = 'x'
open = '{\bf x'
hash = 'a # b'
A = '\B'
'\B' = '\A'
end = 'x'
long = '"""
        + "x" * 1001
        + "'\n'\\R' = 'y'\nlist = ['x', 'y']\n"
    )
    assert [fault.split(";")[0] for fault in faults_of(tmp_path, toml)] == [
        'content/course.toml:3: macros: "R" is a number, not text',
        "content/course.toml:4: macros: bf holds a control character",
        'content/course.toml:5: macros: "x1" cannot be the name of a command',
        "content/course.toml:6: macros: open has a brace without its fellow",
        "content/course.toml:7: macros: hash has a # that is no argument",
        "content/course.toml:8: macros: A is defined by itself",
        "content/course.toml:9: macros: B is defined by itself",
        'content/course.toml:10: macros: "end" cannot be the name of a command',
        "content/course.toml:11: macros: long stands for more than 1000 characters",
        'content/course.toml:13: macros: "list" is a list, not text',
    ]
    assert faults_of(tmp_path, "macros = { R = 1 }\n")[0].startswith("content/course.toml:1: macros:")
    assert "twice" in faults_of(tmp_path, "[macros]\nR = 'x'\n\n'\\R' = 'y'\n")[0]
    many = "[macros]\n" + "".join(
        f"{'abcdefghij'[i // 100]}{'abcdefghij'[i // 10 % 10]}x{'abcdefghij'[i % 10]} = 'x'\n" for i in range(501)
    )
    assert "501" in faults_of(tmp_path, many)[0]


def test_objectives_and_prerequisites_are_lists_or_lists_per_language(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, 'objectives = ["a", " b "]\n[prerequisites]\nzh = ["甲"]\nen = []\n')
    assert settings.objectives == {"": ("a", "b")}
    assert settings.prerequisites == {"zh": ("甲",), "en": ()}


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        ('objectives = "a"', '"a" is text, not a list of texts, or one for each language of the course'),
        ('objectives = { zh = "甲" }', 'zh: "甲" is not a list of texts'),
        ('prerequisites = { de = ["x"] }', '"de" is not a language of this course; its languages are zh, en'),
        ("objectives = { zh = [1] }", "its entry 1 is a number, not text; put the entry in quotes"),
    ],
)
def test_other_objectives_are_faults_that_say_how_to_write_them(tmp_path: Path, toml: str, fault: str) -> None:
    (found,) = faults_of(tmp_path, toml)
    assert found.startswith("content/course.toml:1: ")
    assert fault in found
