"""What a model can do, as LangChain's model profile, read from the header of its file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from langchain_core.language_models import ModelProfile

from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.tool_formats import detect_layout

DEFAULT_MAX_N_CTX = 8192
# Only templates of models that think have these.
_REASONING_MARKS = (
    "<think>", "</think>", "enable_thinking", "reasoning_effort", "[THINK]", "<|channel|>analysis"
)  # fmt: skip


def model_profile(
    header: Mapping[str, Any],
    *,
    file_name: str,
    n_ctx: int | None = None,
    max_tokens: int | None = None,
    chat_template: str | None = None,
) -> ModelProfile:
    """Describe a model.

    Args:
        header: the GGUF's key-value pairs.
        file_name: the name, if the header has none.
        n_ctx: tokens of the context; None is what the model was trained for, at most 8192.
        max_tokens: most tokens of an answer; None is what the context has room for.
        chat_template: Jinja text used instead of the file's template.
    """
    template = ChatTemplate(header, source=chat_template)
    architecture = header.get("general.architecture")
    trained = header.get(f"{architecture}.context_length")
    size = n_ctx or (min(int(trained), DEFAULT_MAX_N_CTX) if trained else None)
    profile = ModelProfile(
        name=str(header.get("general.name") or file_name),
        open_weights=True,
        text_inputs=True,
        image_inputs=False,
        audio_inputs=False,
        video_inputs=False,
        pdf_inputs=False,
        text_outputs=True,
        image_outputs=False,
        audio_outputs=False,
        video_outputs=False,
        attachment=False,
        temperature=True,
        tool_calling=template.supports_tools,
        tool_choice=True,
        tool_call_streaming=True,
        structured_output=True,
        mid_conversation_system_messages=template.traits().later_system,
        reasoning_output=any(mark in template.tool_source for mark in _REASONING_MARKS)
        or _shows_reasoning(template.tool_source),
    )
    if size is not None:
        profile["max_input_tokens"] = size
        profile["max_output_tokens"] = min(max_tokens or size, size)
    if "reasoning_effort" in template.tool_source:
        profile["reasoning_effort_levels"] = ["low", "medium", "high"]
    return profile


@lru_cache(maxsize=64)
def _shows_reasoning(source: str) -> bool:
    """Whether a template has tags around reasoning, of any form; found out once."""
    return detect_layout(ChatTemplate({}, source=source)).reasoning is not None
