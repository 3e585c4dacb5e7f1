"""How many log probabilities a call asks for, and how a message carries them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk

from langchain_gguf import ChatLlamaCpp, InvalidRequestError
from langchain_gguf.engine import TokenLogprob
from langchain_gguf.logprobs import logprobs_to_metadata, num_logprobs

QUESTION = "what is 25x5"


@pytest.mark.parametrize(
    ("logprobs", "top_logprobs", "expected"),
    [
        (None, None, None),
        (False, None, None),
        (True, None, 0),
        (True, 3, 3),
        (True, 0, 0),
        (4, None, 4),
        (0, None, 0),
    ],
)
def test_openais_and_langchain_communitys_forms_are_understood(
    logprobs: Any, top_logprobs: Any, expected: int | None
) -> None:
    assert num_logprobs(logprobs, top_logprobs) == expected


@pytest.mark.parametrize(
    ("logprobs", "top_logprobs"),
    [(None, 3), (False, 3), (2, 3), (-1, None), (True, -1), (True, 101), ("x", None)],
)
def test_other_combinations_are_refused(logprobs: Any, top_logprobs: Any) -> None:
    with pytest.raises(InvalidRequestError, match=f"logprobs={logprobs!r}"):
        num_logprobs(logprobs, top_logprobs)


def test_bytes_are_exact_where_a_token_is_part_of_a_character() -> None:
    item = TokenLogprob(7, "鸟".encode()[:2], -0.5, (TokenLogprob(8, b"a", -0.1),))
    (entry,) = logprobs_to_metadata([item])["content"]
    assert entry == {
        "token": "\ufffd",
        "bytes": [0xE9, 0xB8],
        "logprob": -0.5,
        "top_logprobs": [{"token": "a", "bytes": [97], "logprob": -0.1}],
    }


def test_a_message_carries_the_log_probability_of_each_of_its_tokens(llm: ChatLlamaCpp) -> None:
    message = llm.invoke(QUESTION, logprobs=True, top_logprobs=2)
    content = message.response_metadata["logprobs"]["content"]
    assert "".join(entry["token"] for entry in content) == message.text
    assert message.usage_metadata is not None
    # The token that ends the turn is counted nowhere.
    assert len(content) == message.usage_metadata["output_tokens"]
    assert all(len(entry["top_logprobs"]) == 2 for entry in content)
    assert all(math.exp(entry["logprob"]) <= 1 for entry in content)


def test_streamed_chunks_add_up_to_the_same(llm: ChatLlamaCpp) -> None:
    whole = llm.invoke(QUESTION, logprobs=True)
    chunks = list(llm.stream(QUESTION, logprobs=True))
    assert sum("logprobs" in chunk.response_metadata for chunk in chunks) > 5
    total = chunks[0]
    for chunk in chunks[1:]:
        total += chunk
    assert isinstance(total, AIMessageChunk)
    assert total.response_metadata["logprobs"] == whole.response_metadata["logprobs"]


def test_without_being_asked_for_there_are_none(llm: ChatLlamaCpp) -> None:
    assert "logprobs" not in llm.invoke(QUESTION).response_metadata


def test_the_fields_of_the_model_object_ask_for_them_too() -> None:
    with ChatLlamaCpp(logprobs=1, max_tokens=2) as model:
        content = model.invoke(QUESTION).response_metadata["logprobs"]["content"]
        assert [len(entry["top_logprobs"]) for entry in content] == [1, 1]
        assert "logprobs" not in model.invoke(QUESTION, logprobs=False).response_metadata


def test_structured_output_has_the_models_own_log_probabilities(llm: ChatLlamaCpp) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
    format_ = {"type": "json_object", "schema": schema}
    message = llm.invoke("Bob is 25 years old.", response_format=format_, logprobs=True)
    content = message.response_metadata["logprobs"]["content"]
    assert "".join(entry["token"] for entry in content) == message.text
    assert content[0]["logprob"] < -0.1, "the model itself would not have begun with a brace"
