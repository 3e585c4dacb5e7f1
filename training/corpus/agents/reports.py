"""Agents that answer with an object: tools and a schema (or a tool named like it) together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

from ...chat_format import (
    SCHEMA_INSTRUCTION,
    Conversation,
    Json,
    Message,
    ToolCall,
    assistant,
    function_tool,
    system,
    to_json,
    tool_result,
)
from .. import assistant_tools
from ..phrasing import capital
from ..schemas import Field, Task, as_answered, schema_of, without_nulls
from ..structured_tasks import random_task
from ..words import chance, noun
from .chains import Chain, messages

_TITLES = ("Report", "Answer", "Result", "Response", "Summary", "Reply", "Outcome", "Finding")
_SENTENCES = ("answer", "summary", "text", "message", "reply", "description", "response", "report",
              "explanation", "comment")  # fmt: skip
_ABOUT = (None, None, "The answer as a sentence.", "What to tell the user.", "给用户的回答")
_KINDS = {bool: "boolean", int: "integer", float: "number", str: "string"}
# What LangChain's agents say to the model when the object was taken.
_TAKEN = "Returning structured response: "
_STYLES = ("pydantic", "pydantic", "typed_dict", "titled", "plain")


def _facts(chain: Chain) -> Json:
    """What the run found out: the arguments of its calls, and the fields of its results."""
    found: Json = {}
    for step in chain.steps:
        found.update(step.arguments)
        try:
            told = json.loads(step.result)
        except ValueError:
            continue
        if isinstance(told, dict):
            found.update(told)
    return {key: value for key, value in found.items()
            if type(value) in _KINDS and len(str(value)) < 60 and key.isidentifier()}  # fmt: skip


def _report(rng: Random, chain: Chain) -> Task:
    """The run's object: one to three of its facts, its answer as a sentence, or both."""
    facts = _facts(chain)
    chosen = rng.sample(sorted(facts), min(len(facts), rng.choice((0, 1, 1, 2, 2, 3))))
    fields = [Field(key, _KINDS[type(facts[key])]) for key in chosen]
    found = {key: facts[key] for key in chosen}
    if not chosen or chance(rng, 0.5):
        name = rng.choice(_SENTENCES)
        found = {key: value for key, value in found.items() if key != name}
        fields = [field for field in fields if field.name != name]
        fields.insert(
            rng.randrange(len(fields) + 1), Field(name, "string", description=rng.choice(_ABOUT))
        )
        found[name] = chain.answer
    title = rng.choice(_TITLES) if chance(rng, 0.5) else capital(noun(rng)) + rng.choice(_TITLES)
    described = rng.choice(("", "", "The result of the work.", f"A {title.lower()} for the user."))
    in_order = {field.name: found[field.name] for field in fields}
    return Task(title, described, fields, [(chain.question, in_order)])


def _with_schema(rng: Random, prompt: list[Message], schema: Json) -> list[Message]:
    """The system message, with the schema as the chat model adds it."""
    text = SCHEMA_INSTRUCTION + to_json(schema)
    return [system(f"{prompt[0].content}\n\n{text}" if prompt else text)]


def _as_tool(rng: Random, task: Task, schema: Json) -> Json:
    text = task.description or f"{task.title}({', '.join(field.name for field in task.fields)})"
    return function_tool(task.title, text, schema["properties"], schema["required"])


def chain_report(rng: Random, chain: Chain, others: Sequence[Json], chinese: bool) -> Conversation:
    """Returns a run whose end is an object, asked for by a schema or by a tool."""
    task, style = _report(rng, chain), rng.choice(_STYLES)
    schema, found = schema_of(task, style), task.turns[0][1]
    tools = [*chain.tools, *others]
    rng.shuffle(tools)
    prompt = assistant_tools.system_prompt(rng, chinese, 0.5)
    turns = messages(rng, chain, chinese)
    if turns[-1].content != chain.answer:  # a tool failed
        return Conversation((*prompt, *turns), tuple(tools))
    if chance(rng, 0.65):
        final = assistant(to_json(as_answered(task, style, found)))
        turns = [*_with_schema(rng, prompt, schema), *turns[:-1], final]
        return Conversation(tuple(turns), tuple(tools))
    call = ToolCall(task.title, without_nulls(found))
    turns = [*prompt, *turns[:-1], assistant("", call)]
    if chance(rng, 0.2):
        turns += [tool_result(_TAKEN + to_json(found)), assistant(chain.answer)]
    return Conversation(tuple(turns), (*tools, _as_tool(rng, task, schema)))


def direct_report(rng: Random, others: Sequence[Json], chinese: bool) -> Conversation:
    """Returns an object that the request itself holds, though tools are offered."""
    task, style = random_task(rng, rng.choice((1, 1, 2))), rng.choice(_STYLES)
    turns = _with_schema(
        rng, assistant_tools.system_prompt(rng, chinese, 0.5), schema_of(task, style)
    )
    for request, found in task.turns:
        turns += [Message("user", request), assistant(to_json(as_answered(task, style, found)))]
    return Conversation(tuple(turns), tuple(others))
