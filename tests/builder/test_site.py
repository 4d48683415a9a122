"""Small courses on disk, built: pages, links, assets, addresses, feeds."""

import json
import re
from pathlib import Path

import pytest
from factories import NOON, PIXEL, build, built, write_tree
from selectolax.lexbor import LexborHTMLParser

from dlcourse.builder.memory import Memory
from dlcourse.builder.pipeline import build_site
from dlcourse.builder.publishing.publish import publish_site
from dlcourse.config import Options, Project
from dlcourse.diagnostics import ConfigError, Diagnostic, Level

COURSE: dict[str, str | bytes] = {
    "course.toml": 'title = "深度课"\ndescription = "说明"\nbase_url = "https://example.org/dl/"\nauthors = ["甲"]\n',
    "01-basics/01-start.md": "---\ntitle: 开始\ndate: 2026-01-02\n---\n\n正文 [下一课](02-next.md#第二-节)。\n",
    "01-basics/02-next.md": "---\ndescription: 第二课的说明\n---\n# 下一课\n\n## 第二 节\n\n![图](fig/图.png)\n",
    "01-basics/fig/图.png": PIXEL,
    "02-more/01-last.md": "# 最后一课\n\n回到 [开头](../01-basics/01-start.md)，[主页](/)，[数据](data.csv)。\n",
    "02-more/data.csv": "a,b\n",
    "02-more/unused.png": PIXEL,
}


def page(files: dict[str, str], path: str) -> LexborHTMLParser:
    return LexborHTMLParser(files[path])


def codes(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [found.code for found in diagnostics]


def test_a_course_becomes_pages_in_order_with_their_neighbours(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE))
    assert {"zh/start/index.html", "zh/next/index.html", "zh/last/index.html", "index.html", "zh/index.html"} <= set(
        files
    )
    middle = page(files, "zh/next/index.html")
    hrefs = [node.attributes["href"] for node in middle.css("a[rel]")]
    assert hrefs[:2] == ["../start/index.html", "../last/index.html"]
    for path in files:
        if path.endswith(".html") and "pages/" not in path:
            assert len(page(files, path).css("h1")) == 1, path


def test_every_internal_link_and_asset_of_every_page_resolves(tmp_path: Path) -> None:
    result = build(write_tree(tmp_path, COURSE))
    assert result.site
    paths = {artifact.path.as_posix() for artifact in result.site.artifacts}
    seen = 0
    for artifact in result.site.artifacts:
        if artifact.path.suffix != ".html" or artifact.path.name == "404.html":
            continue
        tree = LexborHTMLParser(artifact.read().decode())
        for node in tree.css("[href], [src]"):
            address = node.attributes.get("href") or node.attributes.get("src") or ""
            if address.startswith(("https:", "#")):
                continue
            target = (Path("/") / artifact.path.parent / address.partition("#")[0]).resolve().as_posix()[1:]
            assert target in paths, (artifact.path, address)
            seen += 1
    assert seen > 30


def test_pictures_are_copied_measured_and_named_by_what_they_hold(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE))
    image = page(files, "zh/next/index.html").css_first("article img")
    assert image is not None
    assert re.fullmatch(r"\.\./\.\./assets/file\.[0-9a-f]{10}\.png", image.attributes["src"] or "")
    assert (image.attributes["width"], image.attributes["height"], image.attributes["loading"]) == ("3", "2", "lazy")
    assert not any("unused" in path for path in files)
    assert any(path.startswith("assets/data.") for path in files)


def test_a_width_asked_for_keeps_the_proportions(tmp_path: Path) -> None:
    lesson = '# 题\n\n<img src="a.png" alt="a" width="30" align="center" title="t">\n'
    image = page(built(write_tree(tmp_path, {"a.md": lesson, "a.png": PIXEL})), "zh/a/index.html").css_first(
        "article img"
    )
    assert image is not None
    assert (image.attributes["width"], image.attributes["height"]) == ("30", "20")
    assert (image.attributes["class"], image.attributes["title"]) == ("align-center", "t")


