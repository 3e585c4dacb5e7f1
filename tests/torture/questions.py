"""Questions whose greedy answers are known, in every form a call can have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel

from langchain_gguf import ChatLlamaCpp

TRANSLATE = SystemMessage(
    "You are a helpful assistant that translates English to French. Translate the user sentence."
)
TEXTS: list[Any] = [
    "what is 25x5",
    "Hello",
    "25x5是多少",
    "Tell me a joke about cats.",
    "How are you?",
    "Write a story about a cat.",
    "What is the capital of France?",
    "你好",
    "What is 17 + 26?",
    "Who are you?",
    [TRANSLATE, HumanMessage("I love programming.")],
    [HumanMessage("Hello"), AIMessage("Hello! How can I help you today?"), HumanMessage("Thanks")],
]


class Person(BaseModel):
    """A person."""

    name: str
    age: int


PLACE = {
    "title": "Place",
    "type": "object",
    "properties": {"city": {"type": "string"}, "visited": {"type": "boolean"}},
    "required": ["city", "visited"],
}


def get_weather(location: str, unit: str) -> str:
    """Get the current weather in a given location."""
    return f"22 {unit} in {location}"


def magic_function(number: int) -> int:
    """Get the value of the magic function for a number."""
    return number + 2


@dataclass(frozen=True)
class Question:
    """A prompt and what is bound to the model when it is asked."""

    name: str
    prompt: Any
    stop: tuple[str, ...] = ()
    max_tokens: int | None = None
    tools: tuple[Any, ...] = ()
    tool_choice: str | None = None
    schema: Any = None
    method: Any = "json_schema"

    def bind(self, llm: ChatLlamaCpp, **call: Any) -> Runnable[Any, Any]:
        """Return what to call; `call` are more arguments of the model's call."""
        if self.max_tokens is not None:
            call["max_tokens"] = self.max_tokens
        if self.stop:
            call["stop"] = list(self.stop)
        if self.schema is not None:
            return llm.with_structured_output(self.schema, method=self.method, **call)
        if self.tools:
            return llm.bind_tools(self.tools, tool_choice=self.tool_choice, **call)
        return llm.bind(**call)

    def alone(self, llm: ChatLlamaCpp) -> str:
        """Return the answer while nothing else runs."""
        return normalized(self.bind(llm).invoke(self.prompt))


def normalized(answer: Any) -> str:
    """Return an answer as text, without what differs from call to call (ids, cache hits)."""
    if isinstance(answer, AIMessage):
        calls = [[call["name"], call["args"]] for call in answer.tool_calls]
        broken = [[call["name"], call["args"]] for call in answer.invalid_tool_calls]
        reason = answer.response_metadata.get("finish_reason")
        return json.dumps([answer.text, calls, broken, reason], ensure_ascii=False)
    value = answer.model_dump() if isinstance(answer, BaseModel) else answer
    return json.dumps(value, ensure_ascii=False)


def joined(chunks: Sequence[Any]) -> Any:
    """Return the answer that a stream's chunks add up to; of parsed ones the last is whole."""
    if isinstance(chunks[0], AIMessageChunk):
        return sum(chunks[1:], chunks[0])
    return chunks[-1]


def make_questions() -> list[Question]:
    """Return the questions, each with a name of its own."""
    both = (get_weather, magic_function)
    books = [TRANSLATE, HumanMessage("I love reading books.")]
    magic, weather = "What is magic function of 3?", "What is the weather in Paris in celsius?"
    return [
        *(Question(f"text {index}", text) for index, text in enumerate(TEXTS)),
        *(
            Question(f"{number} tokens", "Write a story about a cat.", max_tokens=number)
            for number in (1, 2, 7)
        ),
        Question("near tie", books),  # Two answers are almost as likely.
        Question("stop word", "Write a story about a cat.", stop=("cat", "never")),
        Question("stop sign", "what is 25x5", stop=("=", "\0")),
        Question("stop at nothing", "Hello", stop=("", "not in the answer")),
        Question("free tools", magic, tools=both),
        Question("tools without need", "Hello", tools=both),
        Question("any tool", magic, tools=both, tool_choice="any"),
        Question("named tool", weather, tools=both, tool_choice="get_weather"),
        Question("no tool", "Hello", tools=both, tool_choice="none"),
        Question("class", "John is 30 years old.", schema=Person),
        Question("schema", "I was in Paris.", schema=PLACE),
        Question("json mode", "I was in Paris.", schema=PLACE, method="json_mode"),
        Question("function", "Mary is 25.", schema=Person, method="function_calling"),
    ]
