"""Templates: the author's over the shipped, faults with file and line, words, assets."""

import os
import pickle
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from dlcourse.builder.trees import Tree
from dlcourse.diagnostics import ConfigError
from dlcourse.renderer.templates import Parts, Templates, asset_files, has_strings, load_strings
from dlcourse.renderer.words import Words, join_strings
from dlcourse.shipped import shipped


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def a_site(**changes: Any) -> dict[str, Any]:
    site = {
        "title": "课程",
        "description": "",
        "home": "index.html",
        "glossary": "",
        "exercises": "",
        "print": "",
        "search": "search/",
        "languages": [],
        "authors": [],
    }
    return site | {"licence": "", "licence_address": "", "repository": ""} | changes


def two_languages() -> list[dict[str, Any]]:
    return [
        {"code": "zh", "language": "zh", "name": "中文", "href": "zh.html", "is_current": True}
        | {"attributes": Markup(' lang="zh" hreflang="zh" data-tree="zh" aria-current="true"')},
        {"code": "en", "language": "en", "name": "English", "href": "en.html", "is_current": False}
        | {"attributes": Markup(' lang="en" hreflang="en" data-tree="en"')},
        {"code": "bi", "language": "", "name": "双语", "href": "bi.html", "is_current": False}
        | {"attributes": Markup(' data-tree="bi"')},
    ]


def a_row(title: str = "第一课", **changes: Any) -> dict[str, Any]:
    return {
        "title": title,
        "href": "1.html",
        "minutes": 7,
        "is_current": False,
        "description": "",
        "number": 1,
        "objectives": [],
        "prerequisites": [],
    } | changes


def a_module(title: str = "模块", **changes: Any) -> dict[str, Any]:
    module = {"title": title, "href": "1.html", "is_current": False, "lessons": [], "id": "page-module-1"}
    module |= {"lesson_count": 1, "is_cut": False, "description": "", "minutes": 7, "objectives": [], "maps": ()}
    return module | {"is_brief": False, "is_folded": False, "is_open": True} | changes


def a_home_page(**changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "objectives": [],
        "prerequisites": [],
        "maps": (),
        "is_map_of_modules": False,
        "is_map_tall": False,
    }
    return a_page(**facts, modules=[], lesson_count=1, minutes=7, course_data=Markup("{}")) | changes


def a_page(language: str = "zh", **changes: Any) -> dict[str, Any]:
    page = {"title": "第一课", "description": "", "canonical": "", "csp": "default-src 'none'"}
    lists: dict[str, list[object]] = {"alternates": [], "social": [], "feeds": []}
    context = {
        "language": language,
        "tree": Tree(language, (language,)),
        "t": load_strings(language, None),
        "site": a_site(),
        "page": {**page, **lists, "is_indexed": True, "is_front": False},
        "asset": lambda name: f"assets/{name}",
        "live_reload": "",
    }
    return context | changes


def in_both(context: dict[str, Any]) -> dict[str, Any]:
    """Return the page as readers of both languages get it."""
    strings = join_strings(("zh", "en"), [load_strings("zh", None), load_strings("en", None)])
    return context | {"tree": Tree("bi", ("zh", "en")), "t": strings}


def a_lesson_page(**changes: Any) -> dict[str, Any]:
    lesson = {"title": "第一课", "title_html": Markup("第一课"), "language": "zh", "is_fallback": False, "minutes": 7}
    lesson |= {
        "title_id": "",
        "view": "zh",
        "updated": "",
        "authors": [],
        "objectives": [],
        "tags": [],
        "prerequisites": [],
        "has_math": False,
    }
    context = a_page(
        body=Markup("<p>正文</p>"), contents=[], contents_list="", breadcrumb=[], menu="", previous=None, next=None
    )
    context |= {"source": {"edits": [], "report": ""}, "comments": None}
    return context | {"lesson": lesson | changes.pop("lesson", {})} | changes


def a_menu(*modules: dict[str, Any]) -> Markup:
    parts, is_only = Parts(a_page()), len(modules) == 1

    def written(macro: str, *given: object) -> Markup:
        return Templates(None).write("_sidebar_rows.html", macro, parts, *given)

    items: list[Markup] = []
    for module in modules:
        rows = [written("lesson", row) for row in module["lessons"]]
        ends = [written(macro, module, is_only) for macro in ("before", "after")]
        items += [ends[0], *rows, ends[1]] if rows else [written("link", module)]
    return Markup("").join(items)


