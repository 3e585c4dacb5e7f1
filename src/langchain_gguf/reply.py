"""Engine events to LangChain messages, for one reply."""

from __future__ import annotations

import json
from collections.abc import Iterable

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.tool import invalid_tool_call, tool_call

from langchain_gguf.engine import FinishReason, TokenEvent, TokenLogprob, Usage
from langchain_gguf.logprobs import logprobs_to_metadata
from langchain_gguf.messages import new_call_id, part_to_chunk, usage_to_metadata
from langchain_gguf.reply_parser import ReplyParser, ReplyPart, TextPart, ToolCallPart
from langchain_gguf.tool_formats import ToolFormat

PROVIDER = "llamacpp"


class Reply:
    """Turns the events of one request into chunks while it runs, or into a message at the end."""

    def __init__(self, tool_format: ToolFormat | None, model_name: str) -> None:
        """Read calls in `tool_format`, or take everything as text if it is None."""
        self._parser = ReplyParser(tool_format)
        self._model_name = model_name
        self._call_ids: dict[int, str] = {}

    def chunks(self, event: TokenEvent) -> list[AIMessageChunk]:
        """Convert an event; the last event's last chunk carries usage and metadata."""
        chunks = [part_to_chunk(part, self._call_ids) for part in self._parts(event)]
        if event.logprobs:
            chunks = chunks or [AIMessageChunk(content="")]
            chunks[-1].response_metadata["logprobs"] = logprobs_to_metadata(event.logprobs)
        if event.finish_reason is not None:
            assert event.usage is not None
            last = AIMessageChunk(
                content="",
                usage_metadata=usage_to_metadata(event.usage),
                response_metadata=self._metadata(event.finish_reason),
                chunk_position="last",
            )
            chunks.append(last)
        return chunks

    def message(self, events: Iterable[TokenEvent]) -> AIMessage:
        """Convert all events of a reply to one message."""
        text = ""
        calls: dict[int, ToolCallPart] = {}
        reason, usage = FinishReason.CANCELLED, Usage(0, 0, 0)
        logprobs: list[TokenLogprob] = []
        for event in events:
            logprobs += event.logprobs
            for part in self._parts(event):
                if isinstance(part, TextPart):
                    text += part.text
                else:
                    known = calls.get(part.index, ToolCallPart(part.index))
                    calls[part.index] = ToolCallPart(
                        part.index, known.name or part.name, known.arguments + part.arguments
                    )
            if event.finish_reason is not None and event.usage is not None:
                reason, usage = event.finish_reason, event.usage
        message = AIMessage(
            content=text,
            usage_metadata=usage_to_metadata(usage),
            response_metadata=self._metadata(reason),
        )
        if logprobs:
            message.response_metadata["logprobs"] = logprobs_to_metadata(logprobs)
        for part in calls.values():
            _add_call(message, part)
        return message

    def _parts(self, event: TokenEvent) -> list[ReplyPart]:
        parts = self._parser.feed(event.text)
        return parts if event.finish_reason is None else parts + self._parser.finish()

    def _metadata(self, reason: FinishReason) -> dict[str, str]:
        called = reason is FinishReason.STOP and self._parser.num_calls > 0
        return {
            "finish_reason": "tool_calls" if called else reason.value,
            "model_name": self._model_name,
            "model_provider": PROVIDER,
        }


def _add_call(message: AIMessage, part: ToolCallPart) -> None:
    """Add a call to a message, among the invalid ones if it cannot be read."""
    try:
        arguments = json.loads(part.arguments)
    except (json.JSONDecodeError, RecursionError) as error:
        arguments, problem = None, str(error)
    else:
        problem = "The arguments are not a JSON object."
    if part.name is not None and isinstance(arguments, dict):
        message.tool_calls.append(tool_call(name=part.name, args=arguments, id=new_call_id()))
        return
    message.invalid_tool_calls.append(
        invalid_tool_call(name=part.name, args=part.arguments, id=new_call_id(), error=problem)
    )
