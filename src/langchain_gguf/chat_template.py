"""Messages and tools to a prompt, with the model's own chat template.

The template is Jinja2 text in the GGUF, written for Hugging Face's `apply_chat_template`; it runs
in a sandbox with the same helpers. Only the template's own text may form control tokens; see
`control_tokens`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from langchain_gguf.control_tokens import ControlTokens
from langchain_gguf.errors import ChatTemplateError
from langchain_gguf.jinja import compile_template, free_variables, render_template
from langchain_gguf.template_traits import TemplateTraits, probe_template, typed

CHATML_TEMPLATE = """\
{%- for message in messages %}
{{- '<|im_start|>' + message.role + '\n' + (message.content or '') + '<|im_end|>\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}"""

# For models that have neither a template nor the tokens of ChatML.
PLAIN_TEMPLATE = """\
{%- for message in messages %}
{{- '' if message.role == 'system' else message.role | capitalize + ': ' }}
{{- (message.content or '') + '\n\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- 'Assistant:' }}{%- endif %}"""
PLAIN_STOPS = ("\n\nUser:", "\n\nAssistant:")

_OWN_VARIABLES = ("messages", "tools", "add_generation_prompt", "bos_token", "eos_token")


class ChatTemplate:
    """The template of one model.

    Args:
        metadata: the GGUF's key-value pairs; `tokenizer.chat_template` is the template, and
            `tokenizer.chat_template.tool_use`, if there is one, is used when tools are bound or
            the conversation has calls.
        special_tokens: texts that must not come out of a message as control tokens.
        bos_token: text of the opening token, for templates that write it themselves.
        eos_token: text of the closing token.
        source: Jinja text to use instead of the GGUF's templates.

    A model without a template is prompted in ChatML if its vocabulary has those tokens, else in
    plain text: `User:` and `Assistant:`.
    """

    def __init__(
        self,
        metadata: Mapping[str, str],
        special_tokens: Sequence[str] = (),
        bos_token: str = "",
        eos_token: str = "",
        source: str | None = None,
    ) -> None:
        """Choose the templates; they are compiled at first use."""
        self.control_tokens = ControlTokens(special_tokens)
        chatml = {"<|im_start|>", "<|im_end|>"} <= set(special_tokens)
        fallback = CHATML_TEMPLATE if chatml else PLAIN_TEMPLATE
        self._default = source or metadata.get("tokenizer.chat_template") or fallback
        own = source or metadata.get("tokenizer.chat_template.tool_use")
        self._tool_use = own or self._default
        self._tokens = {"bos_token": bos_token, "eos_token": eos_token}

    @property
    def tool_source(self) -> str:
        """Text of the template that is used with tools."""
        return self._tool_use

    @property
    def supports_tools(self) -> bool:
        """Whether the template writes tools into the prompt by itself."""
        return self.traits(with_tools=True).tools

    @property
    def stops(self) -> tuple[str, ...]:
        """Texts at which an answer ends because the model has no token that ends it."""
        return PLAIN_STOPS if self._default == PLAIN_TEMPLATE else ()

    def traits(self, *, with_tools: bool = False) -> TemplateTraits:
        """Say what the template accepts that is used with or without tools; found out once."""
        return _traits(self._tool_use if with_tools else self._default, **self._tokens)

    def knows_role(self, role: str, *, with_tools: bool = False) -> bool:
        """Say whether the template writes messages of a role; found out once."""
        return _knows_role(self._tool_use if with_tools else self._default, role, **self._tokens)

    def render(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Mapping[str, Any]] = (),
        *,
        doubles: Mapping[str, str] | None = None,
        **template_kwargs: Any,
    ) -> list[str]:
        """Render a conversation that the assistant continues.

        Args:
            messages: dicts with role and content, and what else templates know (tool_calls, ...).
            tools: tools in OpenAI's form.
            doubles: with what characters were hidden in all that comes from outside; None hides
                them in everything.
            **template_kwargs: further variables of the template, such as enable_thinking.

        Returns:
            The prompt's pieces, to be tokenized one by one; usually one.

        Raises:
            ChatTemplateError: the template is broken or refused the messages.
        """
        source = self._tool_use if tools or has_calls(messages) else self._default
        if doubles is None:
            given = (list(messages), list(tools), template_kwargs)
            doubles = self.control_tokens.doubles(*given)
            messages, tools, template_kwargs = (
                self.control_tokens.hide(value, doubles) for value in given
            )
        is_for_tools = source != self._default
        variables = {**self._tokens, **template_kwargs}
        text = _render(source, messages, tools, variables, is_for_tools=is_for_tools)
        return self.control_tokens.cut(text, doubles) if doubles else [text] * bool(text)

    def cut(self, text: str) -> list[str]:
        """Cut a text from outside so that no piece holds a whole control token."""
        return self.control_tokens.cut(text)


def _render(
    source: str,
    messages: Sequence[Mapping[str, Any]],
    tools: Sequence[Mapping[str, Any]],
    variables: Mapping[str, Any],
    *,
    is_for_tools: bool = False,
) -> str:
    template = compile_template(source)
    given = {
        "messages": list(messages),
        "add_generation_prompt": True,
        **_firefunction_variables(source, tools),
        **variables,
    }
    # Templates for tools alone do not ask whether there are any, whatever name they came under.
    choices: list[Any] = [[]] if is_for_tools else [None, []]
    if tools:  # Some join descriptions to other text, and fail where a tool has none.
        choices = [list(tools), [_described(tool) for tool in tools]]
    errors: list[Exception] = []
    for choice in choices:
        try:
            return render_template(template, {"tools": choice, **given})
        except Exception as error:  # A template is a program and may fail in any way.
            errors.append(error)
    raise ChatTemplateError(
        f"The model's chat template could not render these messages: {errors[0]}. "
        "Check the order of roles and the kinds of content that the model supports."
    ) from errors[0]


def _described(tool: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tool with an empty description wherever it and its parameters have none."""
    function = dict(tool.get("function") or {})
    parameters = dict(function.get("parameters") or {})
    properties = dict(parameters.get("properties") or {})
    parameters["properties"] = {
        name: {"description": "", **schema} if isinstance(schema, Mapping) else schema
        for name, schema in properties.items()
    }
    return {**tool, "function": {"description": "", **function, "parameters": parameters}}


def _firefunction_variables(source: str, tools: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the tools and the time under the names by which Firefunction's templates ask."""
    names = free_variables(source)
    if "functions" not in names or "tools" in names:
        return {}
    told = {
        "functions": json.dumps(list(tools), ensure_ascii=False, indent=2) if tools else "",
        "datetime": datetime.now(UTC).strftime("%b %d %Y %H:%M:%S GMT"),
    }
    return {name: text for name, text in told.items() if name in names}


@lru_cache(maxsize=64)
def _traits(source: str, **tokens: str) -> TemplateTraits:
    return probe_template(lambda messages, tools: _render(source, messages, tools, tokens))


@lru_cache(maxsize=256)
def _knows_role(source: str, role: str, **tokens: str) -> bool:
    is_typed = _traits(source, **tokens).typed_content
    said = [{"role": "user", "content": "qauser"}, {"role": role, "content": "qaother"}]
    try:
        text = _render(source, [typed(entry, is_typed) for entry in said], (), tokens)
    except ChatTemplateError:
        return False
    return "qaother" in text.lower()


def has_calls(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether a conversation has calls of tools or their results."""
    return any(entry.get("tool_calls") or entry.get("role") == "tool" for entry in messages)


def template_source(given: str | os.PathLike[str]) -> str:
    """Return a template's Jinja text, given that text or the path of a file that holds it.

    Raises:
        ChatTemplateError: it is neither, or not valid Jinja.
    """
    text = os.fspath(given)
    if not ("{{" in text or "{%" in text):
        text = _read_template(text)
    compile_template(text)
    return text


@lru_cache(maxsize=8)
def _read_template(path: str) -> str:
    try:
        return Path(path).expanduser().read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ChatTemplateError(
            f"chat_template={path[:200]!r} has no {{{{ }}}} or {{% %}}, so it is taken for a path, "
            f"which failed: {error}. Give Jinja text or the path of a file that holds it."
        ) from error


def check_template_kwargs(given: Any) -> dict[str, Any]:
    """Return variables for the template as a dict.

    Raises:
        ChatTemplateError: they are no mapping, or would replace what the template is given anyway.
    """
    if given is None:
        return {}
    if not (isinstance(given, Mapping) and all(isinstance(name, str) for name in given)):
        raise ChatTemplateError(
            f"chat_template_kwargs={given!r}: expected a dict of names and values, such as "
            "{'enable_thinking': False}."
        )
    taken = [name for name in _OWN_VARIABLES if name in given]
    if taken:
        raise ChatTemplateError(
            f"chat_template_kwargs sets {', '.join(taken)}, which every template is given by the "
            "model. Use other names."
        )
    return dict(given)