@pytest.mark.parametrize(
    ("link", "href"),
    [
        ("b.md", "../b/index.html"),
        ("b.md#%E8%8A%82", "../b/index.html#节"),
        ("b.md#-节", "../b/index.html#节"),
        ("b.md#_2-节", "../b/index.html#节"),
        ("b.md#乙", "../b/index.html#乙"),
        ("./b", "../b/index.html"),
        ("b.html", "../b/index.html"),
        ("/b.md", "../b/index.html"),
        ("/m/", "../c/index.html"),
        ("m/README.md", "../m/index.html"),
        ("/old/b/", "../b/index.html"),
        ("a.md#自", "#自"),
        ("#自", "#自"),
        ("/", "../index.html"),
        ("b.md?plain=1", "../b/index.html"),
    ],
)
def test_a_lesson_is_linked_by_file_address_or_permalink(tmp_path: Path, link: str, href: str) -> None:
    files = {
        "a.md": f"# 甲\n\n## 自\n\n[链]({link})\n",
        "b.md": "---\npermalink: /old/b/\n---\n# 乙\n\n## 节\n",
        "m/01-c.md": "# 丙\n",
        **({"m/README.md": "# 丁\n"} if "README" in link else {}),
    }
    anchor = page(built(write_tree(tmp_path, files)), "zh/a/index.html").css_first("article p a")
    assert anchor is not None
    assert anchor.attributes["href"] == href


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("[x](nothere.md)", "B301", "nothere.md"),
        ("[x](neighbor.md)", "B301", "did you mean neighbour.md?"),
        ("[x](neighbour.md#nosuch)", "B302", "#nosuch"),
        ("[x](neighbour.md#secton)", "B302", "did you mean #section?"),
        ("[x](neighbour.md#step-9)", "B302", "#step-9"),
        ("[x](neighbour.md#99)", "B302", "#99"),
        ("[x](#nosuch)", "B302", "#nosuch"),
        ("![x](nothere.png)", "B303", "nothere.png"),
        ("![x](.git/config)", "B303", ".git/config"),
        ("[x](../outside.txt)", "B304", "outside content/"),
        ("![x](sub/../../outside.txt)", "B304", "outside content/"),
        ("[x](hidden.md)", "B301", "not published"),
        ("![x](noimage.png)", "B305", "size"),
    ],
)
def test_a_link_that_leads_nowhere_is_a_fault_with_its_place(tmp_path: Path, body: str, code: str, words: str) -> None:
    files = {
        "outside.txt": "x",
        "content/a.md": f"---\ntitle: 甲\n---\n\n文字\n字 {body}\n",
        "content/neighbour.md": "# 乙\n\n## Section\n\n## Step 1\n\n## Step 2\n",
        "content/hidden.md": "---\nis_published: false\n---\n# 秘密\n",
        "content/noimage.png": "no picture",
        "content/.git/config": "x",
    }
    result = build(write_tree(tmp_path, files) / "content")
    assert codes(result.diagnostics) == [code]
    assert str(result.diagnostics[0]).startswith("content/a.md:6:3: ")
    assert words in str(result.diagnostics[0])
    assert (result.site is None) == (code != "B305")


def test_an_anchor_in_other_case_finds_its_own_heading(tmp_path: Path) -> None:
    files = {"a.md": "# 甲\n\n[链](b.md#Step-2)\n", "b.md": "# 乙\n\n## Step 1\n\n## Step 2\n"}
    assert 'href="../b/index.html#step-2"' in built(write_tree(tmp_path, files))["zh/a/index.html"]


def test_lenient_publishes_faults_marked_in_place(tmp_path: Path) -> None:
    links = '[x](no.md "title") <a title="t" href="no.md">y</a>'
    lesson = f"# 题\n\n{links} ![图](no.png) $\\nosuch$\n\n```mermaid\nnosuch\n```\n"
    content = write_tree(tmp_path, {"a.md": lesson})
    assert build(content).site is None
    files = built(content, level=Level.LENIENT)
    tree = page(files, "zh/a/index.html")
    assert len(tree.css("article .fault")) == 3
    found = tree.css('article a[href="#page-main"]')
    assert [(each.text(), each.attributes["title"], len(each.attributes)) for each in found] == [
        ("x", "title", 2),
        ("y", "t", 2),
    ]
    styles = [text for name, text in files.items() if name.endswith(".css")]
    assert any('article a[href="#page-main"]' in text for text in styles)
    assert build(content, level=Level.LENIENT).site
    assert build(content, level=Level.STRICT).site is None


