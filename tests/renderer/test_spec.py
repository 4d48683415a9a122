"""`dlcourse render -` against the CommonMark and GFM specifications."""

import json
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from dlcourse.renderer.lesson import render_fragment

CASES = Path(__file__).parents[1] / "cases"

# What these examples are about is raw HTML, and lessons' HTML is sanitised: tags that are not on the list go.
SANITISED = {
    *(21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643),
    *(148, 149, 150, 151, 152, 153, 155, 156, 157, 158, 160, 163, 165, 169, 170, 171, 172, 173, 174, 175, 176, 177),
    *(178, 179, 180, 181, 182, 183, 184, 187, 190, 191),
    *(613, 614, 615, 616, 617, 623, 625, 626, 627, 628, 629, 630, 631),
}
# One newline inside an empty block quote or definition that plain markdown-it-py 4.3 writes otherwise.
UPSTREAM = {218, 239, 240}


def examples(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((CASES / name).read_text("utf-8"))
    return loaded


def failing(name: str) -> set[object]:
    return {
        example["example"]
        for example in examples(name)
        if render_fragment(example["markdown"], is_extended=False) != example["html"]
    }


def test_every_commonmark_example_passes_that_plain_markdown_it_passes_but_for_raw_html() -> None:
    plain = MarkdownIt("commonmark")
    upstream = {e["example"] for e in examples("commonmark.json") if plain.render(e["markdown"]) != e["html"]}
    assert len(examples("commonmark.json")) == 652
    assert upstream == UPSTREAM
    assert failing("commonmark.json") == SANITISED | UPSTREAM


def test_examples_that_differ_are_about_raw_html() -> None:
    plain = MarkdownIt("commonmark")
    for example in examples("commonmark.json"):
        if example["example"] in SANITISED:
            tokens = plain.parse(example["markdown"])
            children = [child for token in tokens for child in token.children or ()]
            assert any(token.type.startswith("html") for token in [*tokens, *children]), example


@pytest.mark.parametrize("example", examples("gfm.json"), ids=lambda example: str(example["example"]))
def test_gfm_tables_task_lists_and_strikethrough_pass(example: dict[str, Any]) -> None:
    assert render_fragment(example["markdown"], is_extended=False) == example["html"]


def test_plain_fragments_know_chinese_emphasis() -> None:
    assert render_fragment("**深度学习（DL）**是", is_extended=False) == "<p><strong>深度学习（DL）</strong>是</p>\n"


def test_extended_fragments_draw_formulas_and_keep_addresses() -> None:
    html = render_fragment("$x$ [a](b.md) ![c](d.png)", is_extended=True)
    assert "<math>" in html
    assert '<a href="b.md">a</a>' in html
    assert '<img src="d.png" alt="c">' in html
