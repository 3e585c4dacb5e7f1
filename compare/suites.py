"""The suites, for pytest: the same flags, the same file and greedy decoding for every class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langchain_community.chat_models.llamacpp import ChatLlamaCpp as CommunityChatLlamaCpp
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_ollama import ChatOllama
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests
from langchain_tests.unit_tests.chat_models import ChatModelTests

from langchain_gguf import ChatLlamaCpp
from langchain_gguf.hub import BUNDLED_MODEL
from tests.standard_flags import TextModelFlags

OTHER_FILE = "other"


class Flags(TextModelFlags, ChatModelTests):
    """The flags, and the file that `model=` names."""

    @pytest.fixture(autouse=True)
    def other_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put the file that a call may name into the working directory."""
        (tmp_path / OTHER_FILE).symlink_to(BUNDLED_MODEL)
        monkeypatch.chdir(tmp_path)

    @property
    def model_override_value(self) -> str:
        """Name the file that those tests ask for."""
        return OTHER_FILE

    def invoke_with_cache_read_input(self, *, stream: bool = False) -> AIMessage:
        """Ask twice; the second time the prompt is in the cache."""
        model = self.chat_model_class(**self.chat_model_params)
        question = "word " * 50
        for _ in range(2):
            if stream:
                first, *others = model.stream(question)
                message: AIMessage = sum(others, first)
            else:
                message = model.invoke(question)
        return message


class Gguf(Flags):
    """langchain-gguf's class, as it is."""

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        """The class under test."""
        return ChatLlamaCpp


class Community(Flags):
    """langchain-community's class, set so that it gives its best with this file.

    By default it changes the file's RoPE settings, keeps 512 tokens and penalizes repetitions.
    """

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        """The class under test."""
        model: type[BaseChatModel] = CommunityChatLlamaCpp
        return model

    @property
    def chat_model_params(self) -> dict[str, Any]:
        """The file, and settings without which it would answer worse."""
        return {
            "model_path": str(BUNDLED_MODEL),
            "n_ctx": 1024,
            "n_batch": 512,
            "temperature": 0,
            "repeat_penalty": 1.0,
            "rope_freq_base": 0.0,
            "rope_freq_scale": 0.0,
            "verbose": False,
        }


class Ollama(Flags):
    """langchain-ollama's class; it talks to a server, so that only unit tests run here."""

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        """The class under test."""
        model: type[BaseChatModel] = ChatOllama
        return model

    @property
    def chat_model_params(self) -> dict[str, Any]:
        """A model of the server's; no test asks for it."""
        return {"model": "llama3.1"}


class TestGgufUnit(Gguf, ChatModelUnitTests):
    """Tests that need no answer."""


class TestGgufIntegration(Gguf, ChatModelIntegrationTests):
    """Tests that ask the model."""


class TestCommunityUnit(Community, ChatModelUnitTests):
    """Tests that need no answer."""


class TestCommunityIntegration(Community, ChatModelIntegrationTests):
    """Tests that ask the model."""


class TestOllamaUnit(Ollama, ChatModelUnitTests):
    """Tests that need no answer."""
