"""The trees of a site in two languages: pages, addresses, texts that carry their language, what machines read."""

import re
from pathlib import Path, PurePosixPath

import pytest
from factories import NOON, build, built, write_tree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from dlcourse.builder.pipeline import read_course
from dlcourse.builder.translating.stamps import write_stamps
from dlcourse.builder.translating.translations import accept_translations
from dlcourse.builder.trees import Tree, trees_of
from dlcourse.config import Options, Project

ROOT = "https://example.org/dl/"
COURSE: dict[str, str | bytes] = {
    "course.toml": f"""base_url = "{ROOT}"
title = {{ zh = "深度课", en = "Deep course" }}
description = "一门课。"
""",
    "01-m/module.toml": 'title = { zh = "基础", en = "Basics" }\ndescription = "打好基础。"\n',
    "01-m/01-a.zh.md": """---
title: 甲课
description: 讲甲。
date: 2026-01-02
objectives: [会一, 会二]
tags: [梯度, NumPy]
---

第一段说一件事，圆周率是 3.14，[去乙课](02-b.md#节)。

## 后话

第二段只有中文有，译文还没有写出来呢。
""",
    "01-m/01-a.en.md": """---
title: Lesson A
description: About A.
objectives: [Can one, Can two]
tags: [gradient, NumPy]
---

The first paragraph says one thing, pi is 3.14, [to lesson B](02-b.md#节).

## Afterwards
""",
    "01-m/02-b.md": """---
title: { zh: 乙课, en: Lesson B }
permalink: /old/b/
---

中文正文。

## 节

又一段。
""",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return built(write_tree(tmp_path_factory.mktemp("course"), COURSE))


def page(site: dict[str, str], path: str) -> LexborHTMLParser:
    return LexborHTMLParser(site[path])


def one(tree: LexborHTMLParser, selector: str) -> LexborNode:
    found = tree.css_first(selector)
    assert found is not None, selector
    return found


def attributes(tree: LexborHTMLParser, selector: str, name: str) -> list[str]:
    return [node.attributes.get(name) or "" for node in tree.css(selector)]


def alternates(tree: LexborHTMLParser) -> dict[str, str]:
    links = tree.css("link[hreflang]")
    return {str(link.attributes["hreflang"]): str(link.attributes["href"]).removeprefix(ROOT) for link in links}


# --- which pages there are


def test_a_lesson_in_two_languages_is_three_pages_and_every_tree_has_every_lesson(site: dict[str, str]) -> None:
    pages = {path for path in site if path.endswith(".html")}
    for tree in ("zh", "en", "bi"):
        assert {f"{tree}/{rest}" for rest in ("index.html", "404.html", "a/index.html", "b/index.html")} <= pages
    assert pages == {path for path in pages if path[:2] in ("zh", "en", "bi")} | {
        "index.html",
        "404.html",
        "old/b/index.html",
    }


def test_two_languages_without_a_lesson_in_both_make_two_trees(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, {"a.md": "# 甲\n\n中文。\n", "b.md": "# B\n\nOnly English words.\n"}))
    assert {path.partition("/")[0] for path in files if path.endswith("a/index.html")} == {"zh", "en"}
    assert 'data-tree="bi"' not in files["zh/a/index.html"]
    assert '<html lang="zh">' in files["index.html"]


def test_the_tree_of_both_reads_the_source_language_first() -> None:
    assert Tree("bi", ("en", "ja")).language == "en"
    assert trees_of(("zh", "en"), ()) == ()


def test_the_front_page_is_the_home_of_both_languages(site: dict[str, str]) -> None:
    front, home = page(site, "index.html"), page(site, "bi/index.html")
    for tree in (front, home):
        assert [node.text() for node in tree.css("h1 span[lang]")] == ["深度课", "Deep course"]
    assert attributes(front, "main .syllabus a", "href") == ["bi/a/index.html", "bi/b/index.html"]
    assert "data-front" in one(front, "body").attributes
    assert "data-front" not in one(home, "body").attributes


# --- from one tree to another


@pytest.mark.parametrize(
    ("path", "hrefs"),
    [
        ("index.html", ["zh/index.html", "en/index.html", "bi/index.html"]),
        ("zh/index.html", ["index.html", "../en/index.html", "../bi/index.html"]),
        ("en/a/index.html", ["../../zh/a/index.html", "index.html", "../../bi/a/index.html"]),
        ("bi/b/index.html", ["../../zh/b/index.html", "../../en/b/index.html", "index.html"]),
        ("404.html", ["/dl/zh/index.html", "/dl/en/index.html", "/dl/bi/index.html"]),
    ],
)
def test_the_switcher_leads_to_the_same_page_of_every_tree(site: dict[str, str], path: str, hrefs: list[str]) -> None:
    tree = page(site, path)
    assert attributes(tree, ".languages a", "href") == hrefs
    assert attributes(tree, ".languages a", "hreflang") == ["zh", "en", ""]
    assert attributes(tree, ".languages a", "data-tree") == ["zh", "en", "bi"]
    assert len(tree.css(".languages [aria-current]")) == 1


