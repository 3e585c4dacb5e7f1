"""What every test shares: the bundled model, and no network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("LANGSMITH_TRACING", "false")

from langchain_gguf import ChatLlamaCpp

# How long an example takes says more of the machine than of the code.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the torture tests (`make torture`) and the sweep of schemas run for minutes."""
    parser.addoption("--long", action="store_true", help="run tests in their long forms")
    parser.addoption("--browser", action="store_true", help="read the built site in Chromium")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the browser's tests to `make check-site`: they need Chromium and a built site."""
    is_browser_test = collection_path.name == "browser" and not config.getoption("--browser")
    return True if is_browser_test else None


@pytest.fixture(scope="session")
def llm() -> Iterator[ChatLlamaCpp]:
    """The bundled model, greedy, loaded once."""
    with ChatLlamaCpp(temperature=0) as model:
        yield model
