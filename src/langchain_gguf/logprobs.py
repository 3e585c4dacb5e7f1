"""Log probabilities: how many a call asks for, and how a message carries them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from langchain_gguf.engine import TokenLogprob
from langchain_gguf.errors import InvalidRequestError

MAX_TOP = 100


def num_logprobs(logprobs: Any, top_logprobs: Any) -> int | None:
    """Say how many of the likeliest tokens are reported at each place; None reports nothing.

    | logprobs         | top_logprobs | reported                                     |
    |------------------|--------------|----------------------------------------------|
    | None, False      | None         | nothing                                      |
    | True             | None         | each token's own                             |
    | True             | n            | and the n likeliest (as in OpenAI's API)     |
    | n                |              | the same (as in langchain-community)         |

    Raises:
        InvalidRequestError: another combination.
    """
    if _is_count(logprobs) and top_logprobs is None:
        return int(logprobs)
    if logprobs in (None, False) and top_logprobs is None:
        return None
    if logprobs is True and (top_logprobs is None or _is_count(top_logprobs)):
        return top_logprobs or 0
    raise InvalidRequestError(
        f"logprobs={logprobs!r} with top_logprobs={top_logprobs!r}: expected logprobs=True, with "
        f"top_logprobs as a number of alternatives up to {MAX_TOP} or without, or logprobs as that "
        "number."
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_TOP


def logprobs_to_metadata(items: Iterable[TokenLogprob]) -> dict[str, Any]:
    """Convert log probabilities to the form of OpenAI's chat completions.

    A token that is a part of a character has a replacement character in its text; `bytes` is exact.
    """
    return {
        "content": [
            {**_entry(item), "top_logprobs": [_entry(other) for other in item.top]}
            for item in items
        ]
    }


def _entry(item: TokenLogprob) -> dict[str, Any]:
    return {
        "token": item.data.decode("utf-8", "replace"),
        "bytes": list(item.data),
        "logprob": item.logprob,
    }
