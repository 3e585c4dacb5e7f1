"""LangChain's own suites for chat models, on the bundled model.

Every flag is on that a text model inside of the process can honour. The tests that are left out,
with LangChain's reasons:

- test_serdes: it calls `load` with allowed_objects="all", which is a list of LangChain's own
  packages, so that no other class can pass it while it is serializable.
- test_init_from_env: the class reads nothing from the environment.
- test_image_inputs, test_image_tool_message, test_audio_inputs: the bundled model reads text alone.
  They also fetch their files from the network.
- test_pdf_inputs, test_pdf_tool_message: llama.cpp reads no PDF.
- test_stream_time: it replays recorded HTTP, and there is none inside of a process.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

from langchain_gguf import ChatLlamaCpp
from tests.reasoning_model import reasoning_model
from tests.standard_flags import TextModelFlags
from tests.tiny_models import write_scripted


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with another model."""
    folder = tmp_path_factory.mktemp("models")
    write_scripted(folder / "paris", ["P", "a", "r", "is"])
    return folder


def ask(model: ChatLlamaCpp, question: str, *, stream: bool) -> AIMessage:
    if not stream:
        return model.invoke(question)
    first, *others = model.stream(question)
    return sum(others, first)


class TestStandardUnit(ChatModelUnitTests):
    """Tests that need no answer."""

    @property
    def chat_model_class(self) -> type[ChatLlamaCpp]:
        return ChatLlamaCpp


class TestStandardIntegration(TextModelFlags, ChatModelIntegrationTests):
    """Tests that ask the model."""

    @pytest.fixture(autouse=True)
    def other_file(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The suite looks for the name that it gave in the name that the message gives."""
        self.folder = folder
        monkeypatch.chdir(folder)

    @property
    def chat_model_class(self) -> type[ChatLlamaCpp]:
        return ChatLlamaCpp

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"max_tokens": 256}

    @property
    def model_override_value(self) -> str:
        return "paris"

    @property
    def supported_usage_metadata_details(self) -> dict[str, Any]:
        details = ["cache_read_input", "reasoning_output"]
        return {"invoke": details, "stream": details}

    def invoke_with_cache_read_input(self, *, stream: bool = False) -> AIMessage:
        """Ask twice; the second time the prompt is in the cache."""
        model = ChatLlamaCpp(max_tokens=4)
        question = "word " * 50
        ask(model, question, stream=stream)
        message = ask(model, question, stream=stream)
        assert message.usage_metadata is not None
        assert message.usage_metadata["input_token_details"]["cache_read"] > 50
        return message

    def invoke_with_reasoning_output(self, *, stream: bool = False) -> AIMessage:
        """Ask a scripted model: the bundled one does not reason."""
        with reasoning_model(self.folder) as model:
            message = ask(model, "Hi", stream=stream)
        assert message.usage_metadata is not None
        assert message.usage_metadata["output_token_details"] == {"reasoning": 3}
        return message
