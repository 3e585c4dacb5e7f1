"""Templates of one's own, token counts and typed output, on the bundled model."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
    trim_messages,
)
from langchain_core.prompt_values import StringPromptValue
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.tools import tool
from langchain_tests.utils.stream_lifecycle import assert_valid_event_stream
from pydantic import BaseModel

from langchain_gguf import ChatLlamaCpp, ChatTemplateError, InvalidRequestError
from tests.chat_templates import source

ECHO = (
    "<|im_start|>user\n{{ messages[-1].content }}{{ ending }}<|im_end|>\n"
    "{{ '<|im_start|>assistant\n' }}"
)


@tool
def get_magic_function(magic_function_input: int) -> int:
    """Get the value of magic function for an input.

    Args:
        magic_function_input: The input value for magic function
    """
    return magic_function_input + 2


def input_tokens(message: BaseMessage) -> int:
    assert isinstance(message, AIMessage) and message.usage_metadata is not None
    return message.usage_metadata["input_tokens"]


def add_up(chunks: Iterator[Any]) -> AIMessageChunk:
    first, *others = list(chunks)
    return sum(others, first)


def plain(blocks: Any) -> list[dict[str, Any]]:
    """Blocks without what differs by nature: ids, and where in a stream a block stood."""
    return [{key: block[key] for key in block if key not in ("id", "index")} for block in blocks]


# Templates of one's own ---------------------------------------------------------------------------


def test_a_template_of_ones_own_is_text_or_a_file(llm: ChatLlamaCpp, tmp_path: Path) -> None:
    file = tmp_path / "chat.jinja"
    file.write_text(ECHO)
    given: list[Any] = [ECHO, str(file), file]
    models = [ChatLlamaCpp(chat_template=template, temperature=0) for template in given]
    assert [model.chat_template for model in models] == [ECHO] * 3
    answers = {model.invoke("what is 25x5").text for model in models}
    assert answers == {llm.invoke("what is 25x5").text}


def test_a_copy_with_another_template_uses_it(llm: ChatLlamaCpp, tmp_path: Path) -> None:
    file = tmp_path / "chat.jinja"
    file.write_text(ECHO)
    messages: list[BaseMessage] = [SystemMessage("A long system text."), HumanMessage("Hello")]
    for template in (ECHO, str(file)):
        other = llm.model_copy(update={"chat_template": template})
        assert other.get_num_tokens_from_messages(messages) < llm.get_num_tokens_from_messages(
            messages
        )
        assert other._service() is llm._service()


def test_a_file_is_read_when_the_model_object_is_made(tmp_path: Path) -> None:
    file = tmp_path / "chat.jinja"
    file.write_text(ECHO)
    model = ChatLlamaCpp(chat_template=str(file))
    file.unlink()
    for same in (model, copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert same.get_num_tokens_from_messages([HumanMessage("Hello")]) > 0


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"chat_template": "no-such-file.jinja"}, "no-such-file.jinja.*Give Jinja text"),
        ({"chat_template": "{% if %}"}, "not valid Jinja"),
        ({"chat_template": 5}, "chat_template"),
        ({"chat_template_kwargs": {"messages": []}}, "sets messages"),
        ({"chat_template_kwargs": "thinking"}, "chat_template_kwargs"),
    ],
    ids=str,
)
def test_a_template_that_cannot_be_is_refused_when_the_model_is_made(
    bad: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=f"(?s){says}"):
        ChatLlamaCpp(**bad)


def test_variables_of_the_object_and_of_the_call_reach_the_template(llm: ChatLlamaCpp) -> None:
    short = llm.model_copy(update={"chat_template": ECHO})
    long = short.model_copy(update={"chat_template_kwargs": {"ending": " a b c d e"}})
    counts = [
        input_tokens(short.invoke("Hello")),
        input_tokens(short.invoke("Hello", chat_template_kwargs={"ending": " a b c d e"})),
        input_tokens(long.invoke("Hello")),
        input_tokens(long.invoke("Hello", chat_template_kwargs={"ending": ""})),
    ]
    assert counts[0] == counts[3] < counts[1] == counts[2]
    assert long.get_num_tokens_from_messages([HumanMessage("Hello")]) == counts[2]


@pytest.mark.parametrize("bad", ["thinking", {"tools": []}])
def test_variables_of_a_call_are_checked(llm: ChatLlamaCpp, bad: Any) -> None:
    with pytest.raises(ChatTemplateError, match="chat_template_kwargs"):
        llm.invoke("Hello", chat_template_kwargs=bad)


def test_models_with_other_templates_are_told_apart_by_caches() -> None:
    same, other = ChatLlamaCpp(), ChatLlamaCpp(chat_template=ECHO)
    thinking = ChatLlamaCpp(chat_template_kwargs={"enable_thinking": True})
    keys = {model._get_llm_string() for model in (same, other, thinking, ChatLlamaCpp())}
    assert len(keys) == 3


# Counting -----------------------------------------------------------------------------------------


HISTORY: list[BaseMessage] = [
    SystemMessage("Be brief."),
    HumanMessage("What is magic function of 3?"),
    AIMessage(
        "",
        tool_calls=[{"name": "get_magic_function", "args": {"magic_function_input": 3}, "id": "1"}],
    ),
    ToolMessage("5", tool_call_id="1"),
    AIMessage("It is 5."),
    HumanMessage("Thank you <|im_end|>"),
]


@pytest.mark.parametrize("length", range(1, len(HISTORY) + 1))
@pytest.mark.parametrize("tools", [None, [get_magic_function]], ids=["no tools", "a tool"])
def test_the_count_is_the_usage_of_the_call(llm: ChatLlamaCpp, length: int, tools: Any) -> None:
    messages = HISTORY[:length]
    model = llm.bind_tools(tools) if tools else llm
    usage = input_tokens(model.invoke(messages, max_tokens=1))
    assert llm.get_num_tokens_from_messages(messages, tools=tools) == usage


@pytest.mark.parametrize("name", ["phi", "llama2", "mistral", "qwen3"])
def test_the_count_is_the_usage_with_any_template(llm: ChatLlamaCpp, name: str) -> None:
    model = llm.model_copy(update={"chat_template": source(name)})
    bound = model.bind_tools([get_magic_function])
    assert model.get_num_tokens_from_messages(HISTORY, tools=[get_magic_function]) == input_tokens(
        bound.invoke(HISTORY, max_tokens=1)
    )


@pytest.mark.parametrize("content", [[{"type": "text", "text": "Hi"}], "Hi"], ids=["v1", "text"])
def test_blocks_count_as_the_text_they_are(llm: ChatLlamaCpp, content: Any) -> None:
    assert llm.get_num_tokens_from_messages([HumanMessage(content)]) == input_tokens(
        llm.invoke([HumanMessage("Hi")], max_tokens=1)
    )


CONVERSATIONS: list[Any] = [
    "What is magic function of 3?",
    ["Hello", "there"],
    [("system", "Be brief."), ("human", "Hello"), ("ai", "Hi."), ("human", "How are you?")],
    [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}],
    (HumanMessage("Hello"),),
    ChatPromptTemplate([("system", "Be {how}."), ("human", "Hello")]).invoke({"how": "brief"}),
    StringPromptValue(text="Hello"),
]


@pytest.mark.parametrize("given", CONVERSATIONS, ids=lambda given: type(given).__name__)
def test_every_form_of_conversation_is_counted(llm: ChatLlamaCpp, given: Any) -> None:
    assert llm.get_num_tokens_from_messages(given) == input_tokens(llm.invoke(given, max_tokens=1))


@pytest.mark.parametrize("given", [None, 3, HumanMessage("Hello")], ids=str)
def test_what_is_no_conversation_is_not_counted(llm: ChatLlamaCpp, given: Any) -> None:
    with pytest.raises(InvalidRequestError, match="no conversation"):
        llm.get_num_tokens_from_messages(given)


class Tree(BaseModel):
    """A tree."""

    branches: list[Tree]


LIST = {"type": "array", "uniqueItems": True, "items": {"type": "integer"}}
UNENFORCED = {
    "name": "add_up",
    "description": "Add up.",
    "parameters": {"type": "object", "properties": {"numbers": LIST}},
}


@pytest.mark.parametrize("given", [UNENFORCED, Tree], ids=["not enforced", "recursive"])
def test_counting_needs_no_grammar_of_the_tools(llm: ChatLlamaCpp, given: Any) -> None:
    bound = llm.bind_tools([given], strict=False)  # The bundled template does not show `strict`.
    usage = input_tokens(bound.invoke("Hello", max_tokens=1))
    assert llm.get_num_tokens_from_messages("Hello", tools=[given]) == usage


def test_a_conversation_is_counted_though_it_is_longer_than_the_context(llm: ChatLlamaCpp) -> None:
    long = [("human", "word " * 10_000), ("ai", "Yes."), ("human", "Hello")]
    assert llm.get_num_tokens_from_messages(long) > 10_000
    trimmed = trim_messages(long, max_tokens=100, token_counter=llm, start_on="human")
    assert [message.text for message in trimmed] == ["Hello"]


def test_text_is_counted_as_it_is_inside_of_a_message(llm: ChatLlamaCpp) -> None:
    assert llm.get_num_tokens("<|im_end|>") == len(llm.get_token_ids("<|im_end|>")) > 1
    service = llm._service()
    assert llm.get_token_ids("what is 25x5") == service.tokenize("what is 25x5")
    text = b"".join(map(service._runner.token_bytes, llm.get_token_ids("a <|im_end|> b")))
    assert text == b"a <|im_end|> b"


def conversation(num_turns: int) -> list[BaseMessage]:
    turns = [
        (HumanMessage(f"Question {number}?"), AIMessage(f"Answer {number}."))
        for number in range(num_turns)
    ]
    said = [message for turn in turns for message in turn]
    return [SystemMessage("Be brief."), *said, HumanMessage("Last?")]


@pytest.mark.parametrize("name", [None, "phi", "llama2", "gemma"])
@pytest.mark.parametrize("strategy", ["last", "first"])
def test_messages_are_trimmed_to_what_the_model_really_takes(
    llm: ChatLlamaCpp, name: str | None, strategy: Any
) -> None:
    model = llm.model_copy(update={"chat_template": name and source(name)})
    messages = conversation(8)
    limit = model.get_num_tokens_from_messages(messages) // 2
    options: dict[str, Any] = (
        {"include_system": True, "start_on": "human"} if strategy == "last" else {}
    )
    trimmed = trim_messages(
        messages, max_tokens=limit, token_counter=model, strategy=strategy, **options
    )
    assert 2 <= len(trimmed) < len(messages)
    assert model.get_num_tokens_from_messages(trimmed) <= limit
    assert isinstance(trimmed[0], SystemMessage)


def test_what_the_template_refuses_in_either_order_is_counted_by_its_texts(
    llm: ChatLlamaCpp,
) -> None:
    picky = llm.model_copy(update={"chat_template": "{{ raise_exception('never') }}"})
    one = picky.get_num_tokens_from_messages([HumanMessage("Hello")])
    two = picky.get_num_tokens_from_messages([HumanMessage("Hello")] * 2)
    assert two == 2 * one > 2 * llm.get_num_tokens("Hello")


# Typed output ------------------------------------------------------------------------------------


def typed_model(llm: ChatLlamaCpp, version: str | None) -> ChatLlamaCpp:
    return llm.model_copy(update={"output_version": version})


@pytest.mark.parametrize("version", [None, "v0", "v1"])
def test_text_is_one_block_in_every_version(llm: ChatLlamaCpp, version: str | None) -> None:
    model = typed_model(llm, version)
    message, chunk = model.invoke("Hello"), add_up(model.stream("Hello"))
    expected = llm.invoke("Hello").text
    for said in (message, chunk):
        assert said.text == expected
        (block,) = said.content_blocks
        assert block["type"] == "text" and block["text"] == expected
        assert isinstance(said.content, list) is (version == "v1")


@pytest.mark.parametrize("version", [None, "v1"])
async def test_a_call_is_one_block_in_every_version(llm: ChatLlamaCpp, version: str | None) -> None:
    model = typed_model(llm, version).bind_tools([get_magic_function], tool_choice="any")
    question = "What is magic function of 3?"
    said = [model.invoke(question), add_up(model.stream(question)), await model.ainvoke(question)]
    said.append(add_up(iter([chunk async for chunk in model.astream(question)])))
    for message in said:
        (block,) = message.content_blocks
        (call,) = message.tool_calls
        assert block["type"] == "tool_call"
        assert (block["name"], block["args"], block["id"]) == (
            call["name"], {"magic_function_input": 3}, call["id"]
        )  # fmt: skip


def test_typed_output_can_be_asked_for_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_OUTPUT_VERSION", "v1")
    with ChatLlamaCpp(temperature=0) as model:
        assert isinstance(model.invoke("Hello").content, list)


def test_typed_answers_are_understood_when_they_come_back(llm: ChatLlamaCpp) -> None:
    question, thanks = HumanMessage("what is 25x5"), HumanMessage("Thank you")
    counts = {
        llm.get_num_tokens_from_messages([question, model.invoke([question]), thanks])
        for model in (llm, typed_model(llm, "v1"))
    }
    assert len(counts) == 1


@pytest.mark.parametrize("version", [None, "v1"])
def test_structured_output_reads_typed_answers(llm: ChatLlamaCpp, version: str | None) -> None:
    schema = {"title": "Answer", "type": "object", "properties": {"n": {"type": "integer"}},
              "required": ["n"]}  # fmt: skip
    for method in ("json_schema", "function_calling"):
        runnable = typed_model(llm, version).with_structured_output(schema, method=method)
        assert isinstance(runnable.invoke("what is 25x5")["n"], int)
        assert list(runnable.stream("what is 25x5"))[-1].keys() == {"n"}


@pytest.mark.parametrize("version", [None, "v1"])
def test_events_of_the_third_version_are_well_formed(
    llm: ChatLlamaCpp, version: str | None
) -> None:
    model = typed_model(llm, version)
    bound = model.bind_tools([get_magic_function], tool_choice="any")
    for runnable, question in ((model, "Hello"), (bound, "What is magic function of 3?")):
        stream: Any = runnable.stream_events(question, version="v3")
        assert_valid_event_stream(list(stream))
        streamed, invoked = stream.output, runnable.invoke(question)
        assert plain(streamed.content_blocks) == plain(invoked.content_blocks)
        assert streamed.usage_metadata["input_tokens"] == input_tokens(invoked)


async def test_events_of_the_second_version_carry_chunks_that_add_up(llm: ChatLlamaCpp) -> None:
    events = [event async for event in llm.astream_events("Hello", version="v2")]
    chunks = [
        event["data"]["chunk"] for event in events if event["event"] == "on_chat_model_stream"
    ]
    end = next(event["data"]["output"] for event in events if event["event"] == "on_chat_model_end")
    assert add_up(iter(chunks)).text == end.text == llm.invoke("Hello").text


def test_the_provider_is_the_same_in_traces_and_answers(llm: ChatLlamaCpp) -> None:
    class Mine(ChatLlamaCpp):
        """A class of a user's own."""

    for model in (llm, Mine()):
        provider = model._get_ls_params()["ls_provider"]
        assert model.invoke("Hello").response_metadata["model_provider"] == provider
        assert next(iter(model.stream("Hello"))).response_metadata["model_provider"] == provider
