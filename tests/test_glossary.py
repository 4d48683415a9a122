"""The glossary of a course: read from glossary.toml, shown on its pages and in lessons, proposed from lessons."""

import os
import tomllib
from pathlib import Path, PurePosixPath

import pytest
from factories import NOON, a_source, build, built, write_tree
from selectolax.lexbor import LexborHTMLParser

from dlcourse.builder.memory import Memory
from dlcourse.builder.pages.glossary import sorted_terms
from dlcourse.builder.pipeline import build_site
from dlcourse.builder.translating.suggestions import as_toml, propose_terms
from dlcourse.config import Options, Project, Settings
from dlcourse.diagnostics import Place
from dlcourse.loader.glossary import read_glossary
from dlcourse.model import Course, FrontMatter, Language, Lesson, Module, Term

GLOSSARY = """\
[[term]]
zh = "梯度"
en = "gradient"
note = { zh = "最陡的方向。", en = "The steepest way." }

[[term]]
zh = "反向传播"
en = "backpropagation"
also = { zh = ["反传"], en = ["backprop"] }
"""
COURSE: dict[str, str | bytes] = {
    "course.toml": 'base_url = "https://example.org/"\n',
    "glossary.toml": GLOSSARY,
    "01-a.zh.md": "# 甲\n\n梯度和反向传播，又是[梯度](glossary.toml#gradient)。\n",
    "01-a.en.md": "# A\n\nGradients and backprop, and again the [gradient](/glossary.toml).\n",
}


def read(tmp_path: Path, text: str | bytes, *languages: Language) -> tuple[tuple[Term, ...], list[str]]:
    """Return the terms of a glossary and its faults as `line: message`."""
    (tmp_path / "glossary.toml").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    project = Project(content=tmp_path, content_name="content", templates=None)
    terms, found = read_glossary(project, Settings(languages=languages or ("zh", "en")))
    assert {each.code for each in found} <= {"T405"}
    assert all(each.place.file == "content/glossary.toml" and each.hint for each in found)
    return terms, [f"{each.place.line}: {each.message}" for each in found]


# glossary.toml


def test_entry_says_names_notes_other_forms_and_where_it_stands(tmp_path: Path) -> None:
    terms, faults = read(
        tmp_path, "# terms\n\n" + GLOSSARY + '\n[[term]]\nid = "sgd"\nzh = "随机梯度下降"\nalso = ["SGD"]\n'
    )
    assert faults == []
    assert terms[0] == Term(
        id="gradient",
        names={"zh": "梯度", "en": "gradient"},
        place=Place("content/glossary.toml", 3),
        note={"zh": "最陡的方向。", "en": "The steepest way."},
    )
    assert terms[1].also == {"zh": ("反传",), "en": ("backprop",)}
    assert (terms[2].id, terms[2].names, terms[2].also) == (
        "sgd",
        {"zh": "随机梯度下降"},
        {"zh": ("SGD",), "en": ("SGD",)},
    )