def test_unpublished_lessons_leave_no_trace(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = COURSE | {
        "01-basics/03-secret.md": "---\nslug: zanzibar\ntitle: 坦桑\nis_published: false\n---\n\n![z](zanzibar.png)\n",
        "01-basics/zanzibar.png": PIXEL,
        "03-zanzibar/01-x.md": "---\npublish_on: 2099-01-01\n---\n# 坦桑\n",
    }
    result = build(write_tree(tmp_path, files))
    assert result.site
    assert result.lessons == 3
    for artifact in result.site.artifacts:
        assert "zanzibar" not in artifact.path.as_posix()
        assert b"zanzibar" not in artifact.read()
        assert "坦桑" not in artifact.read().decode("utf-8", "replace")
    drafts = build(tmp_path, with_drafts=True)
    assert drafts.lessons == 5


@pytest.mark.parametrize("address", ["hidden.md", "./x/../hidden.md", "alias.txt"])
def test_no_picture_or_link_publishes_the_source_of_an_unpublished_lesson(tmp_path: Path, address: str) -> None:
    files = {
        "hidden.md": "---\nis_published: false\n---\n# 秘密\n",
        "a.md": f"# 题\n\n![x]({address}) [y]({address})\n",
    }
    content = write_tree(tmp_path, files)
    try:
        (content / "alias.txt").symlink_to(content / "hidden.md")
    except OSError:
        pytest.skip("this system lets nobody make symbolic links")
    result = build(content, level=Level.LENIENT)
    assert {found.code for found in result.diagnostics} == {"B301", "B303"}
    assert result.site
    assert not any(b"\xe7\xa7\x98" in artifact.read() for artifact in result.site.artifacts)


@pytest.mark.parametrize("name", ["_draft.md", "draft.md~", "draft.bak.md", "notes.MD", "course.toml", "module.toml"])
def test_no_source_is_published_as_a_file(tmp_path: Path, name: str) -> None:
    secret = "---\nis_published: false\n---\n# 秘密\n" if "toml" not in name else "description = '秘密'\n"
    content = write_tree(tmp_path, {name: secret, "a.md": f"# 题\n\n[w]({name}) ![x]({name})\n"})
    result = build(content, level=Level.LENIENT)
    assert {found.code for found in result.diagnostics} == {"B301", "B303"}


def test_a_hard_link_to_an_unpublished_lesson_publishes_nothing(tmp_path: Path) -> None:
    content = write_tree(
        tmp_path, {"draft.md": "---\nis_published: false\n---\n# 秘密\n", "a.md": "# 题\n\n![x](hard.png)\n"}
    )
    (content / "hard.png").hardlink_to(content / "draft.md")
    assert codes(build(content).diagnostics) == ["B303"]


def test_pictures_whose_names_differ_in_case_share_a_file(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.md": "# 题\n\n![](p.png) ![](q/P.png)\n", "p.png": PIXEL, "q/P.png": PIXEL}
    assert sum(path.startswith("assets/p.") for path in built(write_tree(tmp_path, files))) == 1


@pytest.mark.parametrize(
    "permalink", ["/robots.txt", "/manifest.json", "/_headers", "/assets/x/", "/zh/", "/se%61rch/", "/zh%2Fx/"]
)
def test_a_permalink_may_not_take_a_page_of_the_site(tmp_path: Path, permalink: str) -> None:
    content = write_tree(tmp_path, {"a.md": f"---\npermalink: {permalink}\n---\n# 题\n"})
    assert codes(build(content).diagnostics) == ["B306"]


@pytest.mark.parametrize("permalink", ["/.git/", "/con/", "/a./b/", "/" + "a" * 201 + "/", '"/a\\u202eb/"'])
def test_a_permalink_must_be_a_name_that_every_system_can_hold(tmp_path: Path, permalink: str) -> None:
    content = write_tree(tmp_path, {"a.md": f"---\npermalink: {permalink}\n---\n# 题\n"})
    assert codes(build(content).diagnostics)[0] == "L107"


def test_a_looped_link_and_a_theme_that_is_no_text_are_told(tmp_path: Path) -> None:
    content = (
        write_tree(tmp_path, {"content/a.md": "# 题\n\n文\n", "templates/assets/style.css": b"\xff\xfe"}) / "content"
    )
    try:
        (content / "s.png").symlink_to("s.png")
    except OSError:
        pytest.skip("this system lets nobody make symbolic links")
    assert build(content).site
    (content / "b.md").write_text("![图](s.png)\n\n<<< ./s.png\n", encoding="utf-8")
    assert codes(build(content).diagnostics) == ["B303", "R217"]
    (content / "b.md").unlink()
    with pytest.raises(ConfigError, match=r"style\.css: this is not UTF-8"):
        build(content, templates=tmp_path / "templates")


def test_an_asset_reached_through_a_symlink_out_of_content_is_refused(tmp_path: Path) -> None:
    content = write_tree(tmp_path, {"secret.txt": "s", "content/a.md": "# 题\n\n[x](link.txt)\n"}) / "content"
    try:
        (content / "link.txt").symlink_to(tmp_path / "secret.txt")
    except OSError:
        pytest.skip("this system lets nobody make symbolic links")
    assert codes(build(content).diagnostics) == ["B301"]


def test_permalinks_become_redirects_and_may_not_clash(tmp_path: Path) -> None:
    lesson = "---\npermalink: /pages/dp_01/\n---\n# 一\n"
    files = built(write_tree(tmp_path, {"a.md": lesson, "b.md": "---\npermalink: /p/b.html\n---\n# 二\n"}))
    assert "../../zh/a/index.html" in files["pages/dp_01/index.html"]
    assert "../zh/b/index.html" in files["p/b.html"]
    clash = {"c.md": lesson.replace("dp", "DP"), "d.md": "---\npermalink: /zh/a/\n---\n# 四\n"}
    found = build(write_tree(tmp_path, clash)).diagnostics
    assert codes(found) == ["B306", "B306"]
    assert str(found[0]).startswith("content/c.md:2:")


def test_a_permalink_lies_where_hosts_look_for_it(tmp_path: Path) -> None:
    lesson = "---\npermalink: /%E6%97%A7/a%20b/\n---\n# 一\n\n这里有[甲](/%E6%97%A7/a%20b/)和[乙](/旧/a%20b/)。\n"
    files = built(write_tree(tmp_path, {"a.md": lesson}))
    assert "../../zh/a/index.html" in files["旧/a b/index.html"]
    assert files["zh/a/index.html"].count('<a href="index.html">') == 2


def test_two_languages_get_two_trees_and_a_missing_one_is_shown_with_a_notice(tmp_path: Path) -> None:
    files = {
        "course.toml": 'base_url = "https://example.org/"\n',
        "01-a.zh.md": "---\ntitle: 甲\n---\n\n[乙](02-b.md#节)\n",
        "01-a.en.md": "---\ntitle: Alpha\n---\n\n[b](02-b.md#节)\n",
        "02-b.md": "# 乙\n\n## 节\n\n中文\n",
    }
    site = built(write_tree(tmp_path, files))
    assert 'lang="en"' in site["en/a/index.html"][:200]
    fallback = page(site, "en/b/index.html")
    article = fallback.css_first("article")
    assert article is not None
    assert article.attributes["lang"] == "zh"
    assert '<link rel="canonical" href="https://example.org/zh/b/"' in site["en/b/index.html"]
    assert "https://example.org/en/b/" not in site["sitemap.xml"]
    assert 'hreflang="en" href="https://example.org/en/a/"' in site["sitemap.xml"]
    assert 'hreflang="x-default"' in site["zh/a/index.html"]
    assert 'href="../../zh/b/index.html"' in site["en/b/index.html"]
    link = page(site, "en/a/index.html").css_first("article p a")
    assert link is not None
    assert link.attributes["href"] == "../b/index.html#节"


def test_a_course_in_one_language_has_no_trace_of_the_other(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, {"a.md": "# Alpha\n\nOnly English words here.\n"}))
    assert "en/a/index.html" in files
    assert not any(path.startswith("zh/") for path in files)
    assert not re.search("[\u4e00-\u9fff]", "".join(text for path, text in files.items() if path.endswith(".html")))


def test_the_sidebar_does_not_grow_with_the_course(tmp_path: Path) -> None:
    lessons = {f"{n:03d}-l{n}.md": f"# 第 {n} 课\n\n文\n" for n in range(1, 121)}
    files = built(write_tree(tmp_path, lessons))
    middle = page(files, "zh/l60/index.html")
    listed = [node.text(strip=True) for node in middle.css("nav a") if node.text(strip=True).startswith("第")]
    assert 28 <= len(set(listed)) <= 32
    assert any("第 60 课" in each for each in listed)
    assert len(page(files, "zh/index.html").css("main a")) >= 120


def test_directory_urls_end_at_the_folder(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE), url_style="dir")
    assert 'href="../next/#第二-节"' in files["zh/start/index.html"]
    assert "index.html" not in files["zh/start/index.html"]


