"""Conversations fitted to what a template accepts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)

from langchain_gguf.errors import InvalidRequestError
from tests.chat_templates import NAMES, fit, render, tool

STRICT = ["gemma", "llama2", "mistral"]
LENIENT = ["deepseek", "harmony", "llama3", "parameters", "phi", "qwen3"]
CALL = {"name": "weather", "args": {"city": "Paris"}, "id": "call_a"}
OTHER_CALL = {"name": "time", "args": {}, "id": "call_b"}


def roles(fitted: list[Mapping[str, Any]]) -> list[str]:
    return [entry["role"] for entry in fitted]


def said(fitted: list[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    return [(entry["role"], entry["content"]) for entry in fitted]


# Turns ------------------------------------------------------------------------------------------


DOUBLE = [
    SystemMessage("s1"), SystemMessage("s2"), HumanMessage("u1"), HumanMessage("u2"),
    AIMessage("a1"), AIMessage("a2"), HumanMessage("u3"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["llama2", "mistral"])
def test_runs_of_one_role_are_merged_where_turns_must_alternate(name: str) -> None:
    assert said(fit(name, DOUBLE)) == [
        ("system", "s1\ns2"), ("user", "u1\nu2"), ("assistant", "a1\na2"), ("user", "u3"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", LENIENT)
def test_runs_stay_apart_where_the_template_takes_them(name: str) -> None:
    assert [text for _, text in said(fit(name, DOUBLE))] == [m.content for m in DOUBLE]


def test_merged_messages_keep_the_first_name() -> None:
    messages = [HumanMessage("a", name="ann"), HumanMessage("b", name="bob")]
    assert fit("llama2", messages) == [{"role": "user", "content": "a\nb", "name": "ann"}]


@pytest.mark.parametrize("name", STRICT)
def test_an_empty_user_message_comes_before_an_assistant_that_speaks_first(name: str) -> None:
    fitted = fit(name, [AIMessage("How can I help?"), HumanMessage("Hi")])
    assert said(fitted) == [("user", ""), ("assistant", "How can I help?"), ("user", "Hi")]


def test_an_assistant_may_speak_first_where_the_template_takes_it() -> None:
    assert roles(fit("phi", [AIMessage("Hello"), HumanMessage("Hi")])) == ["assistant", "user"]


@pytest.mark.parametrize("name", ["llama2", "mistral"])
def test_after_the_system_message_the_user_still_comes_first(name: str) -> None:
    fitted = fit(name, [SystemMessage("s"), AIMessage("a"), HumanMessage("u")])
    assert said(fitted) == [("system", "s"), ("user", ""), ("assistant", "a"), ("user", "u")]


@pytest.mark.parametrize(
    ("name", "expected"), [("llama2", ["system", "user"]), ("phi", ["system"])]
)
def test_a_system_message_alone_is_joined_by_a_user_where_it_would_be_lost(
    name: str, expected: list[str]
) -> None:
    assert roles(fit(name, [SystemMessage("Be brief.")])) == expected
    assert "Be brief." in render(name, [SystemMessage("Be brief.")])


# System -----------------------------------------------------------------------------------------


def test_without_a_system_role_its_text_opens_the_first_user_message() -> None:
    messages = [SystemMessage("s"), HumanMessage("u"), AIMessage("a"), SystemMessage("t")]
    assert said(fit("gemma", messages)) == [("user", "s\nt\n\nu"), ("assistant", "a")]


def test_without_a_system_role_and_a_user_its_text_is_a_user_message() -> None:
    assert said(fit("gemma", [SystemMessage("s")])) == [("user", "s")]
    assert said(fit("gemma", [SystemMessage("s"), AIMessage("a")])) == [
        ("user", "s"), ("assistant", "a"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["llama2", "mistral"])
def test_later_system_messages_join_the_first(name: str) -> None:
    messages = [HumanMessage("u"), SystemMessage("s"), AIMessage("a"), SystemMessage("t")]
    assert said(fit(name, messages)) == [("system", "s\nt"), ("user", "u"), ("assistant", "a")]


def test_later_system_messages_stay_where_the_template_takes_them() -> None:
    messages = [HumanMessage("u"), AIMessage("a"), SystemMessage("s"), HumanMessage("v")]
    assert roles(fit("qwen3", messages)) == ["user", "assistant", "system", "user"]


def test_developer_is_another_name_for_system() -> None:
    assert said(fit("qwen3", [ChatMessage("s", role="developer")])) == [("system", "s")]
    assert roles(fit("harmony", [ChatMessage("s", role="developer")])) == ["developer"]


def test_a_role_that_the_template_does_not_write_is_refused_by_name() -> None:
    with pytest.raises(InvalidRequestError, match=r"'critic'.*template does not write.*human"):
        fit("llama2", [ChatMessage("s", role="critic")])
    assert roles(fit("phi", [ChatMessage("s", role="critic")])) == ["critic"]


# Calls and results ------------------------------------------------------------------------------


USED_TOOL = [
    HumanMessage("u"), AIMessage("Let me see.", tool_calls=[CALL]),
    ToolMessage("22 degrees", tool_call_id="call_a"), AIMessage("It is warm."), HumanMessage("v"),
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_used_tool_is_in_every_prompt(name: str) -> None:
    prompt = render(name, USED_TOOL)
    positions = [prompt.lower().find(text) for text in ("weather", "paris", "22 degrees", "warm")]
    assert -1 not in positions and positions == sorted(positions)


@pytest.mark.parametrize("name", ["gemma", "llama2", "phi"])
def test_templates_without_calls_get_them_as_text_and_results_from_the_user(name: str) -> None:
    assert said(fit(name, USED_TOOL)) == [
        ("user", "u"),
        ("assistant", 'Let me see.\nCALL weather {"city": "Paris"}'),
        ("user", "<tool_response>\n22 degrees\n</tool_response>"),
        ("assistant", "It is warm."),
        ("user", "v"),
    ]


def test_arguments_are_json_text_where_the_template_wants_text() -> None:
    call = fit("deepseek", USED_TOOL)[2]["tool_calls"][0]
    assert call["function"]["arguments"] == '{"city": "Paris"}'
    assert fit("qwen3", USED_TOOL)[1]["tool_calls"][0]["function"]["arguments"] == {"city": "Paris"}


def test_text_stands_in_a_message_before_the_call_where_both_do_not_fit() -> None:
    assert said(fit("deepseek", USED_TOOL))[1:3] == [
        ("assistant", "Let me see."), ("assistant", None),
    ]  # fmt: skip


def test_text_that_fits_neither_beside_nor_before_a_call_is_left_out() -> None:
    assert said(fit("mistral", USED_TOOL))[1] == ("assistant", "")


def test_ids_are_shortened_alike_in_call_and_result() -> None:
    fitted = fit("mistral", USED_TOOL)
    call_id = fitted[1]["tool_calls"][0]["id"]
    assert re.fullmatch(r"[0-9a-z]{9}", call_id)
    assert fitted[2]["tool_call_id"] == call_id
    short = AIMessage("", tool_calls=[{**CALL, "id": "AbCd12345"}])
    assert fit("mistral", [HumanMessage("u"), short])[1]["tool_calls"][0]["id"] == "AbCd12345"


def test_calls_side_by_side_become_calls_in_turn_where_only_one_is_taken() -> None:
    messages = [
        HumanMessage("u"),
        AIMessage("", tool_calls=[CALL, OTHER_CALL], additional_kwargs={"reasoning_content": "r"}),
        ToolMessage("noon", tool_call_id="call_b"),
        ToolMessage("22 degrees", tool_call_id="call_a"),
        ToolMessage("stray", tool_call_id="call_c"),
        HumanMessage("v"),
    ]
    fitted = fit("llama3", messages)
    assert [
        entry["tool_calls"][0]["function"]["name"] if "tool_calls" in entry else entry["content"]
        for entry in fitted
    ] == ["u", "weather", "22 degrees", "time", "noon", "stray", "v"]
    assert all(len(entry.get("tool_calls", [])) < 2 for entry in fitted)
    assert len(fit("qwen3", messages)[1]["tool_calls"]) == 2


def test_a_result_of_the_old_kind_is_a_result() -> None:
    fitted = fit("qwen3", [HumanMessage("u"), FunctionMessage("22", name="weather")])
    assert fitted[1] == {"role": "tool", "content": "22", "name": "weather"}


# Reasoning --------------------------------------------------------------------------------------


THOUGHT = AIMessage(
    "Let me see.", tool_calls=[CALL], additional_kwargs={"reasoning_content": "Hm."}
)


@pytest.mark.parametrize(
    ("name", "field"), [("qwen3", "reasoning_content"), ("harmony", "thinking")]
)
def test_reasoning_goes_back_under_the_name_the_template_knows(name: str, field: str) -> None:
    silent = THOUGHT.model_copy(update={"content": ""})
    result = ToolMessage("22", tool_call_id="call_a")
    assert fit(name, [HumanMessage("u"), silent, result])[1][field] == "Hm."
    assert "Hm." in render(name, [HumanMessage("u"), silent, result])


@pytest.mark.parametrize("name", sorted({*NAMES} - {"qwen3", "harmony"}))
def test_reasoning_stays_out_where_the_template_does_not_ask_for_it(name: str) -> None:
    messages = [HumanMessage("u"), THOUGHT, ToolMessage("22", tool_call_id="call_a")]
    assert "Hm." not in render(name, messages)
    assert all("reasoning_content" not in entry for entry in fit(name, messages))


def test_the_template_decides_in_which_turns_reasoning_is_shown() -> None:
    answer = AIMessage("a", additional_kwargs={"reasoning_content": "Hm."})
    assert "Hm." not in render("qwen3", [HumanMessage("u"), answer, HumanMessage("v")])


def test_reasoning_gives_way_to_text_where_both_do_not_fit_beside_a_call() -> None:
    messages = [
        HumanMessage("u"),
        THOUGHT,
        ToolMessage("22", tool_call_id="call_a", name="weather"),
    ]
    prompt = render("harmony", messages)
    assert "Let me see." in prompt and "Hm." not in prompt


def test_think_tags_that_nobody_parsed_are_reasoning() -> None:
    answer = AIMessage("<think>\nHm.\n</think>\n\nFine.")
    messages = [HumanMessage("u"), answer, HumanMessage("v")]
    assert "Hm." not in render("qwen3", messages)
    assert "Fine." in render("qwen3", messages)


# Whatever is said, each template takes it ---------------------------------------------------------


TEXT = st.text("ab", min_size=1, max_size=3)
TURN = st.one_of(
    TEXT.map(HumanMessage),
    TEXT.map(AIMessage),
    TEXT.map(SystemMessage),
    st.tuples(TEXT, TEXT).map(
        lambda texts: [
            AIMessage(texts[0], tool_calls=[CALL]),
            ToolMessage(texts[1], tool_call_id="call_a", name="weather"),
            AIMessage("Done."),
        ]
    ),
)


def flatten(turns: list[BaseMessage | list[BaseMessage]]) -> list[BaseMessage]:
    return [message for turn in turns for message in (turn if isinstance(turn, list) else [turn])]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30)
@given(turns=st.lists(TURN, max_size=6), with_tools=st.booleans())
def test_every_conversation_that_a_user_opens_can_be_rendered(
    name: str, turns: list[Any], with_tools: bool
) -> None:
    messages = [HumanMessage("Hello"), *flatten(turns), HumanMessage("Last.")]
    prompt = render(name, messages, [tool()] if with_tools else [])
    assert "Last." in prompt
    for message in messages:
        if isinstance(message, HumanMessage | ToolMessage | SystemMessage):
            assert message.text in prompt
