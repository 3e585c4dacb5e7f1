"""Engine events to LangChain messages, for one reply."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from operator import gt
from typing import Any

from langchain_core.exceptions import OutputParserException
from langchain_core.messages import AIMessage, AIMessageChunk, InvalidToolCall, ToolCall
from langchain_core.messages.ai import InputTokenDetails, OutputTokenDetails, UsageMetadata
from langchain_core.messages.tool import invalid_tool_call, tool_call, tool_call_chunk

from langchain_gguf.engine import FinishReason, TokenEvent, TokenLogprob, Usage
from langchain_gguf.logprobs import logprobs_to_metadata
from langchain_gguf.reply_parser import (
    ReasoningPart,
    ReplyParser,
    ReplyPart,
    TextPart,
    ToolCallPart,
)
from langchain_gguf.schemas import violation
from langchain_gguf.tool_formats import ReplyFormat
from langchain_gguf.translator import PROVIDER, call_index


class Reply:
    """Turns the events of one request into chunks while it runs, or into a message at the end."""

    def __init__(
        self,
        reply_format: ReplyFormat,
        model_name: str,
        output_version: str | None = None,
        validated_against: Mapping[str, Any] | None = None,
    ) -> None:
        """Say how to read and write the reply.

        Args:
            reply_format: how the reply is laid out.
            model_name: for the metadata.
            output_version: "v1" puts typed blocks into `content`, in the order in which they came;
                otherwise it is text.
            validated_against: schema of a complete answer, checked at its end, or None.
        """
        self._schema = validated_against
        self._text = ""
        self._parser = ReplyParser(reply_format)
        self._model_name = model_name
        self._typed = output_version == "v1"
        self._has_reasoning = reply_format.reasoning_tags is not None
        self._num_reasoning = 0
        self._num_undecided = 0  # Tokens that no part shows yet.
        self._num_tags = (0, 0)  # Of reasoning, read so far.
        self._call_ids: dict[int, str] = {}
        self._last_kind: type[ReplyPart] | None = None
        self._num_runs = 0

    def chunks(self, event: TokenEvent) -> list[AIMessageChunk]:
        """Convert an event; the last event's last chunk carries usage and metadata."""
        chunks = [self._chunk(part) for part in self._parts(event)]
        if event.logprobs:
            chunks = chunks or [self._empty_chunk()]
            chunks[-1].response_metadata["logprobs"] = logprobs_to_metadata(event.logprobs)
        if event.finish_reason is not None:
            assert event.usage is not None
            last = self._empty_chunk()
            last.usage_metadata = self._usage(event.usage)
            last.response_metadata |= self._ending(event.finish_reason)
            last.chunk_position = "last"
            chunks.append(last)
        return chunks

    def message(self, events: Iterable[TokenEvent]) -> AIMessage:
        """Convert all events of a reply to one message."""
        parts: list[ReplyPart] = []
        reason, usage = FinishReason.CANCELLED, Usage(0, 0, 0)
        logprobs: list[TokenLogprob] = []
        for event in events:
            logprobs += event.logprobs
            parts += self._parts(event)
            if event.finish_reason is not None and event.usage is not None:
                reason, usage = event.finish_reason, event.usage
        parts = merge_parts(parts)
        calls = {part.index: read_call(part) for part in parts if isinstance(part, ToolCallPart)}
        reasoning = "".join(part.text for part in parts if isinstance(part, ReasoningPart))
        keeps_apart = {"reasoning_content": reasoning} if reasoning and not self._typed else {}
        measured = {"logprobs": logprobs_to_metadata(logprobs)} if logprobs else {}
        return AIMessage(
            content=_blocks(parts, calls)
            if self._typed
            else "".join(part.text for part in parts if isinstance(part, TextPart)),
            additional_kwargs=keeps_apart,
            tool_calls=[call for call in calls.values() if call["type"] == "tool_call"],
            invalid_tool_calls=[
                call for call in calls.values() if call["type"] == "invalid_tool_call"
            ],
            usage_metadata=self._usage(usage),
            response_metadata={**self._source(), **self._ending(reason), **measured},
        )

    def _parts(self, event: TokenEvent) -> list[ReplyPart]:
        parts = self._parser.feed(event.text)
        if event.finish_reason is not None:
            parts += self._parser.finish()
        self._count_reasoning(parts, event.num_tokens)
        if self._schema is not None:
            self._text += "".join(part.text for part in parts if isinstance(part, TextPart))
            if event.finish_reason is not None and not self._parser.num_calls:
                _validate(self._text, self._schema)
        return parts

    def _count_reasoning(self, parts: Sequence[ReplyPart], num_tokens: int) -> None:
        """Count tokens by the part that comes next; those with which a tag ends are the tag's."""
        num_before, self._num_undecided = self._num_undecided, self._num_undecided + num_tokens
        was_opened, was_closed = map(gt, self._parser.num_reasoning_tags, self._num_tags)
        self._num_tags = self._parser.num_reasoning_tags
        if was_opened:
            num_before = self._num_undecided = 0
        if parts and isinstance(parts[0], ReasoningPart):
            self._has_reasoning = True
            self._num_reasoning += num_before if was_closed else self._num_undecided
        if parts:
            self._num_undecided = 0

    def _usage(self, usage: Usage) -> UsageMetadata:
        return usage_to_metadata(usage, self._num_reasoning if self._has_reasoning else None)

    def _empty_chunk(self) -> AIMessageChunk:
        return AIMessageChunk(content=[] if self._typed else "", response_metadata=self._source())

    def _chunk(self, part: ReplyPart) -> AIMessageChunk:
        """Convert a piece; a call's id is made with its first piece."""
        if isinstance(part, ToolCallPart):
            return self._call_chunk(part)
        if self._typed:
            return AIMessageChunk(
                content=[{**_said(part), "index": self._run_index(part)}],
                response_metadata=self._source(),
            )
        is_text = isinstance(part, TextPart)
        return AIMessageChunk(
            content=part.text if is_text else "",
            additional_kwargs={} if is_text else {"reasoning_content": part.text},
            response_metadata=self._source(),
        )

    def _call_chunk(self, part: ToolCallPart) -> AIMessageChunk:
        self._last_kind = ToolCallPart
        is_first = part.index not in self._call_ids
        call_id = self._call_ids.setdefault(part.index, new_call_id())
        chunk = tool_call_chunk(
            name=part.name,
            args=part.arguments,
            id=call_id if is_first else None,
            index=part.index,
        )
        block = {**chunk, "index": call_index(part.index)}
        return AIMessageChunk(
            content=[block] if self._typed else "",
            tool_call_chunks=[chunk],
            response_metadata=self._source(),
        )

    def _run_index(self, part: TextPart | ReasoningPart) -> str:
        """Name the block that a piece belongs to: a new one when something else came between."""
        if type(part) is not self._last_kind:
            self._last_kind = type(part)
            self._num_runs += 1
        return f"lc_{'txt' if isinstance(part, TextPart) else 'rs'}_{self._num_runs - 1}"

    def _source(self) -> dict[str, str]:
        """Metadata of every chunk; equal values stay as they are when chunks are added up."""
        version = {"output_version": "v1"} if self._typed else {}
        return {"model_provider": PROVIDER, **version}

    def _ending(self, reason: FinishReason) -> dict[str, str]:
        """Metadata of the last chunk alone: texts are joined when chunks are added up."""
        called = reason is FinishReason.STOP and self._parser.num_calls > 0
        return {
            "finish_reason": "tool_calls" if called else reason.value,
            "model_name": self._model_name,
        }


