"""The small chat templates of `tests/templates`, in the shapes of published families."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage

from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.conversation import fit_conversation
from langchain_gguf.messages import messages_to_dicts

FOLDER = Path(__file__).parent / "templates"
NAMES = sorted(path.stem.removeprefix("chat_") for path in FOLDER.glob("chat_*.jinja"))

# What the vocabularies of those families have.
SPECIAL_TOKENS = [
    "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "[INST]", "[/INST]",
    "[TOOL_CALLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[AVAILABLE_TOOLS]", "<start_of_turn>",
    "<end_of_turn>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<tool_call>",
    "</tool_call>", "<think>", "</think>", "<tool_response>", "</tool_response>", "<｜User｜>",
    "<｜Assistant｜>", "<｜tool▁calls▁begin｜>", "<|start|>", "<|end|>", "<|message|>",
    "<|channel|>", "<|call|>", "<|user|>", "<|assistant|>", "<|system|>",
]  # fmt: skip


def source(name: str) -> str:
    """Read a template."""
    return (FOLDER / f"chat_{name}.jinja").read_text(encoding="utf-8")


def chat_template(name: str) -> ChatTemplate:
    """Make the template of a model with the tokens above."""
    return ChatTemplate({"tokenizer.chat_template": source(name)}, SPECIAL_TOKENS, "<s>", "</s>")


def write_calls(calls: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(
        f"CALL {call['function']['name']} {json.dumps(call['function']['arguments'])}"
        for call in calls
    )


def fit(
    name: str, messages: Sequence[BaseMessage], *, with_tools: bool = False
) -> list[Mapping[str, Any]]:
    """Convert messages to what a template takes."""
    return fit_conversation(
        messages_to_dicts(messages),
        chat_template(name),
        with_tools=with_tools,
        write_calls=write_calls,
    )


def render_pieces(
    name: str,
    messages: Sequence[BaseMessage],
    tools: Sequence[Mapping[str, Any]] = (),
    **variables: Any,
) -> list[str]:
    """Render messages to the pieces of a prompt."""
    fitted = fit(name, messages, with_tools=bool(tools))
    return chat_template(name).render(fitted, tools, **variables)


def render(
    name: str,
    messages: Sequence[BaseMessage],
    tools: Sequence[Mapping[str, Any]] = (),
    **variables: Any,
) -> str:
    """Render messages to a prompt."""
    return "".join(render_pieces(name, messages, tools, **variables))


def count_control_tokens(pieces: Sequence[str]) -> int:
    """Count the control tokens that a tokenizer would find in pieces."""
    return sum(piece.count(token) for piece in pieces for token in SPECIAL_TOKENS)


def tool(description: str = "Says what the weather is.", **properties: Any) -> dict[str, Any]:
    """Make a tool in OpenAI's form."""
    parameters = {"type": "object", "properties": properties or {"city": {"type": "string"}}}
    function = {"name": "weather", "description": description, "parameters": parameters}
    return {"type": "function", "function": json.loads(json.dumps(function))}
