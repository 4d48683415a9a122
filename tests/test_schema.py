"""Raw mappings in, typed values and faults in plain words out."""

import datetime
import re
from typing import Any

import pytest
import yaml

from dlcourse.schema import (
    CourseTable,
    FaultKind,
    LessonTable,
    ModuleTable,
    nearest_key,
    read_glossary_table,
    read_table,
)

LANGUAGES = ("zh", "en")

# Keys seen in the front matter of VitePress, VuePress, Docusaurus, Jekyll, Hugo, Hexo and Astro sites.
FOREIGN_KEYS = """
    aliases anchor article aside asciinema audio author author_profile autoNav badge banner blog breadcrumb
    breadcrumbs cascade categories category changelog citation classes cleanUrls collection collapsed comment
    comments containerClass contributors copyright copyrightText cover created css custom_edit_url data
    date_created dir disable disableNums docs draft edit editLink edit_link editor_options enable excerpt
    expires expiryDate external extra_css feature featured features feed footer footnotes format from gitInclude
    group guid has_children hasChildren head header headerDepth heading headline hero heroImage heroText hidden
    hide hide_title hide_table_of_contents home icon id image image_alt images img index isOriginal isTimeLine
    jupyter kernelspec keywords kind lang language last_modified_at last_update lastmod lastUpdated lead level
    license linkTitle links list listing locale logo markmap markup math mathjax menu menus mermaid meta
    metaTitle metadata mode modified name nav nav_order navbar next next_page order original outline
    outlineDepth output page pageClass pageInfo pageLayout pagefind pagination_next pagination_prev params
    parent password path pin plugins position post_title prev preview private prefix product publishDate
    publishdate published rank read_time reading_time readingTime redirect redirect_from redirect_to references
    related resources robots role rss scripts search section seo series series_order series_weight share short
    shortTitle show showDate sidebar sidebarDepth sidebar_class_name sidebar_label sidebar_position site sitemap
    size slides social source star status sticky style styles subject sub_title subtitle subtitles summary svg
    tag tagline target taxonomies template text theme thumbnail time timeLine titleTemplate toc
    toc_max_heading_level topics topic transition translated translationKey type unlisted update updateAt
    updatedAt url user version video view visibility weight word_count year
""".split()


def faults_of(**raw: object) -> list[str]:
    return [fault.message for fault in read_table(LessonTable, raw, languages=LANGUAGES).faults]


def value_of(**raw: Any) -> Any:
    (key,) = raw
    reading = read_table(LessonTable, raw, languages=LANGUAGES)
    assert not [fault for fault in reading.faults if fault.kind is not FaultKind.STYLE]
    return getattr(reading.values, key)


def test_a_value_out_of_range_is_told_with_what_is_expected() -> None:
    assert faults_of(estimated_minutes=0) == ["estimated_minutes: 0 is not a whole number from 1 to 1000"]
    assert faults_of(sequence=1_000_001) == ["sequence: 1000001 is not a whole number from 0 to 1,000,000"]


def test_a_value_of_the_wrong_kind_names_its_kind() -> None:
    assert faults_of(sequence="1") == ['sequence: "1" is text, not a whole number from 0 to 1,000,000']
    assert faults_of(is_published="true") == ['is_published: "true" is text, not true or false']
    assert faults_of(tags={"a": 1}) == ["tags: a mapping is not a list of texts"]


