"""The JSON of a reply: whole, readable, and as its schema has it, or an error that says why not."""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.exceptions import OutputParserException
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.output_parsers import JsonOutputParser
from langchain_core.outputs import Generation

from langchain_gguf.schemas import violation

_BREAKS = {
    "length": (
        "because it was cut at max_tokens or at the end of the context",
        "Raise max_tokens, or n_ctx if the context was full.",
    )
}
_OTHER_BREAK = ("because it ended early", "Change the stop strings, or the prompt.")


@dataclass(frozen=True)
class Check:
    """Passes a reply on and raises at its end if it is not whole, or violates the schema.

    LangChain's parsers complete JSON that breaks off, which is right for pieces of a stream and
    wrong for its end: the value would lack what the schema demands.

    Attributes:
        is_call: the value is the arguments of a call; otherwise calls are other tools' and no
            matter of the schema.
        schema: what the complete value is validated against, or None if the grammar enforced it.
    """

    is_call: bool
    schema: Mapping[str, Any] | None = None

    def transform(self, messages: Iterator[AIMessage]) -> Iterator[AIMessage]:
        """Pass messages on."""
        text, calls = "", ""
        for message in messages:
            text, calls = text + message.text, calls + _text_of_calls(message)
            self._check_end(message, text, calls)
            yield message

    async def atransform(self, messages: AsyncIterator[AIMessage]) -> AsyncIterator[AIMessage]:
        """Do what `transform` does."""
        text, calls = "", ""
        async for message in messages:
            text, calls = text + message.text, calls + _text_of_calls(message)
            self._check_end(message, text, calls)
            yield message

    def _check_end(self, message: AIMessage, text: str, calls: str) -> None:
        """Raise if this is a reply's last message and its JSON is not what it should be."""
        reason = message.response_metadata.get("finish_reason")
        if reason is None or (calls and not self.is_call):
            return
        written = calls or text
        try:
            value = read_json(written)
            if calls and not isinstance(value, dict):  # What could not be read comes as a string.
                raise OutputParserException("The arguments of the call are no object.")
            if reason in _BREAKS and type(value) in (int, float):
                raise OutputParserException("Further digits may have been cut off.")
        except OutputParserException as error:
            if not isinstance(error.__cause__, json.JSONDecodeError | None):
                raise
            why, advice = _BREAKS.get(reason, _OTHER_BREAK)
            raise OutputParserException(
                f"The reply broke off before its JSON was complete, {why} (finish_reason "
                f"{reason!r}): {written[-200:]!r}. {advice}",
                llm_output=written,
            ) from error
        if self.schema is not None and (problem := violation(value, self.schema)):
            raise OutputParserException(
                f"The reply violates the schema: {problem}.", llm_output=written
            )


class JsonParser(JsonOutputParser):
    """LangChain's parser, for JSON of any depth and size."""

    def parse_result(self, result: list[Generation], *, partial: bool = False) -> Any:
        """Read a value, or what there is of it so far.

        Raises:
            OutputParserException: it is complete and no JSON, or more than Python reads.
        """
        try:
            return super().parse_result(result, partial=partial)
        except OutputParserException:
            raise
        except (ValueError, RecursionError):
            return None if partial else read_json(result[0].text)


def read_json(text: str) -> Any:
    """Read JSON text.

    Raises:
        OutputParserException: it is none, or holds more than Python reads: numbers of thousands of
            digits, or beyond floating point; a thousand lists in each other.
    """
    try:
        return json.loads(text, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise OutputParserException(
            f"The reply cannot be read as JSON ({error}): {text[-200:]!r}.", llm_output=text
        ) from error


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"the number {text[:40]} is too large")
    return value


def _text_of_calls(message: AIMessage) -> str:
    """Join the arguments of a message's calls as they were written."""
    if isinstance(message, AIMessageChunk):
        return "".join(chunk["args"] or "" for chunk in message.tool_call_chunks)
    invalid = [call["args"] or "" for call in message.invalid_tool_calls]
    return "".join([*(json.dumps(call["args"]) for call in message.tool_calls), *invalid])
