"""LangChain messages to template dicts."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)
from langchain_core.messages.tool import invalid_tool_call

from langchain_gguf.errors import InvalidRequestError
from langchain_gguf.messages import messages_to_dicts, split_reasoning

CALL = {"name": "add", "args": {"a": 1}, "id": "call_1"}
CALL_DICT = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "add", "arguments": {"a": 1}},
}
USE = {"type": "tool_use", "id": "call_1", "name": "add", "input": {"a": 1}}
TEXT = {"type": "text", "text": "Wait."}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (SystemMessage("Be brief."), {"role": "system", "content": "Be brief."}),
        (SystemMessage([TEXT, "a"]), {"role": "system", "content": "Wait.\na"}),
        (HumanMessage("Hi"), {"role": "user", "content": "Hi"}),
        (HumanMessage("Hi", name="ann"), {"role": "user", "content": "Hi", "name": "ann"}),
        (HumanMessage(["a", TEXT]), {"role": "user", "content": "a\nWait."}),
        (HumanMessage([]), {"role": "user", "content": ""}),
        (AIMessage("Hello"), {"role": "assistant", "content": "Hello"}),
        (AIMessage("Hello", name="bot"), {"role": "assistant", "content": "Hello", "name": "bot"}),
        (AIMessage([TEXT, " a"]), {"role": "assistant", "content": "Wait. a"}),
        (
            AIMessage("", tool_calls=[CALL]),
            {"role": "assistant", "content": "", "tool_calls": [CALL_DICT]},
        ),
        (
            ToolMessage("2", tool_call_id="call_1", name="add"),
            {"role": "tool", "content": "2", "tool_call_id": "call_1", "name": "add"},
        ),
        (
            ToolMessage([TEXT, {"type": "json", "json": 2}], tool_call_id="1", artifact=object()),
            {"role": "tool", "content": "Wait.\n2", "tool_call_id": "1", "name": ""},
        ),
        (FunctionMessage("2", name="add"), {"role": "tool", "content": "2", "name": "add"}),
        (ChatMessage("Hi", role="critic"), {"role": "critic", "content": "Hi"}),
        (AIMessageChunk("Hello"), {"role": "assistant", "content": "Hello"}),
    ],
    ids=lambda item: type(item).__name__,
)
def test_each_kind_of_message_has_its_dict(message: BaseMessage, expected: dict[str, Any]) -> None:
    assert messages_to_dicts([message]) == [expected]


def test_a_result_learns_its_tools_name_from_the_call() -> None:
    converted = messages_to_dicts(
        [AIMessage("", tool_calls=[CALL]), ToolMessage("2", tool_call_id="call_1")]
    )
    assert converted[1]["name"] == "add"


def test_messages_of_one_role_stay_apart() -> None:
    messages = [SystemMessage("a"), SystemMessage("b"), HumanMessage("c"), HumanMessage("d")]
    assert [entry["content"] for entry in messages_to_dicts(messages)] == ["a", "b", "c", "d"]


def test_a_message_that_no_template_knows_is_refused_by_name_and_place() -> None:
    with pytest.raises(InvalidRequestError, match=r"Message 1.*RemoveMessage"):
        messages_to_dicts([HumanMessage("Hi"), RemoveMessage(id="1")])


def test_a_block_that_cannot_be_taken_is_refused_with_the_place_of_its_message() -> None:
    blocks: list[Any] = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,"}}]
    with pytest.raises(InvalidRequestError, match=r"Message 1 \(ToolMessage\).*'image_url'"):
        messages_to_dicts([HumanMessage("Hi"), ToolMessage(blocks, tool_call_id="1")])


# Calls ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        AIMessage([TEXT, USE], tool_calls=[CALL]),
        AIMessage([TEXT, USE]),
        AIMessage(content_blocks=[TEXT, {"type": "tool_call", **CALL}]),
        AIMessage("Wait.", additional_kwargs={
            "tool_calls": [{"id": "call_1", "type": "function",
                            "function": {"name": "add", "arguments": '{"a": 1}'}}]
        }),
    ],
    ids=["block and field", "block alone", "v1", "OpenAI's form"],
)  # fmt: skip
def test_a_call_is_one_call_wherever_it_is_written(message: AIMessage) -> None:
    (entry,) = messages_to_dicts([message])
    assert entry == {"role": "assistant", "content": "Wait.", "tool_calls": [CALL_DICT]}


def test_calls_of_blocks_and_of_the_field_are_all_kept() -> None:
    message = AIMessage([{**USE, "id": "call_2", "name": "sub"}], tool_calls=[CALL])
    (entry,) = messages_to_dicts([message])
    assert [call["function"]["name"] for call in entry["tool_calls"]] == ["add", "sub"]


def test_the_old_form_of_a_call_is_a_call_without_id() -> None:
    function = {"name": "add", "arguments": '{"a": 1}'}
    (entry,) = messages_to_dicts([AIMessage("", additional_kwargs={"function_call": function})])
    assert entry["tool_calls"] == [{**CALL_DICT, "id": ""}]


@pytest.mark.parametrize("arguments", ["{", "[]"])
def test_an_old_call_that_cannot_be_read_is_none(arguments: str) -> None:
    function = {"name": "add", "arguments": arguments}
    (entry,) = messages_to_dicts([AIMessage("a", additional_kwargs={"function_call": function})])
    assert entry == {"role": "assistant", "content": "a"}


def test_an_invalid_call_is_shown_as_the_text_it_is() -> None:
    broken = invalid_tool_call(name="add", args='{"a": ', id="1", error="cut short")
    nameless = invalid_tool_call(name=None, args="certainly", id="2", error=None)
    (entry,) = messages_to_dicts([AIMessage("Wait.", invalid_tool_calls=[broken, nameless])])
    assert entry["content"] == 'Wait.\nadd {"a":\ncertainly'


def test_results_in_a_human_message_become_results() -> None:
    blocks: list[Any] = [
        {"type": "tool_result", "tool_use_id": "call_1", "content": "2"},
        {"type": "text", "text": "And now?"},
    ]
    converted = messages_to_dicts([AIMessage([USE]), HumanMessage(blocks)])
    assert converted[1:] == [
        {"role": "tool", "content": "2", "tool_call_id": "call_1", "name": "add"},
        {"role": "user", "content": "And now?"},
    ]
    assert len(messages_to_dicts([HumanMessage(blocks[:1])])) == 1


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (HumanMessage([USE]), "'tool_call'.*AIMessage"),
        (SystemMessage([USE]), "'tool_call'.*AIMessage"),
        (AIMessage([{"type": "tool_result", "tool_use_id": "1"}]), "'tool_result'.*ToolMessage"),
        (
            ToolMessage([{"type": "tool_result", "tool_use_id": "1"}], tool_call_id="1"),
            "'tool_result'.*ToolMessage",
        ),
    ],
    ids=["call of a user", "call of the system", "result of the assistant", "result in a result"],
)
def test_calls_and_results_in_the_wrong_message_are_refused(
    message: BaseMessage, says: str
) -> None:
    with pytest.raises(InvalidRequestError, match=f"Message 0.*{says}"):
        messages_to_dicts([message])


# Reasoning --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        AIMessage("Fine.", additional_kwargs={"reasoning_content": "Hm."}),
        AIMessage([{"type": "thinking", "thinking": "Hm.", "signature": "x"}, "Fine."]),
        AIMessage(content_blocks=[
            {"type": "reasoning", "reasoning": "Hm."}, {"type": "text", "text": "Fine."}
        ]),
        AIMessage("<think>\nHm.\n</think>\n\nFine."),
    ],
    ids=["v0", "Anthropic", "v1", "tags"],
)  # fmt: skip
def test_reasoning_is_apart_from_the_text_however_it_is_written(message: AIMessage) -> None:
    (entry,) = messages_to_dicts([message])
    assert entry == {"role": "assistant", "content": "Fine.", "reasoning_content": "Hm."}


@pytest.mark.parametrize("text", ["<think>never closed", "a <think>b</think>", "plain", ""])
def test_only_a_closed_tag_that_opens_the_text_is_reasoning(text: str) -> None:
    assert split_reasoning(text) == ("", text)


def test_tags_of_a_user_are_text() -> None:
    text = "<think>Hm.</think>Fine."
    assert messages_to_dicts([HumanMessage(text)]) == [{"role": "user", "content": text}]


# Properties --------------------------------------------------------------------------------------


BLOCK = st.one_of(
    st.text(max_size=5),
    st.builds(lambda text: {"type": "text", "text": text}, st.text(max_size=5)),
    st.builds(lambda text: {"type": "reasoning", "reasoning": text}, st.text(max_size=5)),
)
CONTENT = st.one_of(st.text(max_size=9), st.lists(BLOCK, max_size=4))
MESSAGE = st.one_of(
    st.builds(HumanMessage, CONTENT),
    st.builds(SystemMessage, CONTENT),
    st.builds(AIMessage, CONTENT),
    st.builds(ToolMessage, CONTENT, tool_call_id=st.text(max_size=3)),
)


@given(st.lists(MESSAGE, max_size=5))
def test_conversion_keeps_number_and_order_and_changes_nothing(messages: list[BaseMessage]) -> None:
    before = copy.deepcopy(messages)
    converted = messages_to_dicts(messages)
    assert messages == before
    expected = {"human": "user", "system": "system", "ai": "assistant", "tool": "tool"}
    assert [entry["role"] for entry in converted] == [expected[m.type] for m in messages]
    assert all(isinstance(entry["content"], str) for entry in converted)


@given(MESSAGE)
def test_all_text_of_a_message_is_in_its_dict(message: BaseMessage) -> None:
    (entry,) = messages_to_dicts([message])
    blocks = [message.content] if isinstance(message.content, str) else message.content
    texts = [block if isinstance(block, str) else block.get("text", "") for block in blocks]
    if not isinstance(message, AIMessage):
        assert entry["content"] == "\n".join(filter(None, texts))
    else:
        assert entry["content"] == "".join(texts)