def test_the_not_found_page_links_from_the_root_of_the_base_url(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE))
    assert 'href="/dl/zh/index.html"' in files["404.html"]
    assert 'href="/dl/assets/' in files["zh/404.html"]
    bare = built(tmp_path, base_url="")
    assert 'href="zh/index.html"' in bare["404.html"]
    assert 'href="../assets/' in bare["zh/404.html"]


def test_machines_find_sitemap_feed_robots_llms_and_manifest(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE))
    assert files["sitemap.xml"].count("<url>") == 4
    assert "Sitemap: https://example.org/dl/sitemap.xml" in files["robots.txt"]
    assert "<updated>2026-01-02T00:00:00Z</updated>" in files["zh/feed.xml"]
    assert "- [下一课](https://example.org/dl/zh/next/): 第二课的说明" in files["zh/llms.txt"]
    site = build(tmp_path, base_url="https://e.org/c/").site
    assert site is not None
    publish_site(site, tmp_path / "dist")
    manifest = json.loads((tmp_path / "dist" / "manifest.json").read_bytes())
    assert manifest["generator"].startswith("dlcourse ")
    assert set(manifest["files"]) >= set(files)
    bare = built(tmp_path, base_url="")
    assert "sitemap.xml" not in bare
    assert "zh/feed.xml" not in bare
    assert "- [下一课](next/index.html)" in bare["zh/llms.txt"]


