"""A runner whose model reasons before it answers, in tokens of any cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fakes import END_TOKEN, FakeRunner


class ThinkingRunner(FakeRunner):
    """Says `pieces`, one token each, or its answer once its reasoning was closed for it.

    Tokens below 256 are bytes; those above `END_TOKEN` are the pieces.

    Args:
        pieces: bytes of the tokens of the reply, reasoning and answer.
        end: what closes the reasoning.
        answer: what comes after that, byte by byte.
    """

    def __init__(self, pieces: Sequence[bytes], end: str, answer: str) -> None:
        super().__init__(n_ctx=4096)
        self.pieces = list(pieces)
        self.end, self.answer = end.encode(), answer.encode()

    def token_bytes(self, token: int) -> bytes:
        return self.pieces[token - END_TOKEN - 1] if token > END_TOKEN else bytes([token])

    def sample(self, sampler: Any, row: int, matcher: Any) -> int:
        cells = self.cache[self._rows[row]]
        prompt_end = next(i for i, cell in enumerate(cells) if cell.token == ord("\n"))
        tokens = [cell.token for cell in cells[prompt_end + 1 :]]
        if all(token > END_TOKEN for token in tokens):
            has_more = len(tokens) < len(self.pieces)
            return END_TOKEN + 1 + len(tokens) if has_more else END_TOKEN
        said = b"".join(map(self.token_bytes, tokens)).rpartition(self.end)[2]
        return self.answer[len(said)] if len(said) < len(self.answer) else END_TOKEN
