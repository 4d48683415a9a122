"""The cards of a site: what they say in, paths and bytes out. Each is drawn once while builds go on asking for it."""

import hashlib
from collections.abc import Iterable
from pathlib import PurePosixPath

from dlcourse.builder.assets import fingerprinted
from dlcourse.builder.cards.drawing import Card, draw

DESIGN = 1
"""Counts how cards have looked: another look, other addresses, as the world keeps copies of pictures."""


class Cards:
    """Draws cards and remembers them."""

    def __init__(self) -> None:
        self._drawn: dict[Card, bytes | None] = {}

    def picture(self, card: Card) -> bytes | None:
        """Return the PNG of a card, None if it cannot be drawn here."""
        if card not in self._drawn:
            self._drawn[card] = draw(card)
        return self._drawn[card]

    def keep(self, cards: Iterable[Card]) -> None:
        """Forget all cards but these."""
        wanted = set(cards)
        self._drawn = {card: data for card, data in self._drawn.items() if card in wanted}


def card_path(card: Card, name: str) -> PurePosixPath:
    """Return where a card is published: its address changes with what it says, not with the machine that drew it."""
    said = "\0".join((str(DESIGN), card.title, card.above, card.below, card.site, card.language))
    return fingerprinted(f"{name}.png", hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest())
