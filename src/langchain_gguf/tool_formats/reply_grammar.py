"""The grammar of a whole reply: reasoning first, then text, calls, or the answer's own grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from langchain_gguf.errors import SchemaError
from langchain_gguf.tool_formats.base import FramedFormat, Tool
from langchain_gguf.tool_formats.grammar.rules import Rules, quote
from langchain_gguf.tool_formats.reply_format import ReasoningState, ReplyFormat
from langchain_gguf.tool_formats.tags import Tags

_ANY = "/(?s:.*)/"
_FEW_SPACES = r"/[ \n]{0,3}/"


def reply_grammar(
    reply_format: ReplyFormat,
    tokens: Mapping[str, int] | None = None,
    *,
    tools: Sequence[Tool] = (),
    answer: str | None = "",
    parallel: bool = True,
    is_exact: bool = False,
) -> str:
    """Write the grammar of a reply.

    Args:
        reply_format: how replies of the model are laid out.
        tokens: texts that are single tokens of the model, with their ids; a grammar must name them
            as such, because plain text never matches them.
        tools: tools that may be called; none forbids calls.
        answer: expression that the reply must match unless it calls a tool (`json_rule`, ...); ""
            for any text, None where a call is required.
        parallel: several calls are allowed.
        is_exact: space before the answer would be part of it, so there is none without reasoning.

    Raises:
        SchemaError: a tool's parameters cannot be enforced in the format.
    """
    rules = Rules(tokens)
    try:
        start = _start(
            rules, reply_format, tools, answer=answer, parallel=parallel, is_exact=is_exact
        )
        return rules.text(start)
    except SchemaError:
        raise
    except (RecursionError, ValueError) as error:
        raise SchemaError(
            "The schema of a tool is nested too deeply, or contains itself. Name the part that "
            "repeats under $defs and refer to it by $ref."
        ) from error
    except (AttributeError, KeyError, TypeError) as error:
        raise SchemaError(f"The schema of a tool is not a JSON schema: {error}.") from error


def _start(
    rules: Rules,
    reply_format: ReplyFormat,
    tools: Sequence[Tool],
    *,
    answer: str | None,
    parallel: bool,
    is_exact: bool,
) -> str:
    """Write the expression of a whole reply."""
    tool_format = reply_format.tool_format
    if isinstance(tool_format, FramedFormat):
        return tool_format.reply_rule(rules, tools, answer=answer, parallel=parallel)
    # After reasoning, models begin a new line or two.
    space = _FEW_SPACES if reply_format.reasoning is not None and not is_exact else ""
    options = []
    if answer:
        options.append(rules.sequence(space, _framed(rules, reply_format.text, answer)))
    elif answer is not None:
        options += _free(rules, reply_format, tools, parallel=parallel)
    if tools and answer != "":
        assert tool_format is not None
        write = tool_format.calls_beside_json if answer else tool_format.whole_calls_rule
        calls = rules.sequence(space, write(rules, tools, parallel=parallel))
        options.append(rules.sequence(_no_text(rules, reply_format.text), calls))
    start = rules.choice(options)
    reasoning = _reasoning(rules, reply_format, _FEW_SPACES if is_exact else "")
    return rules.sequence(reasoning, start)


def _reasoning(rules: Rules, reply_format: ReplyFormat, after: str) -> str:
    """Write the reasoning that a reply may, or must, begin with, and what comes after it."""
    tags, state = reply_format.reasoning, reply_format.state
    if tags is None or state is ReasoningState.AFTER:
        return ""
    body = rules.sequence(rules.text_until(tags.end.strip()), after)
    if state is ReasoningState.INSIDE:
        return body
    if not reply_format.reasons_unasked:
        return ""
    opened = rules.sequence(_FEW_SPACES, rules.literal(tags.begin.strip()), body)
    return rules.optional(opened)


def _framed(rules: Rules, frame: Tags | None, text: str) -> str:
    """Write text between its tags, if the model has any for it."""
    if frame is None:
        return text
    begin, end = rules.literal(frame.begin.strip()), rules.literal(frame.end.strip())
    closing = rules.optional(rules.literal(frame.closing)) if frame.closing else ""
    return rules.sequence(rules.optional(begin), text, rules.optional(end), closing)


def _no_text(rules: Rules, frame: Tags | None) -> str:
    """Write the tags of a text that is empty, for a prompt may have opened it before calls."""
    if frame is None:
        return ""
    begin, end = rules.literal(frame.begin.strip()), rules.literal(frame.end.strip())
    return rules.optional(rules.sequence(rules.optional(begin), end))


def _free(
    rules: Rules, reply_format: ReplyFormat, tools: Sequence[Tool], *, parallel: bool
) -> list[str]:
    """Write text with calls in it, or, without tools, text that opens none."""
    tool_format = reply_format.tool_format
    if tool_format is None:
        return [_framed(rules, reply_format.text, rules.terminal(_ANY))]
    marks = [quote(opening) for opening in tool_format.openings]
    plain = f"{_ANY} & ~({_ANY} ({' | '.join(marks)}) {_ANY})" if marks else _ANY
    first = plain
    if tool_format.start_opening:
        first = f"{plain} & ~(/\\s*{_slashed(tool_format.start_pattern)}(?s:.*)/)"
    if reply_format.reasoning is not None and reply_format.state is ReasoningState.BEFORE:
        begin = re.escape(reply_format.reasoning.begin.strip())
        first = f"{first} & ~(/\\s*{_slashed(begin)}(?s:.*)/)"
    text = _framed(rules, reply_format.text, rules.terminal(first))
    if not tools:
        return [text]
    calls = tool_format.calls_rule(rules, tools, parallel=parallel)
    if tool_format.start_opening:
        return [text, calls]
    first_call = rules.sequence(_to_opening(rules, reply_format, first), calls)
    if not parallel:  # Nothing comes after the one call: text would go on until a limit.
        return [text, first_call]
    later = _framed(rules, reply_format.text, rules.terminal(plain))
    more = rules.sequence(_to_opening(rules, reply_format, plain), calls)
    return [text, rules.sequence(first_call, f"({more})*", later)]


def _to_opening(rules: Rules, reply_format: ReplyFormat, text: str) -> str:
    """Write text that ends with an opening.

    An opening that is one token ends a stretch of text by itself; spelled out in several, which a
    model may always do, it ends a lazy one.
    """
    tool_format = reply_format.tool_format
    assert tool_format is not None
    opening = tool_format.openings[0]
    before = rules.terminal(text)
    options = [rules.add(f"{before} {quote(opening)}", "[lazy]")]
    pieces = rules.pieces(opening)
    if rules.is_token(pieces[0]):
        options.append(
            rules.sequence(_framed(rules, reply_format.text, before), rules.literal(opening))
        )
    elif any(map(rules.is_token, pieces)):
        options.append(rules.text_until(opening, text))
    return rules.choice(options)


def _slashed(pattern: str) -> str:
    return pattern.replace("/", "\\/")
