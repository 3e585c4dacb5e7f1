"""Follows a reply through its reasoning, and says when the budget of that is spent."""

from __future__ import annotations

from enum import Enum

from langchain_gguf.engine.request import ReasoningBudget
from langchain_gguf.engine.text import StopSearch

_SPACE = " \t\r\n\v\f"


class _Place(Enum):
    """Where a reply is: where reasoning may begin, inside of it, past it, or past all of it."""

    START = "start"
    INSIDE = "inside"
    ELSEWHERE = "elsewhere"
    OVER = "over"


class ReasoningWatch:
    """Counts the tokens of one reply's reasoning.

    Text is looked at byte by byte (as Latin-1), because a token may end within a character.
    """

    def __init__(self, budget: ReasoningBudget) -> None:
        """Begin where the prompt ends."""
        self._budget = budget
        self._begin, end = (_bytewise(text) for text in (budget.begin, budget.end))
        self._search = StopSearch(end)
        self._place = _Place.INSIDE if budget.is_inside else _Place.START
        self._num_begun = 0  # Bytes of the opening tag so far.
        self._left = budget.max_tokens
        self._num_ending = 0  # Tokens that may turn out to be the closing tag.
        self._missing = 0  # Bytes of a character that is not complete yet.

    @property
    def is_over(self) -> bool:
        """Whether no reasoning can follow."""
        return self._place is _Place.OVER

    def takes(self, data: bytes) -> bool:
        """Say whether the bytes of a token have room in what is left of the budget.

        Those that begin a character have it only if the character can be ended, too. If not, the
        budget counts as spent.
        """
        if self._place is not _Place.INSIDE or self._missing:
            return True
        if _num_missing(data, 0) < self._left:
            return True
        self._left = 0
        return False

    def feed(self, data: bytes) -> None:
        """Take the bytes of the next token of the reply."""
        if self._place is _Place.INSIDE:
            self._left -= 1
            self._num_ending += 1
        for character in data.decode("latin-1"):
            self._advance(character)
        if self._search.num_matched == 0:
            self._num_ending = 0
        self._missing = _num_missing(data, self._missing)

    def closing(self) -> tuple[int, ...]:
        """Tokens that have to come next to end the reasoning; none while it may go on."""
        if self._place is not _Place.INSIDE or self._left > 0 or self._missing:
            return ()
        return self._budget.closings[self._search.num_matched]

    def _advance(self, character: str) -> None:
        if self._place is _Place.START:
            self._advance_at_start(character)
        elif self._place is not _Place.OVER and self._search.advance(character):
            if self._place is _Place.INSIDE:
                self._left += self._num_ending  # The closing tag is no reasoning.
            self._begin_anew()

    def _advance_at_start(self, character: str) -> None:
        if not self._num_begun and character in _SPACE:
            return
        if character != self._begin[self._num_begun]:
            self._place = _Place.ELSEWHERE if self._budget.is_repeated else _Place.OVER
            return
        self._num_begun += 1
        if self._num_begun == len(self._begin):
            self._place = _Place.INSIDE

    def _begin_anew(self) -> None:
        self._place = _Place.START if self._budget.is_repeated else _Place.OVER
        self._search = StopSearch(_bytewise(self._budget.end))
        self._num_begun = self._num_ending = 0


def _bytewise(text: str) -> str:
    """Make one character of each byte."""
    return text.encode().decode("latin-1")


def _num_missing(data: bytes, before: int) -> int:
    """Count the bytes that a character lacks which is not complete at the end of `data`.

    Args:
        data: UTF-8, cut anywhere.
        before: bytes that one lacked at its beginning.
    """
    for place in range(1, min(4, len(data)) + 1):
        byte = data[-place]
        if byte < 0x80:
            return 0
        if byte >= 0xC0:
            size = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return max(0, size - place)
    return max(0, before - len(data))
