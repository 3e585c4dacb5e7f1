"""The chat model without grammars: the same prompts, the same reading of replies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from langchain_core.messages import BaseMessage

from langchain_gguf import ChatLlamaCpp
from langchain_gguf.engine import EngineHandle, Request
from langchain_gguf.reply import Reply


class UnconstrainedChat(ChatLlamaCpp):
    """A chat model that nothing holds to a schema or to the form of a call.

    It shares the weights with every `ChatLlamaCpp` of equal load settings.
    """

    def _prepare(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> tuple[EngineHandle, Request, Reply, float | None]:
        handle, request, reply, timeout = super()._prepare(messages, stop, kwargs)
        return handle, replace(request, grammar=None), reply, timeout
