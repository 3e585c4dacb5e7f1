"""A model that reasons before it answers: what it says is scripted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from langchain_gguf import ChatLlamaCpp
from tests.tiny_models import write_scripted

REASONING = ["S", "um", "."]
ANSWER = ["1", "2", "5"]
# The bundled vocabulary has tokens for "<think>" and "</think>"; these tags have several.
_END = ["<", "/", "t", "h", "in", "k", "s", ">"]
# Every reply begins inside of its reasoning, as those of DeepSeek R1 and QwQ do.
_TEMPLATE = r"""
{%- for message in messages -%}
{{- '<|im_start|>' + message.role + '\n' -}}
{%- if message.reasoning_content -%}
{{- '<thinks>\n' + message.reasoning_content + '\n</thinks>\n' -}}
{%- endif -%}
{{- message.content + '<|im_end|>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\n<thinks>\n' -}}{%- endif -%}
"""


def reasoning_model(folder: Path, reasoning: Sequence[str | bytes] = REASONING) -> ChatLlamaCpp:
    """Write the model into a folder; it thinks `reasoning` and says ANSWER."""
    file = write_scripted(folder / "reasoning.gguf", [*reasoning, *_END, *ANSWER])
    return ChatLlamaCpp(model_path=str(file), chat_template=_TEMPLATE)


# The model opens its reasoning by itself, and no token of the tags is the same.
_MARKED_TEMPLATE = r"""
{%- for message in messages -%}
{{- '<|im_start|>' + message.role + '\n' -}}
{%- if message.reasoning_content -%}{{- '[A]' + message.reasoning_content + '<b>' -}}{%- endif -%}
{{- message.content + '<|im_end|>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\n' -}}{%- endif -%}
"""


def marked_reasoning_model(folder: Path) -> ChatLlamaCpp:
    """Write a model that also writes the opening tag of its reasoning."""
    script = ["[", "A", "]", *REASONING, "<", "b", ">", *ANSWER]
    file = write_scripted(folder / "marked.gguf", script)
    return ChatLlamaCpp(model_path=str(file), chat_template=_MARKED_TEMPLATE)
