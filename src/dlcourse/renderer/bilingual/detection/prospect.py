"""A first look at a file without marks: may neighbours that translate one another be half of its prose at all?

Most lessons are in one language, and to look for pairs block by block costs as much as to parse them. Counts over the
whole file already tell of nearly all of these that pairs cannot be enough, whatever stands beside what:

- Each side of a pair that is in English holds `HAN_IN_ENGLISH` Han characters at most, so each of its lines does. Thus
  a pair weighs no more than `MOST_A_WORD` for each word in such lines.
- Each side that is in Chinese holds Han characters, so a pair weighs no more than `MOST_A_HAN` for each of these.
- The prose of a file weighs no less than the paragraphs that stand in no other block.
"""

import re
from collections.abc import Sequence

from markdown_it.token import Token

from dlcourse.languages import HAN
from dlcourse.renderer.bilingual.detection.evidence import HAN_IN_ENGLISH, RATIOS, text_of, weight_of, without_addresses
from dlcourse.renderer.bilingual.detection.forms import BAR
from dlcourse.renderer.bilingual.scripts import DENSE_SHARE, FOREIGN_SHARE, WORD_WEIGHT
from dlcourse.renderer.reading import HAN_RUN, count_han, count_words

# What an English side weighs for each of its words, and a Chinese side for each of its Han characters, at most.
ENGLISH = WORD_WEIGHT / (1 - FOREIGN_SHARE)
CHINESE = 1 / DENSE_SHARE
MOST_A_WORD = ENGLISH + 1 / RATIOS[0]
MOST_A_HAN = CHINESE * (1 + ENGLISH * RATIOS[1])

DENSE = re.compile(rf"(?:[^{HAN}]*[{HAN}]){{{HAN_IN_ENGLISH + 1}}}")
"""Begins a line that is in no English side of a pair."""


def may_be_bilingual(tokens: Sequence[Token], *, has_guesses: bool) -> bool:
    """Tell whether pairs may be half of the prose of a file; False is certain.

    `has_guesses` says that a pair needs no mark; else only a bar (`中文 | English`) makes one.
    """
    paragraphs, others = _texts(tokens)
    text = "\n".join((*paragraphs, *others))
    has_bar = ("|" in text or "｜" in text) and BAR.search(text)
    marked = [line for line in text.split("\n") if BAR.search(line)] if has_bar else []
    paired = sum(weight_of(line).total for line in marked)
    guessed = MOST_A_WORD * _words_of_english(text) if has_guesses and HAN_RUN.search(text) else 0
    if not paired and not guessed:
        return bool(marked)
    prose = weight_of("\n".join(paragraphs)).total - WORD_WEIGHT * len(paragraphs)  # one word alone is no prose
    if 2 * (paired + guessed) < prose:
        return False  # most lessons end here; to count all characters takes longer
    return 2 * (paired + min(guessed, MOST_A_HAN * count_han(text))) >= prose


def _texts(tokens: Sequence[Token]) -> tuple[list[str], list[str]]:
    """Return the texts of the paragraphs that stand in no other block, and all others."""
    paragraphs: list[str] = []
    others: list[str] = []
    depth = 0
    before = ""
    for token in tokens:
        if token.nesting:
            depth += token.nesting  # not `level`: the tokens of footnotes have none of their own
        elif token.type == "inline":
            text = text_of(token.children or ())
            (paragraphs if depth == 1 and before == "paragraph_open" else others).append(text)
        elif token.type == "figure_image":
            others += [text_of(picture.children or ()) for picture in token.children or ()]
        before = token.type
    return paragraphs, others


def _words_of_english(text: str) -> int:
    """Return how many words stand in lines that may be in English."""
    lines = [line for line in text.split("\n") if not DENSE.match(line)]
    return count_words(without_addresses("\n".join(lines)))
