"""What a request answers does not depend on what is computed beside it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from langchain_gguf import ChatLlamaCpp

SYSTEM = "You are a helpful assistant that translates English to French."
PROMPTS: list[Any] = [
    "Hello", "Who are you?", "what is 25x5", "What is 17 + 25?", "Write a haiku about the sea.",
    "你好", "你是谁?", "12 加 30 等于多少?", "Tell me a joke about cats.", "Thank you!",
    "What is the capital of France?", "Tell me a story about a fox.", "Count from 1 to 10",
    [("system", SYSTEM), ("human", "I love programming.")],
    [("system", SYSTEM), ("human", "The cat sleeps.")],
    [("system", SYSTEM), ("human", "She reads a book.")],
]  # fmt: skip
SETTINGS = [{"temperature": 0}, {"temperature": 0.8, "seed": 7}]


def answers_alone(settings: dict[str, Any]) -> list[str]:
    """Each prompt on an empty cache of its own."""
    answers = []
    for prompt in PROMPTS:
        with ChatLlamaCpp(n_ctx=900, n_parallel=2, max_tokens=48, **settings) as model:
            answers.append(model.invoke(prompt).text)
    return answers


@pytest.mark.parametrize("settings", SETTINGS, ids=["greedy", "seeded"])
def test_a_prompt_is_answered_alike_alone_in_a_batch_and_on_a_used_cache(
    settings: dict[str, Any],
) -> None:
    expected = answers_alone(settings)
    with ChatLlamaCpp(n_ctx=1024, max_tokens=48, **settings) as model:
        for _ in range(2):
            assert [message.text for message in model.batch(PROMPTS)] == expected
        assert [model.invoke(prompt).text for prompt in PROMPTS] == expected
        with ThreadPoolExecutor(16) as threads:
            mixed = list(threads.map(model.invoke, PROMPTS * 3))
        assert [message.text for message in mixed] == expected * 3


def test_the_size_of_the_chunks_of_a_prompt_changes_nothing() -> None:
    prompt = f"Translate to French: {'The cat sleeps. ' * 40}"
    answers = set()
    for n_batch in (16, 63, 64, 512):
        with ChatLlamaCpp(n_ctx=1024, n_batch=n_batch, temperature=0, max_tokens=48) as model:
            answers.add(model.invoke(prompt).text)
    assert len(answers) == 1


async def test_without_a_seed_every_answer_is_drawn_anew(llm: ChatLlamaCpp) -> None:
    settings = {"temperature": 2.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0, "max_tokens": 16}
    creative = llm.model_copy(update=settings)
    calls = [creative.ainvoke("Tell me a story about a fox.") for _ in range(6)]
    assert len({message.text for message in await asyncio.gather(*calls)}) > 1
