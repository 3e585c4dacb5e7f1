"""Messages and tools to a prompt, with the model's own chat template.

The template is Jinja2 text in the GGUF, written for Hugging Face's `apply_chat_template`; it runs
in a sandbox with the same helpers. Only the template's own text may form control tokens: where a
message contains the text of one, `BREAK` is put into it, and the rendered prompt is cut there, so
that the pieces are tokenized apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from langchain_gguf.errors import ChatTemplateError

# A Unicode noncharacter: no text holds it, and no template looks for it.
BREAK = "\ufdd0"

CHATML_TEMPLATE = """\
{%- for message in messages %}
{{- '<|im_start|>' + message.role + '\n' + (message.content or '') + '<|im_end|>\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}"""


class ChatTemplate:
    """The template of one model.

    Args:
        metadata: the GGUF's key-value pairs; `tokenizer.chat_template` is the template, and
            `tokenizer.chat_template.tool_use`, if there is one, is used when tools are bound.
            A model without a template is prompted in ChatML.
        special_tokens: texts that must not come out of a message as control tokens.
        bos_token: text of the opening token, for templates that write it themselves.
        eos_token: text of the closing token.
    """

    def __init__(
        self,
        metadata: Mapping[str, str],
        special_tokens: Sequence[str] = (),
        bos_token: str = "",
        eos_token: str = "",
    ) -> None:
        """Choose the templates; they are compiled at first use."""
        self._default = metadata.get("tokenizer.chat_template", CHATML_TEMPLATE)
        self._tool_use = metadata.get("tokenizer.chat_template.tool_use", self._default)
        self._special_tokens = sorted(special_tokens, key=len, reverse=True)
        self._tokens = {"bos_token": bos_token, "eos_token": eos_token}

    @property
    def tool_source(self) -> str:
        """Text of the template that is used with tools."""
        return self._tool_use

    @property
    def supports_tools(self) -> bool:
        """Whether the template writes tools into the prompt by itself."""
        return "tools" in self._tool_use

    def render(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Mapping[str, Any]] = (),
        **template_kwargs: Any,
    ) -> list[str]:
        """Render a conversation that the assistant continues.

        Args:
            messages: dicts with role and content, and what else templates know (tool_calls, ...).
            tools: tools in OpenAI's form.
            **template_kwargs: further variables of the template, such as enable_thinking.

        Returns:
            The prompt's pieces, to be tokenized one by one; usually one.

        Raises:
            ChatTemplateError: the template is broken or refused the messages.
        """
        source = self._tool_use if tools else self._default
        try:
            text = _compile(source).render(
                messages=self._neutralize(list(messages)),
                tools=self._neutralize(list(tools)) or None,
                add_generation_prompt=True,
                **self._tokens,
                **template_kwargs,
            )
        except Exception as error:  # A template is a program and may fail in any way.
            raise ChatTemplateError(
                f"The model's chat template could not render these messages: {error}. "
                "Check the order of roles and the kinds of content that the model supports."
            ) from error
        return [piece for piece in text.split(BREAK) if piece]

    def _neutralize(self, value: Any) -> Any:
        """Break the texts of special tokens inside every string of a nested value."""
        if isinstance(value, str):
            for token in self._special_tokens:
                if token in value:
                    value = value.replace(token, token[0] + BREAK + token[1:])
            return value
        if isinstance(value, Mapping):
            return {self._neutralize(key): self._neutralize(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._neutralize(item) for item in value]
        return value


@lru_cache(maxsize=32)
def _compile(source: str) -> jinja2.Template:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols]
    )
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _raise_exception
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    return environment.from_string(source)


def _to_json(value: Any, **options: Any) -> str:
    """Jinja's own filter escapes for HTML; templates expect plain JSON."""
    return json.dumps(value, **{"ensure_ascii": False, **options})


def _raise_exception(message: str) -> NoReturn:
    raise jinja2.TemplateError(message)
