"""Bare addresses in prose become links, as on GitHub; they end before Chinese punctuation."""

from collections.abc import Iterator

from markdown_it.token import Token

from dlcourse.patterns import lazy

# An address goes up to a space, a quote, an angle bracket or anything full-width.
URL = lazy(r"(?<![A-Za-z0-9])https?://[^\s<>\"`'\u2018-\u201f\u2026\u3000-\u303f\uff00-\uffef]+")
TRAILING = ".,;:!?*_~"


def link_bare_addresses(children: list[Token]) -> None:
    """Put links into the inline tokens `children` where their text names an address, outside of links."""
    for token in children:  # nearly all texts end here
        if token.type == "text" and "://" in token.content:
            break
    else:
        return
    linked: list[Token] = []
    depth = 0
    for token in children:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        linked += _split(token) if token.type == "text" and not depth else [token]
    children[:] = linked


def _split(token: Token) -> Iterator[Token]:
    end = 0
    for match in URL.finditer(token.content):
        address = _trimmed(match[0])
        if address.endswith("://"):
            continue
        if match.start() > end:
            yield _text(token.content[end : match.start()])
        yield Token("link_open", "a", 1, attrs={"href": address})
        yield _text(address)
        yield Token("link_close", "a", -1)
        end = match.start() + len(address)
    if end == 0:
        yield token
    elif end < len(token.content):
        yield _text(token.content[end:])


def _trimmed(address: str) -> str:
    """Return `address` without the punctuation of the sentence around it; a bracket it opened is its own."""
    while True:
        shorter = address.rstrip(TRAILING)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
