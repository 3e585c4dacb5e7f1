"""Compiles chat templates, with the rules of Hugging Face's `apply_chat_template`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn

import jinja2
import jinja2.ext
import jinja2.meta
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import MAX_RANGE, SandboxedEnvironment

from langchain_gguf.control_tokens import is_double
from langchain_gguf.errors import ChatTemplateError


class _GenerationTag(jinja2.ext.Extension):
    """`{% generation %}` marks, for training, what the assistant wrote; here it changes nothing."""

    tags = {"generation"}  # noqa: RUF012  # Jinja's own attribute.

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Put the inner statements in the place of the tag."""
        next(parser.stream)
        return list(parser.parse_statements(("name:endgeneration",), drop_needle=True))


class _Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, with lists that templates may change but not let grow without an end.

    Hugging Face's refuses `append` altogether; the templates of Kimi K2 and others need it, and
    llama.cpp runs them.
    """

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call what a template calls; a loop over a list that it appends to would never end."""
        owner = getattr(__obj, "__self__", None)
        if isinstance(owner, list | dict | set) and len(owner) > MAX_RANGE:
            raise SecurityError(f"a list or dict has more than {MAX_RANGE:,} entries")
        return super().call(__context, __obj, *args, **kwargs)


@lru_cache(maxsize=32)
def compile_template(source: str) -> jinja2.Template:
    """Compile a template; it runs in a sandbox.

    It may change what it is given, so render it with `render_template`, which gives it copies.

    Raises:
        ChatTemplateError: its syntax is wrong.
    """
    environment = _Sandbox(
        trim_blocks=True, lstrip_blocks=True, extensions=[_GenerationTag, jinja2.ext.loopcontrols]
    )
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _raise_exception
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    try:
        return environment.from_string(source)
    except jinja2.TemplateSyntaxError as error:
        lines = source.splitlines()
        line = lines[error.lineno - 1].strip() if 0 < error.lineno <= len(lines) else ""
        raise ChatTemplateError(
            f"The chat template is not valid Jinja: {error.message} (line {error.lineno}: "
            f"{line[:80]!r}). Correct it, or give another one as chat_template."
        ) from error


@lru_cache(maxsize=32)
def free_variables(source: str) -> frozenset[str]:
    """Name the variables that a template takes from outside.

    Raises:
        ChatTemplateError: its syntax is wrong.
    """
    environment = compile_template(source).environment
    return frozenset(jinja2.meta.find_undeclared_variables(environment.parse(source)))


def render_template(template: jinja2.Template, variables: Mapping[str, Any]) -> str:
    """Render with copies of the variables: what a template changes in them, only it sees."""
    return template.render({name: _copied(value) for name, value in variables.items()})


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    if isinstance(value, tuple):
        return tuple(map(_copied, value))
    return set(value) if isinstance(value, set) else value


def _to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: Sequence[str] | None = None,
    sort_keys: bool = False,
) -> str:
    """Jinja's own filter escapes for HTML; templates expect plain JSON."""
    text = json.dumps(
        value,
        ensure_ascii=False,
        indent=indent,
        separators=None if separators is None else (separators[0], separators[1]),
        sort_keys=sort_keys,
    )
    return re.sub(r"[^\x00-\x7f]", _escape, text) if ensure_ascii else text


def _escape(match: re.Match[str]) -> str:
    """Escape a character as JSON, but for those that stand for others until the text is done."""
    return match[0] if is_double(match[0]) else json.dumps(match[0])[1:-1]


def _raise_exception(message: str) -> NoReturn:
    raise jinja2.TemplateError(message)
