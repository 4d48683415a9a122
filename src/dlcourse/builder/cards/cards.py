"""The cards of a site: what they say in, paths and bytes out."""

import hashlib
from collections.abc import Iterable
from pathlib import PurePosixPath

from dlcourse.builder.assets import fingerprinted
from dlcourse.builder.cards.drawing import Card, draw, family_for
from dlcourse.builder.cards.fonts import families

DESIGN = 1
"""Counts how cards have looked: another look, other addresses, as the world keeps copies of pictures."""


class Cards:
    """Draws cards, with Pillow and the fonts of this machine."""

    def can_draw(self, card: Card) -> bool:
        """Tell whether a card can be drawn here."""
        return family_for(card) is not None

    def picture(self, card: Card) -> bytes:
        """Return the PNG of a card that can be drawn."""
        return draw(card) or b""

    def key(self, languages: Iterable[str]) -> str:
        """Return what changes whenever cards in `languages` can be drawn in other fonts, or look otherwise."""
        return repr((DESIGN, [family.files for language in languages for family in families(language)]))


def card_path(card: Card, name: str) -> PurePosixPath:
    """Return where a card is published: its address changes with what it says, not with the machine that drew it."""
    said = "\0".join((str(DESIGN), card.title, card.above, card.below, card.site, card.language))
    return fingerprinted(f"{name}.png", hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest())