def test_ids_come_from_latin_names_else_from_pinyin_and_are_unique(tmp_path: Path) -> None:
    text = "".join(
        f'[[term]]\nzh = "{zh}"\n{rest}\n'
        for zh, rest in [
            ("核", 'en = "kernel"'),
            ("卷积核", 'en = "Kernel"'),
            ("内核", 'id = "kernel-2"'),
            ("梯度", ""),
            ("页", 'en = "page break"'),
            ("α", ""),
        ]
    )
    terms, faults = read(tmp_path, text)
    assert faults == []
    ids = [term.id for term in terms]
    assert ids[:5] == ["kernel", "kernel-3", "kernel-2", "ti-du", "page-break"] or ids[4] == "term-page-break"
    assert len(set(ids)) == 6
    assert not any(each.startswith("page-") for each in ids)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[term]]\nzh = "梯度"\nnotes = "x"\n', "3: notes: this key is not known"),
        ('[[term]]\nzh = "梯度"\nZH = "x"\n', "3: ZH: this key is not known; did you mean `zh`?"),
        ('[[term]]\nzh = "梯度"\nfr = "x"\n', "3: fr: this key is not known"),
        ('[[term]]\nen = "x"\n', "1: this term has no name in zh, the source language"),
        ("[[term]]\n\nzh = 3\n", "3: zh: 3 is a number, not text"),
        ('[[term]]\nzh = "……"\n', '2: zh: "……" holds no letter'),
        (f'[[term]]\nzh = "{"长" * 101}"\n', "2: zh: "),
        (f'[[term]]\nzh = "梯度"\nnote = "{"长" * 1001}"\n', "3: note: it is longer than 1000 characters"),
        ('[[term]]\nzh = "梯度"\n[term.note]\nfr = "x"\n', '3: note: "fr" is not a language of this course'),
        ('[[term]]\nzh = "梯度"\nalso = "BP"\n', '3: also: "BP" is text, not a list'),
        ('[[term]]\nzh = "梯度"\nalso = [3]\n', "3: also: its entry 3 is a number, not plain text"),
        ('[[term]]\nzh = "梯度"\nalso = { fr = [] }\n', '3: also: "fr" is not a language of this course'),
        (f'[[term]]\nzh = "梯度"\nalso = {["x"] * 21}\n', "3: also: it has 21 entries, more than 20"),
        ('[[term]]\nzh = "梯度"\nid = "Ü"\n', '3: id: "Ü" is not words of a-z'),
        (
            '[[term]]\nzh = "梯度"\nid = "page-x"\n',
            "3: id: ids that begin with page- belong to the pages' own elements",
        ),
        ('[[term]]\nzh = "梯度"\n\n[[term]]\nzh = "梯 度"\n', '5: zh: "梯 度" is already a term on line 1'),
        (
            '[[term]]\nzh = "梯度"\n[[term]]\nzh = "坡"\nalso = ["梯度"]\n',
            '5: also: "梯度" is already a term on line 1',
        ),
        (
            '[[term]]\nzh = "一"\nid = "x"\n[[term]]\nzh = "二"\nid = "x"\n',
            '6: id: "x" is already that of the term on line 1',
        ),
        ('term = [{ zh = "一" }, { zh = "一" }]\n', '1: zh: "一" is already a term on line 1'),
        ("terms = 3\n", "1: terms: this key is not known"),
        ("term = 3\n", "1: term: 3 is a number, not a list of tables"),
        ('[term]\nzh = "x"\n', "1: term: this is a mapping, not a list of tables"),
        ("[[term]\n", "1: it is not valid TOML"),
        ("[[term]]\nzh = '\\", "2: it is not valid TOML"),
        (b'[[term]]\nzh = "\xff"\n', "2: it is not UTF-8 text"),
        ("[[term]]\n" * 5001, "1: there are 5001 terms, more than 5000"),
        (b"#" * (512 * 1024 + 1), "0: it is larger than 512 KiB"),
    ],
)
def test_every_fault_is_told_at_its_line(tmp_path: Path, text: str | bytes, fault: str) -> None:
    _, faults = read(tmp_path, text)
    assert any(each.startswith(fault) for each in faults), faults
    assert len(faults) == 1 or "holds no letter" in fault


def test_faulty_entry_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    terms, faults = read(tmp_path, '[[term]]\nzh = 3\n\n[[term]]\nzh = "坡"\nalso = 3\n\n[[term]]\nzh = "梯度"\n')
    assert [term.names["zh"] for term in terms] == ["坡", "梯度"]
    assert len(faults) == 2


def test_lines_are_right_behind_texts_that_look_like_entries(tmp_path: Path) -> None:
    text = '[[term]]\nzh = "甲"\nnote = """\n[[term]]\nzh = 1\n"""\n# [[term]]\n[[ "term" ]]\n"zh" = \'乙\'\nid = 3\n'
    terms, faults = read(tmp_path, text)
    assert [term.place.line for term in terms] == [1, 8]
    assert faults == ["10: id: 3 is a number, not text"]