def test_every_fault_is_reported_and_the_other_keys_keep_their_values() -> None:
    reading = read_table(LessonTable, {"sequence": True, "slug": "Foo Bar", "title": "CNN", "date": "soon"})
    assert [fault.key for fault in reading.faults] == ["sequence", "slug", "date"]
    assert reading.values.title == {"": "CNN"}
    assert reading.values.sequence is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sequence", True),
        ("sequence", 1.0),
        ("sequence", -1),
        ("sequence", [1]),
        ("estimated_minutes", 1001),
        ("estimated_minutes", 5.5),
        ("is_published", 1),
        ("is_published", "no"),
        ("is_published", None),
        ("slug", 2024),
        ("slug", "Foo"),
        ("slug", "a--b"),
        ("slug", "-a"),
        ("slug", "../a"),
        ("slug", "深度"),
        ("slug", "a" * 101),
        ("title", 123),
        ("title", ["a"]),
        ("title", "a\x1b[31mb"),
        ("title", "a\ufdd0"),
        ("title", {"zh": 1}),
        ("title", datetime.date(2024, 1, 1)),
        ("description", True),
        ("date", "nope"),
        ("date", "`r Sys.Date()`"),
        ("date", "2023-13-40"),
        ("date", "2023/02/29"),
        ("date", "2023-01/02"),
        ("date", "0000-01-01"),
        ("date", "2023-01-02 25:00"),
        ("date", "2023-01-02 10:00 PM"),
        ("date", "2023-01-02, a Monday"),
        ("date", "01/02/2023"),
        ("date", "２０２３-01-02"),
        ("date", 2024),
        ("updated", [datetime.date(2024, 1, 1)]),
        ("publish_on", "tomorrow"),
        ("publish_on", "2023/01/02"),
        ("publish_on", "2023-1-2"),
        ("publish_on", "2023-01-02 9:00"),
        ("publish_on", "2023-01-02 10:00 PM"),
        ("publish_on", "2023-02-30"),
        ("publish_on", "2023-01-02 10:00 +2500"),
        ("publish_on", "2023-01-02 10:00 CET"),
        ("publish_on", "0001-01-01 00:00 +0900"),
        ("publish_on", datetime.datetime.min.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=10)))),
        ("permalink", "pages/x/"),
        ("permalink", "https://example.org/x"),
        ("permalink", "//example.org/x"),
        ("permalink", "/a/../b"),
        ("permalink", "/a/%2e%2e/b"),
        ("permalink", "/a\\b"),
        ("permalink", "/a?b"),
        ("permalink", "/a#b"),
        ("permalink", "/:year/:title/"),
        ("permalink", "/" + "a" * 600),
        ("permalink", 5),
        ("layout", "../x"),
        ("layout", "a.html"),
        ("layout", 5),
        ("layout", ["doc"]),
        ("bilingual", "on"),
        ("bilingual", True),
        ("prerequisites", "mlp"),
        ("prerequisites", [1]),
        ("objectives", "learn"),
        ("objectives", {"a": 1}),
        ("tags", 5),
        ("tags", [["a"]]),
        ("tags", [True]),
        ("authors", [{"url": "x"}]),
        ("languages", 5),
        ("languages", ["zh", 1]),
        ("languages", ["zh", "zh"]),
        ("languages", []),
        ("languages", "中文"),
    ],
)
def test_a_value_that_does_not_fit_is_one_fault_and_its_key_has_the_default(key: str, value: object) -> None:
    reading = read_table(LessonTable, {key: value}, languages=LANGUAGES)
    assert [(fault.kind, fault.key) for fault in reading.faults] == [(FaultKind.VALUE, key)]
    assert reading.faults[0].message.startswith(f"{key}: ")
    assert reading.faults[0].hint
    assert getattr(reading.values, key) == getattr(LessonTable(), key)


def test_a_language_that_the_course_does_not_have_is_a_fault_of_its_own_kind() -> None:
    for raw in ({"title": {"zh": "甲", "fr": "a"}}, {"languages": "fr"}, {"description": {"fr": "a"}}):
        assert [f.kind for f in read_table(LessonTable, raw, languages=LANGUAGES).faults] == [FaultKind.LANGUAGE]


def test_a_text_for_a_language_without_a_name_is_no_text() -> None:
    wanted = "text, or a text for each language of the course"
    reading = read_table(LessonTable, {"title": {"zh": "甲", 2: "two"}})
    assert [fault.message for fault in reading.faults] == [f"title: a mapping is not {wanted}"]
    assert reading.values.title == {}


