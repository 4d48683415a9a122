"""One file in two languages: what is found, what is not, and that nothing is lost or doubled."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlcourse.model import Language
from dlcourse.renderer.bilingual.blocks import SHARED, Row
from dlcourse.renderer.bilingual.detection.detect import Reading, read_rows
from dlcourse.renderer.markdown import lesson_parser, parse
from dlcourse.renderer.preparation import prepare

MONOLINGUAL = Path(__file__).parents[1] / "monolingual"
COURSE = ("zh", "en")

PAIR = """\
深度学习用多层的网络从数据里学到表示。

Deep learning learns representations from data with networks of many layers.
"""
OTHER_PAIR = """\
训练就是反复地调整权重，直到误差足够小。

Training adjusts the weights again and again, until the error is small enough.
"""


def read(
    text: str,
    languages: tuple[Language, ...] = COURSE,
    mode: str = "auto",
    declared: tuple[Language, ...] = (),
) -> Reading:
    tokens = prepare(parse(lesson_parser(), text, {"languages": languages}))
    before = repr(tokens)
    reading = read_rows(tokens, languages, mode, declared)
    assert repr(tokens) == before, "the tokens given were changed"
    return reading


def rows(text: str, **rules: object) -> list[dict[Language, str]]:
    """Return what each row says in each language."""
    return shown(read(text, **rules).rows or [])  # type: ignore[arg-type]  # passed through


def shown(found: Sequence[Row]) -> list[dict[Language, str]]:
    return [
        {
            language: "\n".join(block.prose or block.content for block in blocks)
            for language, blocks in row.sides.items()
        }
        for row in found
    ]


def view(found: Sequence[Row], language: Language) -> str:
    return "\n".join(
        block.prose or block.content for row in found for block in row.sides.get(language, row.sides.get(SHARED, []))
    )


# What is found


def test_neighbouring_paragraphs_are_a_pair_in_either_order() -> None:
    reading = read(PAIR)
    assert (reading.is_guess, reading.pairs) == (True, 1)
    assert [sorted(row.sides) for row in reading.rows or []] == [["en", "zh"]]
    chinese, _, english = PAIR.strip().partition("\n\n")
    assert shown(reading.rows or []) == [{"zh": chinese, "en": english}]
    assert rows(f"{english}\n\n{chinese}") == [{"zh": chinese, "en": english}]


def test_headings_and_items_with_brackets_are_split_in_a_bilingual_file() -> None:
    found = rows(f"## 简介 (Introduction)\n\n{PAIR}\n- 网络 (Networks)\n- 损失函数（Loss Functions）\n- x\n")
    assert found[0] == {"zh": "简介", "en": "Introduction"}
    assert found[2] == {"zh": "网络\n损失函数\nx", "en": "Networks\nLoss Functions\nx"}


def test_brackets_alone_make_no_file_bilingual() -> None:
    assert read("# 深度学习 (Deep Learning)\n\n- 网络 (Networks)\n- 损失 (Loss)\n").rows is None


def test_lines_of_one_paragraph_are_a_pair() -> None:
    text = "深度学习用多层的网络学到表示。\nDeep learning learns representations\nwith networks of many layers.\n"
    reading = read(text)
    assert shown(reading.rows or []) == [
        {
            "zh": "深度学习用多层的网络学到表示。",
            "en": "Deep learning learns representations with networks of many layers.",
        }
    ]
    assert [block.line for row in reading.rows or [] for block in (*row.sides["zh"], *row.sides["en"])] == [0, 1]


@pytest.mark.parametrize("line_end", ["  \n", "\\\n"])
def test_hard_line_break_parts_lines_too(line_end: str) -> None:
    assert rows(f"训练就是调整权重。{line_end}Training adjusts the weights.") == [
        {"zh": "训练就是调整权重。", "en": "Training adjusts the weights."}
    ]


@pytest.mark.parametrize(
    "text",
    [
        "**训练就是调整权重。\nTraining adjusts the weights.**",
        "训练就是调整权重。\nTraining adjusts the weights.\n误差越来越小。",
        "训练就是调整权重。\nAdam",
        "训练就是调整权重。`x\ny`\nTraining adjusts the weights.",
    ],
)
def test_paragraph_whose_lines_do_not_part_cleanly_stays_whole(text: str) -> None:
    assert rows(text, declared=COURSE) == [{SHARED: rows(text, declared=COURSE)[0][SHARED]}]


def test_list_of_chinese_items_then_english_ones_becomes_two_lists() -> None:
    found = read("1. 输入数据\n2. 计算误差\n3. Read the data\n4. Compute the error\n").rows or []
    assert shown(found) == [{"zh": "输入数据\n计算误差", "en": "Read the data\nCompute the error"}]
    assert [found[0].sides[language][0].line for language in COURSE] == [0, 2]
    assert "start" not in found[0].sides["en"][0].tokens[0].attrs


def test_halves_of_a_list_are_tight_each_by_itself() -> None:
    found = read("- 输入数据\n- 计算误差\n\n- Read the data\n- Compute the error\n").rows or []
    tokens = [token for side in found[0].sides.values() for block in side for token in block.tokens]
    assert all(token.hidden for token in tokens if token.type == "paragraph_open")
    loose = read("- 输入数据\n\n- 计算误差\n\n- Read the data\n\n- Compute the error\n").rows or []
    tokens = [token for side in loose[0].sides.values() for block in side for token in block.tokens]
    assert not any(token.hidden for token in tokens)


def test_pairs_inside_items_and_quotations_are_found() -> None:
    text = (
        "> 训练就是调整权重。\n>\n> Training adjusts the weights.\n\n- 误差越小越好。\n  A smaller error is better.\n"
    )
    assert rows(text) == [
        {"zh": "训练就是调整权重。", "en": "Training adjusts the weights."},
        {"zh": "误差越小越好。", "en": "A smaller error is better."},
    ]


def test_quotations_tables_and_lists_side_by_side_pair() -> None:
    text = (
        "> 训练就是调整权重。\n\n> Training adjusts the weights.\n\n"
        "* 输入数据\n* 计算误差\n\n- Read the data\n- Compute the error\n\n"
        "| 名称 | 数量 |\n|---|---|\n| 权重 | 很多 |\n\n| Name | Number |\n|---|---|\n| weights | many |\n"
    )
    reading = read(text.replace("调整权重。\n\n>", "调整权重。\n\n<!-- -->\n\n>"))
    assert reading.pairs == 2
    assert len(rows(text.replace("> Tr", "---\n\n> Tr"))) == 5


def test_as_many_english_paragraphs_after_chinese_ones_pair_one_by_one() -> None:
    first, second = (pair.strip().split("\n\n") for pair in (PAIR, OTHER_PAIR))
    assert rows("\n\n".join([first[0], second[0], first[1], second[1]])) == [
        dict(zip(COURSE, first, strict=True)),
        dict(zip(COURSE, second, strict=True)),
    ]


def test_run_that_could_pair_both_ways_follows_the_usual_order_of_the_file() -> None:
    zh, en = PAIR.strip().split("\n\n")
    usual = f"{OTHER_PAIR}\n## 一\n\n{PAIR}\n## 二\n\n"
    assert rows(f"{usual}{en}\n\n{zh}\n\n{en}")[-2:] == [{SHARED: en}, {"zh": zh, "en": en}]
    reverse = "\n\n".join(reversed(OTHER_PAIR.strip().split("\n\n")))
    assert rows(f"{reverse}\n\n## 一\n\n{reverse}\n\n## 二\n\n{en}\n\n{zh}\n\n{en}")[-2:] == [
        {"zh": zh, "en": en},
        {SHARED: en},
    ]


def test_pair_is_never_forced() -> None:
    long = "Deep learning " + "learns more and more " * 30
    found = rows(f"{PAIR}\n---\n\n短句一个。\n\n{long.strip()}\n", declared=COURSE)
    assert [sorted(row) for row in found] == [["en", "zh"], [SHARED], [SHARED], [SHARED]]
    zh, en = PAIR.strip().split("\n\n")
    assert [sorted(row) for row in rows(f"{zh}\n\n{zh}\n\n{zh}\n\n{en}\n\n{en}", declared=COURSE)] == [[SHARED]] * 5


def test_bars_count_as_evidence() -> None:
    reading = read("## 简介 | Introduction\n\n- 网络 | Networks\n- 损失 | Losses\n\n```\nx\n```\n")
    assert (reading.is_guess, reading.pairs) == (True, 3)


def test_pairs_must_be_half_of_the_prose() -> None:
    more = "训练要反复很多次，每一次都让误差小一点，直到它不再变小。\n\n"
    assert read(f"{PAIR}\n## 二\n\n{more}").rows is not None
    assert read(f"{PAIR}\n## 二\n\n{more * 4}").rows is None


@pytest.mark.parametrize("path", sorted(MONOLINGUAL.rglob("*.md")), ids=lambda path: path.stem)
def test_lesson_in_one_language_is_never_taken_for_bilingual(path: Path) -> None:
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert read(text).rows is None


# What the author says


def test_containers_side_by_side_are_a_pair_in_either_order() -> None:
    for text in ("::: zh\n你好\n:::\n\n::: en\nHello\n:::\n", "::: en\nHello\n:::\n::: zh\n你好\n:::\n"):
        reading = read(text)
        assert shown(reading.rows or []) == [{"zh": "你好", "en": "Hello"}]
        assert (reading.is_guess, reading.pairs) == (False, 1)


def test_what_stands_between_containers_is_for_all_and_what_has_no_partner_for_one() -> None:
    text = "```\nx\n```\n\n::: zh\n你好\n\n## 标题 (Title)\n:::\n\n中间 middle\n\n::: en\nHello\n:::\n"
    assert rows(text) == [
        {SHARED: "x"},
        {"zh": "你好"},
        {"zh": "标题 (Title)"},
        {SHARED: "中间 middle"},
        {"en": "Hello"},
    ]


def test_containers_of_several_blocks_are_paired_block_by_block() -> None:
    text = "::: zh\n## 一\n\n你好\n\n- 甲\n:::\n::: en\n## One\n\nHello\n\n- A\n:::\n"
    assert rows(text) == [{"zh": "一", "en": "One"}, {"zh": "你好", "en": "Hello"}, {"zh": "甲", "en": "A"}]


def test_containers_of_different_shape_are_aligned() -> None:
    text = "::: zh\n## 一\n\n你好，世界\n\n```\nx\n```\n:::\n::: en\n## One\n\nHello, world\n:::\n"
    found = rows(text)
    assert found[:2] == [{"zh": "一", "en": "One"}, {"zh": "你好，世界", "en": "Hello, world"}]
    assert len(found) == 3


def test_empty_container_is_no_side() -> None:
    assert rows("::: zh\n:::\n::: en\nHello\n:::\n") == [{"en": "Hello"}]
    assert rows("::: zh\n:::\n", declared=COURSE) == []


def test_containers_in_lists_and_quotations_go_to_their_language() -> None:
    text = (
        "- a\n  ::: zh\n  你好\n  :::\n  ::: en\n  Hello\n  :::\n- ::: zh\n  仅中文\n  :::\n\n> ::: en\n> Only\n> :::\n"
    )
    assert rows(text) == [{"zh": "a\n你好\n仅中文", "en": "a\nHello"}, {"en": "Only"}]


def test_what_a_container_held_stands_as_high_as_the_container() -> None:
    found = read("::: zh\n# 标题\n\n- 甲\n:::\n").rows or []
    tokens = [token for row in found for block in row.sides["zh"] for token in block.tokens]
    assert [token.level for token in tokens if token.type in ("heading_open", "bullet_list_open")] == [0, 0]


def test_container_of_an_unknown_language_is_for_all() -> None:
    assert rows("::: fr\nBonjour\n:::\n\n::: zh\n你好\n:::\n") == [{SHARED: "Bonjour"}, {"zh": "你好"}]


def test_container_in_a_container_keeps_what_it_says() -> None:
    assert rows(":::: zh\n你好\n\n::: en\nHello\n:::\n::::\n") == [{"zh": "你好"}, {"zh": "Hello"}]


def test_where_there_are_containers_nothing_is_guessed() -> None:
    found = rows(f"::: zh\n你好\n:::\n::: en\nHello\n:::\n\n## 简介 (Intro)\n\n{PAIR}", declared=COURSE)
    assert [sorted(row) for row in found] == [["en", "zh"], ["en", "zh"], [SHARED], [SHARED]]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"# 题\n\n{PAIR}\n{OTHER_PAIR}", [2, 6]),
        ("> [!TIP] 双语 | Both\n> " + PAIR.replace("\n", "\n> "), [1]),
        ("只有中文的一段，没有译文。\n\n- 甲\n- 乙\n", []),
    ],
)
def test_where_there_are_containers_what_looks_like_an_unmarked_pair_is_told(text: str, lines: list[int]) -> None:
    marked = "::: zh\n你好\n:::\n::: en\nHello\n:::\n"
    assert [token.map and token.map[0] for token in read(f"{text}\n{marked}").unmarked] == lines
    assert read(f"{text}\n{marked}", mode="pairs").unmarked == ()
    assert read(text).unmarked == ()


def test_pairs_mode_does_not_guess() -> None:
    assert rows(f"## 简介 (Intro)\n\n{PAIR}", mode="pairs")[0] == {"zh": "简介", "en": "Intro"}
    assert all(list(row) == [SHARED] for row in rows(f"## 简介 (Intro)\n\n{PAIR}", mode="pairs")[1:])
    assert read(PAIR, mode="pairs").rows is None


def test_front_matter_decides() -> None:
    assert read(PAIR, mode="off").rows is None
    assert read(PAIR, declared=("zh",)).rows is None
    assert read("::: zh\n你好\n:::\n", declared=("en",)).rows is None
    declared = read("只有中文。", declared=COURSE)
    assert (shown(declared.rows or []), declared.is_guess) == ([{SHARED: "只有中文。"}], False)


def test_course_in_one_language_has_no_pairs() -> None:
    assert read(PAIR, languages=("zh",)).rows is None


@pytest.mark.parametrize("languages", [("zh-Hans", "en-US"), ("en", "zh-TW")])
def test_regions_and_order_do_not_matter(languages: tuple[Language, ...]) -> None:
    found = read(PAIR, languages=languages).rows or []
    assert [list(row.sides) for row in found] == [list(languages)]


def test_other_languages_are_paired_by_marks_alone() -> None:
    text = "::: ja\nこんにちは\n:::\n::: en\nHello\n:::\n\n## 概要 (Summary)\n"
    assert rows(text, languages=("ja", "en")) == [{"ja": "こんにちは", "en": "Hello"}, {"ja": "概要", "en": "Summary"}]
    assert read(PAIR, languages=("ja", "en")).rows is None
    assert rows("## Bonjour | Hello\n", languages=("fr", "en"), mode="pairs") == [{"fr": "Bonjour", "en": "Hello"}]


def test_cells_of_a_table_are_split_as_items_are() -> None:
    text = "| 名称 (Name) | x |\n|---|---|\n| 权重 \\| Weight | y |\n"
    assert rows(text, declared=COURSE) == [{"zh": "名称\nx\n权重\ny", "en": "Name\nx\nWeight\ny"}]


def test_definitions_are_split_as_their_terms_are_but_for_brackets() -> None:
    text = "学习率 | Learning rate\n: 每步的大小 | Size of a step\n: 也叫步长（step size）\n"
    assert rows(text, declared=COURSE) == [
        {
            "zh": "学习率\n每步的大小\n也叫步长（step size）",
            "en": "Learning rate\nSize of a step\n也叫步长（step size）",
        }
    ]


def test_task_keeps_its_box_in_both_languages() -> None:
    for text in ("- [x] 训练就是调整权重。\n  Training adjusts the weights.\n", "- [x] 训练网络 | Train the network\n"):
        found = read(text, declared=COURSE).rows or []
        for language in COURSE:
            tokens = [token for block in found[0].sides[language] for token in block.tokens]
            children = next(token.children for token in tokens if token.type == "inline")
            assert [child.type for child in children or ()] == ["checkbox", "text", "checkbox_end"]


def test_notes_keep_their_way_back() -> None:
    text = "正文[^1]\n\n[^1]: 训练就是调整权重。\n\n    Training adjusts the weights.\n"
    assert [list(row) for row in rows(text, declared=COURSE)] == [[SHARED], [SHARED]]


def test_parts_still_know_where_they_come_from() -> None:
    tokens = prepare(parse(lesson_parser(), "- [卷积](a) | [Convolution](b)\n", {}))
    found = read_rows(tokens, COURSE, "auto", COURSE).rows or []
    original = next(token for token in tokens if token.type == "inline")
    assert list(found[0].sides) == ["zh", "en"]
    for blocks in found[0].sides.values():
        inline = next(token for token in blocks[0].tokens if token.type == "inline")
        links = [child for child in inline.children or () if child.type == "link_open"]
        assert [link.meta["parent"] is original for link in links] == [True]


# The law: nothing is lost, nothing is doubled, and each language sees what it should


class Script:
    """Writes a document block by block, with a number in each text, and notes who should see which."""

    def __init__(self) -> None:
        self.count = 0
        self.marked: dict[int, set[Language]] = {}
        self.chinese: set[int] = set()
        self.english: set[int] = set()

    def zh(self, *languages: Language) -> str:
        return f"第⟦{self._next(self.chinese, languages)}⟧段文字说明了一件事情"

    def en(self, *languages: Language) -> str:
        return f"Text ⟦{self._next(self.english, languages)}⟧ says one more thing"

    def _next(self, own: set[int], languages: Sequence[Language]) -> int:
        self.count += 1
        own.add(self.count)
        if languages:
            self.marked[self.count] = set(languages)
        return self.count


BLOCKS: dict[str, Callable[[Script], str]] = {
    "zh": lambda s: s.zh(),
    "en": lambda s: s.en(),
    "lines": lambda s: f"{s.zh()}\n{s.en()}",
    "heading": lambda s: f"## {s.zh('zh')} ({s.en('en')})",
    "bar": lambda s: f"## {s.en('en')} | {s.zh('zh')}",
    "plain heading": lambda s: f"## {s.zh('zh', 'en')}",
    "items": lambda s: f"- {s.zh('zh')} ({s.en('en')})\n- {s.zh('zh', 'en')}：{s.en('zh', 'en')}",
    "halves": lambda s: f"* {s.zh()}\n* {s.zh()}\n* {s.en()}\n* {s.en()}",
    "nested": lambda s: f"1. {s.zh()}\n\n   {s.en()}\n   - {s.zh()}\n     {s.en()}\n2. {s.en()}",
    "quote": lambda s: f"> {s.zh()}\n>\n> {s.en()}\n>\n> {s.en()}",
    "code": lambda s: f"```\n{s.zh('zh', 'en')}\n```",
    "table": lambda s: f"| {s.zh()} |\n|---|\n| {s.en()} |",
    "details": lambda s: f"<details>\n\n{s.zh()}\n\n{s.en()}\n\n</details>",
    "pair": lambda s: f"::: zh\n{s.zh('zh')}\n:::\n\n::: en\n{s.en('en')}\n:::",
    "long pair": lambda s: f"::: en\n{s.en('en')}\n\n{s.en('en')}\n:::\n::: zh\n- {s.zh('zh')}\n\n{s.zh('zh')}\n:::",
    "alone": lambda s: f"::: zh\n{s.zh('zh')}\n\n> {s.en('zh')}\n:::",
    "inside": lambda s: f"- x\n\n  ::: en\n  {s.en('en')}\n  :::\n- ::: zh\n  {s.zh('zh')}\n  :::",
    "rule": lambda s: "---",
    "note": lambda s: f"{s.zh()}[^{s.count}]\n\n[^{s.count}]: {s.zh('zh', 'en')}\n\n    {s.en('zh', 'en')}",
}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(sorted(BLOCKS)), max_size=9), st.sampled_from(["auto", "pairs"]))
def test_every_text_is_in_the_views_it_should_be_in_and_once(names: list[str], mode: str) -> None:
    script = Script()
    text = "\n\n".join(BLOCKS[name](script) for name in names)
    found = read(text, mode=mode, declared=COURSE).rows or []
    views = {language: [int(n) for n in re.findall(r"⟦(\d+)⟧", view(found, language))] for language in COURSE}
    for language, seen in views.items():
        assert len(seen) == len(set(seen)), f"doubled in {language}: {text}"
    assert set(views["zh"]) | set(views["en"]) == set(range(1, script.count + 1)), text
    assert script.chinese <= set(views["zh"]) | {n for n, who in script.marked.items() if "zh" not in who}
    assert script.english <= set(views["en"]) | {n for n, who in script.marked.items() if "en" not in who}
    for number, who in script.marked.items():
        assert {language for language in COURSE if number in views[language]} == who, (number, text)
    if mode == "pairs" or ":::" in text:
        unmarked = set(range(1, script.count + 1)) - set(script.marked)
        assert unmarked <= set(views["zh"]) & set(views["en"])
    for row in found:
        assert row.sides
        assert all(row.sides.values())
        assert set(row.sides) in ({SHARED}, {"zh"}, {"en"}, {"zh", "en"})
