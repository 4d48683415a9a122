"""Footnotes in the views of a lesson: each view lists those that it refers to, and they lead back into it alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from dlcourse.model import BOTH, Language
from dlcourse.renderer.bilingual.blocks import SHARED, Block, Kind, Row, tokens_of_blocks
from dlcourse.renderer.bilingual.tree import token_copy

Reference = tuple[int, int]
"""A footnote's number, counted from 0, and which of the references to it this is."""


@dataclass(slots=True)
class Calls:
    """The references that a view shows, by the side they stand on."""

    by_side: dict[str, set[Reference]] = field(default_factory=dict)

    def add(self, side: str, found: Collection[Reference]) -> None:
        """Take note of the references that were `found` on a side."""
        if found:
            self.by_side.setdefault(side, set()).update(found)

    def to(self, side: str, language: Language) -> set[Reference]:
        """Return those that lead to the notes of `side` in a view that is in `language` first of all."""
        if side == SHARED:
            return set().union(*self.by_side.values())
        return self.by_side.get(side, set()) | (self.by_side.get(SHARED, set()) if side == language else set())


def references(tokens: Sequence[Token]) -> Iterator[Reference]:
    """Return the references to footnotes in `tokens`."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "footnote_ref":
                yield child.meta["id"], child.meta.get("subId", 0)


def calls_of_views(
    rows: Sequence[Row],
    languages: tuple[Language, Language],
    titles: Mapping[Language, tuple[Language, Sequence[Token]]],
) -> dict[str, Calls]:
    """Return the references that each view shows; `titles` holds the language and tokens of each language's title."""
    calls = {name: Calls() for name in (*languages, BOTH)}
    for language, (spoken, tokens) in titles.items():
        found = [*references(tokens)]
        calls[language].add(spoken, found)
        calls[BOTH].add(spoken, found)
    for row in rows:
        for side, blocks in row.sides.items():
            found = [each for block in blocks if block.kind is not Kind.NOTES for each in references(block.tokens)]
            calls[BOTH].add(side, found)
            for language in languages:
                if not row.is_pair or side == language:
                    calls[language].add(side, found)
    return calls


def complete(row: Row) -> None:
    """Let both sides of one file's notes hold them all: a note in one language is shown to those who are led to it."""
    notes = {side: _notes(tokens_of_blocks(blocks)) for side, blocks in row.sides.items()}
    numbers = sorted({number for own in notes.values() for number in own})
    others = {number: note for own in notes.values() for number, note in own.items()}
    for side, own in notes.items():
        if len(own) < len(numbers):
            opener, *_, closer = tokens_of_blocks(row.sides[side])
            kept = [token for number in numbers for token in own.get(number) or map(token_copy, others[number])]
            row.sides[side] = [Block(Kind.NOTES, [opener, *kept, closer])]


def led_to(blocks: Sequence[Block], calls: set[Reference]) -> list[Token]:
    """Return the tokens of the notes in `blocks` that `calls` lead to, with the ways back to these; [] for none."""
    tokens = tokens_of_blocks(blocks)
    notes = _notes(tokens)
    calls, reached = set(calls), set[int]()
    waiting = [number for number, _ in calls]
    while waiting:
        number = waiting.pop()
        if number in notes and number not in reached:
            reached.add(number)
            further = set(references(notes[number]))
            calls |= further
            waiting += [other for other, _ in further]
    kept = [
        token for place, number in enumerate(sorted(reached)) for token in _note(notes[number], number, place, calls)
    ]
    return [tokens[0], *kept, tokens[-1]] if kept else []


def _note(tokens: Sequence[Token], number: int, place: int, calls: set[Reference]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "footnote_open" and number != place:
            numbered = token_copy(token)
            numbered.meta["value"] = number + 1
            yield numbered
        elif token.type != "footnote_anchor" or (token.meta["id"], token.meta.get("subId", 0)) in calls:
            yield token


def _notes(tokens: Sequence[Token]) -> dict[int, list[Token]]:
    notes: dict[int, list[Token]] = {}
    note: list[Token] = []
    for token in tokens:
        if token.type == "footnote_open":
            note = notes.setdefault(token.meta["id"], [])
        note.append(token)
        if token.type in ("footnote_close", "footnote_block_close"):
            note = []
    return notes
