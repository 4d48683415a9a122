"""What stands at the foot of a lesson: links to edit and to report, comments, the licence."""

import html
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from factories import NOON, build, built, write_tree

from dlcourse.builder.pages.licences import licence_address
from dlcourse.builder.pipeline import build_site
from dlcourse.config import Options, Project, Settings, read_settings
from dlcourse.diagnostics import ConfigError

GISCUS = """
[comments]
repo = "owner/name"
repo_id = "R_kgDOA1b2C3"
category = "Announcements"
category_id = "DIC_kwDOA1b2C3"
"""
LESSONS = {
    "第一 课/01-a.zh.md": "# 卷积 & 池化\n\n一句话。",
    "第一 课/01-a.en.md": "# Convolution\n\nA sentence.",
    "02-b.en.md": "# B\n\nA sentence.",
}


def site_of(folder: Path, toml: str, lessons: dict[str, str] | None = None) -> dict[str, str]:
    return built(write_tree(folder, {"course.toml": toml, **(LESSONS if lessons is None else lessons)}))


def links(page: str, name: str) -> list[str]:
    return [html.unescape(href) for href in re.findall(rf'<a class="{name}" href="([^"]*)"', page)]


def settings_of(folder: Path, toml: str) -> Settings:
    write_tree(folder, {"course.toml": toml})
    return read_settings(Project(content=folder, content_name="content", templates=None))


def faults_of(folder: Path, toml: str) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        settings_of(folder, toml)
    return str(raised.value).splitlines()


PLACE = "%E7%AC%AC%E4%B8%80%20%E8%AF%BE/01-a.zh.md"


@pytest.mark.parametrize(
    ("repository", "edit"),
    [
        ("https://github.com/o/r", f"https://github.com/o/r/edit/main/content/{PLACE}"),
        ("https://www.github.com/o/r.git/", f"https://www.github.com/o/r/edit/main/content/{PLACE}"),
        ("https://gitlab.com/o/group/r", f"https://gitlab.com/o/group/r/-/edit/main/content/{PLACE}"),
        ("https://gitlab.example.edu/o/r", f"https://gitlab.example.edu/o/r/-/edit/main/content/{PLACE}"),
        ("https://gitee.com/o/r", f"https://gitee.com/o/r/edit/main/content/{PLACE}"),
        ("https://codeberg.org/o/r", f"https://codeberg.org/o/r/_edit/main/content/{PLACE}"),
    ],
)
def test_repository_tells_where_a_lesson_is_edited(tmp_path: Path, repository: str, edit: str) -> None:
    page = site_of(tmp_path, f'repository = "{repository}"\n')["zh/a/index.html"]
    assert links(page, "edit") == [edit]
    assert len(links(page, "report")) == 1


@pytest.mark.parametrize(
    "repository",
    [
        "",
        "https://example.org/source",
        "https://github.com/o",
        "https://github.com/o/r/tree/main",
        "https://github.com",
    ],
)
def test_repository_that_is_not_known_gives_no_links(tmp_path: Path, repository: str) -> None:
    page = site_of(tmp_path, f'repository = "{repository}"\n' if repository else "")["zh/a/index.html"]
    assert "page-links" not in page


def test_every_view_links_to_the_file_that_it_shows(tmp_path: Path) -> None:
    site = site_of(tmp_path, 'repository = "https://github.com/o/r"\nbranch = "our/trunk"\n')
    root = "https://github.com/o/r/edit/our/trunk/content/"
    zh, en = root + PLACE, root + PLACE.replace(".zh.", ".en.")
    shown = {tree: links(site[f"{tree}/a/index.html"], "edit") for tree in ("zh", "en", "bi")}
    assert shown == {"zh": [zh], "en": [en], "bi": [zh, en]}
    assert [links(site[f"{tree}/b/index.html"], "edit") for tree in ("zh", "en", "bi")] == [[f"{root}02-b.en.md"]] * 3
    both = site["bi/a/index.html"]
    assert re.search(r'\.zh\.md">编辑本页</a>\s*<a class="edit" [^>]*><span lang="en">Edit this page</span></a>', both)


def test_links_work_for_any_two_languages(tmp_path: Path) -> None:
    lessons = {"01-a.de.md": "# A\n\nEin Satz.", "01-a.fr.md": "# A\n\nUne phrase."}
    site = site_of(tmp_path, 'languages = ["de", "fr"]\nrepository = "https://github.com/o/r"\n' + GISCUS, lessons)
    assert [link.rpartition("/")[2] for link in links(site["bi/a/index.html"], "edit")] == ["01-a.de.md", "01-a.fr.md"]
    assert "https://giscus.app/de/widget" in site["bi/a/index.html"]