def _validate(text: str, schema: Mapping[str, Any]) -> None:
    """Check an answer, unless it broke off, which its finish reason says.

    Raises:
        OutputParserException: it violates the schema, or is more than Python reads.
    """
    try:
        problem = violation(json.loads(text), schema)
    except json.JSONDecodeError:
        return
    except (ValueError, RecursionError) as error:
        problem = str(error)
    if problem:
        raise OutputParserException(f"The answer violates the schema: {problem}.", llm_output=text)


def merge_parts(parts: Iterable[ReplyPart]) -> list[ReplyPart]:
    """Join what belongs together: neighbouring text or reasoning, and the pieces of a call."""
    merged: list[ReplyPart] = []
    positions: dict[int, int] = {}
    for part in parts:
        if isinstance(part, ToolCallPart):
            at = positions.setdefault(part.index, len(merged))
            if at == len(merged):
                merged.append(part)
                continue
            known = merged[at]
            assert isinstance(known, ToolCallPart)
            merged[at] = ToolCallPart(
                part.index, known.name or part.name, known.arguments + part.arguments
            )
        elif merged and isinstance(known := merged[-1], type(part)):
            merged[-1] = type(part)(known.text + part.text)
        else:
            merged.append(part)
    return merged


def read_call(part: ToolCallPart) -> ToolCall | InvalidToolCall:
    """Read a whole call; one that cannot be read is an invalid one."""
    try:
        arguments = json.loads(part.arguments)
    except (json.JSONDecodeError, RecursionError) as error:
        arguments, problem = None, str(error)
    else:
        problem = "The arguments are not a JSON object."
    if part.name is None:
        problem = "The call has no name that could be read."
    if part.name is not None and isinstance(arguments, dict):
        return tool_call(name=part.name, args=arguments, id=new_call_id())
    return invalid_tool_call(name=part.name, args=part.arguments, id=new_call_id(), error=problem)


def new_call_id() -> str:
    """Make an id that ties a tool's result to its call."""
    return f"call_{uuid.uuid4().hex}"


def usage_to_metadata(usage: Usage, num_reasoning: int | None = None) -> UsageMetadata:
    """Convert token counts.

    `cache_read` are prompt tokens that were not computed again. `reasoning` are tokens of the
    answer between the tags of its reasoning.
    """
    metadata = UsageMetadata(
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens,
        total_tokens=usage.prompt_tokens + usage.completion_tokens,
        input_token_details=InputTokenDetails(cache_read=usage.cached_tokens),
    )
    if num_reasoning is not None:
        metadata["output_token_details"] = OutputTokenDetails(reasoning=num_reasoning)
    return metadata


def _blocks(
    parts: Iterable[ReplyPart], calls: dict[int, ToolCall | InvalidToolCall]
) -> list[str | dict[Any, Any]]:
    """Write typed blocks in the order of the parts; invalid calls have a field of their own."""
    blocks: list[str | dict[Any, Any]] = []
    for part in parts:
        if not isinstance(part, ToolCallPart):
            blocks.append(_said(part))
        elif calls[part.index]["type"] == "tool_call":
            blocks.append(dict(calls[part.index]))
    return blocks


def _said(part: TextPart | ReasoningPart) -> dict[str, Any]:
    if isinstance(part, TextPart):
        return {"type": "text", "text": part.text}
    return {"type": "reasoning", "reasoning": part.text}
