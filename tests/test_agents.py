"""LangChain's agents and middleware on the bundled model."""

from __future__ import annotations

from typing import Any

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import ModelRetryMiddleware
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from langchain_core.tools import tool
from pydantic import BaseModel

from langchain_gguf import (
    ChatLlamaCpp,
    GenerationTimeoutError,
    LlamaCppError,
    SchemaError,
)
from langchain_gguf.errors import may_succeed_later


class Joke(BaseModel):
    """A setup to a joke and the punchline."""

    setup: str
    punchline: str


@tool
def get_weather(location: str) -> str:
    """Get the weather at a location."""
    return f"It is sunny in {location}."


QUESTION = {"messages": [("human", "Tell me a joke about cats")]}
WRONG = {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "odd"}}}


@pytest.mark.parametrize("strategy", [Joke, ProviderStrategy(Joke), ToolStrategy(Joke)], ids=repr)
@pytest.mark.parametrize("tools", [[], [get_weather]], ids=["no tools", "a tool"])
def test_an_agent_answers_in_the_form_of_a_schema(
    llm: ChatLlamaCpp, strategy: Any, tools: list[Any]
) -> None:
    agent = create_agent(llm, tools, response_format=strategy)
    result = agent.invoke(QUESTION)
    assert isinstance(result["structured_response"], Joke)


def test_the_profile_lets_agents_send_the_schema_with_the_call(llm: ChatLlamaCpp) -> None:
    assert llm.profile is not None
    assert llm.profile["structured_output"] is True
    result = create_agent(llm, [get_weather], response_format=Joke).invoke(QUESTION)
    # Another strategy would answer with a call of a tool named Joke.
    assert not any(call["name"] == "Joke" for m in result["messages"] for call in calls(m))


def calls(message: Any) -> list[Any]:
    return list(getattr(message, "tool_calls", []))


class Counting(ChatLlamaCpp):
    """Counts how often it is asked."""

    def _generate(self, *args: Any, **kwargs: Any) -> Any:
        ATTEMPTS.append(1)
        return super()._generate(*args, **kwargs)


ATTEMPTS: list[int] = []


@pytest.fixture
def counting() -> Any:
    ATTEMPTS.clear()
    with Counting(temperature=0) as model:
        yield model


def test_what_cannot_succeed_is_not_retried(counting: ChatLlamaCpp) -> None:
    with pytest.raises(SchemaError):
        counting.with_retry().invoke("Hello", response_format=WRONG)
    assert len(ATTEMPTS) == 1
    with pytest.raises(SchemaError):
        counting.bind(response_format=WRONG).with_retry().invoke("Hello")
    assert len(ATTEMPTS) == 2


def test_what_may_succeed_is_retried(counting: ChatLlamaCpp) -> None:
    retrying = counting.with_retry(stop_after_attempt=3, wait_exponential_jitter=False)
    with pytest.raises(GenerationTimeoutError):
        retrying.invoke("Hello", timeout=1e-9)
    assert len(ATTEMPTS) == 3


def test_the_caller_may_say_what_is_retried(counting: ChatLlamaCpp) -> None:
    retrying = counting.with_retry(
        retry_if_exception_type=(SchemaError,),
        stop_after_attempt=2,
        wait_exponential_jitter=False,
    )
    with pytest.raises(SchemaError):
        retrying.invoke("Hello", response_format=WRONG)
    assert len(ATTEMPTS) == 2


def test_retry_middleware_gives_up_at_once_where_it_cannot_help(counting: ChatLlamaCpp) -> None:
    retry = ModelRetryMiddleware(max_retries=3, initial_delay=0.0, on_failure="error")
    agent = create_agent(counting.bind(response_format=WRONG), [], middleware=[retry])
    with pytest.raises(SchemaError):
        agent.invoke(QUESTION)
    assert len(ATTEMPTS) == 1


def test_langchain_and_this_package_agree_on_what_may_succeed() -> None:
    kinds = LlamaCppError.__subclasses__()
    assert {kind.__name__ for kind in kinds if may_succeed_later(kind("a"))} == {
        "GenerationTimeoutError"
    }
    assert may_succeed_later(OSError())
    assert not may_succeed_later(KeyboardInterrupt())