def test_report_names_the_lesson_and_its_address(tmp_path: Path) -> None:
    content = write_tree(tmp_path, {"course.toml": 'repository = "https://github.com/o/r"\n', **LESSONS})
    (report,) = links(built(content)["zh/a/index.html"], "report")
    assert parse_qs(urlsplit(report).query) == {"title": ["卷积 & 池化"], "body": ["zh/a/"]}
    (report,) = links(built(content, base_url="https://example.org/c/")["bi/a/index.html"], "report")
    assert parse_qs(urlsplit(report).query) == {"title": ["卷积 & 池化"], "body": ["https://example.org/c/bi/a/"]}


def test_authors_own_addresses_win(tmp_path: Path) -> None:
    toml = (
        'repository = "https://github.com/o/r"\n'
        'edit_url = "https://git.example.edu/{branch}/docs/{path}?at={path}"\n'
        'issues_url = "https://bugs.example.edu/new#{title}"\n'
    )
    page = site_of(tmp_path, toml)["zh/a/index.html"]
    in_query = PLACE.replace("/", "%2F")
    assert links(page, "edit") == [f"https://git.example.edu/main/docs/{PLACE}?at={in_query}"]
    assert links(page, "report") == ["https://bugs.example.edu/new#%E5%8D%B7%E7%A7%AF%20%26%20%E6%B1%A0%E5%8C%96"]


def test_false_takes_a_link_away(tmp_path: Path) -> None:
    page = site_of(tmp_path, 'repository = "https://github.com/o/r"\nedit_url = false\n')["zh/a/index.html"]
    assert links(page, "edit") == []
    assert len(links(page, "report")) == 1


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("docs/course", "docs/course"),
        ("/home/someone/course", "course"),
        ("../course", "course"),
        ("content", "content"),
    ],
)
def test_folder_is_as_the_author_calls_it_where_git_does_not_know(tmp_path: Path, name: str, folder: str) -> None:
    content = write_tree(tmp_path, {"course.toml": 'repository = "https://github.com/o/r"\n', **LESSONS})
    site = build_site(Project(content=content, content_name=name, templates=None), Options(now=NOON)).site
    assert site is not None
    page = next(a.read() for a in site.artifacts if a.path.as_posix() == "en/b/index.html")
    assert links(page.decode(), "edit") == [f"https://github.com/o/r/edit/main/{folder}/02-b.en.md"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('edit_url = "https://example.org/edit"', "does not say where {path}"),
        ('edit_url = "example.org/{path}"', "is not an http or https address"),
        ('edit_url = "https://example.org/{path}?at={url}"', "{url} is not a place that is filled in"),
        ('edit_url = "https://{path}/edit"', "leaves open whose address it is"),
        ('issues_url = "https://{title}.example.org/"', "leaves open whose address it is"),
        ('edit_url = "javascript:{path}"', "is not an http or https address"),
        ('edit_url = "https://{path}\\"><x"', "is not an http or https address"),
        ('edit_url = "https://example.org/{file}/{path}"', "{file} is not a place that is filled in"),
        ('issues_url = "https://example.org/{slug}"', "{slug} is not a place that is filled in"),
        ("issues_url = true", "is a truth value, not an address or false"),
        ("edit_url = 5", "5 is a number, not an address or false"),
        ('branch = "a..b"', "is not the name of a branch"),
        ('branch = "-x"', "is not the name of a branch"),
        ("branch = 5", "branch: 5"),
    ],
)
def test_faulty_address_or_branch_is_told_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    (fault,) = faults_of(tmp_path, f'title = "x"\n{line}\n')
    assert fault.startswith("content/course.toml:2: ")
    assert said in fault


def test_comments_are_read(tmp_path: Path) -> None:
    more = 'mapping = "pathname"\nstrict = false\nreactions = false\ninput_position = "top"\n'
    table = settings_of(tmp_path, GISCUS + more).comments
    assert table is not None
    assert (table.repo, table.category, table.mapping) == ("owner/name", "Announcements", "pathname")
    assert (table.strict, table.reactions, table.input_position) == (False, False, "top")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('repo = "name"', 'comments.repo: "name" is not the owner and the name of a repository'),
        ('repo_id = "<x>"', 'comments.repo_id: "<x>" is not an id that giscus.app gives'),
        ("category = 5", "comments.category: 5 is a number, not text"),
        ('mapping = "number"', "is not one of slug, pathname, url, title, og:title"),
        ("mapping = 5", "comments.mapping: 5"),
        ('input_position = "left"', "is not top or bottom"),
        ('strict = "yes"', "comments.strict"),
        ('repoId = "R_kgDO"', "did you mean `repo_id`?"),
    ],
)
def test_fault_of_the_comments_is_told_with_its_own_line(tmp_path: Path, line: str, said: str) -> None:
    key = line.partition(" =")[0]
    kept = "".join(each + "\n" for each in GISCUS.strip().split("\n") if not each.startswith(f"{key} ="))
    (fault,) = faults_of(tmp_path, 'title = "x"\n' + kept + line + "\n")
    assert fault.startswith(f"content/course.toml:{2 + kept.count(chr(10))}: ")
    assert said in fault


