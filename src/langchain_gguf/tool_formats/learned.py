"""Learns a format that is not in the table from what a template writes.

The names, keys and values of a probe are known, so what stands around them are the fixed texts of
the format. What is learned counts only if it writes the probes just as the template did.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Sequence

from langchain_gguf.tool_formats.base import Call
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.shapes.calls_text import CallsText
from langchain_gguf.tool_formats.shapes.json_calls import (
    ARGUMENTS_KEYS,
    NAME_KEYS,
    JsonCalls,
)
from langchain_gguf.tool_formats.shapes.named_json import NamedJson
from langchain_gguf.tool_formats.shapes.tagged import TaggedArguments

_MARKUP = re.compile(r"<[^<>\s]+>|\[[^\[\]\s]+\]")
_PIECE = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|\s|\w+|.")
_ONE = Call("probe_alpha", {"first": "some words", "second": 7}, "idofthefirstcall")
_OTHER = Call("probe_beta", {"third": "more words", "fourth": 9}, "idofthesecondone")
_EMPTY = Call("probe_gamma", {}, "idofthethirdcall")

_END = "\0"  # Stands for the end of the message.

Write = Callable[[Sequence[Call]], str]


def learn_format(write: Write, text_before: str, text_after: str) -> CallsText | None:
    """Learn the format of calls.

    Args:
        write: renders a message with calls, and returns the text from its role on.
        text_before: what stands before the text of a message that has no calls.
        text_after: what stands after it.
    """
    pair = write([_ONE, _OTHER])
    for call in (_ONE, _OTHER):
        pair = pair.replace(call.id, "$id")
    header = common_start(pair, text_before)
    parts = _split(pair.removeprefix(header))
    if parts is None:
        return None
    before, between, after = parts
    mark = _MARKUP.search(text_after)
    if mark and mark[0] in after:
        after = after.partition(mark[0])[0] + _END
    learned = _named_json(before, between, after) or _tagged(before, between, after)
    if learned is None or not {"<", "["} & set(learned.openings[0]):
        return None  # Text begins like that, too.
    probes: list[list[Call]] = [[_ONE], [_EMPTY], [_ONE, _OTHER, _EMPTY]]
    is_right = all(learned.write(calls) in write(calls) for calls in probes)
    return learned if is_right else None


def _split(pair: str) -> tuple[str, str, str] | None:
    """Cut two calls: before the first name, between the names, after the second name."""
    before, found, rest = pair.partition(_ONE.name)
    between, found_too, after = rest.partition(_OTHER.name)
    return (before, between, after) if found and found_too else None


def _named_json(before: str, between: str, after: str) -> CallsText | None:
    """Learn fixed texts around a name and JSON."""
    after_name, found, rest = between.partition(to_json(_ONE.arguments))
    _, found_too, tail = after.partition(to_json(_OTHER.arguments))
    if not (found and found_too):
        return None
    begin, before_name, after_arguments, separator, end = _frame(before, rest, tail)
    if _is_object(before_name, after_name, after_arguments):
        return JsonCalls(
            begin=begin,
            before_name=before_name[:-1],
            after_name=after_name[1:],
            after_arguments=after_arguments,
            separator=separator,
            end=end,
            opening=_opening(begin),
        )
    return NamedJson(
        begin=begin,
        before_name=before_name,
        after_name=after_name,
        after_arguments=after_arguments,
        separator=separator,
        end=end,
        opening=_opening(begin + before_name),
    )


def _is_object(before_name: str, after_name: str, after_arguments: str) -> bool:
    """Whether a call is a JSON object such as others write, and nothing but that."""
    if not (before_name.endswith('"') and after_name.startswith('"')):
        return False
    try:
        call = json.loads(f"{before_name}name{after_name}{{}}{after_arguments}")
    except ValueError:
        return False
    return isinstance(call, dict) and [*call] in (
        [name, arguments] for name in NAME_KEYS for arguments in ARGUMENTS_KEYS
    )


def _tagged(before: str, between: str, after: str) -> CallsText | None:
    """Learn fixed texts around a name, keys and bare values."""
    found = re.fullmatch(r"(.*?)first(.*?)some words(.*?)second(.*?)7(.*)", between, re.DOTALL)
    found_too = re.fullmatch(r".*?third.*?more words.*?fourth.*?9(.*)", after, re.DOTALL)
    if not (found and found_too):
        return None
    to_key, after_key, to_next_key, after_other_key, rest = found.groups()
    before_key = _common_end(to_key, to_next_key)
    after_value = to_next_key.removesuffix(before_key)
    tail = found_too[1]
    if not (before_key and after_value and rest.startswith(after_value)):
        return None
    begin, before_name, after_arguments, separator, end = _frame(
        before, rest.removeprefix(after_value), tail.removeprefix(after_value)
    )
    return TaggedArguments(
        begin=begin,
        before_name=before_name,
        after_name=to_key.removesuffix(before_key),
        before_key=before_key,
        after_key=after_key,
        after_other_key="" if after_other_key == after_key else after_other_key,
        after_value=after_value,
        after_arguments=after_arguments,
        separator=separator,
        end=end,
        opening=_opening(begin + before_name),
    )


def _frame(before: str, rest: str, tail: str) -> tuple[str, str, str, str, str]:
    """Take apart what stands before the calls, between them and after them.

    `tail` goes on with the end of the message, which is no part of the calls: of it, the closing
    tags of what `before` opened count.
    """
    before_name = _common_end(before, rest)
    begin, rest = before.removesuffix(before_name), rest.removesuffix(before_name)
    after_arguments = common_start(rest, tail)
    separator, tail = rest.removeprefix(after_arguments), tail.removeprefix(after_arguments)
    return begin, before_name, after_arguments, separator, _closing(begin, tail)


def _closing(begin: str, tail: str) -> str:
    """Find what in `tail` closes the calls: all up to the end of the message, if that is known.

    Otherwise the tags that close what `begin` opened.
    """
    if tail.endswith(_END):
        return tail.removesuffix(_END).rstrip()
    opened = [re.sub(r"\W|begin|start", "", mark) for mark in _MARKUP.findall(begin)]
    end = 0
    for mark in _MARKUP.finditer(tail):
        name = re.sub(r"\W|end|stop", "", mark[0])
        if not any(name and (name in other or other in name) for other in opened):
            break
        end = mark.end()
    return tail[:end]


def common_start(first: str, second: str) -> str:
    """Return what two texts begin with, tags being taken or left as a whole."""
    pairs = zip(_PIECE.findall(first), _PIECE.findall(second), strict=False)
    return "".join(one for one, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _common_end(first: str, second: str) -> str:
    """Return what two texts end with, tags being taken or left as a whole."""
    pairs = zip(_PIECE.findall(first)[::-1], _PIECE.findall(second)[::-1], strict=False)
    same = [one for one, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)]
    return "".join(reversed(same))


def _opening(text: str) -> str:
    """Find the first mark of a text, by which readers know that calls begin."""
    mark = _MARKUP.search(text)
    return text[: mark.end()].lstrip() if mark else text.strip()