def test_values_come_out_typed() -> None:
    assert value_of(title="  深度\n学习 ") == {"": "深度 学习"}
    assert value_of(title={"zh": "甲", "en": "A"}) == {"zh": "甲", "en": "A"}
    assert value_of(title={"zh": "甲", "en": None}) == {"zh": "甲"}
    assert value_of(date=datetime.datetime(2025, 5, 25, 18, 25)) == datetime.date(2025, 5, 25)
    assert value_of(publish_on=datetime.date(2025, 5, 25)) == datetime.datetime(2025, 5, 25, tzinfo=datetime.UTC)
    east = datetime.timezone(datetime.timedelta(hours=8))
    assert value_of(publish_on=datetime.datetime(2025, 5, 25, 8, tzinfo=east)).hour == 0
    assert value_of(languages="zh") == ("zh",)
    assert value_of(languages=["en", "zh"]) == ("en", "zh")
    assert value_of(bilingual=False) == "off"
    assert value_of(layout="doc") == value_of(layout="post") == "lesson"
    assert value_of(layout="wide") == "wide"
    assert value_of(permalink="/pages/深度/") == "/pages/深度/"
    assert value_of(prerequisites=["mlp", None]) == ("mlp",)
    assert value_of(authors=[{"name": "Ada", "url": "x"}, "Bo"]) == ("Ada", "Bo")


def test_one_text_for_a_list_of_tags_is_understood_with_a_remark() -> None:
    reading = read_table(LessonTable, {"tags": "python", "authors": ["Ada", 7]})
    assert reading.values.tags == ("python",)
    assert reading.values.authors == ("Ada", "7")
    assert [fault.kind for fault in reading.faults] == [FaultKind.STYLE, FaultKind.STYLE]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2018-03-14", "2018-03-14"),
        ("2018-03-14 14:30:00 +0900", "2018-03-14"),
        ("2018-03-14T23:30:00.5Z", "2018-03-14"),
        ("2023-01-02 10:00", "2023-01-02"),
        ("2023/01/02", "2023-01-02"),
        ("2023/1/2 9:05", "2023-01-02"),
        (" 2023-1-2 ", "2023-01-02"),
    ],
)
@pytest.mark.parametrize("key", ["date", "updated"])
def test_a_date_of_another_tool_is_read_with_a_remark_that_shows_the_right_form(
    key: str, written: str, day: str
) -> None:
    reading = read_table(LessonTable, {key: written})
    assert getattr(reading.values, key) == datetime.date.fromisoformat(day)
    (fault,) = reading.faults
    assert fault.kind is FaultKind.STYLE
    assert fault.message == f'{key}: "{written.strip()}" is text, read as the date {day}'
    assert fault.hint == f"write `{key}: {day}`, without quotes"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2018-03-14", "2018-03-14T00:00:00+00:00"),
        ("2018-03-14 14:30", "2018-03-14T14:30:00+00:00"),
        ("2018-03-14T14:30:05.25", "2018-03-14T14:30:05.250000+00:00"),
        ("2018-03-14T14:30:00Z", "2018-03-14T14:30:00+00:00"),
        ("2018-03-14 14:30:00 +0900", "2018-03-14T05:30:00+00:00"),
        ("2018-03-14 14:30:00-03:30", "2018-03-14T18:00:00+00:00"),
        ("2018-03-14 14:30 +09", "2018-03-14T05:30:00+00:00"),
    ],
)
def test_a_complete_moment_in_quotes_is_read_with_a_remark_that_shows_the_right_form(written: str, moment: str) -> None:
    reading = read_table(LessonTable, {"publish_on": written})
    assert reading.values.publish_on == datetime.datetime.fromisoformat(moment)
    (fault,) = reading.faults
    assert fault.kind is FaultKind.STYLE
    right = re.fullmatch("write `publish_on: (.*)`, without quotes", fault.hint)
    assert right
    again = yaml.safe_load(right[1])  # the form that the hint shows is read by YAML itself, and is the same moment
    assert read_table(LessonTable, {"publish_on": again}).values == reading.values
    assert read_table(LessonTable, {"publish_on": again}).faults == ()


