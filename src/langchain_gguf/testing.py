"""Pytest fixtures: the bundled model, for tests of your own programs.

In `conftest.py`:

    pytest_plugins = ["langchain_gguf.testing"]

Then a test that takes `bundled_llm` runs a real model: offline, in milliseconds, with the same
answer each time.

    def test_picks_the_weather_tool(bundled_llm):
        reply = bundled_llm.bind_tools([get_weather]).invoke("What is the weather in Paris?")
        assert [call["name"] for call in reply.tool_calls] == ["get_weather"]

Needs pytest, which this package does not install.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from langchain_gguf.chat_model import ChatLlamaCpp

__all__ = ["bundled_llm", "bundled_llm_settings"]


@pytest.fixture(scope="session")
def bundled_llm_settings() -> dict[str, Any]:
    """The fields of `bundled_llm`; a fixture of this name in your `conftest.py` replaces them.

    Greedy, so that answers repeat, and at most 256 tokens, so that a test cannot run away.
    """
    return {"temperature": 0.0, "max_tokens": 256}


@pytest.fixture(scope="session")
def bundled_llm(bundled_llm_settings: dict[str, Any]) -> Iterator[ChatLlamaCpp]:
    """The bundled model, loaded once for all tests and closed after the last.

    It keeps no state between calls: tests cannot influence each other through it.
    """
    with ChatLlamaCpp(**bundled_llm_settings) as llm:
        yield llm
