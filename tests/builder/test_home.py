"""The home page: what a course says of itself, its modules and lessons, and what search engines are told."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from factories import built, write_tree
from selectolax.lexbor import LexborHTMLParser

COURSE: dict[str, str | bytes] = {
    "course.toml": """
authors = ["Ada </script><b>"]
licence = "CC BY-SA 4.0"
base_url = "https://example.org/dl/"
title = { zh = "深度课", en = "Deep course" }
description = { zh = "一门课。", en = "A course." }
objectives = { zh = ["训练网络", "读懂曲线"], en = ["Train a network", "Read a curve"] }
prerequisites = ["会一点 Python"]
""",
    "01-m/module.toml": """
title = { zh = "基础", en = "Basics" }
objectives = { zh = ["知道参数"], en = ["Know parameters"] }
""",
    "01-m/01-a.zh.md": "---\ntitle: 甲课\nobjectives: [说出甲]\nestimated_minutes: 45\n---\n\n文。\n",
    "01-m/01-a.en.md": "---\ntitle: Lesson A\nobjectives: [Say A]\n---\n\nText.\n",
    "01-m/02-b.zh.md": "---\ntitle: 乙课\nprerequisites: [a]\nestimated_minutes: 30\n---\n\n文。\n",
    "02-n/01-c.zh.md": "---\ntitle: 丙课\nestimated_minutes: 5\n---\n\n文。\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return built(write_tree(tmp_path_factory.mktemp("course"), COURSE))


def page(files: dict[str, str], path: str) -> LexborHTMLParser:
    return LexborHTMLParser(files[path])


def texts(files: dict[str, str], path: str, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page(files, path).css(selector)]


def data(files: dict[str, str], path: str) -> dict[str, Any]:
    node = page(files, path).css_first("script[type='application/ld+json']")
    assert node
    loaded = json.loads(node.text())
    assert isinstance(loaded, dict)
    return loaded


def lessons(count: int, prefix: str = "", languages: tuple[str, ...] = ("zh",)) -> dict[str, str | bytes]:
    return {
        f"{prefix}{number:04}-l{prefix[:2]}{number}.{language}.md": (
            f"---\ntitle: 第{number}课\ndescription: 讲{number}。\n---\n\n文。\n"
        )
        for number in range(1, count + 1)
        for language in languages
    }


# --- what the course says of itself


def test_a_course_without_a_description_names_its_first_lessons_to_search_engines(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, lessons(7)))
    for path in ("index.html", "zh/index.html"):
        (description,) = page(files, path).css("meta[name=description]")
        assert description.attributes["content"] == "第1课、第2课、第3课、第4课、第5课"


def test_a_course_says_what_its_readers_will_be_able_to_do_and_should_know(site: dict[str, str]) -> None:
    assert texts(site, "zh/index.html", ".home-aims .goals li") == ["训练网络", "读懂曲线"]
    assert texts(site, "en/index.html", ".home-aims .goals li") == ["Train a network", "Read a curve"]
    assert texts(site, "bi/index.html", ".home-aims .goals li") == ["训练网络 Train a network", "读懂曲线 Read a curve"]


def test_a_list_without_a_language_is_shown_to_all_and_marked_as_what_it_is_in(site: dict[str, str]) -> None:
    assert texts(site, "en/index.html", ".home-aims .needs li [lang=zh]") == ["会一点 Python"]
    assert texts(site, "zh/index.html", ".home-aims .needs li") == ["会一点 Python"]
    assert not page(site, "zh/index.html").css(".home-aims [lang]")


def test_a_list_in_the_other_language_alone_stands_in(tmp_path: Path) -> None:
    toml = 'objectives = { en = ["Do it"] }\n'
    files = built(write_tree(tmp_path, {"course.toml": toml, "a.zh.md": "# 甲\n\n文。\n", "a.en.md": "# A\n\nText.\n"}))
    assert texts(files, "zh/index.html", ".home-aims li [lang=en]") == ["Do it"]


def test_lists_of_different_length_are_both_shown_to_readers_of_both_languages(tmp_path: Path) -> None:
    toml = 'objectives = { zh = ["甲", "乙"], en = ["One"] }\n'
    files = built(write_tree(tmp_path, {"course.toml": toml, "a.zh.md": "# 甲\n\n文。\n", "a.en.md": "# A\n\nText.\n"}))
    assert texts(files, "bi/index.html", ".home-aims li") == ["甲", "乙", "One"]


def test_a_course_that_says_nothing_of_itself_has_no_empty_boxes(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, {"course.toml": "objectives = []\n", "a.md": "# 甲\n\n文。\n"}))
    home = page(files, "zh/index.html")
    assert not home.css(".home-aims, .map, .module-head, .syllabus details")
    assert [node.text() for node in home.css(".syllabus a")] == ["甲"]


# --- modules and lessons


def test_modules_say_their_objectives_and_lessons_fold_theirs_with_what_they_build_on(site: dict[str, str]) -> None:
    assert texts(site, "zh/index.html", ".module-head .goals li") == ["知道参数"]
    assert texts(site, "en/index.html", ".module-head .goals li") == ["Know parameters"]
    rows = page(site, "zh/index.html").css(".syllabus > li")
    assert [len(row.css("details:not([open])")) for row in rows] == [1, 1, 0]
    folded = [" ".join(node.text().split()) for row in rows for node in row.css("details")]
    assert folded == ["学习目标 说出甲", "先修课 先修：甲课"]
    link = rows[1].css_first("details a")
    assert link and link.attributes["href"] == "a/index.html"


def test_objectives_in_a_file_of_two_languages_are_marked_each_as_what_it_is_in(tmp_path: Path) -> None:
    lesson = "---\nobjectives: [说出甲, Say A]\n---\n\n# 甲\n\n::: zh\n文。\n:::\n::: en\nText.\n:::\n"
    files = built(write_tree(tmp_path, {"a.md": lesson}))
    assert texts(files, "zh/index.html", ".syllabus details li") == ["说出甲", "Say A"]
    assert texts(files, "zh/index.html", ".syllabus details li [lang=en]") == ["Say A"]


def test_lessons_are_numbered_through_the_course_and_carry_their_minutes(site: dict[str, str]) -> None:
    assert texts(site, "zh/index.html", ".syllabus .number") == ["1", "2", "3"]
    links = page(site, "zh/index.html").css(".syllabus > li > a")
    assert [node.attributes["data-minutes"] for node in links] == ["45", "30", "5"]


def test_a_module_without_a_title_beside_others_is_called_other_lessons(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, {"a.md": "# 甲\n\n文。\n", "02-m/b.md": "# 乙\n\n文。\n"}))
    assert "其他课程" in texts(files, "zh/index.html", ".module h3")
    assert [section.get("name") for section in data(files, "zh/index.html")["syllabusSections"]] == ["M"]


def test_home_links_to_the_exercises_the_glossary_and_the_print_page(tmp_path: Path) -> None:
    files = built(
        write_tree(
            tmp_path,
            {
                "glossary.toml": '[[term]]\nzh = "梯度"\nen = "gradient"\n',
                "a.md": "# 甲\n\n::: exercise\n做。\n:::\n",
            },
        )
    )
    hrefs = [node.attributes["href"] for node in page(files, "zh/index.html").css(".home-also a")]
    assert hrefs[:2] == ["all-exercises/index.html", "glossary/index.html"]


def test_headings_of_the_home_page_skip_no_level(site: dict[str, str]) -> None:
    levels = [int(str(node.tag)[1]) for node in page(site, "zh/index.html").css("h1, h2, h3, h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


# --- large courses


def test_modules_of_a_large_course_are_folded_but_for_the_first(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, lessons(40, "01-m/") | lessons(21, "02-n/")))
    modules = page(files, "zh/index.html").css("details.module")
    assert ["open" in node.attributes for node in modules] == [True, False]
    assert len(page(files, "zh/index.html").css(".syllabus > li > p")) == 61


def test_one_large_module_is_not_folded(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, lessons(61)))
    assert not page(files, "zh/index.html").css("details.module")


def test_a_very_large_course_only_names_its_lessons(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, lessons(101, "01-m/", ("zh", "en"))))
    assert len(page(files, "zh/index.html").css(".syllabus > li > p")) == 101
    home = page(files, "bi/index.html")
    assert not home.css(".syllabus > li > p, .syllabus .minutes")
    assert len(home.css(".syllabus.is-brief > li > a[data-minutes]")) == 101


# --- what search engines are told


def test_search_engines_are_told_of_the_course(site: dict[str, str]) -> None:
    assert data(site, "en/index.html") == {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": "https://example.org/dl/#course",
        "url": "https://example.org/dl/en/",
        "name": "Deep course",
        "description": "A course.",
        "inLanguage": ["en"],
        "author": [{"@type": "Person", "name": "Ada </script><b>"}],
        "license": "https://creativecommons.org/licenses/by-sa/4.0/",
        "timeRequired": "PT1H20M",
        "teaches": ["Train a network", "Read a curve"],
        "coursePrerequisites": ["会一点 Python"],
        "syllabusSections": [
            {"@type": "Syllabus", "name": "Basics", "timeRequired": "PT1H15M", "teaches": ["Know parameters"]},
            {"@type": "Syllabus", "name": "N", "timeRequired": "PT5M"},
        ],
        "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": "PT1H20M"},
    }
    both = data(site, "index.html")
    assert (both["name"], both["alternateName"], both["inLanguage"]) == ("深度课", ["Deep course"], ["zh", "en"])


def test_nothing_in_the_data_can_end_its_element(site: dict[str, str]) -> None:
    for path in ("index.html", "zh/index.html", "en/index.html"):
        text = site[path].partition('ld+json">')[2].partition("</script>")[0]
        assert not set("<>&\u2028\u2029") & set(text)
        assert json.loads(text)["author"][0]["name"] == "Ada </script><b>"


def test_without_an_address_the_data_name_none_and_a_licence_of_ones_own_is_named(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, {"course.toml": 'licence = "Ask me"\n', "a.md": "# 甲\n\n文。\n"}))
    found = data(files, "zh/index.html")
    assert found["license"] == {"@type": "CreativeWork", "name": "Ask me"}
    assert not {"@id", "url", "author", "teaches", "syllabusSections"} & set(found)
    assert found["timeRequired"] == "PT1M"


def test_hours_without_minutes_are_written_alone(tmp_path: Path) -> None:
    lesson = "---\nestimated_minutes: 120\n---\n\n# 甲\n\n文。\n"
    assert data(built(write_tree(tmp_path, {"a.md": lesson})), "zh/index.html")["timeRequired"] == "PT2H"


def test_lessons_that_are_not_published_leave_no_trace_on_the_home_page(tmp_path: Path) -> None:
    files = built(
        write_tree(
            tmp_path,
            {
                "01-a.md": "# 甲\n\n文。\n",
                "02-b.md": "---\ntitle: 秘密\nis_published: false\nobjectives: [秘密目标]\n---\n\n文。\n",
            },
        )
    )
    assert "秘密" not in files["index.html"] + files["zh/index.html"]


def test_every_pair_of_languages_has_a_whole_home_page(tmp_path: Path) -> None:
    toml = 'languages = ["de", "fr"]\n[objectives]\nde = ["Netze bauen"]\nfr = ["Faire des réseaux"]\n'
    lesson = "---\ntitle: {title}\n---\n\nText.\n"
    files = built(
        write_tree(
            tmp_path,
            {
                "course.toml": toml,
                "a.de.md": lesson.format(title="Anfang"),
                "a.fr.md": lesson.format(title="Début"),
            },
        )
    )
    sides = page(files, "bi/index.html").css(".home-aims .goals li .pair > span")
    assert [(node.attributes["lang"], node.text()) for node in sides] == [
        ("de", "Netze bauen"),
        ("fr", "Faire des réseaux"),
    ]