def test_pages_carry_a_policy_without_inline_scripts(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE | {"03-d.md": "# 图\n\n```mermaid\ngraph TD\n  A --> B\n```\n"}))
    for path, text in files.items():
        if path.endswith(".html"):
            policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
            assert policy, path
            assert "script-src &#39;self&#39;;" in policy[1] or "script-src 'self';" in policy[1]
            assert not re.search(r"<script(?![^>]* (src|type)=)|\son\w+=|<style", text.partition("<article")[0])
    assert "unsafe-inline" in files["zh/d/index.html"]
    assert "unsafe-inline" not in files["zh/start/index.html"]


def test_only_what_changed_is_rendered_again(tmp_path: Path) -> None:
    project = Project(content=write_tree(tmp_path, COURSE), content_name="content", templates=None)
    memory = Memory()
    told: list[tuple[int, int]] = []
    first = build_site(project, Options(now=NOON), memory, lambda done, total: told.append((done, total)))
    assert (first.rendered, told) == (3, [(1, 3), (2, 3), (3, 3)])
    assert build_site(project, Options(now=NOON), memory).rendered == 0
    write_tree(tmp_path, {"02-more/01-last.md": "# 新题\n"})
    (tmp_path / "01-basics/02-next.md").unlink()
    write_tree(tmp_path, {"01-basics/01-start.md": "# 开始\n"})
    assert build_site(project, Options(now=NOON), memory).rendered == 2
    assert set(memory.keys) == {"start", "last"}


def test_a_broken_template_of_the_author_is_a_configuration_error(tmp_path: Path) -> None:
    content = write_tree(
        tmp_path,
        {
            "content/a.md": "# 题\n",
            "templates/lesson.html": "{% extends 'base.html' %}\n{% block main %}{{ nosuch.x }}{% endblock %}",
        },
    )
    with pytest.raises(ConfigError, match=r"lesson\.html:2"):
        built(content / "content", templates=tmp_path / "templates")


def test_an_authors_template_extends_the_shipped_one(tmp_path: Path) -> None:
    files = {
        "content/a.md": "# 题\n",
        "templates/home.html": '{% extends "shipped/home.html" %}{% block main %}我的{{ super() }}{% endblock %}',
        "templates/assets/mine.css": "p{}",
    }
    site = built(write_tree(tmp_path, files) / "content", templates=tmp_path / "templates")
    assert "我的" in site["index.html"]
    assert any(path.startswith("assets/mine.") for path in site)


def test_a_large_file_is_copied_from_disk_and_named_by_what_it_holds(tmp_path: Path) -> None:
    movie = b"\0" * (8 * 1024 * 1024 + 1)
    content = write_tree(
        tmp_path, {"a.md": "# 题\n\n[片](film.mp4) [无尾](Makefile)\n", "film.mp4": movie, "Makefile": "x"}
    )
    result = build(content)
    assert result.site
    artifacts = {artifact.path.name: artifact for artifact in result.site.artifacts}
    (name,) = [each for each in artifacts if each.startswith("film.")]
    assert artifacts[name].content == (tmp_path / "film.mp4").resolve()
    publish_site(result.site, tmp_path / "dist")
    manifest = json.loads((tmp_path / "dist" / "manifest.json").read_bytes())
    assert manifest["files"][f"assets/{name}"].startswith(name.split(".")[1])
    assert any(each.startswith("makefile.") for each in artifacts)