def test_each_tree_calls_the_view_of_both_in_its_own_words(site: dict[str, str]) -> None:
    names = [one(page(site, f"{tree}/index.html"), '[data-tree="bi"]').text() for tree in ("zh", "en", "bi")]
    assert names == ["双语", "Both", "双语 Both"]


def test_links_between_lessons_stay_in_the_readers_tree(site: dict[str, str]) -> None:
    for tree in ("zh", "en", "bi"):
        links = attributes(page(site, f"{tree}/a/index.html"), "article a", "href")
        assert set(links) == {"../b/index.html#节"}
        assert len(links) == (2 if tree == "bi" else 1)


# --- what search engines and others read


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("index.html", ""),
        ("zh/index.html", "zh/"),
        ("en/index.html", "en/"),
        ("bi/index.html", ""),
        ("zh/a/index.html", "zh/a/"),
        ("en/a/index.html", "en/a/"),
        ("bi/a/index.html", "zh/a/"),
        ("zh/b/index.html", "zh/b/"),
        ("en/b/index.html", "zh/b/"),
        ("bi/b/index.html", "zh/b/"),
        ("old/b/index.html", "zh/b/"),
    ],
)
def test_the_canonical_page_is_the_one_in_its_own_language(site: dict[str, str], path: str, canonical: str) -> None:
    assert attributes(page(site, path), "link[rel=canonical]", "href") == [ROOT + canonical]


def test_only_real_pages_name_their_alternates(site: dict[str, str]) -> None:
    homes = {"zh": "zh/", "en": "en/", "x-default": ""}
    lessons = {"zh": "zh/a/", "en": "en/a/", "x-default": "zh/a/"}
    for path in ("index.html", "zh/index.html", "en/index.html"):
        assert alternates(page(site, path)) == homes
    for path in ("zh/a/index.html", "en/a/index.html"):
        assert alternates(page(site, path)) == lessons
    for path in ("bi/index.html", "bi/a/index.html", "zh/b/index.html", "en/b/index.html", "bi/b/index.html"):
        assert alternates(page(site, path)) == {}


def test_pages_in_anothers_place_are_not_for_search_engines_unless_they_name_it(
    site: dict[str, str], tmp_path: Path
) -> None:
    def hidden(pages: dict[str, str]) -> set[str]:
        return {path for path, text in pages.items() if path.endswith(".html") and 'content="noindex"' in text}

    settings = str(COURSE["course.toml"]).replace(f'base_url = "{ROOT}"\n', "")
    nowhere = built(write_tree(tmp_path, {**COURSE, "course.toml": settings}))
    assert hidden(nowhere) - hidden(site) == {"en/b/index.html", "bi/b/index.html"}
    assert "old/b/index.html" in hidden(site)
    assert attributes(page(site, "en/b/index.html"), "link[rel=canonical]", "href") == [ROOT + "zh/b/"]


def test_the_sitemap_lists_the_front_page_the_homes_and_the_real_pages(site: dict[str, str]) -> None:
    urls = [url.removeprefix(ROOT) for url in re.findall(r"<loc>([^<]+)</loc>", site["sitemap.xml"])]
    assert urls == ["", "zh/", "en/", "zh/a/", "en/a/", "zh/b/"]
    assert f'hreflang="x-default" href="{ROOT}"/>' in site["sitemap.xml"]
    assert f'hreflang="x-default" href="{ROOT}zh/a/"/>' in site["sitemap.xml"]


def test_pages_tell_open_graph_what_they_are(site: dict[str, str]) -> None:
    tree = page(site, "en/a/index.html")
    told = {node.attributes["property"]: node.attributes["content"] for node in tree.css("meta[property]")}
    assert {name: value for name, value in told.items() if not str(name).startswith("og:image")} == {
        "og:title": "Lesson A",
        "og:description": "About A.",
        "og:type": "article",
        "og:url": ROOT + "en/a/",
        "og:site_name": "Deep course",
        "og:locale": "en_US",
        "og:locale:alternate": "zh_CN",
    }
    front = page(site, "index.html")
    assert attributes(front, "meta[property='og:type']", "content") == ["website"]
    assert attributes(front, "meta[property='og:title']", "content") == ["深度课 · Deep course"]
    assert attributes(front, "meta[property='og:locale:alternate']", "content") == ["en_US"]


