"""The error for what does not fit into the context, with what to do about it."""

from __future__ import annotations

from langchain_gguf.errors import ContextOverflowError


def overflow(prompt: str, n_ctx: int, max_tokens: int | None) -> ContextOverflowError:
    """Make the error.

    Args:
        prompt: how long the prompt is, such as "3012 tokens".
        n_ctx: tokens that the context holds.
        max_tokens: most tokens of the answer, or None.
    """
    asked = "" if max_tokens is None else f" and max_tokens={max_tokens}"
    if max_tokens is not None and max_tokens >= n_ctx:
        advice = "Lower max_tokens"
    else:
        # Without max_tokens, a quarter is left for the answer.
        room = max(1, n_ctx - (max_tokens or n_ctx // 4))
        lower = "" if max_tokens is None else " lower max_tokens,"
        advice = (
            "Shorten the messages, for example with langchain_core.messages: trim_messages("
            f"messages, max_tokens={room}, token_counter=llm, include_system=True, "
            f"start_on='human'),{lower}"
        )
    return ContextOverflowError(
        f"The prompt has {prompt}{asked}; together with the answer it must fit into the context of "
        f"n_ctx={n_ctx}. {advice} or construct the model with a larger n_ctx."
    )
