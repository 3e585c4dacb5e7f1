"""Reads values that are like JSON but are none, and hands out JSON while they arrive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from langchain_gguf.tool_formats.reading.json_text import parse_json, to_json
from langchain_gguf.tool_formats.reading.source import Emit, MalformedCallError, Reading, Source

_CLOSERS = {"{": "}", "[": "]", "(": ")"}
_SCALAR_ENDS = frozenset(" \t\r\n,:]}()[{<")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "a": "\a", "v": "\v",
            "\\": "\\", "'": "'", '"': '"', "/": "/", "\n": ""}  # fmt: skip
_CODE_LENGTHS = {"x": 2, "u": 4, "U": 8}
_MAX_DEPTH = 100


@dataclass(frozen=True)
class Dialect:
    """How values are written.

    Attributes:
        quotes: texts that stand before and after a string.
        escapes: whether a backslash in a string means more than itself.
        constants: words, and the JSON that they mean.
    """

    quotes: tuple[str, ...]
    escapes: bool
    constants: Mapping[str, str] = field(default_factory=dict)


PYTHON = Dialect(
    quotes=('"', "'"), escapes=True, constants={"True": "true", "False": "false", "None": "null"}
)


def read_literal(source: Source, emit: Emit, dialect: Dialect, depth: int = 0) -> Reading[None]:
    """Hand out one value as JSON.

    Raises:
        MalformedCallError: what comes is no value; pieces of it may have been handed out.
    """
    if depth > _MAX_DEPTH:
        raise MalformedCallError("The value is nested too deeply.")
    yield from source.space()
    quote = yield from source.take_any(dialect.quotes)
    if quote is not None:
        yield from _read_string(source, emit, dialect, quote)
        return
    opening = yield from source.peek()
    if opening == "{":
        yield from read_object(source, emit, dialect, depth)
    elif opening in ("[", "("):
        source.consume(1)
        yield from _read_items(source, emit, dialect, depth, _CLOSERS[opening])
    else:
        word = yield from _word(source)
        text = dialect.constants.get(word, word)
        parse_json(text)
        emit(text)


def read_object(source: Source, emit: Emit, dialect: Dialect, depth: int = 0) -> Reading[None]:
    """Hand out an object as JSON; its keys may stand without quotes."""
    yield from source.expect("{")
    emit("{")
    separator = ""
    while True:
        yield from source.space()
        if (yield from source.take("}")):
            emit("}")
            return
        emit(separator)
        quote = yield from source.take_any(dialect.quotes)
        if quote is not None:
            yield from _read_string(source, emit, dialect, quote)
        else:
            key = yield from _word(source)
            if not key:
                raise MalformedCallError("A key is missing.")
            emit(to_json(key))
        yield from source.space()
        yield from source.expect(":")
        emit(": ")
        yield from read_literal(source, emit, dialect, depth + 1)
        yield from source.space()
        if not (yield from source.take(",")) and not (yield from source.at("}")):
            raise MalformedCallError("A comma or the end of an object is missing.")
        separator = ", "


def _read_items(
    source: Source, emit: Emit, dialect: Dialect, depth: int, closer: str
) -> Reading[None]:
    emit("[")
    separator = ""
    while True:
        yield from source.space()
        if (yield from source.take(closer)):
            emit("]")
            return
        emit(separator)
        yield from read_literal(source, emit, dialect, depth + 1)
        yield from source.space()
        if not (yield from source.take(",")) and not (yield from source.at(closer)):
            raise MalformedCallError("A comma or the end of a list is missing.")
        separator = ", "


def _read_string(source: Source, emit: Emit, dialect: Dialect, quote: str) -> Reading[None]:
    """Hand out a string whose opening quote was consumed."""
    markers = (quote, "\\") if dialect.escapes else (quote,)
    emit('"')
    while True:
        found = yield from source.until(*markers, emit=lambda text: emit(to_json(text)[1:-1]))
        if found is None:
            raise MalformedCallError("A string is not complete.")
        if found == quote:
            emit('"')
            return
        emit(json.dumps((yield from _escaped(source)))[1:-1])


def _escaped(source: Source) -> Reading[str]:
    """Read what follows a backslash."""
    letter = yield from source.peek()
    if letter in _CODE_LENGTHS:
        digits = yield from source.peek(1 + _CODE_LENGTHS[letter])
        try:
            character = chr(int(digits[1:], 16))
        except (ValueError, OverflowError) as error:
            raise MalformedCallError("An escape in a string is none.") from error
        source.consume(len(digits))
        return character
    source.consume(len(letter))
    return _ESCAPES.get(letter, "\\" + letter)


def _word(source: Source) -> Reading[str]:
    """Read up to a character that ends a number, a name or a key."""
    word = ""
    while True:
        rest = source.rest
        length = next((n for n, char in enumerate(rest) if char in _SCALAR_ENDS), None)
        word += source.consume(len(rest) if length is None else length)
        if length is not None or not (yield from source.wait()):
            return word
