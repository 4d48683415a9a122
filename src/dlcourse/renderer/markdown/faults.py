"""Faults that are seen only when all blocks of a text are known: tokens and messages in, entries with a place out."""

from functools import cached_property

from markdown_it.rules_core import StateCore
from markdown_it.token import Token


class Faults:
    """Notes what does not fit in a text, for `env["container_faults"]`."""

    def __init__(self, state: StateCore) -> None:
        self._state = state

    def add(self, token: Token, message: str, hint: str) -> None:
        """Note that the block which `token` opens does not fit (R214)."""
        line = (token.map or [0])[0]
        text = self._lines[line] if line < len(self._lines) else ""
        column = len(text) - len(text.lstrip("> \t")) + 1
        self._state.env.setdefault("container_faults", []).append((line, "R214", message, hint, column))

    @cached_property
    def _lines(self) -> list[str]:
        return self._state.src.split("\n")
