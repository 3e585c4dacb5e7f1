"""What the evaluation asks, and how it tells whether a reply is right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from langchain_core.messages import AIMessage

from .chat_format import Conversation, Json, ToolCall, to_json, user
from .corpus import (
    arithmetic,
    chat,
    fixed_cases,
    out_of_depth,
    recall,
    retrieval,
    structured,
    tools,
    translation,
)
from .corpus.fixed import language_of


@dataclass(frozen=True)
class Case:
    """A prompt and how to tell whether the reply is right."""

    task: str
    language: str
    conversation: Conversation
    is_right: Callable[[AIMessage], bool]
    expected: str
    tool_choice: str | None = None
    schema: Json | None = None


# ---------------------------------------------------------------------------- what is right


def has_text(expected: str) -> Callable[[AIMessage], bool]:
    """The reply is this text, and calls nothing."""
    return lambda reply: not reply.tool_calls and str(reply.content).strip() == expected


def has_span(expected: str) -> Callable[[AIMessage], bool]:
    """The reply contains this text."""
    return lambda reply: expected in str(reply.content)


def has_result(expected: int) -> Callable[[AIMessage], bool]:
    """The reply ends with this number."""
    return lambda reply: str(reply.content).rstrip("。. ").rsplit(" ", 1)[-1] == str(expected)


def has_calls(expected: list[ToolCall]) -> Callable[[AIMessage], bool]:
    """The reply is these calls, in any order."""

    def is_right(reply: AIMessage) -> bool:
        found = [(call["name"], call["args"]) for call in reply.tool_calls]
        wanted = [(call.name, call.arguments) for call in expected]
        return sorted(map(to_json, found)) == sorted(map(to_json, wanted))

    return is_right


def has_object(expected: Json) -> Callable[[AIMessage], bool]:
    """The reply is JSON for this object."""

    def is_right(reply: AIMessage) -> bool:
        try:
            return bool(json.loads(str(reply.content)) == expected)
        except json.JSONDecodeError:
            return False

    return is_right


def show_calls(calls: list[ToolCall]) -> str:
    """Returns calls as a reader would write them."""
    return " ".join(f"{call.name}({to_json(call.arguments)})" for call in calls)


# ---------------------------------------------------------------------------- cases

Maker = Callable[[Random, bool], Case]


def _language(chinese: bool) -> str:
    return "zh" if chinese else "en"


def _is_chinese(question: str) -> bool:
    """Says whether the words around the values are Chinese."""
    return any(mark in question for mark in "的？。：，")


def _text_task(
    task: str, make: Callable[[Random, bool], tuple[Conversation, str]],
    check: Callable[[str], Callable[[AIMessage], bool]] = has_text,
) -> Maker:  # fmt: skip
    def case(rng: Random, chinese: bool) -> Case:
        conversation, expected = make(rng, chinese)
        return Case(task, _language(chinese), conversation, check(expected), expected)

    return case


def _translation(source: str, target: str) -> Maker:
    return _text_task(
        f"translate {source} to {target}",
        lambda rng, chinese: translation.held_out_case(rng, source, target, chinese),
    )


def _sum(task: str, ops: str) -> Maker:
    def case(rng: Random, chinese: bool) -> Case:
        conversation, expected = arithmetic.held_out_case(rng, ops, chinese)
        return Case(task, _language(chinese), conversation, has_result(expected), str(expected))

    return case


def _calls(task: str, make: Callable[[Random, bool], tuple[Conversation, list[ToolCall]]]) -> Maker:
    def case(rng: Random, chinese: bool) -> Case:
        conversation, expected = make(rng, chinese)
        # A tool described in Chinese is asked for in Chinese whatever was wished.
        while _is_chinese(conversation.messages[0].content) != chinese:
            conversation, expected = make(rng, chinese)
        right = has_calls(expected)
        return Case(task, _language(chinese), conversation, right, show_calls(expected))

    return case


def _structured(task: str, make: Callable[[Random, bool], structured.HeldOutCase]) -> Maker:
    def case(rng: Random, chinese: bool) -> Case:
        found = make(rng, chinese)
        right = has_object(found.expected)
        conversation = Conversation((user(found.request),))
        return Case(task, _language(chinese), conversation, right, to_json(found.expected),
                    schema=found.schema)  # fmt: skip

    return case


TASKS: tuple[Maker, ...] = (
    _translation("English", "French"),
    _translation("English", "German"),
    _translation("English", "Chinese"),
    _translation("Chinese", "English"),
    _calls("unseen tool, 1 offered", lambda r, zh: tools.held_out_call(r, 1, True, zh)),
    _calls("unseen tool, 2 offered", lambda r, zh: tools.held_out_call(r, 2, True, zh)),
    _calls("unseen tool, 4 offered", lambda r, zh: tools.held_out_call(r, 4, True, zh)),
    _calls("known kinds of tools, 1 to 4 offered",
           lambda r, zh: tools.held_out_call(r, r.choice((1, 2, 3, 4)), False, zh)),
    _calls("parallel calls", tools.held_out_parallel),
    _text_task("no call when none fits", tools.held_out_no_call),
    _text_task("answer from a tool's result", tools.held_out_result),
    _structured("extraction to an unseen schema", structured.held_out_case),
    _structured("joke as JSON", structured.joke_case),
    _sum("products", "x"),
    _sum("sums and differences", "+-"),
    _text_task("span from a context", retrieval.held_out_case, has_span),
    _text_task("not in the context", lambda r, zh: retrieval.held_out_case(r, zh, False)),
    _text_task("recall of a name", lambda r, zh: recall.conversation(r, zh, r.randrange(4))),
    _text_task("out of its depth", out_of_depth.held_out_case),
)  # fmt: skip


def held_out_cases(n: int) -> Iterator[Case]:
    """Yields n cases of every task in each language."""
    for make in TASKS:
        for chinese in (False, True):
            name = make(Random(0), chinese).task
            rng = Random(f"evaluate {name} {_language(chinese)}")
            for _ in range(n):
                yield make(rng, chinese)


def _fixed_case(task: str, language: str, conversation: Conversation) -> Case:
    """A conversation whose last message is the only right answer."""
    *prompt, answer = conversation.messages
    asked = Conversation(tuple(prompt), conversation.tools)
    calls = list(answer.calls)
    if answer.forced:
        name = calls[0].name
        return Case(task, language, asked, lambda reply: [c["name"] for c in reply.tool_calls]
                    == [name], name, tool_choice=name)  # fmt: skip
    if calls:
        return Case(task, language, asked, has_calls(calls), show_calls(calls))
    return Case(task, language, asked, has_text(answer.content), answer.content)


def exact_cases(quick: bool) -> Iterator[Case]:
    """Yields the facts it was taught, and every prompt of tutorials and standard tests."""
    for question, answer in chat.known_facts():
        language = language_of(question)
        conversation = Conversation((user(question),))
        yield Case("facts", language, conversation, has_text(answer), answer)
    for index, (task, language, conversation) in enumerate(fixed_cases()):
        # The many greetings and phrases are alike; a few of them do for a quick look.
        if not quick or task != "tutorials" or index % 8 == 0:
            yield _fixed_case(task, language, conversation)