def test_language_whose_tag_is_id_has_its_name_under_that_key(tmp_path: Path) -> None:
    terms, faults = read(tmp_path, '[[term]]\nid = "gradien"\nen = "gradient"\n', "id", "en")
    assert faults == []
    assert (terms[0].id, terms[0].names) == ("gradien", {"id": "gradien", "en": "gradient"})


def test_course_without_a_glossary_has_no_terms(tmp_path: Path) -> None:
    project = Project(content=tmp_path, content_name="content", templates=None)
    assert read_glossary(project, Settings()) == ((), ())
    (tmp_path / "glossary.toml").mkdir()
    assert "no file" in read_glossary(project, Settings())[1][0].message


@pytest.mark.skipif(os.name == "nt", reason="links and rights are POSIX's")
def test_glossary_that_cannot_be_read_or_lies_elsewhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "secret.toml").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "content/glossary.toml").symlink_to(tmp_path / "secret.toml")
    project = Project(content=tmp_path / "content", content_name="content", templates=None)
    assert "leads out of content" in read_glossary(project, Settings())[1][0].message
    (tmp_path / "content/glossary.toml").unlink()
    (tmp_path / "content/glossary.toml").symlink_to("glossary.toml")
    assert "cannot be read" in read_glossary(project, Settings())[1][0].message
    if os.getuid():
        (tmp_path / "content/glossary.toml").unlink()
        (tmp_path / "content/glossary.toml").write_text("", encoding="utf-8")
        (tmp_path / "content/glossary.toml").chmod(0)
        assert "cannot be read" in read_glossary(project, Settings())[1][0].message


# Pages


def page(files: dict[str, str], path: str) -> LexborHTMLParser:
    return LexborHTMLParser(files[path])


def test_every_tree_has_a_glossary_sorted_for_its_readers(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE))
    for tree, ids in (("zh", ["backpropagation", "gradient"]), ("en", ["backpropagation", "gradient"])):
        found = page(files, f"{tree}/glossary/index.html")
        assert [node.attributes["id"] for node in found.css("dl.glossary > div")] == ids
    assert "最陡的方向。" in files["zh/glossary/index.html"]
    assert "最陡的方向。" not in files["en/glossary/index.html"]
    both = page(files, "bi/glossary/index.html").css_first("#gradient dd")
    assert both is not None
    assert [node.attributes["lang"] for node in both.css("[lang]")] == ["zh", "en"]
    names = page(files, "en/glossary/index.html").css("#backpropagation dt [lang]")
    assert ("反向传播", "zh") in [(node.text(), node.attributes["lang"]) for node in names]


def test_term_without_a_note_has_an_empty_definition_for_html_wants_one(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE | {"glossary.toml": '[[term]]\nzh = "梯度"\nen = "gradient"\n'}))
    for tree in ("zh", "en", "bi"):
        assert files[f"{tree}/glossary/index.html"].count("<dd></dd>") == 1


def test_glossary_is_linked_from_pages_and_known_to_search_engines(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE))
    for path in ("zh/index.html", "zh/a/index.html", "bi/a/index.html"):
        assert 'glossary/index.html"' in files[path], path
    assert "<loc>https://example.org/en/glossary/</loc>" in files["sitemap.xml"]
    head = page(files, "zh/glossary/index.html")
    languages = [node.attributes["hreflang"] for node in head.css("link[rel=alternate][hreflang]")]
    assert languages == ["zh", "en", "x-default"]
    canonical = page(files, "bi/glossary/index.html").css_first("link[rel=canonical]")
    assert canonical is not None
    assert canonical.attributes["href"] == "https://example.org/zh/glossary/"


def test_course_without_a_glossary_has_no_trace_of_one(tmp_path: Path) -> None:
    course = {**COURSE, "01-a.zh.md": "# 甲\n\n梯度\n", "01-a.en.md": "# A\n\nGradient\n"}
    del course["glossary.toml"]
    files = built(write_tree(tmp_path, course))
    assert not any("glossary" in path for path in files)
    assert not any('glossary/index.html"' in text for text in files.values())


