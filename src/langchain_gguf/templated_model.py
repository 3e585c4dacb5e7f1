"""A model that is prompted through a chat template: its fields, token counts and profile."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_core.language_models import LanguageModelInput, ModelProfile
from langchain_core.tools import BaseTool
from pydantic import field_validator

from langchain_gguf.call_options import CallOptions
from langchain_gguf.chat_template import check_template_kwargs, template_source
from langchain_gguf.gguf_header import read_header
from langchain_gguf.local_model import LocalModel
from langchain_gguf.messages import messages_to_dicts, read_messages
from langchain_gguf.profile import model_profile
from langchain_gguf.prompt import count_tokens, tokenize_text
from langchain_gguf.reasoning_budget import check_reasoning_budget
from langchain_gguf.tool_schemas import openai_tool


class TemplatedModel(LocalModel):
    """The fields that decide how messages become a prompt."""

    chat_template: str | None = None
    """Jinja text, or the path of a file that holds it, to use instead of the GGUF's own chat
    template. A file is read once, when the model object is made."""
    chat_template_kwargs: dict[str, Any] | None = None
    """Further variables of the chat template, such as {"enable_thinking": False}. A call's own
    `chat_template_kwargs` are added."""
    reasoning_budget: int | None = None
    """Most tokens of reasoning in a reply; then its closing tag is written and the answer follows.
    0 closes reasoning as soon as it is opened; None is no limit. The tags do not count, here and in
    `usage_metadata["output_token_details"]["reasoning"]`. A model whose template has no tags for
    reasoning raises `InvalidRequestError` when it is called."""

    @field_validator("reasoning_budget", mode="before")
    @classmethod
    def _check_reasoning_budget(cls, value: Any) -> int | None:
        return check_reasoning_budget(value)

    @field_validator("chat_template", mode="before")
    @classmethod
    def _read_template(cls, value: Any) -> Any:
        is_given = isinstance(value, str | os.PathLike)
        return template_source(value) if is_given else value

    @field_validator("chat_template_kwargs")
    @classmethod
    def _check_template_kwargs(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        return value if value is None else check_template_kwargs(value)

    def get_token_ids(self, text: str) -> list[int]:
        """Tokenize text with the model's own vocabulary, as it would be inside of a message."""
        return tokenize_text(self._service(), text)

    def get_num_tokens(self, text: str) -> int:
        """Count the tokens of a text."""
        return len(self.get_token_ids(text))

    def get_num_tokens_from_messages(
        self,
        messages: LanguageModelInput,
        tools: Sequence[Mapping[str, Any] | type | Callable[..., Any] | BaseTool] | None = None,
    ) -> int:
        """Count the tokens of a prompt, exactly as the call itself would.

        Args:
            messages: the conversation, in any form that `invoke` takes. It may be longer than the
                context. If the template refuses it, as `trim_messages` counts in reverse order, it
                is counted in that order, or message by message.
            tools: what would be bound with `bind_tools`. Nothing is called, so schemas that cannot
                be enforced count like others.
        """
        options = CallOptions.from_kwargs(
            {
                "tools": [openai_tool(tool) for tool in tools or ()],
                "chat_template_kwargs": self._template_kwargs(None),
            }
        )
        dicts = messages_to_dicts(read_messages(messages))
        return count_tokens(self._service(), dicts, options, self._template_source())

    def _template_source(self) -> str | None:
        """Return Jinja text also where a copy was given a path that no validator saw."""
        return None if self.chat_template is None else template_source(self.chat_template)

    def _template_settings(self) -> dict[str, Any]:
        names = ("chat_template_kwargs", "reasoning_budget")
        settings = {name: getattr(self, name) for name in names}
        return {"chat_template": self._template_source(), **settings}

    def _template_kwargs(self, given: Mapping[str, Any] | None) -> dict[str, Any]:
        return {**(self.chat_template_kwargs or {}), **check_template_kwargs(given)}

    def _resolve_model_profile(self) -> ModelProfile | None:
        """Read from the file's header what the model can do; LangChain calls this."""
        return model_profile(
            read_header(self._model_file),
            file_name=self.model_name,
            n_ctx=self.n_ctx,
            max_tokens=getattr(self, "max_tokens", None),
            chat_template=self.chat_template,
        )
