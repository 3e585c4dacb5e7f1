"""Structured output: a JSON object for a schema, a tool named like a schema, or JSON on request."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ..chat_format import (
    SCHEMA_INSTRUCTION,
    Conversation,
    Json,
    Message,
    ToolCall,
    assistant,
    function_tool,
    system,
    to_json,
    user,
)
from .chat import SYSTEM_PROMPTS
from .structured_tasks import Field, Task, joke_task, person_task, random_task, record_task
from .words import chance

_JSON_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean", "list": "array"}
_INSTRUCTIONS = (
    SCHEMA_INSTRUCTION + "{}",
    SCHEMA_INSTRUCTION + "{}",
    SCHEMA_INSTRUCTION + "{}",
    SCHEMA_INSTRUCTION + "{}",
    "Respond only with a JSON object matching this schema:\n{}",
    "Reply in JSON with this schema:\n{}",
    "请用符合以下JSON schema的JSON对象回答：\n{}",
)


def _property(field: Field, style: str) -> Json:
    """A property as pydantic, a TypedDict or a hand-written schema gives it."""
    kind: Json = {"type": _JSON_TYPES.get(field.kind, "string")}
    if field.kind == "list":
        kind = (
            {"items": {"type": "string"}, **kind}
            if style == "pydantic"
            else {**kind, "items": {"type": "string"}}
        )
    about: Json = {"description": field.description} if field.description else {}
    if field.optional and style != "typed_dict":
        return {"anyOf": [kind, {"type": "null"}], "default": None, **about}
    if style == "titled":
        return {"title": field.name.capitalize(), **about, **kind}
    return {**kind, **about} if style == "plain" else {**about, **kind}


def schema_of(task: Task, style: str) -> Json:
    """Returns the JSON schema in one of the forms that LangChain makes."""
    properties = {field.name: _property(field, style) for field in task.fields}
    required = [field.name for field in task.fields if not field.optional]
    if style in ("pydantic", "titled"):
        return {"title": task.title, "description": task.description, "properties": properties,
                "required": required, "type": "object"}  # fmt: skip
    head: Json = {"title": task.title}
    if style == "typed_dict" or task.description:
        head["description"] = task.description
    return {**head, "type": "object", "properties": properties, "required": required}


def _without_nulls(found: Json) -> Json:
    return {key: what for key, what in found.items() if what is not None}


def _style(rng: Random) -> str:
    return rng.choice(("pydantic", "pydantic", "typed_dict", "titled", "plain"))


def as_schema_prompt(rng: Random, task: Task, instruction: str | None = None) -> Conversation:
    """Returns the task with its schema in the system message, as the chat model puts it."""
    style = _style(rng)
    text = (instruction or rng.choice(_INSTRUCTIONS)).format(to_json(schema_of(task, style)))
    if chance(rng, 0.2):
        text = rng.choice(SYSTEM_PROMPTS) + "\n\n" + text
    messages = [system(text)]
    for request, found in task.turns:
        if chance(rng, 0.2) and task.fields[0].name not in ("setup", "answer"):
            request = (
                rng.choice(
                    ("Extract: ", "Extract the data: ", "Extract the information: ", "提取信息：")
                )
                + request
            )
        if style == "typed_dict":  # its schema has no null
            found = _without_nulls(found)
        messages += [user(request), assistant(to_json(found))]
    return Conversation(tuple(messages))


def as_tool(rng: Random, task: Task) -> Conversation:
    """Returns the task with its schema as the only tool."""
    schema = schema_of(task, _style(rng))
    tool = function_tool(task.title, task.description, schema["properties"], schema["required"])
    messages = [system(rng.choice(SYSTEM_PROMPTS))] if chance(rng, 0.35) else []
    for request, found in task.turns:
        messages += [user(request), assistant("", ToolCall(task.title, _without_nulls(found)))]
    return Conversation(tuple(messages), (tool,))


_JSON_IN_WORDS = (
    "{q} Return the result as a JSON with {k} keys. Return nothing other than JSON.",
    "{q} Answer in JSON with the keys {k}.",
    "{q} Respond with a JSON object with {k} keys.",
    "{q} 请用JSON回答，键为{k}。",
    "Return a JSON object with {k} keys. {q}",
)


def as_words(rng: Random, task: Task) -> Conversation:
    """Returns the task without a schema: the request itself asks for JSON with these keys."""
    names = [f"'{field.name}'" for field in task.fields]
    keys = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
    messages: list[Message] = []
    for request, found in task.turns:
        full = rng.choice(_JSON_IN_WORDS).format(q=request, k=keys)
        messages += [user(full), assistant(to_json(found))]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation."""
    task = random_task(rng, rng.choice((1, 2, 3)))
    pick = rng.random()
    if pick < 0.55:
        return as_schema_prompt(rng, task)
    return as_tool(rng, task) if pick < 0.85 else as_words(rng, task)


class HeldOutCase(NamedTuple):
    """A request for an object that follows a schema, and the object."""

    schema: Json
    request: str
    expected: Json


def _held_out(rng: Random, task: Task) -> HeldOutCase:
    style = _style(rng)
    request, found = task.turns[0]
    expected = _without_nulls(found) if style == "typed_dict" else found
    return HeldOutCase(schema_of(task, style), request, expected)


def held_out_case(rng: Random, chinese: bool) -> HeldOutCase:
    """Returns a text with a schema of words never trained on, and the object."""
    if chance(rng, 0.6):
        return _held_out(rng, record_task(rng, 1, chinese, held_out=True))
    return _held_out(rng, person_task(rng, 1, chinese))


def joke_case(rng: Random, chinese: bool) -> HeldOutCase:
    """Returns a request for a joke as JSON, and the object."""
    return _held_out(rng, joke_task(rng, 1, chinese))