def test_first_use_in_a_lesson_leads_to_the_glossary_in_every_view(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE))
    for tree, count in (("zh", 2), ("en", 2), ("bi", 4)):
        article = page(files, f"{tree}/a/index.html")
        links = article.css("article span.term > a")
        assert len(links) == count, tree
        for link in links:
            described = link.attributes["aria-describedby"] or ""
            assert len(article.css(f"#{described}")) == 1
            assert (link.attributes["href"] or "").startswith("../glossary/index.html#")
    plain = page(files, "zh/a/index.html").css("article p > a")
    assert [node.attributes["href"] for node in plain] == ["../glossary/index.html#gradient"]


def test_raw_html_in_a_lesson_takes_nothing_from_the_marks(tmp_path: Path) -> None:
    course = {**COURSE, "02-b.md": "# 乙\n\n<div>\n\n梯度与<b>反向传播</b>\n\n</div>\n"}
    found = page(built(write_tree(tmp_path, course)), "zh/b/index.html").css("article .term > *")
    assert [sorted(node.attributes) for node in found] == [["aria-describedby", "href"], ["class", "id", "role"]]


def test_link_to_a_term_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    course = {**COURSE, "02-b.md": "# 乙\n\n[坡](glossary.toml#gradeint)\n"}
    (found,) = [each for each in build(write_tree(tmp_path, course)).diagnostics if each.code == "B302"]
    assert "did you mean #gradient" in found.hint


def test_lesson_may_not_take_the_address_of_the_glossary(tmp_path: Path) -> None:
    course = {**COURSE, "02-glossary.md": "# 词\n\n正文。\n"}
    result = build(write_tree(tmp_path, course))
    assert [str(each.place) for each in result.diagnostics if each.code == "B306"] == ["content/02-glossary.md:1"]
    del course["glossary.toml"]
    course["01-a.zh.md"] = course["01-a.en.md"] = "# 甲\n\n正文。\n"
    (tmp_path / "other").mkdir()
    assert "zh/glossary/index.html" in built(write_tree(tmp_path / "other", course))


def test_changed_glossary_renders_every_lesson_anew(tmp_path: Path) -> None:
    content = write_tree(tmp_path, COURSE)
    project = Project(content=content, content_name="content", templates=None)
    memory = Memory()
    assert [build_site(project, Options(now=NOON), memory).rendered for _ in range(2)] == [1, 0]
    (content / "glossary.toml").write_text(GLOSSARY.replace("gradient", "slope"), encoding="utf-8")
    after = build_site(project, Options(now=NOON), memory)
    assert after.rendered == 1
    assert "T404" not in [each.code for each in after.diagnostics]


def test_term_that_a_lesson_calls_otherwise_is_a_warning_of_every_build(tmp_path: Path) -> None:
    course = {**COURSE, "02-b.md": "# 乙\n\n**梯度**（slope）\n"}
    found = [each for each in build(write_tree(tmp_path, course)).diagnostics if each.code == "T404"]
    assert [str(each.place) for each in found] == ["content/02-b.md:3:8"]


def test_fault_in_the_glossary_stops_publication(tmp_path: Path) -> None:
    result = build(write_tree(tmp_path, {**COURSE, "glossary.toml": '[[term]]\nen = "x"\n'}))
    assert result.site is None
    assert "T405" in [each.code for each in result.diagnostics]


def test_terms_are_sorted_by_pinyin_or_letter(tmp_path: Path) -> None:
    def named(zh: str, en: str) -> Term:
        return Term(id=en, names={"zh": zh, "en": en}, place=Place("g"))

    terms = (
        named("梯度", "gradient"),
        named("卷积", "Convolution"),
        named("Adam 优化器", "Adam"),
        named("反传", "éclair"),
    )
    assert [term.id for term in sorted_terms(terms, "zh")] == ["Adam", "éclair", "Convolution", "gradient"]
    assert [term.id for term in sorted_terms(terms, "en")] == ["Adam", "Convolution", "éclair", "gradient"]


# Proposals


