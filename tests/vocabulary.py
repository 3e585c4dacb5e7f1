"""A vocabulary of bytes and special tokens, to try grammars on without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import llguidance
from llguidance import LLMatcher, LLTokenizer, TokenizerWrapper

_END = 256


class Vocabulary:
    """Bytes are tokens 0 to 255, then come the end of a reply and the special tokens.

    Args:
        special: texts that are one token each, which plain text in a grammar does not match.
    """

    bos_token_id = None
    eos_token_id = _END

    def __init__(self, special: Sequence[str] = ()) -> None:
        self.special = dict(zip(special, range(_END + 1, _END + 1 + len(special)), strict=True))
        self.special_token_ids = [_END, *self.special.values()]
        names = [b"<end>", *(text.encode() for text in special)]
        self.tokens = [bytes([byte]) for byte in range(256)] + names
        self._tokenizer = LLTokenizer(TokenizerWrapper(self), n_vocab=len(self.tokens))

    def __call__(self, text: bytes | str) -> list[int]:
        return list(text.encode() if isinstance(text, str) else text)

    def tokenize(self, text: str, *, spelled: bool = False) -> list[int]:
        """Turn text into tokens; `spelled` uses bytes even for special tokens."""
        texts = sorted(self.special, key=len, reverse=True)
        if spelled or not texts:
            return list(text.encode())
        pieces = re.split(f"({'|'.join(map(re.escape, texts))})", text)
        return [
            token
            for piece in pieces
            for token in ([self.special[piece]] if piece in self.special else piece.encode())
        ]

    def matcher(self, grammar: str) -> LLMatcher:
        """Compile a grammar."""
        matcher = llguidance.LLMatcher(self._tokenizer, grammar, log_level=0)
        assert not matcher.is_error(), matcher.get_error()
        return matcher

    def accepts(self, grammar: str, text: str, *, spelled: bool = False) -> bool:
        """Whether a grammar takes a text as a complete reply."""
        return self.takes(grammar, self.tokenize(text, spelled=spelled))

    def takes(self, grammar: str, tokens: Sequence[int]) -> bool:
        """Whether a grammar takes tokens as a complete reply."""
        matcher = self.matcher(grammar)
        if matcher.validate_tokens(list(tokens)) < len(tokens):
            return False
        return bool(not tokens or matcher.consume_tokens(list(tokens))) and matcher.is_accepting()

    def text(self, tokens: Sequence[int]) -> str:
        """Turn tokens into text."""
        return b"".join(self.tokens[token] for token in tokens).decode("utf-8", "replace")


@lru_cache(maxsize=64)
def vocabulary(*special: str) -> Vocabulary:
    """Return a vocabulary; made once."""
    return Vocabulary(special)
