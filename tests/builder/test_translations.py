"""Stamps on translations: what counts as accepted, outdated, missing, and how the file of stamps lives."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.builder.outline import outline_of
from dlcourse.builder.translating.stamps import FILE, Stamps, read_stamps, write_stamps
from dlcourse.builder.translating.translations import Survey, accept_translations, survey_translations
from dlcourse.config import Project
from dlcourse.diagnostics import Place, PublishError
from dlcourse.model import Document, Language, Passage, Side

Pair = tuple[str, ...]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def a_document(*pairs: Pair, name: str = "a", languages: tuple[Language, ...] = ("zh", "en")) -> Document:
    """A lesson of passages (source text, translation); "" for a side that is not there; line n holds passage n."""
    passages = tuple(
        Passage(
            id=f"p{number}",
            sides={
                language: Side(place=Place(f"content/{name}.{language}.md", number), digest=digest(text))
                for language, text in zip(languages, texts, strict=False)
                if text
            },
        )
        for number, texts in enumerate(pairs, 1)
    )
    return Document(
        languages=languages, views=(), titles={}, descriptions={}, anchors={}, passages=passages, diagnostics=()
    )


def survey(stamps: Stamps, **documents: Document) -> Survey:
    outlines = {slug: outline_of(document) for slug, document in documents.items()}
    return survey_translations(outlines, ("zh", "en"), stamps, lambda slug: documents[slug].passages)


def accepted(stamps: Stamps, *slugs: str, **documents: Document) -> Stamps:
    """Return the stamps after `dlcourse accept` of `slugs` (all, if none is named)."""
    return accept_translations(documents, slugs or tuple(documents), stamps, is_whole=True).stamps


def told(found: Survey) -> list[str]:
    return [f"{d.code} {d.place}" for d in found.diagnostics]


def figures(found: Survey, language: Language = "en") -> dict[str, int]:
    (coverage,) = (each for each in found.coverage if each.language == language)
    names = ("passages", "translated", "outdated", "unconfirmed", "missing", "orphans")
    return {name: coverage.total(name) for name in names if coverage.total(name)} | {"percent": coverage.percent}


# States


def test_pair_that_was_never_accepted_counts_as_translated_and_says_nothing() -> None:
    found = survey({}, a=a_document(("源", "text")))
    assert told(found) == []
    assert figures(found) == {"passages": 1, "translated": 1, "unconfirmed": 1, "percent": 100}


def test_changed_source_makes_exactly_its_translation_outdated_at_its_own_line() -> None:
    before = a_document(("甲", "one"), ("乙", "two"), ("丙", "three"))
    after = a_document(("甲", "one"), ("乙改", "two"), ("丙", "three"))
    stamps = accepted({}, a=before)
    assert told(survey(stamps, a=before)) == []
    found = survey(stamps, a=after)
    assert told(found) == ["T402 content/a.en.md:2"]
    assert "(zh, content/a.zh.md:2)" in found.diagnostics[0].message
    assert "dlcourse accept content/a.en.md" in found.diagnostics[0].hint
    assert found.outdated == {("a", "p2", "en")}
    assert figures(found) == {"passages": 3, "translated": 3, "outdated": 1, "percent": 100}
    assert told(survey(accepted(stamps, a=after), a=after)) == []


def test_missing_and_orphan_passages_are_noted_where_they_stand() -> None:
    found = survey({}, a=a_document(("甲", ""), ("", "extra"), ("丙", "three"), ("", "")))
    assert told(found) == ["T401 content/a.zh.md:1", "T403 content/a.en.md:2"]
    assert figures(found) == {
        "passages": 2,
        "translated": 1,
        "unconfirmed": 1,
        "missing": 1,
        "orphans": 1,
        "percent": 50,
    }


def test_lesson_in_one_language_gets_no_notes_but_counts_as_not_translated() -> None:
    both, alone = a_document(("甲", "one")), a_document(("乙",), ("丙",), name="b", languages=("zh",))
    found = survey({}, a=both, b=alone)
    assert told(found) == []
    english = next(each for each in found.coverage if each.language == "en")
    assert english.untranslated == ("b",)
    assert (english.total("passages"), english.total("translated"), english.percent) == (3, 1, 33)
    assert figures(found, "zh") == {"passages": 3, "translated": 3, "percent": 100}


def test_percent_is_rounded_down_and_100_only_when_nothing_is_missing() -> None:
    nearly = a_document(*[(f"源{n}", f"text {n}" if n else "") for n in range(1000)])
    assert figures(survey({}, a=nearly))["percent"] == 99
    shared = a_document(name="b", languages=("zh",))  # all its text is code
    assert figures(survey({}, a=a_document(("甲", "one")), b=shared))["percent"] == 99
    assert figures(survey({}, b=shared))["percent"] == 0
    assert figures(survey({}))["percent"] == 100


# The life of a stamp


def test_putting_the_old_source_back_makes_the_translation_right_again() -> None:
    first, second = a_document(("甲", "one")), a_document(("甲改", "one"))
    stamps = accepted({}, a=first)
    assert told(survey(stamps, a=second)) == ["T402 content/a.en.md:1"]
    assert told(survey(stamps, a=first)) == []
    later = accepted(stamps, a=second)
    assert figures(survey(later, a=first)) == {"passages": 1, "translated": 1, "percent": 100}
    again = accepted(later, a=first)
    assert figures(survey(again, a=second)) == {"passages": 1, "translated": 1, "percent": 100}


def test_editing_a_translation_back_and_forth_needs_no_new_stamp() -> None:
    stamps = accepted({}, a=a_document(("甲", "one")))
    assert figures(survey(stamps, a=a_document(("甲", "uno"))))["unconfirmed"] == 1
    assert figures(survey(stamps, a=a_document(("甲", "one")))) == {"passages": 1, "translated": 1, "percent": 100}


def test_both_sides_changed_is_unconfirmed_and_not_outdated() -> None:
    stamps = accepted({}, a=a_document(("甲", "one")))
    found = survey(stamps, a=a_document(("甲改", "one changed")))
    assert told(found) == []
    assert figures(found)["unconfirmed"] == 1


def test_swapping_both_sides_changes_nothing_and_swapping_one_side_is_told() -> None:
    stamps = accepted({}, a=a_document(("甲", "one"), ("乙", "two")))
    assert told(survey(stamps, a=a_document(("乙", "two"), ("甲", "one")))) == []
    swapped = survey(stamps, a=a_document(("乙", "one"), ("甲", "two")))
    assert told(swapped) == ["T402 content/a.en.md:1", "T402 content/a.en.md:2"]


def test_short_translation_that_many_lessons_share_does_not_make_a_new_lesson_outdated() -> None:
    old = {slug: a_document(("小结", "Summary"), name=slug) for slug in ("a", "b", "c")}
    stamps = accepted({}, **old)
    new = a_document(("总结", "Summary"), name="d")
    found = survey(stamps, **old, d=new)
    assert told(found) == []
    assert figures(found)["unconfirmed"] == 1
    stamps = accepted(stamps, "d", **old, d=new)
    assert "unconfirmed" not in figures(survey(stamps, **old, d=new))


def test_one_of_many_equal_passages_that_changes_is_outdated_alone() -> None:
    old = {slug: a_document(("小结", "Summary"), name=slug) for slug in ("a", "b", "c")}
    stamps = accepted({}, **old)
    found = survey(stamps, **old | {"b": a_document(("本章回顾", "Summary"), name="b")})
    assert told(found) == ["T402 content/b.en.md:1"]
    twice = a_document(("甲", "one"), ("甲", "one"))
    stamps = accepted({}, a=twice)
    assert told(survey(stamps, a=a_document(("甲", "one"), ("甲改", "one")))) == ["T402 content/a.en.md:2"]


def test_accepting_one_lesson_leaves_the_others_as_they_were() -> None:
    old = {slug: a_document((f"源{slug}", f"text {slug}"), ("小结", "Summary"), name=slug) for slug in ("a", "b")}
    stamps = accepted({}, **old)
    changed = {slug: a_document((f"新{slug}", f"text {slug}"), ("回顾", "Summary"), name=slug) for slug in ("a", "b")}
    stamps = accepted(stamps, "a", **changed)
    assert told(survey(stamps, **changed)) == ["T402 content/b.en.md:1"]
    assert told(survey(accepted(stamps, "b", **changed), **changed)) == []


def test_equal_pair_in_a_lesson_that_is_not_accepted_stays_outdated_until_it_is() -> None:
    old = {slug: a_document(("小结", "Summary"), name=slug) for slug in ("a", "b")}
    stamps = accepted({}, **old)
    changed = {"a": a_document(("回顾", "Summary"), name="a"), "b": a_document(("总结", "Summary"), name="b")}
    assert len(told(survey(stamps, **changed))) == 2
    stamps = accepted(stamps, "a", **changed)
    assert told(survey(stamps, **changed)) == ["T402 content/b.en.md:1"]


def test_stamps_follow_the_text_when_a_lesson_is_renamed() -> None:
    stamps = accepted({}, a=a_document(("甲", "one")))
    renamed = survey(stamps, z=a_document(("甲", "one"), name="z"))
    assert figures(renamed) == {"passages": 1, "translated": 1, "percent": 100}


def test_stamp_of_a_translation_that_is_gone_goes_with_the_next_acceptance() -> None:
    stamps = accepted({}, a=a_document(("甲", "one")))
    stamps = accepted(stamps, a=a_document(("甲", "uno")))
    assert stamps["en"].keys() == {digest("uno")}
    for number in range(30):
        stamps = accepted(stamps, a=a_document((f"甲{number}", "uno")))
    assert len(stamps["en"][digest("uno")]) == 9


def test_stamp_that_another_lesson_may_still_miss_is_kept() -> None:
    a, b = a_document(("甲", "one")), a_document(("乙", "two"), name="b")
    stamps = accepted({}, a=a, b=b)
    rewritten = a_document(("乙", "zwei"), name="b")
    assert digest("two") in accepted(stamps, "a", a=a, b=rewritten)["en"]
    assert digest("two") not in accepted(stamps, "b", a=a, b=rewritten)["en"]
    assert digest("two") in accept_translations({"a": a}, ["a"], stamps, is_whole=False).stamps["en"], "b is unread"
    assert digest("two") not in accepted(stamps, "a", a=a)["en"]
    untranslated = a_document(("乙",), name="b", languages=("zh",))
    assert digest("two") in accepted(stamps, "a", a=a, b=untranslated)["en"]


def test_acceptance_says_what_it_came_to() -> None:
    stamps = accepted({}, a=a_document(("甲", "one"), ("乙", "two")))
    now = a_document(("甲改", "one"), ("乙", "two"), ("丙", "three"), ("丁", ""))
    done = accept_translations({"a": now}, ["a", "gone"], stamps, is_whole=True)
    assert (done.pairs, done.accepted, done.outdated, done.lessons) == (3, 2, 1, 1)
    equal = {slug: a_document(("小结", "Summary"), name=slug) for slug in ("a", "b")}
    done = accept_translations(equal, equal, {}, is_whole=True)
    assert (done.accepted, done.lessons) == (2, 2), "each counts, though one entry stands for both"


texts = st.sampled_from(["", "甲", "乙", "丙"])
pairs = st.lists(st.tuples(texts, st.sampled_from(["", "one", "two", "three"])), max_size=6)


@given(st.lists(pairs, max_size=3), st.lists(pairs, min_size=3, max_size=3))
def test_what_is_accepted_is_current_and_accepting_twice_changes_nothing(
    before: list[list[Pair]], after: list[list[Pair]]
) -> None:
    stamps = accepted({}, **{f"l{n}": a_document(*each) for n, each in enumerate(before)})
    documents = {f"l{n}": a_document(*each) for n, each in enumerate(after)}
    once = accepted(stamps, **documents)
    found = survey(once, **documents)
    assert not found.outdated
    assert "unconfirmed" not in figures(found)
    assert accepted(once, **documents) == once


# The file


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(content=tmp_path, content_name="content", templates=None)


def write(project: Project, text: str | bytes) -> None:
    path = project.content / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


ONE = "aaaa000000000001"
TWO = "bbbb000000000002"
TREE: Stamps = {"en": {TWO: {ONE: 1}, ONE: {TWO: 3, ONE: 0}}, "ja": {}}


def test_file_has_one_entry_a_line_sorted_and_reads_back(project: Project) -> None:
    write_stamps(project, TREE)
    data = (project.content / FILE).read_bytes()
    assert data.decode().split("\n") == [
        "{",
        ' "version": 1,',
        ' "accepted": {',
        '  "en": {',
        f'   "{ONE}": ["{TWO}*3", "{ONE}*0"],',
        f'   "{TWO}": ["{ONE}"]',
        "  }",
        " }",
        "}",
        "",
    ]
    assert read_stamps(project) == ({"en": {TWO: {ONE: 1}, ONE: {TWO: 3, ONE: 0}}}, ())
    write_stamps(project, read_stamps(project)[0])
    assert (project.content / FILE).read_bytes() == data
    assert [path.name for path in (project.content / FILE).parent.iterdir()] == [FILE.name]


def test_no_file_and_an_empty_one_are_no_stamps(project: Project) -> None:
    assert read_stamps(project) == ({}, ())
    write_stamps(project, {})
    assert read_stamps(project) == ({}, ())


def test_entry_that_a_merge_left_twice_counts_with_both_sides(project: Project) -> None:
    write(
        project, f'{{"version": 1, "accepted": {{"en": {{\n"{ONE}": ["{ONE}*2"],\n"{ONE}": ["{TWO}", "{ONE}"]\n}}}}}}'
    )
    assert read_stamps(project) == ({"en": {ONE: {ONE: 2, TWO: 1}}}, ())


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "not valid JSON"),
        (
            '{\n "version": 1,\n "accepted": {\n  "en": {\n   "aaaa": ["bbbb"]\n   "cccc": ["dddd"]\n',
            6,
            "not valid JSON",
        ),
        ('{\n "version": 1,\n<<<<<<< ours\n "accepted": {}\n=======\n>>>>>>> theirs\n}', 3, "unfinished merge"),
        (b'{\n"version": 1, "accepted": "\xff"}', 2, "not UTF-8"),
        ("[1]", 1, "not a JSON object"),
        ('{\n "accepted": {}}', 1, "version: nothing is not 1"),
        ('{\n "version": 2}', 2, "version: 2 is not 1"),
        ('{\n "version": true}', 2, "version: true is not 1"),
        ('{"version": 1,\n "accepted": []}', 2, '"accepted" does not hold an object'),
        ('{"version": 1,\n "accepted": {\n"en": 3}}', 3, '"en" does not hold an object'),
        ('{"version": 1,\n "accepted": {\n"English?": {}}}', 3, "not a language tag"),
        ('{"version": 1,\n "accepted": {"en": {\n"xyz": ["aaaa"]}}}', 3, '"xyz" is not a digest'),
        ('{"version": 1,\n "accepted": {"en": {\n"aaaa": ["aaaa", "?"]}}}', 3, "not a list of digests"),
        ('{"version": 1,\n "accepted": {"en": {\n"aaaa": []}}}', 3, "not a list of digests"),
        ('{"version": 1,\n "accepted": {"en": {\n"aaaa": {}}}}', 3, "not a list of digests"),
        ('{"version": ' + "[" * 100_000, 0, "nested too deep"),
        ('{"version": ' + "1" * 5000 + "}", 0, "too long or nested too deep"),
    ],
)
def test_broken_file_is_told_with_its_line_and_how_to_mend_it(
    project: Project, text: str | bytes, line: int, words: str
) -> None:
    write(project, text)
    stamps, (found,) = read_stamps(project)
    assert stamps == {}
    assert (found.code, found.place) == ("T405", Place("content/.dlcourse/translations.json", line))
    assert words in found.message
    assert found.hint


def test_file_that_is_too_large_is_not_read(project: Project) -> None:
    write(project, b" " * (32 * 1024 * 1024 + 1))
    assert "larger than 32 MiB" in read_stamps(project)[1][0].message


def test_what_is_no_file_is_told(project: Project) -> None:
    (project.content / FILE).mkdir(parents=True)
    assert "no file" in read_stamps(project)[1][0].message


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="needs a user whose rights can be taken")
def test_file_that_may_not_be_read_is_told(project: Project) -> None:
    write(project, "{}")
    (project.content / FILE).chmod(0)
    assert "cannot be read" in read_stamps(project)[1][0].message


def test_failed_write_leaves_the_file_as_it_was(project: Project) -> None:
    write_stamps(project, TREE)
    before = (project.content / FILE).read_bytes()
    broken: Mapping[str, object] = {"en": {ONE: None}}
    with pytest.raises(AttributeError):
        write_stamps(project, broken)  # type: ignore[arg-type]  # something that cannot be written
    assert (project.content / FILE).read_bytes() == before
    assert [path.name for path in (project.content / FILE).parent.iterdir()] == [FILE.name]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_stamps_are_not_written_through_a_link_out_of_content(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "content/.dlcourse").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PublishError, match="leads out of content"):
        write_stamps(Project(content=tmp_path / "content", content_name="content", templates=None), TREE)


def all_digests(stamps: Stamps) -> Iterable[str]:
    return (translation for entries in stamps.values() for translation in entries)


def test_a_hundred_thousand_stamps_are_read_and_compared_in_seconds(project: Project) -> None:
    documents = {
        f"l{n}": a_document(*((f"源 {n} {m}", f"text {n} {m}") for m in range(100)), name=f"l{n}") for n in range(300)
    }
    write_stamps(project, accepted({}, **documents))
    stamps, faults = read_stamps(project)
    assert not faults
    assert len(list(all_digests(stamps))) == 30_000
    assert told(survey(stamps, **documents)) == []
    assert json.loads((project.content / FILE).read_text("utf-8"))["version"] == 1
