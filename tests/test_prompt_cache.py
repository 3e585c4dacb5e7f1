"""The prompt cache as a caller sees it: `cache_read` in the usage of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from langchain_gguf import ChatLlamaCpp

SYSTEM = SystemMessage("You are a helpful assistant that answers questions in one sentence.")
QUESTIONS = ["My name is Anna.", "What is 17 + 25?", "What is my name?", "Thank you!"]


@pytest.fixture(params=[None, True], ids=["own caches", "one cache"])
def model(request: pytest.FixtureRequest) -> Iterator[ChatLlamaCpp]:
    with ChatLlamaCpp(n_ctx=1536, temperature=0, max_tokens=32, kv_unified=request.param) as model:
        yield model


def num_evaluated(message: BaseMessage) -> int:
    """Prompt tokens that were computed for a message."""
    assert isinstance(message, AIMessage) and message.usage_metadata is not None
    usage: Any = message.usage_metadata
    return int(usage["input_tokens"] - usage["input_token_details"]["cache_read"])


def test_each_turn_of_a_chat_evaluates_only_what_is_new(model: ChatLlamaCpp) -> None:
    chat: list[BaseMessage] = [SYSTEM]
    for question in QUESTIONS:
        chat.append(HumanMessage(question))
        answer = model.invoke(chat)
        new = len(model.get_token_ids(f"<|im_start|>user\n{question}<|im_end|>\n"))
        if len(chat) > 2:
            # The end of the last answer, this question, and the opening of the next answer.
            assert num_evaluated(answer) <= new + 6
        chat.append(answer)


def test_eight_alternating_chats_keep_their_places(model: ChatLlamaCpp) -> None:
    chats = [[HumanMessage(f"{number}. My name is Anna number {number}.")] for number in range(8)]
    history: list[list[BaseMessage]] = [list(chat) for chat in chats]
    for turn in range(3):
        for chat in history:
            answer = model.invoke(chat)
            if turn:
                assert num_evaluated(answer) <= 25
            chat += [answer, HumanMessage("What is my name?")]


def test_a_batch_with_one_system_prompt_evaluates_it_once(model: ChatLlamaCpp) -> None:
    prompts = [[SYSTEM, HumanMessage(f"What is {number} + 3?")] for number in range(8)]
    answers = model.batch(prompts)
    alone = len(model.get_token_ids(SYSTEM.text))
    evaluated = sorted(num_evaluated(answer) for answer in answers)
    assert evaluated[-1] > alone
    # Whether the second comes in with the first is a matter of microseconds.
    assert all(count < alone for count in evaluated[:6])


def test_the_same_prompt_again_evaluates_one_token(model: ChatLlamaCpp) -> None:
    first, second = (model.invoke([SYSTEM, HumanMessage("What is 17 + 25?")]) for _ in range(2))
    assert num_evaluated(first) > 20
    assert num_evaluated(second) == 1
    assert second.text == first.text


def test_streams_and_asynchronous_calls_report_it_too(model: ChatLlamaCpp) -> None:
    model.invoke([SYSTEM, HumanMessage("What is 17 + 25?")])
    chunks = list(model.stream([SYSTEM, HumanMessage("What is 17 + 25?")]))
    total = chunks[0]
    for chunk in chunks[1:]:
        total += chunk
    assert num_evaluated(total) == 1
