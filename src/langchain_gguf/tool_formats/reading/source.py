"""What has arrived of a reply, for readers that are written as generators.

A reader says what comes next (`take`, `until`, ...) and yields wherever it needs more text, so it
is read from top to bottom like a parser of a whole text, and its result cannot depend on how the
text was cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

T = TypeVar("T")
_VISIBLE = re.compile(r"\S")
# A reader yields when it needs more text; its value is what it has read.
Reading = Generator[None, None, T]
Emit = Callable[[str], None]


class MalformedCallError(Exception):
    """The text is not a call of the format; the reply parser reports it as an invalid call."""


def discard(text: str) -> None:
    """Take text that nobody needs."""


class Source:
    """Text that grows at its end and is consumed from its beginning."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._text = ""
        self._at = 0
        self._record: list[str] | None = None
        self.ended = False

    def feed(self, text: str) -> None:
        """Append text."""
        self._text = self._text[self._at :] + text
        self._at = 0

    def record(self) -> None:
        """Start to keep what is consumed."""
        self._record = []

    def recorded(self) -> str:
        """Return what was consumed since `record`, and stop keeping it."""
        pieces, self._record = self._record or [], None
        return "".join(pieces)

    def consume(self, length: int) -> str:
        """Take the next characters, which must be there."""
        text = self._text[self._at : self._at + length]
        self._at += length
        if self._record is not None:
            self._record.append(text)
        return text

    @property
    def rest(self) -> str:
        """Text that is there and not consumed."""
        return self._text[self._at :]

    def search(self, pattern: re.Pattern[str]) -> int | None:
        """Count the characters before the first that a pattern finds in what is there."""
        found = pattern.search(self._text, self._at)
        return found.start() - self._at if found else None

    @property
    def available(self) -> int:
        """Count the characters that are there and not consumed."""
        return len(self._text) - self._at

    def wait(self) -> Reading[bool]:
        """Wait for more text; false if there is none to come."""
        if self.ended:
            return False
        yield
        return True

    def peek(self, length: int = 1) -> Reading[str]:
        """Return the next characters without consuming them; fewer at the end."""
        while len(self._text) - self._at < length:
            if not (yield from self.wait()):
                break
        return self._text[self._at : self._at + length]

    def at(self, text: str) -> Reading[bool]:
        """Say whether `text` comes next; waits no longer than needed to tell."""
        while True:
            rest = self._text[self._at : self._at + len(text)]
            if rest == text:
                return True
            if not text.startswith(rest) or not (yield from self.wait()):
                return False

    def take(self, text: str) -> Reading[bool]:
        """Consume `text` if it comes next."""
        found = yield from self.at(text)
        if found:
            self.consume(len(text))
        return found

    def take_spaced(self, text: str) -> Reading[bool]:
        """Consume `text` and the whitespace before it, if it comes next but for whitespace."""
        while True:
            margin = self.search(_VISIBLE)
            if margin is not None:
                start = self._at + margin
                found = self._text[start : start + len(text)]
                if found == text:
                    self.consume(margin + len(text))
                    return True
                if not text.startswith(found):
                    return False
            if not (yield from self.wait()):
                return False

    def next_visible(self) -> Reading[str]:
        """Return the next character that is no whitespace, consuming nothing; "" at the end."""
        while True:
            margin = self.search(_VISIBLE)
            if margin is not None:
                return self._text[self._at + margin]
            if not (yield from self.wait()):
                return ""

    def take_any(self, texts: Sequence[str]) -> Reading[str | None]:
        """Consume the first of `texts` that comes next."""
        for text in texts:
            if text and (yield from self.take(text)):
                return text
        return None

    def expect(self, text: str) -> Reading[None]:
        """Consume `text`.

        Raises:
            MalformedCallError: something else comes next.
        """
        if not (yield from self.take(text)):
            raise MalformedCallError(f"Expected {text!r}.")

    def space(self) -> Reading[str]:
        """Consume whitespace."""
        consumed = ""
        while True:
            margin = self.search(_VISIBLE)
            consumed += self.consume(self.available if margin is None else margin)
            if margin is not None or not (yield from self.wait()):
                return consumed

    def until(self, *markers: str, emit: Emit) -> Reading[str | None]:
        """Hand out text up to the first marker, and consume the marker; see `until_at`."""
        marker = yield from self.until_at(*markers, emit=emit)
        if marker is not None:
            self.consume(len(marker))
        return marker

    def until_at(self, *markers: str, emit: Emit) -> Reading[str | None]:
        """Hand out text up to the first marker, which is left.

        Of markers that begin at the same place, the one named first counts.

        Returns:
            The marker; None if the text ended without one, and all of it was handed out.
        """
        while True:
            rest = self.rest
            # A marker that begins earlier may still become whole.
            certain = len(rest) - (0 if self.ended else _held_back(rest, markers))
            found = [(rest.find(marker), marker) for marker in markers if marker in rest]
            if found:
                place, marker = min(found, key=lambda item: (item[0], markers.index(item[1])))
                if place < certain or self.ended:
                    if place:
                        emit(self.consume(place))
                    return marker
            if certain:
                emit(self.consume(certain))
            if not (yield from self.wait()) and not self.rest:
                return None

    def text_until(self, *markers: str) -> Reading[tuple[str, str | None]]:
        """Consume text up to the first marker, and the marker; returns both."""
        pieces: list[str] = []
        marker = yield from self.until(*markers, emit=pieces.append)
        return "".join(pieces), marker


def _held_back(text: str, markers: Sequence[str]) -> int:
    """Count the characters at the end of `text` that may begin a marker that is not whole yet."""
    longest = 0
    for marker in markers:
        for length in range(min(len(marker) - 1, len(text)), longest, -1):
            if text.endswith(marker[:length]):
                longest = length
                break
    return longest