@pytest.mark.parametrize("address", ["a%00b.png", "x" * 5000 + ".png", "fig"])
def test_an_address_that_no_file_can_have_is_a_missing_picture(tmp_path: Path, address: str) -> None:
    content = write_tree(tmp_path, {"a.md": f"# 题\n\n![x]({address})\n", "fig/b.png": PIXEL})
    assert codes(build(content).diagnostics) == ["B303"]


def test_prerequisites_objectives_and_module_titles_follow_the_reader(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "01-m/module.toml": 'title = { zh = "单元" }\n',
        "01-m/01-a.zh.md": "---\nobjectives: [会一]\n---\n# 甲\n",
        "01-m/01-a.en.md": "---\nobjectives: [Can one]\n---\n# Alpha\n",
        "01-m/02-b.md": "---\nprerequisites: [a]\n---\n# 乙\n",
    }
    site = built(write_tree(tmp_path, files))
    assert "Can one" in site["en/a/index.html"]
    assert "会一" not in site["en/a/index.html"]
    assert 'lang="zh">单元' in site["en/a/index.html"]
    assert 'href="../a/index.html">甲' in site["zh/b/index.html"].partition("<article")[2].partition("</header>")[0]
    assert ">Alpha" in site["en/b/index.html"].partition("<article")[2].partition("</header>")[0]


def test_a_page_without_a_description_is_described_by_its_beginning(tmp_path: Path) -> None:
    text = "很长的开头，" * 40
    site = built(write_tree(tmp_path, {"a.md": f"# 题\n\n{text}\n", "b.md": "# 题二\n\n短。\n\n又。\n"}))
    (description,) = re.findall(r'name="description" content="([^"]+)"', site["zh/a/index.html"])
    assert description.endswith("很长的开头…")
    assert len(description) <= 121
    assert 'content="短。 又。"' in site["zh/b/index.html"]


def test_contents_nest_by_level(tmp_path: Path) -> None:
    site = built(write_tree(tmp_path, {"a.md": "# 题\n\n## 一\n\n### 一甲\n\n## 二\n"}))
    contents = page(site, "zh/a/index.html").css_first("nav.contents")
    assert contents is not None
    assert [node.text(strip=True) for node in contents.css("ol ol a")] == ["一甲"]
    assert len(contents.css("a")) == 3


def test_a_layout_of_the_author_draws_the_page_with_the_keys_they_added(tmp_path: Path) -> None:
    files = {
        "content/a.md": "---\nlayout: slides\nmood: 好\n---\n# 题\n",
        "templates/slides.html": '{% extends "lesson.html" %}{% block main %}{{ lesson.extra.mood }}{% endblock %}',
    }
    site = built(write_tree(tmp_path, files) / "content", templates=tmp_path / "templates")
    assert "好" in site["zh/a/index.html"]


def test_a_link_to_the_top_is_a_link_to_the_page(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, {"a.md": "# 题\n\n[上](#top)\n"}))
    assert 'href="index.html">上' in files["zh/a/index.html"]


def test_long_numbers_in_an_anchor_take_no_time(tmp_path: Path) -> None:
    content = write_tree(tmp_path, {"a.md": f"# 题\n\n[x](#{'1' * 60}a)\n\n## {'2' * 60}\n"})
    assert codes(build(content).diagnostics) == ["B302"]


def test_faulty_pages_do_not_name_an_unpublished_lesson(tmp_path: Path) -> None:
    files = {
        "zanzibar.md": "---\nis_published: false\n---\n# 秘\n",
        "a.md": "# 题\n\n[s](zanzibar.md) ![i](zanzibar.md)\n",
    }
    site = built(write_tree(tmp_path, files), level=Level.LENIENT)
    assert not any("zanzibar" in text for text in site.values())


def test_a_change_of_languages_renders_again(tmp_path: Path) -> None:
    project = Project(content=write_tree(tmp_path, COURSE), content_name="content", templates=None)
    memory = Memory()
    build_site(project, Options(now=NOON), memory)
    write_tree(tmp_path, {"course.toml": 'languages = ["fr", "de"]\n'})
    again = build_site(project, Options(now=NOON), memory)
    assert again.rendered == 3
    assert again.site
