"""The seam between the engine and llama.cpp: what a runner has to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from langchain_gguf.engine.request import Request, TokenLogprob
from langchain_gguf.engine.scheduler import Chunk
from langchain_gguf.engine.slots import SequenceMemory


class DecodeInterruptedError(Exception):
    """`interrupt` ended a decode early; nothing was sampled and nothing has to be given up."""


class CacheFullError(Exception):
    """llama.cpp found no place in the cache for a batch."""


class Runner(Protocol):
    """What the engine needs of a loaded model; `runner.ModelRunner` is llama.cpp's."""

    @property
    def n_ctx(self) -> int:
        """Most tokens of one sequence."""

    @property
    def num_cells(self) -> int:
        """Most tokens of all sequences together."""

    @property
    def n_batch(self) -> int:
        """Most tokens in one decode."""

    @property
    def n_parallel(self) -> int:
        """Number of sequences."""

    @property
    def max_prompt_bytes(self) -> int | None:
        """Most bytes of text that may fit into `n_ctx` tokens; None if that cannot be told."""

    @property
    def memory(self) -> SequenceMemory:
        """What the cache holds of each sequence."""

    @property
    def metadata(self) -> Mapping[str, str]:
        """The GGUF's key-value pairs as strings."""

    @property
    def special_tokens(self) -> Sequence[str]:
        """Texts of the tokens that structure a prompt."""

    @property
    def end_tokens(self) -> frozenset[int]:
        """Tokens that end a generation."""

    def tokenize(self, text: str, *, at_start: bool) -> list[int]:
        """Turn text into token ids; `at_start` adds the model's own opening token."""

    def token_text(self, name: str) -> str:
        """Text of the "bos" or "eos" token, empty if there is none."""

    def token_bytes(self, token: int) -> bytes:
        """Bytes that a token adds to the text."""

    def prepare(self, request: Request) -> Any:
        """Load and compile what a request needs, in its caller's thread.

        Returns:
            The state of its grammar, or None if it has none.

        Raises:
            SchemaError: the grammar cannot be compiled.
            InvalidRequestError: a token id that the model does not have.
            ModelLoadError: a LoRA adapter cannot be loaded.
        """

    def new_sampler(self, request: Request) -> Any:
        """Make a request's sampler chain."""

    def free_sampler(self, sampler: Any) -> None:
        """Free a sampler chain."""

    def decode(self, chunks: Sequence[Chunk]) -> list[int]:
        """Evaluate chunks and return for each the row of its last token's logits.

        All requests in it have the same adapters.

        Raises:
            DecodeInterruptedError, CacheFullError: nothing is known of the chunks' tokens.
            GenerationError: llama.cpp failed.
        """

    def sample(self, sampler: Any, row: int, matcher: Any) -> int:
        """Choose a token from a row of logits, within what `matcher` allows."""

    def logprobs(self, row: int, token: int, num_top: int) -> TokenLogprob:
        """Log probabilities of a token and of the `num_top` likeliest in a row of logits."""

    def force(self, sampler: Any, matcher: Any, tokens: Sequence[int]) -> None:
        """Take tokens that were not chosen by `sample`.

        Raises:
            GenerationError: the grammar does not allow them.
        """

    def take_back(self, matcher: Any) -> None:
        """Take the token that was sampled last out of the text that the grammar describes."""

    def forced_tokens(self, sampler: Any, matcher: Any) -> list[int]:
        """Take the tokens that the grammar leaves no choice about."""

    def interrupt(self) -> None:
        """Make the decode under way, and every later one, end early; callable from any thread."""

    def resume(self) -> None:
        """Let decodes run again after `interrupt`."""

    def close(self) -> None:
        """Free the context and the model."""
