"""The search as it is built: what lessons are found by, who says it, and in what files that comes."""

import gzip
import json
import random
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from factories import NOON, a_document, a_lesson, a_pair, a_source, build, built, write_tree
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.builder.keeping.cache import open_cache
from dlcourse.builder.memory import Memory
from dlcourse.builder.pipeline import build_site
from dlcourse.builder.search.entries import Entry, entry_of
from dlcourse.builder.search.passages import Section, sections_of
from dlcourse.builder.search.pieces import Index, index_of, pieces_of
from dlcourse.builder.search.postings import read, written
from dlcourse.builder.search.words import count_terms, key_of, term_of, units_of
from dlcourse.config import Options, Project
from dlcourse.model import Document, Heading, Reference, View

LESSON, HEADING, TITLE = 1, 2, 3
"""How a lesson says a term: somewhere, in a heading or often, in its title."""

WORDS = {language: {"figure_number": f"{name} {{number}}"} for language, name in (("zh", "图"), ("en", "Figure"))}


def value_of(script: str) -> tuple[str, object]:
    """Return what a script gives to the search, and under which name."""
    name, value = json.loads("[" + script.strip().removeprefix("dlcourse.give(").removesuffix(")") + "]")
    return name, value


class Search:
    """The search of a built site, as readers have it."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = {path: text for path, text in files.items() if path.startswith("search/")}
        self.index: dict[str, object] = dict(value_of(files["search/index.js"])[1])  # type: ignore[call-overload]
        self.slugs: list[str] = self.index["slugs"]
        self.terms: dict[str, str] = {}
        for first, name in self.index["pieces"]:
            given_name, lines = value_of(files[f"search/words/{name}.js"])
            assert given_name == name
            rows = dict(line.split(" ", 1) for line in str(lines).split("\n"))
            assert next(iter(rows)) == first
            self.terms |= rows

    def found(self, term: str) -> dict[str, int]:
        """Return who says `term`, and how."""
        if term not in self.terms:
            return {}
        levels = zip((LESSON, HEADING, TITLE), read(self.terms[term], len(self.slugs)), strict=True)
        return {self.slugs[number]: level for level, numbers in levels for number in numbers}


def searched(root: Path, **lessons: str) -> Search:
    """Return the search of a course of `lessons` by the names of their files (`a_zh` is a.zh.md)."""
    files = {f"{name.replace('_', '.')}.md": body for name, body in lessons.items()}
    return Search(built(write_tree(root / "content", files)))


def texts_of(document: Document, view: str = "") -> dict[str, str]:
    sections = sections_of(document.view(view), lambda reference: f"<{reference.name}>")
    return {section.id: section.text for section in sections}


# ---- terms ----


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("卷积核", "卷积 积核 核"),
        ("图 1", "图"),
        ("用ReLU激活", "用 relu lu 激活 活"),
        ("Ｃｏｎｖ", "conv"),
        ("Schrödinger", "schrodinger"),
        ("ResNet50 x2 GPT4", "resnet net 50 x2 gpt4"),
        ("nn.Linear(784, 10)", "nn linear 784 10"),
        ("requires_grad", "requir grad"),
        ("DataLoader", "dataloader loader"),
        ("low-rank", "low rank lowrank"),
        ("3.14159 0.001 2026", "3.1 0.0 2026"),
        ("нейронные сети", "неиронные сети"),
        ("신경망은", "신경망은"),
        ("シグモイド", "シグ グモ モイ イド ド"),
        ("x = 1", ""),
        ("𠀀𠀁", "𠀀𠀁 𠀁"),
    ],
)
def test_text_is_found_by_pairs_of_han_by_stems_and_by_words(text: str, terms: str) -> None:
    assert sorted(count_terms(text).elements()) == sorted(terms.split())


@pytest.mark.parametrize(
    "forms",
    [
        "train trains trained training",
        "network networks",
        "loss losses",
        "policy policies",
        "apply applies applied",
        "normalize normalise normalizes normalised normalization normalisation normalizer",
        "tokenize tokenizer tokenization",
        "compute computed computes computing",
        "convolution convolutional convolutions",
        "activate activation activated",
        "run running runs",
        "schema schemas",
        "Straße strasse",
        "ΛΌΓΟΣ λόγος",
    ],
)
def test_forms_of_a_word_are_one_term(forms: str) -> None:
    assert len({term_of(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["bias base", "string str", "speed sp", "analysis analyses", "focus foc"])
def test_words_that_only_look_like_forms_of_each_other_stay_apart(pair: str) -> None:
    first, second = pair.split()
    assert term_of(first) != term_of(second)


@pytest.mark.parametrize("pasted", ["a", "Aa", "ab", "ab-", "a\u2010", "1", "1.", "aed", "深度", "é"])
def test_words_without_end_are_cut_in_a_moment(pasted: str) -> None:
    before = time.process_time()
    assert all(len(term) <= 32 for term in count_terms(pasted * 100_000))
    assert time.process_time() - before < 30


@pytest.mark.parametrize("space", [" ", "\u3000", "\u2003", "\u00a0", "\n"])
def test_spaces_without_end_are_one_in_a_moment(space: str) -> None:
    before = time.process_time()
    texts = [text for text in texts_of(a_document(f"# 题\n\n```text\na{space * 100_000}b\n```\n")).values() if text]
    assert texts == ["a b" if space != "\n" else "a\nb"]
    assert time.process_time() - before < 30


def test_what_is_asked_for_has_the_terms_that_text_is_found_by() -> None:
    for text in ("卷积核", "DataLoader", "gradient descent 梯度下降", "3.14159", "été"):
        asked = [unit.get("pairs") or [unit.get("term") or unit["begins"]] for unit in units_of(text)]
        assert {term for terms in asked for term in terms} <= set(count_terms(text))  # type: ignore[attr-defined]


def test_names_that_ask_for_the_same_have_one_key() -> None:
    assert key_of("Gradient  descents") == key_of("gradient-descent") != key_of("descent gradient")
    assert key_of("梯度 下降") != key_of("梯度下降") != ""
    assert key_of("x = 1") == ""


# ---- who says it ----


@st.composite
def a_posting(draw: st.DrawFn) -> tuple[list[list[int]], int]:
    size = draw(st.integers(1, 200))
    levels = draw(st.lists(st.sampled_from((0, 1, 2, None)), min_size=size, max_size=size))
    return [[number for number, own in enumerate(levels) if own == level] for level in range(3)], size


@given(a_posting())
def test_postings_read_as_they_were_written(case: tuple[list[list[int]], int]) -> None:
    (said, strong, titled), size = case
    assert list(map(list, read(written((said, strong, titled), size), size))) == [said, strong, titled]


def test_what_all_lessons_say_takes_one_letter() -> None:
    assert written((range(1000), (), ()), 1000) == "!"


def test_a_step_over_fifty_thousand_lessons_is_a_letter_that_can_be_written() -> None:
    text = written(([0, 60_000], [70_000], []), 80_000)
    assert read(text.encode().decode(), 80_000) == ([0, 60_000], [70_000], [])


# ---- sections ----


def test_a_section_holds_what_readers_see_below_its_heading() -> None:
    document = a_document(
        "# 题目\n\n开头。\n\n## 一节 {#one}\n\n见 @fig-x 与 `code_x`。[^1]\n\n![一幅图](a.png){#fig-x}\n\n"
        "```python\nimport torch  # 说明\n```\n\n| 甲 | 乙 |\n|:--|:--|\n| 丙 | 丁 |\n\n"
        "### 小节\n\n尾巴。\n\n[^1]: 注解\n"
    )
    texts = texts_of(document)
    assert texts[""] == "开头。"
    assert texts["one"] == "见 <fig-x> 与 code_x。\n一幅图\nimport torch # 说明\n甲\n乙\n丙\n丁"
    assert texts["小节"] == "尾巴。\n注解"


def test_letters_of_a_formula_are_no_word_and_its_names_are() -> None:
    text = texts_of(a_document("# 题\n\n$$W x + \\mathrm{softmax}(z)$$\n"))[""]
    terms = count_terms(text)
    assert "softmax" in terms
    assert "wx" not in terms


def test_labels_of_diagrams_are_text_and_their_style_is_not() -> None:
    text = texts_of(a_document("# 题\n\n```mermaid\nflowchart LR\n  A[输入层] --> B[输出层]\n```\n"))[""]
    assert set(text.split("\n")) == {"输入层", "输出层"}


def test_a_view_holds_no_text_that_is_folded_away_in_it() -> None:
    zh = "# 题\n\n## 节 {#one}\n\n共同的话。\n\n- 仅有中文\n\n## 只有 {#two}\n\n中文。\n"
    document = a_pair(zh, "# T\n\n## Part {#one}\n\nCommon words.\n")
    assert texts_of(document, "en") == {"one": "Common words.", "two": ""}
    headings = {each.id: each.heading for each in sections_of(document.view("en"), lambda _: "")}
    assert headings == {"one": "Part", "two": ""}


def test_raw_html_in_text_leaves_no_tags_and_no_comments() -> None:
    text = texts_of(a_document('# 题\n\n前 <span title="a > b">中</span> 后 &lt;x&gt; <!-- 不见 -->\n'))[""]
    assert text == "前 中 后 <x>"


def a_view(html: str, *headings: Heading) -> View:
    """Return a view that shows `html`, as the renderer writes it."""
    return replace(a_document("# 题\n\n话。\n").views[0], body=(html,), headings=headings)


def text_of(html: str) -> str:
    return "|".join(section.text for section in sections_of(a_view(html), lambda _: ""))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p>a <span class="definition">b <span>c</span> d</span> e</p>', "a e"),
        ('<p>a</p><div class="untranslated" id="x"><div>b</div><p>c</p></div><p>d</p>', "a\nd"),
        ('<p>a<sup class="footnote-ref"><a href="#">1</a></sup></p>', "a"),
        ("<p>a</p><style>b</style><svg><title>c</title><text>d</text></svg>", "a\nd"),
        ('<p class="definition-list">a</p><titlebar>b</titlebar>', "a\nb"),
        ('<p>class="definition" &lt;style&gt;</p>', 'class="definition" <style>'),
        ('<p>a</p><div class="untranslated">b <div>c', "a"),
        ('<p>a</p><div class="untranslated"><div class="definition">b</div>c</div>d', "a\nd"),
        ("<h2>a</h2><h7>b</h7><p>c<br>d<wbr>e</p>", "a\nb\nc\nde"),
        ("<math><mi>W</mi><mo>\u2062</mo><mi>x</mi><mo>=</mo><mn>1</mn></math>", "W\u2062x=1"),
        ("<math><mi>W</mi><mi>x</mi><mn>1</mn></math>", "W\u2063x\u20631"),
    ],
)
def test_tags_part_what_they_part_for_readers_and_silent_elements_say_nothing(html: str, text: str) -> None:
    assert text_of(html) == text


def test_only_headings_of_the_page_begin_sections() -> None:
    one = Heading(level=2, id="a&b", text="A & B", html="A &amp; B", language="zh")
    html = '<p>x</p><h2 id="other">y</h2><h2 id="a&amp;b">A &amp; B</h2><p>z</p>'
    assert [(each.id, each.heading, each.text) for each in sections_of(a_view(html, one), lambda _: "")] == [
        ("", "", "x\ny"),
        ("a&b", "A & B", "z"),
    ]


@pytest.mark.parametrize("html", ['<p class="definition">', "<style>", '<h2 id="a">', "<", '<p class="', "<span>", "&"])
def test_html_of_any_length_is_read_in_a_moment(html: str) -> None:
    before = time.process_time()
    text_of(html * 50_000)
    assert time.process_time() - before < 30


def said_by(entry: Entry) -> list[str]:
    """Return the terms that are in no heading and not said often."""
    return entry.said.split()


def an_entry(document: Document, slug: str = "cnn") -> Entry:
    return entry_of(a_lesson(a_source(""), slug=slug), document, WORDS)


def test_text_names_what_references_lead_to() -> None:
    body = "# 题\n\n如 @fig-x 与 @sec-more，又见 @fig-none。\n\n![图](a.png){#fig-x}\n\n## 更多 {#sec-more}\n\n话。\n"
    assert "如 图 1 与 更多，又见 。" in an_entry(a_document(body)).texts["zh"].decode()


def test_code_that_both_languages_share_counts_once() -> None:
    body = "```python\nperceptron()\n```\n"
    twice = body + body
    assert "perceptron" in said_by(an_entry(a_pair(f"# 题\n\n话。\n\n{twice}", f"# T\n\nWords.\n\n{twice}")))
    assert "perceptron" in an_entry(a_document(f"# 题\n\n话。\n\n{twice}{body}")).strong


def test_single_han_is_a_term_only_where_no_pair_begins_with_it() -> None:
    said = said_by(an_entry(a_document("# 题\n\n核心。卷积核。一棵树。\n")))
    assert "核" not in said
    assert "树" in said


def test_what_a_long_lesson_says_often_is_more_than_what_a_short_one_does() -> None:
    short, long = "感知机。" * 5, "".join(f"第{chr(0x4E00 + number)}个字。" for number in range(600))
    assert "感知" in an_entry(a_document(f"# 题\n\n{short}\n")).strong
    assert "感知" in said_by(an_entry(a_document(f"# 题\n\n{short}{long}\n")))


# ---- the site ----


def test_a_lesson_is_found_by_title_heading_text_and_code_in_both_of_its_languages(tmp_path: Path) -> None:
    search = searched(
        tmp_path,
        a_zh="# 反向传播\n\n## 链式法则\n\n误差往回走。\n\n```python\nbackward()\n```\n",
        a_en="# Backpropagation\n\n## Chain rule\n\nThe error goes back.\n\n```python\nbackward()\n```\n",
        b="# 别的\n\n话。\n",
    )
    assert search.found("传播") == search.found(term_of("backpropagation")) == {"a": TITLE}
    assert search.found("链式") == search.found("chain") == {"a": HEADING}
    assert search.found("误差") == search.found("error") == search.found("backward") == {"a": LESSON}
    assert search.found("别的") == {"b": TITLE}


def test_what_a_lesson_says_often_and_others_do_not_counts_like_a_heading(tmp_path: Path) -> None:
    said = "感知机说话。" * 5
    search = searched(tmp_path, a=f"# 甲\n\n{said}\n", b="# 乙\n\n感知机。\n", c="# 丙\n\n话。\n")
    assert search.found("感知") == {"a": HEADING, "b": LESSON}


def test_an_unpublished_lesson_leaves_no_trace_in_the_search(tmp_path: Path) -> None:
    files = built(
        write_tree(
            tmp_path / "content",
            {"01-a.md": "# 甲\n\n话。\n", "02-b.md": "---\nis_published: false\n---\n# 秘密\n\nsecretword\n"},
        )
    )
    traces = [path for path, text in files.items() if "秘密" in text or "secretword" in text or "/b/" in path]
    assert traces == []
    assert Search(files).slugs == ["a"]


def test_titles_come_for_readers_of_each_language_with_the_language_they_are_in(tmp_path: Path) -> None:
    search = searched(tmp_path, a_zh="# 甲\n\n很长的话。\n", a_en="# First\n\nWords.\n", b="# 乙\n\n中文的话。\n")
    titles = {tree: value_of(search.files[f"search/titles.{tree}.js"]) for tree in ("zh", "en")}
    assert titles["zh"] == ("titles.zh", {"lessons": [["甲", "zh"], ["乙", "zh"]], "modules": [["", "zh"]]})
    assert titles["en"] == ("titles.en", {"lessons": [["First", "en"], ["乙", "zh"]], "modules": [["", "en"]]})


def test_texts_lie_beside_real_pages_only(tmp_path: Path) -> None:
    content = {"01-a.zh.md": "# 甲\n\n话。\n", "01-a.en.md": "# A\n\nWords.\n", "02-b.md": "# 乙\n\n中文的话。\n"}
    files = built(write_tree(tmp_path / "content", content))
    assert sorted(path for path in files if path.endswith("text.js")) == [
        "en/a/text.js",
        "zh/a/text.js",
        "zh/b/text.js",
    ]
    assert value_of(files["en/a/text.js"]) == ("en/a", [["", "", "Words."]])


def test_names_of_a_term_lead_to_each_other(tmp_path: Path) -> None:
    glossary = (
        '[[term]]\nzh = "卷积神经网络"\nen = "convolutional neural network"\nalso = { en = ["CNN"] }\n'
        '\n[[term]]\nzh = "单独"\n'
    )
    content = {"01-a.md": "# 甲\n\n话。\n", "glossary.toml": glossary}
    names = Search(built(write_tree(tmp_path / "content", content))).index["names"]
    assert isinstance(names, dict)
    assert set(names) == {"卷积积神神经经网网络", "convolution neural network", "cnn"}
    assert [[unit.get("term") for unit in units] for units in names["cnn"]] == [
        [None],
        ["convolution", "neural", "network"],
    ]


def test_a_name_that_holds_another_name_of_its_term_is_not_looked_for(tmp_path: Path) -> None:
    glossary = '[[term]]\nzh = "损失"\nen = "loss"\nalso = { zh = ["损失函数"], en = ["loss function"] }\n'
    content = {"01-a.md": "# 甲\n\n话。\n", "glossary.toml": glossary}
    names = Search(built(write_tree(tmp_path / "content", content))).index["names"]
    loss, damage = [{"term": "loss", "begins": "loss"}], [{"pairs": ["损失"]}]
    assert isinstance(names, dict)
    assert names[key_of("损失")] == [loss]
    assert names[key_of("loss function")] == [damage, loss]


def test_lines_of_pictures_drawn_in_text_are_not_in_an_excerpt(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path / "content", {"01-a.md": "# A\n\n```text\nloss │ ██\n└───┬─▶ epochs\n```\n"}))
    assert value_of(files["en/a/text.js"]) == ("en/a", [["", "", "loss\n▶ epochs"]])


def test_the_search_works_in_any_pair_of_languages(tmp_path: Path) -> None:
    content = {
        "course.toml": 'languages = ["de", "fr"]\n',
        "01-a.de.md": "# Größe\n\n## Straße\n\nÜbung macht den Meister.\n",
        "01-a.fr.md": "# Taille\n\n## Rue\n\nC’est en forgeant.\n",
    }
    search = Search(built(write_tree(tmp_path / "content", content)))
    assert search.found(term_of("GROSSE")) == search.found(term_of("taille")) == {"a": TITLE}
    assert search.found(term_of("ubung")) == {"a": LESSON}


def test_pages_say_where_the_search_lies_and_whose_readers_they_are_for(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path / "content", {"01-a.zh.md": "# 甲\n\n话。\n", "01-a.en.md": "# A\n\nWords.\n"}))
    assert 'data-index="../../search/" data-tree="bi" data-languages="zh en"' in files["bi/a/index.html"]
    assert 'data-index="search/"' in files["index.html"]


def test_no_page_changes_when_another_lesson_says_something_else(tmp_path: Path) -> None:
    one = built(
        write_tree(tmp_path / "one" / "content", {"01-a.md": "# 甲\n\n话。\n", "02-b.md": "# 乙\n\n旧的话。\n"})
    )
    two = built(
        write_tree(tmp_path / "two" / "content", {"01-a.md": "# 甲\n\n话。\n", "02-b.md": "# 乙\n\n新的话。\n"})
    )
    assert one["zh/a/index.html"] == two["zh/a/index.html"]
    assert one["search/index.js"] != two["search/index.js"]


def test_hosts_keep_pieces_of_the_index_for_ever(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path / "content", {"01-a.md": "# 甲\n\n话。\n"}))
    assert "/search/words/*\n  Cache-Control: public, max-age=31536000, immutable\n" in files["_headers"]


def test_no_permalink_may_lie_where_the_search_does(tmp_path: Path) -> None:
    lesson = "---\npermalink: /Search/words/\n---\n# 甲\n\n话。\n"
    result = build(write_tree(tmp_path / "content", {"01-a.md": lesson}))
    assert [each.code for each in result.diagnostics] == ["B306"]


def test_a_course_of_one_word_has_a_search(tmp_path: Path) -> None:
    assert searched(tmp_path, a="# x\n").terms == {}


# ---- a thousand lessons ----


NOUNS = "梯度 张量 卷积核 特征图 学习率 权重矩阵 偏置项 损失曲面 词表 解码器 隐状态 采样器 先验分布 教师模型".split()
VERBS = "估计 压缩 约束 聚合 放大 投影 缓存 对齐 校准 分解".split()
ADJECTIVES = "稳定 稀疏 低秩 可微 局部 全局 分层 离散 连续 冗余".split()


def a_sentence(chance: random.Random) -> str:
    first, second = (f"{chance.choice(ADJECTIVES)}的{chance.choice(NOUNS)}" for _ in range(2))
    name = "".join(chance.choices("bcdfgklmnprst", k=5))
    return f"{first}会{chance.choice(VERBS)}{second}，取 {chance.randint(10, 999)} 与 step_{name}。"


def a_course(chance: random.Random, size: int) -> dict[str, Entry]:
    """Return the entries of a course of `size` lessons by key."""
    sentences = [" ".join(count_terms(a_sentence(chance))) for _ in range(5 * size)]
    return {f"key{number}": an_entry_of(chance, sentences, number) for number in range(size)}


def an_entry_of(chance: random.Random, sentences: list[str], number: int = 0) -> Entry:
    chosen = chance.choices(sentences, k=chance.choice([20, 20, 40, 120]))
    titled = set(f"{chosen[0]} lesson{number}".split())
    strong = set(" ".join(chosen[1:4]).split()) - titled
    said = set(" ".join(chosen).split()) - titled - strong
    return Entry(
        said=" ".join(sorted(said)), strong=" ".join(sorted(strong)), titled=" ".join(sorted(titled)), texts={}
    )


def test_a_thousand_lessons_make_some_64_small_pieces() -> None:
    course = a_course(random.Random(7), 1000)
    pieces = pieces_of(index_of(list(course), course.get))
    packed = [len(gzip.compress(piece.content, 9)) for piece in pieces]
    assert 32 <= len(pieces) <= 96
    assert max(packed) < 20_000
    assert sum(packed) < 400_000
    assert len({piece.name for piece in pieces}) == len(pieces)
    firsts = [piece.first.encode("utf-16-be") for piece in pieces]
    assert firsts == sorted(firsts)


@pytest.mark.parametrize(("terms", "least", "most"), [(10, 1, 1), (5_000, 8, 96), (50_000, 32, 96), (200_000, 96, 400)])
def test_pieces_grow_with_the_course_until_there_are_many(terms: int, least: int, most: int) -> None:
    lines = "\n".join(f"term{number:06} #" for number in range(terms))
    pieces = pieces_of(Index(keys=("a",), lines=lines))
    assert least <= len(pieces) <= most
    assert "\n".join(str(value_of(piece.content.decode())[1]) for piece in pieces) == lines


# ---- an index that is mended ----


def edited(course: dict[str, Entry], chance: random.Random) -> dict[str, Entry]:
    """Return `course` after an edit: some lessons say something else, or there is one more, one less, a new order."""
    keys = list(course)
    match chance.randrange(6):
        case 0:
            keys.insert(chance.randrange(len(keys) + 1), f"new{chance.random()}")
        case 1:
            keys.remove(chance.choice(keys))
        case 2:
            first, second = (chance.randrange(len(keys)) for _ in range(2))
            keys[first], keys[second] = keys[second], keys[first]
        case _:
            for _ in range(chance.choice([1, 1, 3, 40])):
                keys[chance.randrange(len(keys))] = f"changed{chance.random()}"
    sentences = [" ".join(count_terms(a_sentence(chance))) for _ in range(9)] + [
        f"rare{chance.random()}".replace(".", "")
    ]
    return {key: course.get(key) or an_entry_of(chance, sentences) for key in dict.fromkeys(keys)}


@pytest.mark.parametrize("seed", range(6))
def test_an_index_that_is_mended_is_that_which_is_made_from_nothing(seed: int) -> None:
    chance = random.Random(seed)
    course = a_course(chance, 60)
    everything = dict(course)
    index = index_of(list(course), course.get)
    for _ in range(8):
        course = edited(course, chance)
        everything |= course
        index = index_of(list(course), everything.get, index)
        assert index == index_of(list(course), course.get)


def test_only_lessons_that_changed_are_looked_at_and_most_pieces_stay() -> None:
    chance = random.Random(3)
    course = a_course(chance, 400)
    index = index_of(list(course), course.get)
    old = course.pop("key7")
    new = Entry(said=f"{old.said} zebra", strong=old.strong, titled=old.titled, texts={})
    asked = list[str]()

    def entry(key: str) -> Entry | None:
        asked.append(key)
        return {"key7": old, "key7b": new}.get(key)

    mended = index_of([f"key{number}" if number != 7 else "key7b" for number in range(400)], entry, index)
    assert set(asked) == {"key7", "key7b"}
    before, after = ({piece.name for piece in pieces_of(each)} for each in (index, mended))
    assert len(after - before) <= 2 < len(after)


def test_an_index_whose_old_entries_are_lost_is_made_anew() -> None:
    course = {str(number): Entry(said="word", strong="", titled="title", texts={}) for number in range(20)}
    index = index_of(list(course), course.get)
    changed = {("new" if key == "5" else key): entry for key, entry in course.items()} | {
        "new": Entry(said="other", strong="word", titled="", texts={})
    }
    assert index_of(list(changed), changed.get, index) == index_of(list(changed), changed.get)


def search_of(content: Path, memory: Memory) -> dict[str, bytes]:
    """Build the course in `content` and return what the search reads, by path."""
    project = Project(content=content, content_name="content", templates=None)
    site = build_site(project, Options(now=NOON), memory).site
    assert site is not None
    files = {artifact.path.as_posix(): artifact for artifact in site.artifacts}
    return {path: file.read() for path, file in files.items() if path.startswith("search/") or path.endswith("text.js")}


def test_the_search_of_a_course_that_changed_is_that_of_a_new_build(tmp_path: Path) -> None:
    files = {f"{number:02}-m{number}.md": f"# 第 {number} 课\n\n话题 word{number}。\n" for number in range(12)}
    content = write_tree(tmp_path / "content", files)
    search_of(content, Memory(cache=open_cache(tmp_path / "cache")))
    changes: list[dict[str, str]] = [
        {},
        {"03-m3.md": "# 第 3 课\n\n别的话 word2。\n"},
        {"04-m4.md": "# 新的题目\n\n话题 word4。\n"},
        {"04-n.md": "# 又一课\n\n话题。\n"},
        {"05-m5.md": "---\nis_published: false\n---\n# 秘密\n\nsecretword\n"},
    ]
    for change in changes:
        write_tree(content, change)
        warm = search_of(content, Memory(cache=open_cache(tmp_path / "cache")))
        assert warm == search_of(content, Memory())
    assert not any(b"secretword" in content for content in warm.values())


def test_a_lesson_without_an_entry_is_an_error() -> None:
    with pytest.raises(LookupError, match="nothing"):
        index_of(["nothing"], lambda _: None)


def test_a_course_without_words_has_an_index_without_lines() -> None:
    empty = Entry(said="", strong="", titled="", texts={})
    index = index_of(["a"], {"a": empty}.get)
    assert index == Index(keys=("a",), lines="")
    assert pieces_of(index) == []
    word = Entry(said="word", strong="", titled="", texts={})
    assert index_of(["b"], {"a": empty, "b": word}.get, index) == index_of(["b"], {"b": word}.get)


def test_a_small_course_has_few_pieces(tmp_path: Path) -> None:
    assert len(searched(tmp_path, a="# 甲\n\n话。\n").index["pieces"]) == 1  # type: ignore[arg-type]


def test_sections_above_the_first_heading_have_no_id() -> None:
    view = a_document("# 题\n\n话。\n").views[0]
    assert sections_of(view, lambda reference: reference.name) == (Section(id="", level=0, heading="", text="话。"),)


def test_a_reference_is_asked_for_its_name() -> None:
    seen: list[str] = []

    def name_of(reference: Reference) -> str:
        seen.append(reference.name)
        return "式"

    sections_of(a_document("# 题\n\n见 @eq-a。\n\n$$x$$ {#eq-a}\n").views[0], name_of)
    assert seen == ["eq-a"]