def test_feeds_are_linked_where_they_are_and_not_written_where_nothing_is_dated(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE))
    assert "zh/feed.xml" in files
    assert attributes(page(files, "bi/a/index.html"), "link[type='application/atom+xml']", "href") == [
        "../../zh/feed.xml",
        "../../en/feed.xml",
    ]
    assert "<title>Lesson A</title>" in files["en/feed.xml"]
    undated = str(COURSE["01-m/01-a.zh.md"]).replace("date: 2026-01-02\n", "")
    bare = built(write_tree(tmp_path, {"01-m/01-a.zh.md": undated}))
    assert not any(path.endswith("feed.xml") for path in bare)
    assert not any("feed.xml" in text for path, text in bare.items() if path.endswith(".html"))


def test_llms_txt_says_which_lessons_are_in_another_language(site: dict[str, str]) -> None:
    assert f"- [Lesson A]({ROOT}en/a/): About A.\n" in site["en/llms.txt"]
    assert f"- [Lesson B]({ROOT}zh/b/): (Only in Chinese)\n" in site["en/llms.txt"]
    assert f"- [乙课]({ROOT}zh/b/)\n" in site["zh/llms.txt"]
    assert "bi/llms.txt" not in site


# --- texts carry their language


def test_a_lesson_without_an_english_page_is_called_by_its_english_title_in_english_lists(site: dict[str, str]) -> None:
    home, lesson = page(site, "en/index.html"), page(site, "en/b/index.html")
    assert [node.text() for node in home.css(".syllabus a")] == ["Lesson A", "Lesson B"]
    assert one(lesson, "title").text() == "Lesson B · Deep course"
    assert one(lesson, ".breadcrumb [aria-current]").text() == "Lesson B"
    assert one(lesson, "h1").text() == "乙课"
    assert one(lesson, "article").attributes["lang"] == "zh"
    assert "not available in English yet" in one(lesson, ".notice").text()


def test_lists_for_both_languages_name_everything_in_both(site: dict[str, str]) -> None:
    lesson = page(site, "bi/a/index.html")
    for selector, words in (
        (".sidebar .module-title", ["基础", "Basics"]),
        (".sidebar [aria-current]", ["甲课", "Lesson A"]),
        (".breadcrumb [aria-current]", ["甲课", "Lesson A"]),
        (".next strong", ["乙课", "Lesson B"]),
        (".next .direction", ["下一课", "Next"]),
    ):
        sides = one(lesson, selector).css(".pair > span")
        assert [(node.attributes["lang"], node.text()) for node in sides] == [("zh", words[0]), ("en", words[1])]
    assert one(lesson, "title").text() == "甲课 · Lesson A | 深度课 · Deep course"


def test_a_description_in_one_language_is_marked_as_such_in_the_other_tree(site: dict[str, str]) -> None:
    home = page(site, "en/index.html")
    assert [node.text() for node in home.css(".lead [lang=zh], .module p [lang=zh]")] == ["一门课。", "打好基础。"]
    assert [node.text() for node in home.css(".syllabus > li > p")] == ["About A."]
    assert not page(site, "zh/index.html").css("main [lang]")


def test_a_fallback_lesson_is_described_in_its_own_language_in_lists(tmp_path: Path) -> None:
    lesson = "---\ntitle: 乙课\ndescription: 讲乙。\n---\n\n中文正文。\n"
    files = built(write_tree(tmp_path, {**COURSE, "01-m/02-b.md": lesson + "\n## 节\n"}))
    row = page(files, "en/index.html").css(".syllabus > li")[1]
    assert [(node.attributes.get("lang"), node.text()) for node in row.css("[lang]")] == [
        ("zh", "乙课"),
        ("zh", "讲乙。"),
    ]


def test_objectives_stand_side_by_side_and_tags_are_said_once(site: dict[str, str]) -> None:
    lesson = page(site, "bi/a/index.html")
    assert [node.text() for node in lesson.css(".objectives > div")] == ["会一 Can one", "会二 Can two"]
    assert [node.text() for node in lesson.css(".tags > span:not(.label)")] == ["梯度 gradient", "NumPy"]
    assert [node.text() for node in page(site, "en/a/index.html").css(".objectives > div")] == ["Can one", "Can two"]


def test_lists_that_do_not_match_are_shown_one_after_the_other(tmp_path: Path) -> None:
    english = str(COURSE["01-m/01-a.en.md"]).replace("[Can one, Can two]", "[Can all]")
    files = built(write_tree(tmp_path, {**COURSE, "01-m/01-a.en.md": english}))
    objectives = page(files, "bi/a/index.html").css(".objectives > div")
    assert [node.text() for node in objectives] == ["会一", "会二", "Can all"]


def test_objectives_of_one_file_in_two_languages_carry_the_language_they_are_in(tmp_path: Path) -> None:
    lesson = "---\nobjectives: [会一, Can two things]\n---\n# 甲 | A\n\n::: zh\n说。\n:::\n\n::: en\nSaid.\n:::\n"
    files = built(write_tree(tmp_path, {"a.md": lesson}))
    objectives = page(files, "bi/a/index.html").css(".objectives > div")
    assert [node.text() for node in objectives] == ["会一", "Can two things"]
    assert one(page(files, "zh/a/index.html"), ".objectives [lang=en]").text() == "Can two things"


