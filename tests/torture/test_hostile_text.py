"""Random bytes as prompts and stop strings, and other input that is bad for neighbours."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from langchain_gguf import ChatLlamaCpp, InvalidRequestError
from tests.torture.inside import leaks_of
from tests.torture.program import Report, run_program

STORY = "Write a story about a cat."


@pytest.fixture(scope="module")
def hostile(request: pytest.FixtureRequest) -> Report:
    long = request.config.getoption("--long")
    return run_program(
        "hostile_text", limit=800 if long else 90, number=10_000 if long else 300, seed_number=1
    )


def test_hostile_text_breaks_nothing_and_forms_no_control_token(hostile: Report) -> None:
    assert hostile["surprises"] == []


def test_hostile_text_is_answered_refused_as_too_long_or_stopped_at(hostile: Report) -> None:
    done = hostile["done"]
    for what in ("prompts answered", "stop strings met", "stop strings not met"):
        assert done[what] > 0
    assert done["answers of neighbours"] > 0


def test_hostile_text_leaves_nothing_behind(hostile: Report) -> None:
    assert hostile["leaks"] == []


@pytest.mark.parametrize("stop", [[5], [b"x"], [["x"]], 5], ids=repr)
def test_a_stop_that_is_no_text_is_refused_and_harms_no_neighbour(
    llm: ChatLlamaCpp, stop: Any
) -> None:
    alone = llm.invoke(STORY).text
    neighbour = llm.stream(STORY)
    text = next(neighbour).text
    with pytest.raises(InvalidRequestError, match="stop"):
        llm.invoke("Hello", stop=stop)
    assert text + "".join(chunk.text for chunk in neighbour) == alone


def test_a_very_long_stop_string_costs_little(llm: ChatLlamaCpp) -> None:
    """Work per token must not grow with the square of its length; this took minutes then."""
    with ChatLlamaCpp(temperature=0, n_ctx=512, timeout=5) as model:
        assert model.invoke("Hello", stop=["H" * 100_000, "x" * 250_000]).text
    assert leaks_of(llm) == []


def test_a_prompt_far_beyond_the_context_is_refused_at_once(llm: ChatLlamaCpp) -> None:
    """Its tokens need not all be counted to know; this text takes llama.cpp many seconds."""
    prompt = ", ".join(f'"{number}"' for number in range(40_000))
    errors: list[Exception] = []

    def ask() -> None:
        try:
            llm.invoke(prompt)
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(2.0)
    was_quick = not thread.is_alive()
    thread.join(60)
    assert [type(error).__name__ for error in errors] == ["ContextOverflowError"]
    assert was_quick
