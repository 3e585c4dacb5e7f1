"""Which names tools may have: those that a call can be written with, and read back."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from langchain_gguf.errors import InvalidRequestError
from langchain_gguf.reply_parser import ReplyParser, ToolCallPart
from langchain_gguf.tool_formats import Call, ReplyFormat, Tool, ToolFormat

MAX_NAME_LENGTH = 256
# Of what control tokens and the frames of calls are made, in many formats.
_FRAMES = frozenset("\"'<>{}")
_PLAIN_NAME = "name"
_ALLOWED = (
    "Names are letters and digits of any language, '_', '-', '.' and other signs, but no spaces, "
    "line breaks, quotes, angle brackets or braces. Rename the tool."
)


def check_tool_name(name: str) -> None:
    """Refuse a name that the formats of calls have no place for.

    Raises:
        InvalidRequestError: it is empty, very long, or has a character that is not allowed.
    """
    if not name:
        raise InvalidRequestError(f"A tool has an empty name. {_ALLOWED}")
    if len(name) > MAX_NAME_LENGTH:
        raise InvalidRequestError(
            f"The name of a tool has {len(name)} characters, more than {MAX_NAME_LENGTH}: "
            f"{name[:40]!r}... Shorten it."
        )
    wrong = sorted({sign for sign in name if sign in _FRAMES or not _is_visible(sign)})
    if wrong:
        listed = ", ".join(map(repr, wrong))
        raise InvalidRequestError(f"The name of the tool {name!r} has {listed} in it. {_ALLOWED}")


def _is_visible(sign: str) -> bool:
    # Signs that join letters in Persian and Hindi, and emoji, are not printable by themselves.
    return sign in "\u200c\u200d" or (sign.isprintable() and not sign.isspace())


def check_callable(tool_format: ToolFormat, name: str, tokens: Mapping[str, int]) -> None:
    """Refuse a name that calls in the model's own format cannot have.

    Args:
        tool_format: how the model writes calls.
        name: of a tool.
        tokens: texts that are single tokens of the model.

    Raises:
        InvalidRequestError: a call of such a name would be read as another one or as text.
    """
    is_token = any(token in name for token in tokens)
    if is_token or (_is_read(tool_format, _PLAIN_NAME) and not _is_read(tool_format, name)):
        raise InvalidRequestError(
            f"This model cannot call a tool that is named {name!r}: in the form in which it writes "
            "calls, that would be read as something else. Rename the tool; letters, digits and "
            "'_', with a letter first, are read in every form."
        )


@functools.lru_cache(maxsize=1024)
def _is_read(tool_format: ToolFormat, name: str) -> bool:
    """Whether a call of this name, as the model writes it, is read as one."""
    tool = Tool(name, {"type": "object", "properties": {}})
    parser = ReplyParser(ReplyFormat(tool_format, (tool,)))
    parts = [*parser.feed(tool_format.write([Call(name, {}, "abcdefghi")])), *parser.finish()]
    calls = [part for part in parts if isinstance(part, ToolCallPart)]
    return [part.name for part in calls if part.name] == [name]