def proposals(*bodies: str, glossary: tuple[Term, ...] = (), languages: tuple[Language, ...] = ("zh", "en")) -> str:
    lessons = tuple(
        Lesson(slug=f"l{n}", sources=(a_source(body, path=f"{n}.md"),), fields=FrontMatter())
        for n, body in enumerate(bodies, 1)
    )
    module = Module(folder=PurePosixPath(), title={}, description={}, lessons=lessons)
    return as_toml(propose_terms(Course(modules=(module,), glossary=glossary), languages), languages)


def names(*bodies: str) -> list[tuple[str, str]]:
    return [(term["zh"], term["en"]) for term in tomllib.loads(proposals(*bodies)).get("term", [])]


def test_proposals_are_a_glossary_with_where_they_come_from(tmp_path: Path) -> None:
    bodies = (
        "**梯度**（Gradient）是……\n\n“损失”（loss）\n",
        "题\n\n关于梯度（gradient）与**卷积**（Convolution, CONV）。\n",
    )
    text = proposals(*bodies)
    assert text.startswith('# 2 uses, first content/1.md:1\n[[term]]\nzh = "梯度"\nen = "gradient"\n\n')
    assert 'en = "Convolution"\nalso = ["CONV"]\n' in text
    terms, faults = read(tmp_path, text)
    assert faults == []
    assert [term.names["zh"] for term in terms] == ["梯度", "损失", "卷积"]
    assert proposals(*bodies, glossary=terms) == ""


def test_two_translations_of_one_term_are_both_shown() -> None:
    text = proposals("**核**：**卷积核**（kernel）\n", "**卷积核**（filter）\n", "**卷积核**（kernels）\n")
    assert text == (
        '# 3 uses, first content/1.md:1\n[[term]]\nzh = "卷积核"\nen = "kernel"\n'
        '# also translated as "filter": 1 use, first content/2.md:1\n'
    )


def test_beginning_of_a_term_is_told_by_marks_by_words_and_by_its_other_uses() -> None:
    assert names("这里我们采用了反向传播（backpropagation）。") == [("反向传播", "backpropagation")]
    assert names("经典链式法则（chain rule）", "著名链式法则（chain rule）") == [("链式法则", "chain rule")]
    assert names("**链式法则**（chain rule）", "大名鼎鼎链式法则（chain rule）") == [("链式法则", "chain rule")]
    assert names("咱们今天来看长短期记忆（LSTM）", "长短期记忆很长。长短期记忆") == [("长短期记忆", "LSTM")]
    assert names("咱们今天来看长短期记忆（LSTM）") == []
    assert names("这是一个甲乙丙丁戊己庚辛壬癸子丑寅卯（LSTM）") == []


def test_headings_and_items_are_proposed_only_if_sentences_use_the_term() -> None:
    assert names("## 练习 (Exercises)\n\n- 梯度 (Gradient)\n\n求梯度很容易。\n") == [("梯度", "Gradient")]
    assert names("- **输入层（Input Layer）**：接收数据\n") == [("输入层", "Input Layer")]


@pytest.mark.parametrize(
    "body",
    [
        "李沐（Mu Li）说",
        "## 什么是梯度 (What is a gradient)\n\n求什么是梯度的。",
        "**结构与功能**（Structure and Function）",
        "**官网**（example.org）",
        "**大小**（mini, small, large）",
        "《书名》（Book Title）",
        "```\n**梯度**（gradient）\n```",
    ],
)
def test_what_is_no_term_is_not_proposed(body: str) -> None:
    assert names(body) == []


def test_abbreviation_stands_in_only_where_there_is_no_name() -> None:
    assert names("**卷积网络**（CNN）") == [("卷积网络", "CNN")]
    text = proposals("**卷积网络**（CNN）", "**卷积网络**（convolutional network）")
    assert 'en = "convolutional network"\nalso = ["CNN"]' in text
    assert "2 uses" in text


def test_nothing_is_proposed_where_both_languages_have_one_script() -> None:
    assert proposals("**梯度**（gradient）", languages=("en", "fr")) == ""
    assert 'ja = "勾配"\n' in proposals("**勾配**（gradient）", languages=("en", "ja"))
