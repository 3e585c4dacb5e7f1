"""How much of a reply may be reasoning: the setting, checked, and what the engine needs for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

from langchain_gguf.engine import ReasoningBudget
from langchain_gguf.errors import InvalidRequestError
from langchain_gguf.tool_formats import FramedFormat, ReasoningState, ReplyFormat

_MAX = 2**31 - 1


def check_reasoning_budget(given: Any) -> int | None:
    """Return a number of tokens, or None for no limit.

    Raises:
        InvalidRequestError: it is something else.
    """
    is_number = isinstance(given, int) and not isinstance(given, bool)
    if given is None or (is_number and 0 <= given <= _MAX):
        return given  # type: ignore[no-any-return]
    raise InvalidRequestError(
        f"reasoning_budget={given!r}: expected how many tokens of reasoning a reply may have, from "
        f"0 to {_MAX}. Leave it out for no limit."
    )


def reasoning_budget(
    max_tokens: int | None,
    reply_format: ReplyFormat,
    tokenize: Callable[[str], Sequence[int]],
    special_tokens: Collection[str] = (),
) -> ReasoningBudget | None:
    """Say what limits the reasoning of a reply; None if nothing does, or there will be none.

    Args:
        max_tokens: most tokens of reasoning, or None.
        reply_format: how the reply is laid out.
        tokenize: turns text of a tag into tokens.
        special_tokens: texts that are single tokens.

    Raises:
        InvalidRequestError: nothing tells what of the reply is reasoning.
    """
    max_tokens = check_reasoning_budget(max_tokens)  # Fields of a copy were not checked before.
    if max_tokens is None:
        return None
    tags = reply_format.reasoning_tags
    if tags is None:
        raise InvalidRequestError(
            f"reasoning_budget={max_tokens}: the chat template of this model has no tags around "
            "reasoning, so there is none that could be limited. Leave it out."
        )
    if reply_format.state is ReasoningState.AFTER:
        return None
    end = tags.end.strip()
    return ReasoningBudget(
        max_tokens=max_tokens,
        begin=tags.begin.strip(),
        end=end,
        closings=_closings(end, tokenize, special_tokens),
        is_inside=reply_format.state is ReasoningState.INSIDE,
        is_repeated=isinstance(reply_format.tool_format, FramedFormat),
    )


def _closings(
    end: str, tokenize: Callable[[str], Sequence[int]], special_tokens: Collection[str]
) -> tuple[tuple[int, ...], ...]:
    """Tokenize what is left of a tag behind each of its bytes.

    A token cannot be completed: where its text has been begun in letters, the tag starts anew.
    """
    whole = tuple(tokenize(end))
    closings = [whole] * len(end.encode())
    inner = {
        place
        for token in special_tokens
        for found in re.finditer(re.escape(token), end)
        for place in range(found.start() + 1, found.end())
    }
    for place in range(1, len(end)):
        if place not in inner:
            closings[len(end[:place].encode())] = tuple(tokenize(end[place:]))
    return tuple(closings)