def test_404_pages_explain_in_every_language_of_the_site(site: dict[str, str]) -> None:
    for path in ("404.html", "zh/404.html", "en/404.html", "bi/404.html"):
        text = one(page(site, path), "main").text()
        assert "地址可能有误" in text
        assert "The address may be wrong" in text


# --- what bodies leave to the builder


def test_a_passage_without_a_translation_is_folded_and_says_so_in_the_readers_words(site: dict[str, str]) -> None:
    english = page(site, "en/a/index.html")
    assert one(english, "details.untranslated > summary").text() == "Only in Chinese"
    assert one(english, "details.untranslated > div").attributes["lang"] == "zh"
    assert not page(site, "bi/a/index.html").css("article details")


def test_an_outdated_passage_says_so_and_leads_to_its_original(tmp_path: Path) -> None:
    content = write_tree(tmp_path, COURSE)
    project = Project(content=content, content_name="content", templates=None)
    reading = read_course(project, Options(now=NOON))
    documents = {slug: reading.document(slug) for slug in reading.outlines}
    write_stamps(project, accept_translations(documents, ["a"], {}, is_whole=True).stamps)
    assert not page(built(content), "en/a/index.html").css(".outdated")
    changed = str(COURSE["01-m/01-a.zh.md"]).replace("第一段说一件事", "第一段说两件事")
    files = built(write_tree(tmp_path, {"01-m/01-a.zh.md": changed}))
    note = one(page(files, "en/a/index.html"), "article > .outdated")
    assert note.text() == "The Chinese original has changed since this was translated. See the original"
    link = one(page(files, "en/a/index.html"), ".outdated a")
    href, _, anchor = str(link.attributes["href"]).partition("#")
    assert (href, link.attributes["hreflang"]) == ("../../zh/a/index.html", "zh")
    assert one(page(files, "zh/a/index.html"), f'[id="{anchor}"]').text().startswith("第一段说两件事")
    beside = one(page(files, "bi/a/index.html"), ".side[lang=en] .outdated")
    assert beside.text() == "The Chinese original has changed since this was translated."
    assert not page(files, "zh/a/index.html").css(".outdated")


# --- words of the pages' own


def test_a_language_without_words_is_noted_and_borrows_marked_english(tmp_path: Path) -> None:
    files = {
        "course.toml": 'languages = ["ja", "en"]\n',
        "a.ja.md": "# はじめ\n\nこれは日本語です。\n",
        "a.en.md": "# Start\n\nThis is English.\n",
    }
    content = write_tree(tmp_path, {f"content/{name}": text for name, text in files.items()}) / "content"
    (found,) = (each for each in build(content).diagnostics if each.code == "B307")
    assert str(found).startswith("content/course.toml: note[B307] ")
    assert "templates/strings/ja.toml" in found.hint
    site = built(content)
    skip = one(page(site, "ja/a/index.html"), ".skip span")
    assert (skip.attributes["lang"], skip.text()) == ("en", "Skip to content")
    assert 'aria-label="Language"' in site["bi/a/index.html"]
    write_tree(tmp_path, {"templates/strings/ja.toml": 'skip = "本文へ"\n'})
    assert not [d for d in build(content, templates=tmp_path / "templates").diagnostics if d.code == "B307"]
    own = built(content, templates=tmp_path / "templates")
    assert one(page(own, "ja/a/index.html"), ".skip").text() == "本文へ"
    assert one(page(own, "bi/a/index.html"), ".skip").text() == "本文へ Skip to content"


def test_a_page_may_not_be_put_where_the_tree_of_both_is(tmp_path: Path) -> None:
    content = write_tree(tmp_path, {"a.md": "---\npermalink: /bi/x/\n---\n# 题\n"})
    assert [found.code for found in build(content).diagnostics] == ["B306"]


def test_every_internal_link_of_every_tree_resolves(site: dict[str, str]) -> None:
    seen = 0
    for path, text in site.items():
        if not path.endswith(".html") or path.endswith("404.html"):
            continue
        for node in LexborHTMLParser(text).css("[href], [src]"):
            address = node.attributes.get("href") or node.attributes.get("src") or ""
            if address.startswith(("https:", "#")):
                continue
            target, _, anchor = address.partition("#")
            found = (Path("/") / PurePosixPath(path).parent / target).resolve().as_posix()[1:]
            assert found in site or found.startswith("assets/"), (path, address)
            assert not anchor or f'id="{anchor}"' in site[found], (path, address)
            seen += 1
    assert seen > 100
