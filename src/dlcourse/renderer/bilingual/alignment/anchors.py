"""What a block names that no translator changes: formulas, code, addresses of links and pictures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from dlcourse.languages import KNOWN
from dlcourse.renderer.bilingual.blocks import Block
from dlcourse.renderer.reading import TEXTS, inline_text

# Parts of an address that say which language it leads to: `/zh-cn/`, `x.en.md`, `README_zh.md`, `zh.wikipedia.org`.
LANGUAGE_PART = re.compile(
    rf"(?:^|[/._?&=@-])(?:{'|'.join(sorted({*KNOWN, 'cn', 'english', 'chinese'}, key=len, reverse=True))})"
    r"(?:[-_][a-z]{2,4})?(?=[/._-]|$)",
    re.IGNORECASE,
)
FORMULA_WORDS = re.compile(r"\\(?:text(?:rm|bf|it)?|mathrm|mbox|operatorname\*?)\s*\{[^{}]*\}")
FORMULA_DRESS = re.compile(
    r"\\(?:left|right|displaystyle|limits|quad|qquad|[bB]igg?[lr]?)(?![A-Za-z])|\\[,;:!> ]|\\(?:tag|label)\s*\{[^{}]*\}"
)
FORMULA_TWINS = {
    "leq": "le",
    "geq": "ge",
    "neq": "ne",
    "rightarrow": "to",
    "ldots": "dots",
    "cdots": "dots",
    "lVert": "|",
    "rVert": "|",
    "lvert": "|",
    "rvert": "|",
    "Vert": "|",
    "mid": "|",
    "top": "T",
    "ast": "*",
    "boldsymbol": "mathbf",
    "bm": "mathbf",
}
"""Commands that look the same, or nearly."""
COMMAND = re.compile(r"\\([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a block names, in order: formulas, code spans, addresses of links and of pictures, as they are written."""

    formulas: tuple[str, ...]
    codes: tuple[str, ...]
    links: tuple[str, ...]
    images: tuple[str, ...]


def anchors_of(blocks: Sequence[Block]) -> Anchors:
    """Return what `blocks` name; a block of code has its text in `Block.content` alone."""
    formulas, codes, links, images = [], [], [], []
    for token in _all(blocks):
        if token.type == "text":
            continue
        if token.type in ("math_inline", "math_block", "amsmath") or (
            token.type == "fence" and token.info.strip().lower() == "math"
        ):
            formulas.append(token.content)
        elif token.type == "code_inline":
            codes.append(token.content)
        elif token.type == "link_open":
            links.append(str(token.attrGet("href") or ""))
        elif token.type == "image":
            images.append(str(token.attrGet("src") or ""))
    return Anchors(tuple(formulas), tuple(codes), tuple(links), tuple(images))


def plain_formula(formula: str) -> str:
    """Return `formula` without spaces, words, sizes and the punctuation that ends it: equal for equal mathematics."""
    bare = FORMULA_DRESS.sub("", FORMULA_WORDS.sub("", formula))
    bare = COMMAND.sub(lambda found: _twin(found[1]), bare)
    bare = re.sub(r"\{([A-Za-z0-9])\}", r"\1", re.sub(r"[\s&~]|\\\\|\\\|", "", bare))
    return bare.rstrip(".,;:。，；：")


def _twin(command: str) -> str:
    twin = FORMULA_TWINS.get(command, command)
    return f"\\{twin}" if twin.isalpha() and twin != "T" else twin


def plain_address(address: str) -> str:
    """Return where `address` leads, whatever the language: host and path without language parts and fragment."""
    try:
        parts = urlsplit(unquote(address))
    except ValueError:  # `[` in a host
        return address
    path = f"{parts.netloc}{parts.path}".lower().removeprefix("www.")
    return LANGUAGE_PART.sub("", path).strip("./")


def all_text(blocks: Sequence[Block]) -> str:
    """Return all that `blocks` show, code and formulas too, with its spaces."""
    parts = []
    for block in blocks:
        for token in block.tokens:
            parts.append(inline_text(token.children or ()) if token.type in TEXTS else token.content)
    return "\n".join(parts)


def _all(blocks: Sequence[Block]) -> Iterator[Token]:
    for block in blocks:
        for token in block.tokens:
            yield token
            if token.children:
                yield from token.children