def test_what_is_missing_is_told_at_once(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, 'title = "x"\n\n[comments]\nrepo = "owner/name"\ncategory = "A"\n')
    assert fault.startswith("content/course.toml:3: comments: repo_id, category_id are missing; ")
    (fault,) = faults_of(tmp_path, GISCUS.replace('category = "Announcements"\n', ""))
    assert "comments: category is missing" in fault


def frame_of(page: str) -> dict[str, list[str]]:
    found = re.search(r'data-frame="([^"]*)"', page)
    return parse_qs(urlsplit(html.unescape(found[1])).query) if found else {}


def test_pages_of_a_lesson_share_one_discussion_by_its_slug(tmp_path: Path) -> None:
    site = site_of(tmp_path, GISCUS)
    pages = [site[f"{tree}/a/index.html"] for tree in ("zh", "en", "bi")]
    assert [frame_of(page)["term"] for page in pages] == [["a"]] * 3
    assert [re.findall(r"giscus\.app/([\w-]+)/widget", page) for page in pages] == [["zh-CN"], ["en"], ["zh-CN"]]
    assert frame_of(pages[0])["repoId"] == ["R_kgDOA1b2C3"]
    assert 'href="https://github.com/owner/name/discussions?discussions_q=a"' in pages[0]


def test_other_mappings_are_left_to_the_script(tmp_path: Path) -> None:
    page = site_of(tmp_path, GISCUS + 'mapping = "title"\n')["zh/a/index.html"]
    assert "term" not in frame_of(page)
    assert 'data-mapping="title"' in page
    assert 'href="https://github.com/owner/name/discussions"' in page


def test_only_pages_with_comments_may_show_a_frame_and_load_the_script(tmp_path: Path) -> None:
    lessons = LESSONS | {"03-c.en.md": "---\ncomments: false\n---\n# C\n\nA sentence."}
    site = site_of(tmp_path, GISCUS, lessons)
    framed = {path for path, text in site.items() if "frame-src https://giscus.app" in text}
    scripted = {path for path, text in site.items() if re.search(r'<script src="[^"]*comments\.', text)}
    assert framed == scripted == {f"{tree}/{slug}/index.html" for tree in ("zh", "en", "bi") for slug in "ab"}
    assert any(path.startswith("assets/comments.") for path in site)


def test_page_asks_nothing_of_another_site(tmp_path: Path) -> None:
    page = site_of(tmp_path, GISCUS)["zh/a/index.html"]
    assert re.findall(r'<(?:script|iframe|img|link)[^>]*(?:src|href)="https?://(?!example)[^"]*"', page) == []
    assert "<iframe" not in page


def test_course_without_comments_has_no_trace_of_them(tmp_path: Path) -> None:
    site = site_of(tmp_path, "")
    assert [path for path, text in site.items() if "giscus" in text] == []


def test_lesson_that_is_not_published_has_no_comments_or_links(tmp_path: Path) -> None:
    lessons = LESSONS | {"03-secret.en.md": "---\nis_published: false\n---\n# C\n\nA sentence."}
    site = site_of(tmp_path, 'repository = "https://github.com/o/r"\n' + GISCUS, lessons)
    assert [path for path, text in site.items() if "secret" in text] == []


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("zh-Hant", "zh-TW"), ("zh-TW", "zh-TW"), ("zh-HK", "zh-HK"), ("pt-BR", "pt"), ("el", "gr"), ("sw", "en")],
)
def test_giscus_speaks_the_readers_language_if_it_can(tmp_path: Path, language: str, spoken: str) -> None:
    site = site_of(tmp_path, f'languages = ["{language}"]\n{GISCUS}', {"01-a.md": "# A\n\nText."})
    assert f"https://giscus.app/{spoken}/widget" in site[f"{language}/a/index.html"]


def test_faulty_comments_stop_a_build(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        build(write_tree(tmp_path, {"course.toml": "comments = {}\n", **LESSONS}))


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-sa-3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("MIT", "https://spdx.org/licenses/MIT.html"),
        ("All rights reserved", ""),
        ("CC BY", ""),
        ("", ""),
    ],
)
def test_known_licence_is_linked_to_its_text(licence: str, address: str) -> None:
    assert licence_address(licence) == address


def test_licence_stands_at_the_foot_of_the_pages(tmp_path: Path) -> None:
    page = site_of(tmp_path, 'licence = "CC BY-SA 4.0"\n')["zh/index.html"]
    assert '<a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA 4.0</a>' in page
