"""Reads JSON out of a reply while it arrives."""

from __future__ import annotations

import json
import re
from typing import Any

from langchain_gguf.tool_formats.reading.source import (
    Emit,
    MalformedCallError,
    Reading,
    Source,
    discard,
)

_STRUCTURE = re.compile(r'["{}\[\]]')
_IN_STRING = re.compile(r'["\\\x00-\x1f]')
_SCALAR_END = re.compile(r'[\s,:"{}\[\]<|]')
_CLOSERS = {"{": "}", "[": "]"}


def parse_json(text: str) -> Any:
    """Parse JSON.

    Raises:
        MalformedCallError: it is none, or nested too deeply.
    """
    try:
        return json.loads(text, strict=False, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise MalformedCallError(f"No JSON: {error}") from error


def to_json(value: Any) -> str:
    """Write JSON the way models saw it most."""
    return json.dumps(value, ensure_ascii=False)


def read_value(source: Source, emit: Emit) -> Reading[None]:
    """Hand out one JSON value as it arrives; line breaks inside strings are escaped.

    Raises:
        MalformedCallError: what comes is no JSON; pieces of it may have been handed out.
    """
    pieces: list[str] = []

    def send(text: str) -> None:
        pieces.append(text)
        emit(text)

    yield from source.space()
    first = yield from source.peek()
    if first in ("{", "["):
        yield from _read_nested(source, send)
    elif first == '"':
        send(source.consume(1))
        yield from _read_string_rest(source, send)
    else:
        scalar = yield from _scalar(source)
        parse_json(scalar)
        send(scalar)
    parse_json("".join(pieces))


def read_text(source: Source) -> Reading[str]:
    """Read a JSON value and return its text."""
    pieces: list[str] = []
    yield from read_value(source, pieces.append)
    return "".join(pieces)


def _scalar(source: Source) -> Reading[str]:
    text = ""
    while True:
        end = source.search(_SCALAR_END)
        text += source.consume(source.available if end is None else end)
        if end is not None or not (yield from source.wait()):
            return text


def _read_nested(source: Source, emit: Emit) -> Reading[None]:
    """Hand out an object or array, whose bracket comes next."""
    open_brackets: list[str] = []
    while True:
        place = source.search(_STRUCTURE)
        if place is None:
            emit(source.consume(source.available))
            if not (yield from source.wait()):
                raise MalformedCallError("The JSON is not complete.")
            continue
        emit(source.consume(place))
        character = yield from source.peek()
        if character in "}]" and character != _CLOSERS[open_brackets[-1]]:
            raise MalformedCallError("A bracket of the JSON does not fit.")
        emit(source.consume(1))
        if character == '"':
            yield from _read_string_rest(source, emit)
        elif character in _CLOSERS:
            open_brackets.append(character)
        else:
            open_brackets.pop()
            if not open_brackets:
                return


def _read_string_rest(source: Source, emit: Emit) -> Reading[None]:
    """Hand out a string up to its closing quote, whose opening one was consumed."""
    while True:
        place = source.search(_IN_STRING)
        if place is None:
            emit(source.consume(source.available))
            if not (yield from source.wait()):
                raise MalformedCallError("A string of the JSON is not complete.")
            continue
        emit(source.consume(place))
        character = yield from source.peek()
        if character == '"':
            emit(source.consume(1))
            return
        if character == "\\":
            escape = yield from source.peek(2)
            if len(escape) < 2:
                raise MalformedCallError("A string of the JSON is not complete.")
            emit(source.consume(2))
        else:
            emit(json.dumps(source.consume(1))[1:-1])


def skip_value(source: Source) -> Reading[None]:
    """Read a JSON value that nobody needs."""
    yield from read_value(source, discard)


def unfit_end(arguments: str) -> str:
    """Write what makes JSON text unreadable even for readers that complete what was cut short.

    LangChain completes the arguments of streamed calls; a call that broke off would come out as one
    that the model never made. A closing bracket that does not fit stops every such reader.
    """
    open_brackets: list[str] = []
    in_string = escaped = False
    for character in arguments:
        if in_string:
            if escaped or character == "\\":
                escaped = not escaped
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in _CLOSERS:
            open_brackets.append(character)
        elif character in "}]" and open_brackets:
            open_brackets.pop()
    string_end = ("\\" if escaped else "") + '"' if in_string else ""
    return string_end + ("}" if open_brackets and open_brackets[-1] == "[" else "]")


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
