"""The sweep's random schemas through the public doors: answers of the bundled model are valid.

What the grammar of a schema lets through is tested in `test_schema_sweep`; here the schema goes the
whole way, through LangChain's own code, the prompt, the engine and the parsers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from langchain_core.messages import AIMessage

from langchain_gguf import ChatLlamaCpp
from langchain_gguf.errors import SchemaError
from tests.schema_sweep import documents
from tests.test_schema_sweep import check_answer, check_refusal

SHORT, LONG = 25, 1000
QUESTION = "Give me some value."
NAME = "answer"
# What an error says of the place before it speaks of the schema.
_PLACE = re.compile(r"^(?:Tool 'answer'|response_format): ")

Ask = Callable[[ChatLlamaCpp, dict[str, Any]], tuple[AIMessage, str]]


@pytest.fixture(scope="module")
def creative() -> Iterator[ChatLlamaCpp]:
    """The bundled model, which writes other things than the likeliest."""
    with ChatLlamaCpp(temperature=1.5, seed=1, max_tokens=80) as model:
        yield model


def is_whole(message: AIMessage) -> bool:
    return message.response_metadata["finish_reason"] in ("stop", "tool_calls")


def by_schema(method: Any) -> Ask:
    def ask(llm: ChatLlamaCpp, document: dict[str, Any]) -> tuple[AIMessage, str]:
        schema = {"title": NAME, **document}
        reply = llm.with_structured_output(schema, method=method, include_raw=True).invoke(QUESTION)
        assert is_whole(reply["raw"]) == (reply["parsing_error"] is None)
        return reply["raw"], json.dumps(reply["parsed"])

    return ask


def by_tool(llm: ChatLlamaCpp, document: dict[str, Any]) -> tuple[AIMessage, str]:
    tool = {"type": "function", "function": {"name": NAME, "parameters": document}}
    message = llm.bind_tools([tool], tool_choice=NAME).invoke(QUESTION)
    if not is_whole(message):
        return message, ""
    (call,) = message.tool_calls
    assert call["name"] == NAME
    return message, json.dumps(call["args"])


def as_arguments(document: dict[str, Any]) -> dict[str, Any]:
    """Make an object with a property of a schema, for arguments of calls are objects."""
    outside = {key: document[key] for key in ("$schema", "$defs") if key in document}
    inside = {key: document[key] for key in document if key not in outside}
    properties = {"value": inside}
    return {"type": "object", "properties": properties, "required": ["value"], **outside}


def outcome(ask: Ask, llm: ChatLlamaCpp, document: dict[str, Any]) -> str:
    """Ask for an answer; assert that it is valid, or that the refusal names its place."""
    try:
        message, answer = ask(llm, document)
    except SchemaError as error:
        check_refusal(_PLACE.sub("", str(error)), document)
        return "refused"
    if not is_whole(message):
        assert message.response_metadata["finish_reason"] == "length"
        return "endless"
    return "valid" if check_answer(answer, document) else "not judged"


DOORS: dict[str, tuple[Ask, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "json_schema": (by_schema("json_schema"), dict),
    "json_mode": (by_schema("json_mode"), dict),
    "function_calling": (by_schema("function_calling"), as_arguments),
    "bind_tools": (by_tool, as_arguments),
}


@pytest.mark.timeout(3600)
@pytest.mark.filterwarnings("ignore:Possible set:FutureWarning")
def test_every_answer_is_valid_and_every_refusal_is_a_schema_error(
    pytestconfig: pytest.Config, creative: ChatLlamaCpp
) -> None:
    num_schemas = LONG if pytestconfig.getoption("--long") else SHORT
    seen: Counter[tuple[str, str]] = Counter()

    @settings(
        max_examples=num_schemas,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # To shrink takes minutes where each try is an answer.
    )
    @given(documents())
    def run(document: dict[str, Any]) -> None:
        for door, (ask, form) in DOORS.items():
            seen[door, outcome(ask, creative, form(document))] += 1

    run()
    for door in DOORS:
        assert seen[door, "valid"] > 0.5 * num_schemas, seen
