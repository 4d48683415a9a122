"""Diagnostics of a lesson in, fewer out: the same thing is said a few times, and then how often more."""

from collections.abc import Iterable
from dataclasses import replace

from dlcourse.diagnostics import Diagnostic

SAID_EACH = 3
REPEATING = frozenset({"R203"})
"""Codes that a lesson written for another tool has by the hundred."""


def moderated(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return `found` without doubles; of those that say the same of one file, three and a word on the rest."""
    kept: list[Diagnostic] = []
    alike: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for each in dict.fromkeys(found):
        if each.code in REPEATING:
            alike.setdefault((each.place.file, each.code, each.message), []).append(each)
        else:
            kept.append(each)
    for group in alike.values():
        group.sort(key=lambda each: each.place)
        more = len(group) - SAID_EACH
        kept += group if more < 2 else group[:SAID_EACH]
        if more > 1:
            kept.append(replace(group[SAID_EACH], message=f"from here on {more} more like this: {group[0].message}"))
    return tuple(kept)
