"""Token bytes to text: incremental UTF-8 and stop strings."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class TextStream:
    """Turns the bytes of one request's tokens into text that can be shown at once.

    Bytes of an unfinished character are kept until the character is complete; text that may be
    the beginning of a stop string is kept until it is decided.
    """

    def __init__(self, stop: Sequence[str] = ()) -> None:
        """Take the stop strings of the request; empty ones are ignored."""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._stop = [text for text in stop if text]
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
        text = self._held + new_text
        matches = [at for at in map(text.find, self._stop) if at >= 0]
        if matches:
            self.stopped = True
            self._held = ""
            return text[: min(matches)]
        keep = len(text) - self._num_held_back(text)
        self._held = text[keep:]
        return text[:keep]

    def _num_held_back(self, text: str) -> int:
        """Count the characters at the end of `text` that may begin a stop string."""
        return max(
            (
                length
                for stop in self._stop
                for length in range(1, len(stop))
                if text.endswith(stop[:length])
            ),
            default=0,
        )
