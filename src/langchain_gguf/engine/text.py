"""Token bytes to text: incremental UTF-8 and stop strings."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from functools import lru_cache

from langchain_gguf.errors import InvalidRequestError


class TextStream:
    """Turns the bytes of one request's tokens into text that can be shown at once.

    Bytes of an unfinished character are kept until the character is complete; text that may be
    the beginning of a stop string is kept until it is decided. Of several stop strings, the one
    that is complete first ends the text, however the text is cut into tokens.
    """

    def __init__(self, stop: Sequence[str] = ()) -> None:
        """Take the stop strings of the request; empty ones are ignored.

        Raises:
            InvalidRequestError: one is not a string.
        """
        for text in stop:
            if not isinstance(text, str):
                raise InvalidRequestError(f"stop: expected strings, got {text!r}.")
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._searches = [StopSearch(text) for text in stop if text]
        self._held = ""
        self.stopped = False

    def feed(self, data: bytes) -> str:
        """Take the bytes of one token and return the text that became certain.

        `stopped` is set once a stop string was met; the text before it was returned then.
        """
        if self.stopped:
            return ""
        return self._release(self._decoder.decode(data))

    def finish(self) -> str:
        """Return what is still held back, when no more tokens follow."""
        if self.stopped:
            return ""
        text = self._release(self._decoder.decode(b"", final=True))
        held, self._held = self._held, ""
        return text + held

    def _release(self, new_text: str) -> str:
        if not self._searches:
            return new_text
        text = self._held + new_text
        for end, character in enumerate(new_text, start=len(self._held) + 1):
            found = [search.size for search in self._searches if search.advance(character)]
            if found:
                self.stopped = True
                self._held = ""
                return text[: end - max(found)]
        certain = len(text) - max(search.num_matched for search in self._searches)
        self._held = text[certain:]
        return text[:certain]


class StopSearch:
    """Looks for one string in a text that comes character by character.

    Knuth, Morris and Pratt's algorithm: the work grows with the text alone, however long the string
    is and however much it repeats itself.
    """

    def __init__(self, text: str) -> None:
        """Look for `text`, which is not empty."""
        self._text = text
        self._shorter = _borders(text)
        self.num_matched = 0

    @property
    def size(self) -> int:
        """Characters of the string."""
        return len(self._text)

    def advance(self, character: str) -> bool:
        """Take the next character; whether the string ends with it.

        `num_matched` is then how many of its characters the text so far ends with.
        """
        matched = self.num_matched
        while matched and (matched == len(self._text) or self._text[matched] != character):
            matched = self._shorter[matched - 1]
        self.num_matched = matched + (self._text[matched] == character)
        return self.num_matched == len(self._text)


@lru_cache(maxsize=64)
def _borders(text: str) -> list[int]:
    """For each beginning of a text, the longest shorter beginning that it ends with."""
    borders = [0] * len(text)
    length = 0
    for end in range(1, len(text)):
        while length and text[end] != text[length]:
            length = borders[length - 1]
        length += text[end] == text[length]
        borders[end] = length
    return borders
