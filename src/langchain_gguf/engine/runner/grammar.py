"""llguidance grammars over a model's vocabulary: compiled once, copied for each request."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Collection
from functools import cached_property
from typing import Any

import llguidance
import llguidance.llamacpp
import numpy as np
import numpy.typing as npt

from langchain_gguf.errors import GenerationError, SchemaError

MAX_COMPILED_GRAMMARS = 64


class GrammarCompiler:
    """Compiles grammars for one model. Not thread-safe."""

    def __init__(self, vocab: Any, end_tokens: Collection[int]) -> None:
        """Take the model's vocabulary and the tokens that end a text."""
        self._vocab = vocab
        self._end_tokens = sorted(end_tokens)
        self._compiled: OrderedDict[str, llguidance.LLMatcher] = OrderedDict()

    @cached_property
    def _tokenizer(self) -> llguidance.LLTokenizer:
        """Llguidance's view of the vocabulary; building it takes up to a second."""
        with warnings.catch_warnings():
            # llguidance 1.9 still uses the old names of llama.cpp's vocabulary functions.
            warnings.simplefilter("ignore", DeprecationWarning)
            return llguidance.llamacpp.lltokenizer_from_vocab(
                self._vocab, eos_token=self._end_tokens
            )

    def new_matcher(self, grammar: str) -> llguidance.LLMatcher:
        """Make the state of a grammar; the last ones compiled are kept.

        Raises:
            SchemaError: the grammar cannot be compiled.
        """
        matcher = self._compiled.get(grammar)
        if matcher is None:
            matcher = llguidance.LLMatcher(self._tokenizer, grammar, log_level=0, limits=_limits())
            if matcher.is_error():
                raise SchemaError(
                    f"This schema or grammar cannot be enforced: {matcher.get_error().strip()} "
                    "Remove or replace the keyword that the message names."
                )
            self._compiled[grammar] = matcher
            if len(self._compiled) > MAX_COMPILED_GRAMMARS:
                self._compiled.popitem(last=False)
        self._compiled.move_to_end(grammar)
        return matcher.deep_copy()


def _limits() -> llguidance.LLParserLimits:
    """Let objects have more than the 500 optional properties that llguidance allows by default."""
    return llguidance.LLParserLimits(max_items_in_row=100_000, step_max_items=1_000_000)


def is_allowed(matcher: llguidance.LLMatcher, token: int) -> bool:
    """Whether a grammar lets a token come next.

    Raises:
        GenerationError: the grammar became too complex to follow.
    """
    allowed = bool(matcher.validate_tokens([token]))
    _check(matcher)
    return allowed


def allowed_tokens(matcher: llguidance.LLMatcher, num_tokens: int) -> npt.NDArray[np.intp]:
    """Ids of all tokens that may come next.

    Raises:
        GenerationError: the grammar became too complex to follow.
    """
    mask = np.frombuffer(matcher.compute_bitmask(), np.uint8)
    _check(matcher)
    # Most masks allow little; only the bytes that allow anything are unpacked.
    used = np.flatnonzero(mask)
    rows, bits = np.nonzero(np.unpackbits(mask[used, np.newaxis], axis=1, bitorder="little"))
    tokens = used[rows] * 8 + bits
    return tokens[: np.searchsorted(tokens, num_tokens)]


def consume(matcher: llguidance.LLMatcher, tokens: list[int]) -> None:
    """Take tokens into the text that a grammar describes.

    Raises:
        GenerationError: it does not allow them, or became too complex to follow.
    """
    if not matcher.consume_tokens(tokens):
        raise GenerationError(f"llguidance refused tokens {tokens}: {matcher.get_error()}")
    _check(matcher)


def forced_tokens(matcher: llguidance.LLMatcher) -> list[int]:
    """Take the tokens that a grammar leaves no choice about.

    Raises:
        GenerationError: the grammar became too complex to follow.
    """
    tokens: list[int] = matcher.compute_ff_tokens()
    _check(matcher)
    if tokens:
        consume(matcher, tokens)
    return tokens


def _check(matcher: llguidance.LLMatcher) -> None:
    if matcher.is_error():
        raise GenerationError(
            f"llguidance gave up on the grammar in the middle of the answer: "
            f"{matcher.get_error().strip()} Simplify the schema or grammar, for example a pattern "
            "that counts high."
        )