def test_a_day_that_does_not_exist_is_told_as_such() -> None:
    assert faults_of(date="2023-13-40") == ['date: "2023-13-40" is no day of the calendar']
    assert faults_of(date="nope") == ['date: "nope" is text, not a date']
    assert faults_of(publish_on="2023/01/02") == ['publish_on: "2023/01/02" is text, not a date, or a date with a time']


def test_remarks_are_not_doubled_when_another_key_is_faulty() -> None:
    reading = read_table(LessonTable, {"tags": "python", "sequence": "x"})
    assert [fault.key for fault in reading.faults] == ["tags", "sequence"]


def test_an_empty_key_counts_as_absent() -> None:
    assert faults_of(description=None, tags=None, date="", authors=None) == []
    assert faults_of(title=" ", sequence=None) == ["title: it is empty", "sequence: it is empty"]


def test_numbers_are_shown_as_they_are_written() -> None:
    reading = read_table(LessonTable, {"title": 1.1, "sequence": 8}, written={"title": "1.10", "sequence": "010"})
    assert 'title: "1.10"' in reading.faults[0].hint
    assert reading.faults[1].message == "sequence: 010 is not written in plain digits"


def test_a_message_never_echoes_a_long_value() -> None:
    for value in ("x" * 100_000, 10**4000, ["x" * 1000] * 1000, {"a" * 1000: 1}, b"x" * 1000):
        for key in LessonTable.rules():
            for fault in read_table(LessonTable, {key: value}, languages=LANGUAGES).faults:
                assert len(fault.message + fault.hint) < 400


def test_hints_for_toml_are_toml() -> None:
    faults = read_table(CourseTable, {"title": 3, "langauges": ["zh"]}).faults
    assert [fault.hint.partition(", or")[0] for fault in faults] == [
        'put it in quotes: title = "3"',
        "write `languages =`",
    ]
    data = '[[term]]\nzh = "甲"\nid = "Neuron!"\n[[term]]\nzh = "乙"\nid = "……"\n'
    _, in_glossary = read_glossary_table(data.encode(), "content/glossary.toml", LANGUAGES)
    assert [fault.hint for fault in in_glossary] == ['write `id = "neuron"`', 'write it like `id = "deep-learning"`']


def test_a_slug_that_is_nearly_right_is_mended_in_the_hint() -> None:
    (fault,) = read_table(LessonTable, {"slug": "Deep Learning!"}).faults
    assert "slug: deep-learning" in fault.hint


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("is_publised", "is_published"),
        ("isPublished", "is_published"),
        ("is-published", "is_published"),
        ("is_publish", "is_published"),
        ("ispublished", "is_published"),
        ("tilte", "title"),
        ("titel", "title"),
        ("Title", "title"),
        ("Slug", "slug"),
        ("sequnce", "sequence"),
        ("decription", "description"),
        ("estimated_minute", "estimated_minutes"),
        ("estimatedMinutes", "estimated_minutes"),
        ("prerequisite", "prerequisites"),
        ("objective", "objectives"),
        ("published_on", "publish_on"),
        ("permalnk", "permalink"),
        ("billingual", "bilingual"),
    ],
)
def test_a_misspelt_key_is_recognised(written: str, meant: str) -> None:
    (fault,) = read_table(LessonTable, {written: "x"}).faults
    assert fault.kind is FaultKind.UNKNOWN
    assert f"did you mean `{meant}`?" in fault.message


@pytest.mark.parametrize("key", FOREIGN_KEYS)
def test_a_key_of_another_tool_is_kept_without_a_word(key: str) -> None:
    reading = read_table(LessonTable, {key: [1]})
    assert reading.faults == ()
    assert reading.extra == {key: [1]}


def test_a_very_long_key_is_not_compared() -> None:
    assert nearest_key("t" * 1000, ["title"]) is None


def test_tables_of_the_course_and_of_modules_know_no_other_keys() -> None:
    for table in (CourseTable, ModuleTable):
        (fault,) = read_table(table, {"colour": 1}).faults
        assert fault.kind is FaultKind.UNKNOWN
        assert "title" in fault.hint
