"""What callers do to a model: every way to ask, to give up, and to ask for nonsense.

An action returns the answer if it ran to its end, else None; what it raises is a surprise.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest

from langchain_gguf import (
    ChatLlamaCpp,
    ContextOverflowError,
    GenerationTimeoutError,
    InvalidRequestError,
    SchemaError,
    ToolChoiceError,
    UnknownArgumentError,
)
from tests.torture.questions import Question, joined, normalized

Action = Callable[[ChatLlamaCpp, Question, Random], str | None]
AsyncAction = Callable[[ChatLlamaCpp, Question, Random], Awaitable[str | None]]

STORY = "Write a story about a cat."
TIMEOUTS = [1e-6, 1e-3, 1e-2, 5e-2]
BAD_SCHEMA = {
    "title": "Bad",
    "type": "object",
    "properties": {"a": {"type": "string", "pattern": "("}},
}
BAD_CALLS: list[tuple[type[Exception], dict[str, Any]]] = [
    (ContextOverflowError, {"input": "word " * 3000}),
    (SchemaError, {"response_format": {"type": "json_object", "schema": BAD_SCHEMA}}),
    (ToolChoiceError, {"tool_choice": "any"}),
    (UnknownArgumentError, {"max_token": 1}),
    (InvalidRequestError, {"temperature": -1}),
    (InvalidRequestError, {"response_format": "xml"}),
]


def hurried(llm: ChatLlamaCpp, random: Random) -> ChatLlamaCpp:
    """Return the same model with a timeout that may or may not be enough."""
    return llm.model_copy(update={"timeout": random.choice(TIMEOUTS)})


def noise(random: Random) -> dict[str, Any]:
    """Return settings of a call whose answer nobody knows."""
    return {
        "temperature": random.choice([0.7, 1.5, 5.0]),
        "seed": random.randrange(2**32),
        "repeat_penalty": random.choice([1.0, 1.3]),
        "max_tokens": random.randint(1, 40),
    }


# In threads -------------------------------------------------------------------------------------


def whole(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    return normalized(question.bind(llm).invoke(question.prompt))


def streamed(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    return normalized(joined(list(question.bind(llm).stream(question.prompt))))


def closed_early(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    stream: Any = question.bind(llm).stream(question.prompt)
    for _ in range(random.randint(0, 3)):
        next(stream, None)
    stream.close()
    return None


def dropped(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    next(question.bind(llm).stream(question.prompt))
    return None


def too_late(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    with contextlib.suppress(GenerationTimeoutError):
        return whole(hurried(llm, random), question, random)
    return None


def refused(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    error, call = random.choice(BAD_CALLS)
    with pytest.raises(error):
        llm.invoke(**{"input": "Hello", **call})
    return None


def noisy(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    llm.invoke(STORY, **noise(random))
    return None


def counted(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    assert llm.get_num_tokens("what is 25x5") > 0
    return None


ACTIONS: list[Action] = [
    *(whole, whole, streamed, streamed),
    *(closed_early, dropped, too_late, refused, noisy, counted),
]

# In an event loop -------------------------------------------------------------------------------


async def awhole(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    return normalized(await question.bind(llm).ainvoke(question.prompt))


async def astreamed(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    chunks = [chunk async for chunk in question.bind(llm).astream(question.prompt)]
    return normalized(joined(chunks))


async def broken_out(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    """Leave the loop; the generator is left to the event loop's care."""
    async for _ in question.bind(llm).astream(question.prompt):
        break
    return None


async def aclosed(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    stream: Any = question.bind(llm).astream(question.prompt)
    for _ in range(random.randint(0, 3)):
        await anext(stream, None)
    await stream.aclose()
    return None


async def cancelled(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    """Cancel after some turns of the event loop, wherever the call is by then."""
    task = asyncio.create_task(awhole(llm, question, random))
    for _ in range(random.randint(0, 20)):
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        return await task
    return None


async def cancelled_in_a_stream(
    llm: ChatLlamaCpp, question: Question, random: Random
) -> str | None:
    """Cancel once the first chunk is there."""
    begun = asyncio.Event()

    async def read() -> None:
        async for _ in question.bind(llm).astream(question.prompt):
            begun.set()

    task = asyncio.create_task(read())
    waiter = asyncio.create_task(begun.wait())
    await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
    waiter.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return None


async def atoo_late(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    with contextlib.suppress(GenerationTimeoutError):
        return await awhole(hurried(llm, random), question, random)
    return None


async def waited_for(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    """Give up from outside, as callers do who know no `timeout`."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(random.choice(TIMEOUTS)):
            return await awhole(llm, question, random)
    return None


async def arefused(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    error, call = random.choice(BAD_CALLS)
    with pytest.raises(error):
        await llm.ainvoke(**{"input": "Hello", **call})
    return None


async def anoisy(llm: ChatLlamaCpp, question: Question, random: Random) -> str | None:
    await llm.ainvoke(STORY, **noise(random))
    return None


ASYNC_ACTIONS: list[AsyncAction] = [
    *(awhole, awhole, astreamed, astreamed),
    *(broken_out, aclosed, cancelled, cancelled_in_a_stream),
    *(atoo_late, waited_for, arefused, anoisy),
]
