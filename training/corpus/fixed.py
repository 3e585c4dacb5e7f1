"""Prompts with one right answer, word for word."""

from __future__ import annotations

from typing import NamedTuple

from ..chat_format import (
    SCHEMA_INSTRUCTION,
    Conversation,
    Json,
    Message,
    function_tool,
    system,
    to_json,
)


class FixedCase(NamedTuple):
    """A prompt whose answer must be exactly this; the answer is the last message."""

    task: str
    language: str
    conversation: Conversation


def language_of(text: str) -> str:
    """Returns "zh" for a text with Chinese characters, else "en"."""
    return "zh" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en"


def case(task: str, *messages: Message, tools: tuple[Json, ...] = ()) -> FixedCase:
    """Returns a fixed case; its language is that of the first thing the user says."""
    first = next(message.content for message in messages if message.role == "user")
    return FixedCase(task, language_of(first), Conversation(messages, tools, only_last=True))


def schema_system(schema: Json) -> Message:
    """Returns the system message that the chat model writes for a schema."""
    return system(SCHEMA_INSTRUCTION + to_json(schema))


def schema_tool(schema: Json) -> Json:
    """Returns the tool that LangChain makes of a schema."""
    return function_tool(
        schema["title"], schema["description"], schema["properties"], schema["required"]
    )
