"""The whole course on one page: every lesson once, ids that do not clash, links that stay on the page."""

import io
import itertools
import re
from pathlib import Path

import pytest
from factories import NOON, PIXEL, build, built, write_tree
from PIL import Image
from selectolax.lexbor import LexborHTMLParser, LexborNode

from dlcourse.builder.memory import Memory
from dlcourse.builder.pictures import Pictures
from dlcourse.builder.pipeline import build_site
from dlcourse.config import Options, Project

DIAGRAM = "```mermaid\nflowchart LR\n  A[一] -->|边| B[二]\n```\n"
LESSON = f"""---
title: 乙课
objectives: [会一]
prerequisites: [a]
---

# 乙课

见[甲课](01-a.md)、[甲课的一节](01-a.md#节)、[本课的节](#节)、[外面](https://example.org/#x)和[术语](../glossary.toml)，@fig-p。

## 节

脚注[^1]，公式 $x_1$，还有**一句**。

[^1]: 脚注的话。

### 小节

{DIAGRAM}
![图](p.png){{#fig-p}}

::::: tabs
:::: tab 甲
一
::::
:::: tab 乙
二
::::
:::::

::: exercise {{#exr-q}}
算一算。
:::

::: solution
算好了。
:::

::: quiz
对吗？

- [x] 对
- [ ] 错
:::

###### 最小的标题
"""
COURSE: dict[str, str | bytes] = {
    "course.toml": """base_url = "https://example.org/dl/"
title = { zh = "深度课", en = "Deep course" }
description = "一门课。"
authors = ["Ada"]
""",
    "glossary.toml": '[[term]]\nzh = "梯度"\nen = "gradient"\n',
    "01-m/module.toml": 'title = { zh = "基础", en = "Basics" }\n',
    "01-m/01-a.zh.md": f"# 甲课\n\n第一段。\n\n## 节\n\n脚注[^1]。\n\n[^1]: 别的话。\n\n{DIAGRAM}",
    "01-m/01-a.en.md": f"# Lesson A\n\nThe first.\n\n## Part\n\nA note[^1].\n\n[^1]: Other words.\n\n{DIAGRAM}",
    "01-m/02-b.md": LESSON,
    "01-m/p.png": PIXEL,
    "03-draft.md": "---\nis_published: false\n---\n\n# 草稿\n\n还不能看。\n",
    "04-last.md": "---\ntitle: 末课\n---\n\n完。\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return built(write_tree(tmp_path_factory.mktemp("course"), COURSE))


@pytest.fixture(scope="module", params=["zh", "en", "bi"])
def handout(site: dict[str, str], request: pytest.FixtureRequest) -> LexborHTMLParser:
    return LexborHTMLParser(site[f"{request.param}/whole-course/index.html"])


def one(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = tree.css_first(selector)
    assert found is not None, selector
    return found


def values(tree: LexborHTMLParser | LexborNode, name: str) -> list[str]:
    return [node.attributes.get(name) or "" for node in tree.css(f"[{name}]")]


def ids(tree: LexborHTMLParser) -> list[str]:
    return values(tree, "id")


def test_every_published_lesson_stands_on_the_page_once_and_in_order(handout: LexborHTMLParser) -> None:
    assert [node.attributes["id"] for node in handout.css("article")] == ["lesson-a", "lesson-b", "lesson-last"]
    html = handout.html or ""
    assert "草稿" not in html
    assert "draft" not in html


def test_no_id_stands_twice(handout: LexborHTMLParser) -> None:
    assert len(ids(handout)) == len(set(ids(handout)))
    assert len(handout.css("article svg[id]")) == len(handout.css("article .diagram"))


def test_every_reference_leads_to_an_element_of_the_page(handout: LexborHTMLParser) -> None:
    known = set(ids(handout))
    inside = [href[1:] for href in values(handout, "href") if href.startswith("#")]
    assert set(inside) <= known
    for name in ("aria-labelledby", "aria-describedby", "for", "aria-controls"):
        assert {each for value in values(handout, name) for each in value.split()} <= known, name
    html = handout.html or ""
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= known
    rules = [rule for style in handout.css("svg style") for rule in re.findall(r"(?:^|\})#([\w-]+)", style.text())]
    assert rules
    assert set(rules) <= known


def test_a_drawing_s_style_is_for_that_drawing_alone(handout: LexborHTMLParser) -> None:
    for drawing in handout.css("article svg"):
        name = str(drawing.attributes["id"])
        assert set(re.findall(r"#(lesson-[\w-]+?page-diagram-\d+)", one(drawing, "style").text())) == {name}


def test_colours_in_a_drawing_are_no_ids(tmp_path: Path) -> None:
    body = "# 甲\n\n## fff\n\n```mermaid\nflowchart LR\n  A --> B\n  style A fill:#fff\n```\n"
    html = built(write_tree(tmp_path, {"a.md": body}))["zh/whole-course/index.html"]
    assert 'id="lesson-a__fff"' in html
    assert "#fff" in html
    assert "#lesson-a__fff" not in html


def test_links_between_lessons_stay_on_the_page_and_others_lead_where_they_did(site: dict[str, str]) -> None:
    lesson = one(LexborHTMLParser(site["zh/whole-course/index.html"]), "#lesson-b")
    links = {node.text(): node.attributes["href"] for node in lesson.css("a")}
    assert links["甲课"] == "#lesson-a"
    assert links["甲课的一节"] == "#lesson-a__节"
    assert links["本课的节"] == "#lesson-b__节"
    assert links["图 1"] == "#lesson-b__fig-p"
    assert links["外面"] == "https://example.org/#x"
    assert links["术语"] == "../glossary/index.html"
    assert one(lesson, "img").attributes["src"].startswith("../../assets/")  # type: ignore[union-attr]  # it is there


def test_headings_are_one_level_deeper_and_the_course_is_the_only_h1(site: dict[str, str]) -> None:
    page = LexborHTMLParser(site["zh/whole-course/index.html"])
    assert [node.text() for node in page.css("h1")] == ["深度课"]
    lesson = one(page, "#lesson-b")
    headings = [(str(node.tag), node.text().strip()) for node in lesson.css("h2, h3, h4, h5, h6")]
    assert headings[:3] == [("h2", "乙课"), ("h3", "节"), ("h4", "小节")]
    assert headings[-1][1] == "最小的标题"
    levels = [int(tag[1]) for tag, _ in headings]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_groups_of_buttons_do_not_clash(tmp_path: Path) -> None:
    tabs = "::::: tabs\n:::: tab 甲\n一\n::::\n:::: tab 乙\n二\n::::\n:::::\n\n::: quiz\n- [x] 对\n- [ ] 错\n:::\n"
    files = built(write_tree(tmp_path, {"a.md": f"# 甲课\n\n{tabs}", "b.md": f"# 乙课\n\n{tabs}"}))
    page = LexborHTMLParser(files["zh/whole-course/index.html"])
    names = {slug: set(values(one(page, f"#lesson-{slug}"), "name")) for slug in "ab"}
    assert len(names["a"]) == 2
    assert not names["a"] & names["b"]


def test_all_is_open_and_pictures_are_loaded_at_once(handout: LexborHTMLParser) -> None:
    assert handout.css("article details")
    assert all("open" in node.attributes for node in handout.css("article details"))
    assert handout.css("article img")
    assert not handout.css("[loading]")
    assert not any((node.attributes.get("sizes") or "").startswith("auto") for node in handout.css("img"))


def test_a_lesson_that_is_not_in_the_reader_s_language_says_so(site: dict[str, str]) -> None:
    lesson = one(LexborHTMLParser(site["en/whole-course/index.html"]), "#lesson-b")
    assert lesson.attributes["lang"] == "zh"
    assert one(lesson, ".notice").text().startswith("This lesson is not available in English")
    assert not LexborHTMLParser(site["zh/whole-course/index.html"]).css(".notice")


def test_the_contents_name_every_lesson_with_its_number(handout: LexborHTMLParser) -> None:
    contents = one(handout, ".course-contents")
    assert [node.attributes["start"] for node in contents.css("ol")] == ["1", "3"]
    assert values(contents, "href") == ["#lesson-a", "#lesson-b", "#lesson-last"]
    assert [node.text().strip() for node in handout.css("article .lesson-number")] == ["1", "2", "3"]


def test_the_title_page_says_what_the_course_is_and_where_it_lies(site: dict[str, str]) -> None:
    head = one(LexborHTMLParser(site["bi/whole-course/index.html"]), ".course-title")
    assert [node.text() for node in head.css("h1 span[lang]")] == ["深度课", "Deep course"]
    assert "Ada" in head.text()
    assert "https://example.org/dl/bi/" in head.text()


def test_search_engines_are_told_of_the_home_page_instead(site: dict[str, str]) -> None:
    handout = LexborHTMLParser(site["zh/whole-course/index.html"])
    assert one(handout, "link[rel=canonical]").attributes["href"] == "https://example.org/dl/zh/"
    assert one(handout, "meta[name=description]").attributes["content"]
    assert handout.css("link[rel=alternate][hreflang], meta[name=robots]") == []
    assert "whole-course" not in site["sitemap.xml"]
    assert "whole-course" not in site["zh/llms.txt"]


def test_the_switcher_leads_to_the_same_page_of_every_tree(site: dict[str, str]) -> None:
    page = LexborHTMLParser(site["zh/whole-course/index.html"])
    links = [node.attributes["href"] for node in page.css(".languages a")]
    assert links == ["index.html", "../../en/whole-course/index.html", "../../bi/whole-course/index.html"]


def test_styles_of_drawings_are_allowed_only_where_there_are_some(site: dict[str, str], tmp_path: Path) -> None:
    plain = built(write_tree(tmp_path, {"a.md": "# 甲课\n\n中文。\n"}))
    assert "unsafe-inline" in site["zh/whole-course/index.html"]
    assert "unsafe-inline" not in plain["zh/whole-course/index.html"]


def test_a_lesson_cannot_have_the_address_of_the_page(tmp_path: Path) -> None:
    result = build(write_tree(tmp_path, {"whole-course.md": "# 打印\n\n中文。\n"}))
    assert result.site is None
    assert [found.code for found in result.diagnostics] == ["B306"]


def test_a_course_that_is_too_large_has_no_such_page_and_no_link_to_one(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, {f"l{number}.md": f"# 第 {number} 课\n\n中文。\n" for number in range(201)}))
    assert "zh/whole-course/index.html" not in files
    assert "whole-course" not in files["zh/index.html"] + files["zh/l7/index.html"]
    few = {f"l{number}.md": f"# 第 {number} 课\n\n中文。\n" for number in range(200)}
    assert "zh/whole-course/index.html" in built(write_tree(tmp_path / "few", few))


def test_what_an_author_folds_in_html_is_open_too(tmp_path: Path) -> None:
    folds = "".join(f"<details{each}><summary>问</summary>答</details>\n\n" for each in (' title="一"', " open"))
    page = LexborHTMLParser(built(write_tree(tmp_path, {"a.md": f"# 甲\n\n{folds}"}))["zh/whole-course/index.html"])
    assert ["open" in node.attributes for node in page.css("article details")] == [True, True]
    assert (page.html or "").count(" open") == 2


def test_smaller_versions_of_a_picture_need_no_lazy_loading(tmp_path: Path) -> None:
    photo = io.BytesIO()
    Image.effect_noise((1600, 400), 60).save(photo, "PNG")
    content = write_tree(tmp_path, {"a.md": "# 甲\n\n![图](p.png)\n", "p.png": photo.getvalue()})
    project = Project(content=content, content_name="content", templates=None)
    site = build_site(project, Options(now=NOON), memory=Memory(pictures=Pictures())).site
    assert site is not None
    html = next(each.read() for each in site.artifacts if each.path.as_posix() == "zh/whole-course/index.html")
    picture = one(LexborHTMLParser(html.decode()), "article img")
    assert "srcset" in picture.attributes
    assert str(picture.attributes["sizes"]).startswith("(min-width")


def test_attributes_that_look_like_others_are_left_alone(tmp_path: Path) -> None:
    body = '# 甲\n\n## 节\n\n<span title=" id=" class="x">字</span> <span title="a > b" id="own">字</span>\n'
    html = built(write_tree(tmp_path, {"a.md": body}))["zh/whole-course/index.html"]
    span = one(LexborHTMLParser(html), "article span[title]")
    assert (span.attributes["title"], span.attributes["class"]) == (" id=", "x")