class Reader(HTMLParser):
    """Collects the tags of a page, with their attributes, and what stands inside <main>."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.in_main: list[str] = []
        self._is_main = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if self._is_main:
            self.in_main.append(tag)
        self._is_main |= tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self._is_main &= tag != "main"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def failure(overrides: Path, template: str = "page.html", context: dict[str, Any] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        Templates(overrides).render(template, context or {})
    return str(caught.value)


# --- whose template is used


def test_an_authors_template_replaces_the_shipped_one(tmp_path: Path) -> None:
    write(tmp_path / "404.html", "mine: {{ site.title }}")
    assert Templates(tmp_path).render("404.html", a_page()) == "mine: 课程"


def test_an_authors_part_is_used_inside_a_shipped_page(tmp_path: Path) -> None:
    write(tmp_path / "_footer.html", "<footer>mine</footer>")
    assert "<footer>mine</footer>" in Templates(tmp_path).render("404.html", a_page())


def test_an_override_extends_the_shipped_template_of_its_own_name(tmp_path: Path) -> None:
    write(tmp_path / "404.html", '{% extends "shipped/404.html" %}{% block head %}<meta name="mine">{% endblock %}')
    page = Templates(tmp_path).render("404.html", a_page())
    assert '<meta name="mine">' in page
    assert 'id="page-main"' in page


def test_values_are_escaped_in_every_template(tmp_path: Path) -> None:
    write(tmp_path / "page.txt", "{{ value }}")
    assert Templates(tmp_path).render("page.txt", {"value": "<b>"}) == "&lt;b&gt;"


def test_a_changed_a_new_and_a_removed_override_are_noticed(tmp_path: Path) -> None:
    plain = Templates(tmp_path).render("404.html", a_page())
    file = write(tmp_path / "404.html", "first")
    assert Templates(tmp_path).render("404.html", a_page()) == "first"
    write(file, "second")
    os.utime(file, ns=(1, 1))
    assert Templates(tmp_path).render("404.html", a_page()) == "second"
    file.unlink()
    assert Templates(tmp_path).render("404.html", a_page()) == plain


# --- broken templates


def test_a_syntax_error_is_reported_with_file_and_line(tmp_path: Path) -> None:
    write(tmp_path / "page.html", "fine\n{% if %}\n")
    message = failure(tmp_path)
    assert message.startswith("templates/page.html:2: ")
    assert "; mend the tag" in message


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\n\n{{ f(a=1, a=2) }}\n", "lesson.html:3: keyword argument repeated: a;"),
        ("\n{% macro m(a, a) %}{% endmacro %}", "lesson.html:2: duplicate "),
        ("{% for i in x %}" * 25 + "{% endfor %}" * 25, "lesson.html:1: too many statically nested blocks;"),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "lesson.html: it holds a value that is too long"),
        ("{{ " + "9" * 5000 + " }}", "lesson.html: it holds a value that is too long"),
    ],
    ids=["keyword", "argument", "loops", "brackets", "number"],
)
def test_what_python_makes_nothing_of_is_the_templates_fault(tmp_path: Path, text: str, fault: str) -> None:
    write(tmp_path / "lesson.html", text)
    with pytest.raises(ConfigError, match="^" + re.escape(f"templates/{fault}")):
        Templates(tmp_path).render("lesson.html", {})


def test_an_undefined_name_is_reported_with_file_and_line(tmp_path: Path) -> None:
    write(tmp_path / "page.html", "\n\n{{ lesson.titel }}")
    message = failure(tmp_path, context={"lesson": {"title": "x"}})
    assert message.startswith("templates/page.html:3: ")
    assert "titel" in message


def test_a_missing_part_is_reported_where_it_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "page.html", '\n{% include "nowhere.html" %}')
    assert failure(tmp_path).startswith("templates/page.html:2: there is no template nowhere.html; ")


def test_a_name_that_climbs_out_of_the_folder_is_no_template(tmp_path: Path) -> None:
    write(tmp_path / "secret.txt", "secret")
    write(tmp_path / "templates" / "page.html", '{% include "../secret.txt" %}')
    assert "there is no template ../secret.txt" in failure(tmp_path / "templates")


def test_any_other_fault_names_the_line_and_the_kind(tmp_path: Path) -> None:
    write(tmp_path / "parts" / "sum.html", "\n{{ 1 / 0 }}")
    write(tmp_path / "page.html", '{% include "parts/sum.html" %}')
    assert failure(tmp_path).startswith("templates/parts/sum.html:2: ZeroDivisionError: ")


def test_a_long_message_is_cut_and_shows_no_control_characters(tmp_path: Path) -> None:
    write(tmp_path / "page.html", "{{ fail() }}")

    def fail() -> None:
        raise ValueError("\x1b" + "long" * 200)

    message = failure(tmp_path, context={"fail": fail})
    assert len(message) < 400
    assert "\x1b" not in message


def test_a_template_that_extends_itself_is_told_how_to_extend_the_shipped_one(tmp_path: Path) -> None:
    write(tmp_path / "lesson.html", '{% extends "lesson.html" %}')
    message = failure(tmp_path, "lesson.html")
    assert message.startswith("templates/lesson.html:1: ")
    assert "shipped/NAME" in message


def test_a_template_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes("课程".encode("gb18030"))
    assert failure(tmp_path).startswith("templates/page.html: it is not UTF-8")


def test_an_authors_fault_inside_a_shipped_page_is_laid_at_the_authors_line(tmp_path: Path) -> None:
    write(tmp_path / "_footer.html", "\n{{ nothing }}")
    assert failure(tmp_path, "404.html", a_page()).startswith("templates/_footer.html:2: ")


def test_a_fault_of_our_own_is_not_blamed_on_the_author(tmp_path: Path) -> None:
    for templates in (Templates(None), Templates(tmp_path)):
        with pytest.raises(Exception, match="undefined") as caught:
            templates.render("404.html", {})
        assert not isinstance(caught.value, ConfigError)


# --- words


def test_every_word_is_there_in_chinese_and_in_english() -> None:
    zh, en = load_strings("zh", None), load_strings("en", None)
    assert zh.keys() == {key for key in en if not key.endswith("_one")}
    assert not {key for key in zh if zh[key] == en[key]}


def test_a_language_without_words_of_its_own_uses_english_and_a_regional_one_its_parent() -> None:
    assert load_strings("fr", None) == load_strings("en", None)
    assert load_strings("zh-Hans-CN", None) == load_strings("zh", None)


def test_an_authors_words_replace_ours_key_by_key(tmp_path: Path) -> None:
    write(tmp_path / "strings" / "zh.toml", 'next = "往下"\nmine = "新词"\n')
    strings = load_strings("zh", tmp_path)
    assert (strings["next"], strings["mine"]) == ("往下", "新词")
    assert strings["previous"] == load_strings("zh", None)["previous"]


def test_an_authors_english_word_is_the_fallback_of_other_languages_only(tmp_path: Path) -> None:
    write(tmp_path / "strings" / "en.toml", 'next = "Onward"\nmine = "My word"\n')
    strings = load_strings("zh", tmp_path)
    assert strings["mine"] == "My word"
    assert strings["next"] == load_strings("zh", None)["next"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a = 1\nnext = x\n", ":2:8: it is not valid TOML"),
        (b"\nnext = 3\n", ":2: next is not a text"),
        (b"next = 3\nskip = []\n", ":2: skip is not a text"),
        ('next = "下"'.encode("gb18030"), ":1: it is not UTF-8"),
        (b"next = " + b"9" * 5000, "too long"),
        (b"next = " + b"[" * 5000, "too deep"),
    ],
)
def test_a_broken_file_of_words_is_named_with_how_to_mend_it(tmp_path: Path, data: bytes, problem: str) -> None:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings" / "zh.toml").write_bytes(data)
    with pytest.raises(ConfigError, match=r"templates/strings/zh\.toml:") as caught:
        load_strings("zh", tmp_path)
    assert problem in str(caught.value)


def test_a_file_of_words_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    write(tmp_path / "strings" / "zh.toml", '\ufeffnext = "下"\n')
    assert load_strings("zh", tmp_path)["next"] == "下"


def test_words_borrowed_from_english_say_so() -> None:
    assert load_strings("fr", None)["next"].parts == (("Next", "en"),)  # type: ignore[attr-defined]  # that they do
    assert not isinstance(load_strings("en-GB", None)["next"], Words)


def test_words_are_known_in_a_language_its_regions_and_those_of_the_author(tmp_path: Path) -> None:
    write(tmp_path / "strings" / "ja.toml", 'next = "次へ"')
    assert [has_strings(tag, tmp_path) for tag in ("zh", "zh-Hant", "en-GB", "ja", "fr")] == [True] * 4 + [False]
    assert not has_strings("ja", None)


# --- assets


def test_assets_are_the_shipped_files_with_the_authors_over_them_by_name(tmp_path: Path) -> None:
    mine = write(tmp_path / "assets" / "style.css", "body{}")
    extra = write(tmp_path / "assets" / "a.js", "")
    write(tmp_path / "assets" / ".hidden", "")
    write(tmp_path / "assets" / "folder" / "deep.css", "")
    files = dict(asset_files(tmp_path))
    assert files["style.css"] == mine
    assert files["a.js"] == extra
    assert files["favicon.svg"] == shipped("templates") / "assets" / "favicon.svg"
    assert not {".hidden", "folder", "deep.css"} & files.keys()
    assert list(files) == sorted(files)


def test_a_templates_folder_without_assets_changes_nothing(tmp_path: Path) -> None:
    assert asset_files(tmp_path) == asset_files(None)


# --- what pages share


def test_a_part_is_made_once_of_what_pages_share() -> None:
    parts = Parts(a_page(site=a_site(licence="MIT")))
    pages = [Templates(None).render("404.html", a_page(parts=parts, site=a_site(licence=name))) for name in "ab"]
    assert all("</span>MIT</span>" in page for page in pages)
    assert set(parts.made) >= {"_footer.html", "_help.html", "_search.html"}


def test_an_authors_own_part_is_given_all_that_the_page_is(tmp_path: Path) -> None:
    write(tmp_path / "_footer.html", "<footer>{{ page.title }}</footer>")
    templates, parts = Templates(tmp_path), Parts(a_page())
    for title in ("One", "Two"):
        page = a_page()["page"] | {"title": title}
        assert f"<footer>{title}</footer>" in templates.render("404.html", a_page(page=page, parts=parts))


def test_templates_can_be_sent_to_another_process(tmp_path: Path) -> None:
    write(tmp_path / "_footer.html", "<footer>mine</footer>")
    templates = Templates(tmp_path)
    copy = pickle.loads(pickle.dumps(templates))
    assert copy.render("404.html", a_page()) == templates.render("404.html", a_page())


def test_a_template_without_the_macro_that_is_wanted_is_named(tmp_path: Path) -> None:
    write(tmp_path / "_sidebar_rows.html", "{% macro lesson(row) %}{{ row.nosuch }}{% endmacro %}")
    templates = Templates(tmp_path)
    with pytest.raises(ConfigError, match=r"templates/_sidebar_rows\.html: it has no macro link; "):
        templates.write("_sidebar_rows.html", "link", Parts(a_page()), a_row())
    with pytest.raises(ConfigError, match=r"templates/_sidebar_rows\.html:1: .*nosuch"):
        str(templates.write("_sidebar_rows.html", "lesson", Parts(a_page()), a_row()))


def test_digest_changes_with_the_authors_templates_alone(tmp_path: Path) -> None:
    before = Templates(tmp_path).digest
    assert before == Templates(None).digest
    write(tmp_path / "_footer.html", "<footer>mine</footer>")
    assert Templates(tmp_path).digest == Templates(tmp_path).digest != before


# --- what the shipped pages promise


def test_a_file_whose_name_is_not_unicode_is_named(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"\xff.css")).touch()
    except OSError:
        pytest.skip("this disk takes no such name")
    with pytest.raises(ConfigError, match=r"templates/\\udcff\.css: the name is not valid Unicode"):
        _ = Templates(tmp_path).digest


def test_the_same_context_gives_the_same_page() -> None:
    context = a_lesson_page(previous=a_row(), menu=a_menu(a_module(is_current=True, lessons=[a_row()])))
    assert Templates(None).render("lesson.html", context) == Templates(None).render("lesson.html", context)


def test_charset_and_policy_come_before_everything_that_loads() -> None:
    for template, context in (
        ("404.html", a_page()),
        ("redirect.html", a_page(target="1.html", title="第一课")),
    ):
        head = [attributes for tag, attributes in Reader(Templates(None).render(template, context)).tags][2:4]
        assert head[0] == {"charset": "utf-8"}
        assert head[1]["http-equiv"] == "Content-Security-Policy"


def test_a_lesson_page_has_one_heading_and_no_list_or_drawing_of_its_own_in_main() -> None:
    headings = [{"id": "a", "html": Markup("A"), "text": "A", "language": "zh", "children": []}]
    lesson = {"objectives": ["学会"], "prerequisites": [a_row("前一课")], "tags": ["x"], "updated": "2026-01-02"}
    context = a_lesson_page(
        lesson=lesson | {"authors": ["甲", "乙"]},
        contents=[headings[0] | {"children": headings}],
        breadcrumb=[{"title": "首页", "href": "/"}, {"title": "此页", "href": ""}],
        menu=a_menu(a_module(is_current=True, is_cut=True, lessons=[a_row(is_current=True)]), a_module("")),
        previous=a_row("上"),
        next=a_row("下"),
    )
    html = Templates(None).render("lesson.html", context)
    reader = Reader(html)
    assert len(reader.all("h1")) == 1
    assert not {"ul", "ol", "li", "svg", "math", "nav"} & set(reader.in_main)
    assert reader.in_main.count("article") == 1
    assert "学会" in html
    labels = [attributes["aria-label"] for attributes in reader.all("nav")]
    assert len(labels) == len(set(labels)) == 4


def test_no_page_has_inline_script_style_or_handlers() -> None:
    pages = [
        Templates(None).render("lesson.html", a_lesson_page(live_reload="/reload.js")),
        Templates(None).render("home.html", a_home_page(modules=[a_module(lessons=[a_row()])])),
        Templates(None).render("404.html", a_page(site=a_site(languages=two_languages()))),
        Templates(None).render("redirect.html", a_page(target="1.html", title="第一课")),
        Templates(None).render("lesson.html", in_both(a_lesson_page(site=a_site(languages=two_languages())))),
        Templates(None).render("glossary.html", a_page(terms=[], menu="")),
    ]
    for page in pages:
        for tag, attributes in Reader(page).tags:
            assert tag != "style"
            assert tag != "script" or attributes.get("src") or attributes["type"] == "application/ld+json"
            assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_a_fallback_page_says_so_in_the_readers_language() -> None:
    context = a_lesson_page(lesson={"is_fallback": True, "language": "en"})
    html = Templates(None).render("lesson.html", context)
    assert "本课暂无中文版，以下是英文原文。" in html
    assert '<article lang="en"' in html


def test_titles_in_another_language_than_the_page_carry_their_lang() -> None:
    rows = [a_row(Words(("Deep learning", "en"))), a_row(Words(("深度学习", "zh")))]
    menu = a_menu(a_module(is_current=True, lessons=rows))
    context = a_lesson_page(menu=menu, next=a_row(Words(("Next one", "en"))))
    html = Templates(None).render("lesson.html", context)
    assert '<a href="1.html"><span lang="en">Deep learning</span></a>' in html
    assert '<a href="1.html">深度学习</a>' in html
    assert '<strong><span lang="en">Next one</span></strong>' in html


def test_the_language_switcher_names_every_language_in_itself_and_both_in_the_readers() -> None:
    html = Templates(None).render("404.html", a_page(site=a_site(languages=two_languages())))
    assert '<a href="en.html" lang="en" hreflang="en" data-tree="en">English</a>' in html
    assert '<a href="zh.html" lang="zh" hreflang="zh" data-tree="zh" aria-current="true">中文</a>' in html
    assert '<a href="bi.html" data-tree="bi">双语</a>' in html


def test_readers_of_both_languages_find_every_word_in_both() -> None:
    words = Words(("下一个", "zh"), ("Next one", "en"))
    context = in_both(a_lesson_page(next=a_row(words), site=a_site(languages=two_languages())))
    html = Templates(None).render("lesson.html", context)
    assert 'aria-label="语言 · Language"' in html
    assert '<span class="pair"><span lang="zh">跳到正文</span> <span lang="en">Skip to content</span></span>' in html
    assert (
        '<strong><span class="pair"><span lang="zh">下一个</span> <span lang="en">Next one</span></span></strong>'
        in html
    )
    assert "bilingual.css" in html
    assert '<label><input type="checkbox" id="page-order"' in html
    assert "bilingual.css" not in Templates(None).render("lesson.html", a_lesson_page())


def test_a_fallback_page_in_both_languages_has_nothing_to_put_first() -> None:
    html = Templates(None).render("lesson.html", in_both(a_lesson_page(lesson={"is_fallback": True})))
    assert '<span lang="zh">本课暂无双语版，以下是中文原文。</span>' in html
    assert "not available in both languages yet. Below is the original in Chinese." in html
    assert "page-order" not in html


def test_only_the_script_that_acts_before_the_page_is_painted_is_not_deferred() -> None:
    scripts = Reader(Templates(None).render("lesson.html", a_lesson_page())).all("script")
    assert [script["src"] for script in scripts if "defer" not in script] == ["assets/theme.js"]
    assert len(scripts) == 3


def test_the_glossary_lists_terms_with_their_names_and_notes() -> None:
    names = Words(("梯度", "zh"), ("gradient", "en"))
    term = {"id": "gradient", "names": names, "also": [Words(("斜率", "zh"))], "note": Words(("A slope.", "en"))}
    bare = {"id": "loss", "names": Words(("损失", "zh")), "also": [], "note": ""}
    context = a_page(terms=[term, bare], menu=a_menu(a_module()), is_glossary=True, site=a_site(glossary="g.html"))
    html = Templates(None).render("glossary.html", context)
    assert '<div id="gradient">\n<dt><span class="pair"><span lang="zh">梯度</span> <span lang="en">gradient' in html
    assert '<span class="form">斜率</span></dt>\n<dd><span lang="en">A slope.</span></dd>' in html
    assert '<a class="module-title" href="g.html" aria-current="page">术语表</a>' in html
    assert html.count("<dd></dd>") == 1


def test_a_missing_page_is_explained_in_both_languages() -> None:
    html = Templates(None).render("404.html", a_page(site=a_site(languages=two_languages())))
    assert load_strings("zh", None)["not_found"] in html
    assert load_strings("en", None)["not_found"] in html


def test_head_facts_appear_only_when_known() -> None:
    bare = Templates(None).render("404.html", a_page())
    for absent in ("canonical", "hreflang", "description", "noindex", "reload", "og:", "atom"):
        assert absent not in bare
    facts = {"canonical": "https://x.example/zh/", "description": "关于", "is_indexed": False}
    facts["alternates"] = [{"language": "en", "href": "https://x.example/en/"}]
    facts |= {"social": [("og:locale", "zh_CN")], "feeds": [{"title": "课程", "href": "feed.xml"}]}
    full = a_page()
    full["page"] |= facts
    html = Templates(None).render("404.html", full | {"live_reload": "/reload.js"})
    assert '<link rel="canonical" href="https://x.example/zh/">' in html
    assert '<link rel="alternate" hreflang="en" href="https://x.example/en/">' in html
    assert '<meta name="description" content="关于">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert '<script src="/reload.js" defer></script>' in html
    assert '<meta property="og:locale" content="zh_CN">' in html
    assert '<link rel="alternate" type="application/atom+xml" title="课程" href="feed.xml">' in html


def test_the_home_page_lists_modules_and_lessons_in_order_with_totals() -> None:
    modules = [
        a_module("基础", lessons=[a_row("一"), a_row("二", description="讲二")], lesson_count=2),
        a_module("", lessons=[a_row("三")], description="零散的课"),
    ]
    site = a_site(description="一门课", authors=["甲", "乙"], licence="CC BY 4.0", repository="https://x.example")
    context = a_home_page(modules=modules, lesson_count=3, minutes=21, site=site)
    context["page"] |= {"title": ""}
    html = Templates(None).render("home.html", context)
    assert "<title>课程</title>" in html
    places = [html.index(text) for text in ("3 课", "基础", ">一<", ">二<", "讲二", "零散的课", ">三<", "甲、乙")]
    assert places == sorted(places)


def test_a_redirect_leads_on_by_itself_and_by_a_link() -> None:
    html = Templates(None).render("redirect.html", a_page(target="../zh/1.html?a=1&b=2", title="第一课"))
    assert '<meta http-equiv="refresh" content="0; url=../zh/1.html?a=1&amp;b=2">' in html
    assert 'href="../zh/1.html?a=1&amp;b=2"' in html
    assert 'content="noindex"' in html
