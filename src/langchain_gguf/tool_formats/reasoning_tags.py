"""Finds what stands around the reasoning of a model, and around its answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.errors import ChatTemplateError
from langchain_gguf.template_traits import REASONING_FIELDS, typed
from langchain_gguf.tool_formats.reply_format import ReasoningState
from langchain_gguf.tool_formats.tags import Tags

Messages = Sequence[Mapping[str, Any]]

# Variables with which templates switch reasoning on and off.
_SWITCHES = ("enable_thinking", "thinking")
_REASONING, _ANSWER = "probe reasoning", "probe answer"
# Those that are part of others come last.
_KNOWN = (
    Tags("<|channel>thought\n", "<channel|>"),
    Tags("[THINK]", "[/THINK]"),
    Tags("<|START_THINKING|>", "<|END_THINKING|>"),
    Tags("<seed:think>", "</seed:think>"),
    Tags("<|inner_prefix|>", "<|inner_suffix|>"),
    Tags("<|open|>think<|sep|>", "<|close|>think<|sep|>"),
    Tags("Here are my reasoning steps:\n", "[BEGIN FINAL RESPONSE]"),
    Tags("Here is my thought process:", "Here is my response:"),
    Tags("<thinking>", "</thinking>"),
    Tags("<thought>", "</thought>"),
    Tags("<think>", "</think>"),
)
_KNOWN_TEXT = (
    Tags("<|START_RESPONSE|>", "<|END_RESPONSE|>"),
    Tags("<|START_TEXT|>", "<|END_TEXT|>"),
    Tags("<|open|>response<|sep|>", "<|close|>response<|sep|>", closing="<|close|>message<|sep|>"),
    Tags("[BEGIN FINAL RESPONSE]", "[END FINAL RESPONSE]"),
    Tags("<answer>", "</answer>"),
)
_MARK = r"<[^<>\s]+>|\[/?[A-Z_]+\]|◁[^◁▷\s]+▷"
_BEFORE = re.compile(rf"({_MARK})\s*$")
_AFTER = re.compile(rf"\s*({_MARK})")
_CLOSING = re.compile(r"([<\[◁])/([^<>\[\]◁▷\s'\"/]+)([>\]▷])")


@dataclass(frozen=True)
class _Writing:
    """How a template writes a message with reasoning.

    Attributes:
        before: what stands before the reasoning.
        between: what stands between it and the answer, if the message has one.
        after: what stands after it.
    """

    before: str
    between: str
    after: str


def find_tags(
    template: ChatTemplate,
    question: Messages,
    with_calls: Messages = (),
    special_tokens: Collection[str] = (),
) -> tuple[Tags | None, Tags | None]:
    """Find the tags between which a template writes reasoning, and those around an answer.

    Templates that write no reasoning may still cut it out of a message, open it at the end of a
    prompt, or name one of the known closing tags; if one does not, the vocabulary may have them.

    Args:
        template: the template of a model.
        question: a conversation that the assistant continues.
        with_calls: one in which a message of the assistant calls tools.
        special_tokens: texts that are single tokens of the model.
    """
    message = {"role": "assistant", "content": _ANSWER}
    source, prompt = template.tool_source, _render(template, question)
    plain, _, rest = _render(template, [*question, message]).partition(_ANSWER)
    written = _writing(template, [*question, message])
    reasoning = (
        (written and (_known_pair(written) or _pair(written, prompt, plain)))
        or _in_calls(template, with_calls)
        or next((tags for tags in _KNOWN if prompt.rstrip().endswith(tags.begin.strip())), None)
        or next((tags for tags in _KNOWN if tags.end.strip() in source), None)
        or next(_cut_out(template, question, _render(template, with_calls)), None)
        or next((tags for tags in _KNOWN if {tags.begin, tags.end} <= {*special_tokens}), None)
    )
    text = (
        next((tags for tags in _KNOWN_TEXT if _stand_around(tags, plain, rest)), None)
        or _known_text(source)
        or (written and reasoning and _around_answer(written, reasoning))
    )
    return reasoning or None, text or None


def reasoning_state(prompt: str, tags: Tags | None) -> ReasoningState:
    """Say where a prompt leaves the model with regard to a block of reasoning."""
    if tags is None:
        return ReasoningState.BEFORE
    text = prompt.rstrip()
    begin, end = tags.begin.strip(), tags.end.strip()
    if text.endswith(end):
        is_empty = text.removesuffix(end).rstrip().endswith(begin)
        return ReasoningState.AFTER if is_empty or not tags.is_message else ReasoningState.BEFORE
    return ReasoningState.INSIDE if text.endswith(begin) else ReasoningState.BEFORE


def opens_when_asked(template: ChatTemplate, question: Messages, tags: Tags | None) -> bool:
    """Whether a template opens reasoning where it is switched on, and only there.

    A template that closes an empty block where it is switched off says nothing of the model that
    is left alone: that one may reason.
    """
    states = (
        reasoning_state(_render(template, question, **dict.fromkeys(_SWITCHES, is_on)), tags)
        for is_on in (True, False)
    )
    return (*states,) == (ReasoningState.INSIDE, ReasoningState.BEFORE)


def _render(template: ChatTemplate, messages: Messages, **options: Any) -> str:
    is_typed = template.traits().typed_content
    try:
        return "".join(template.render([typed(m, is_typed) for m in messages], (), **options))
    except ChatTemplateError:
        return ""


def _writing(template: ChatTemplate, messages: Messages) -> _Writing | None:
    """Write a conversation whose assistant reasons; None if the template leaves that out."""
    thought = dict.fromkeys(REASONING_FIELDS, _REASONING)
    said = [{**m, **thought} if m["role"] == "assistant" else m for m in messages]
    before, found, after = _render(template, said).partition(_REASONING)
    return _Writing(before, after.partition(_ANSWER)[0], after) if found else None


def _known_pair(written: _Writing) -> Tags | None:
    """Find the known tags that stand around the reasoning."""
    return next((t for t in _KNOWN if _stand_around(t, written.before, written.after)), None)


def _stand_around(tags: Tags, before: str, after: str) -> bool:
    is_begun = before.rstrip().endswith(tags.begin.strip())
    return is_begun and after.lstrip().startswith(tags.end.strip())


def _pair(written: _Writing, prompt: str, plain: str) -> Tags | None:
    """Find the marks that stand around the reasoning.

    Args:
        written: a message with reasoning and an answer.
        prompt: what stands before any reply.
        plain: what stands before the answer where there is no reasoning.
    """
    begin, end = _BEFORE.search(written.before), _AFTER.match(written.between)
    if not begin or not end or plain.rstrip().endswith(begin[1]):
        return None
    starts = [found.start() for found in re.finditer(_MARK, prompt)]
    turns = (prompt[start:].rstrip() for start in starts)
    turn = next((text for text in turns if text in written.between), None)
    if turn is None:
        return Tags(begin[1], end[1])
    before_turn, _, _ = written.between.partition(turn)
    return Tags(begin[1], (before_turn + turn).strip(), is_message=True)


def _in_calls(template: ChatTemplate, with_calls: Messages) -> Tags | None:
    """Find the tags around reasoning that stands before calls; the second looks like a closing."""
    written = _writing(template, with_calls)
    if written is None:
        return None
    known, begin = _known_pair(written), _BEFORE.search(written.before)
    end = _AFTER.match(written.after)
    if known or not begin or not end:
        return known
    return Tags(begin[1], end[1]) if _CLOSING.fullmatch(end[1]) else None


def _cut_out(template: ChatTemplate, question: Messages, calls: str) -> Iterator[Tags]:
    """Find tags that the template names and with which it cuts reasoning out of a message.

    Those in `calls`, the text of a conversation with calls, are for calls or results.
    """
    for opening, name, closing in dict.fromkeys(_CLOSING.findall(template.tool_source)):
        tags = Tags(f"{opening}{name}{closing}", f"{opening}/{name}{closing}")
        if tags.begin in calls:
            continue
        content = f"{tags.begin}{_REASONING}{tags.end}{_ANSWER}"
        said = [*question, {"role": "assistant", "content": content}, *question]
        # Without doubles, the template sees the tags.
        text = _render(template, said, doubles={})
        if _ANSWER in text and _REASONING not in text:
            yield tags


def _known_text(source: str) -> Tags | None:
    """Find the known tags between which a model writes its answer."""
    for tags in _KNOWN_TEXT:
        if tags.begin in source and tags.end in source:
            return tags
    # Others write results of tools between the same tags.
    pair = Tags("<response>", "</response>")
    return pair if pair.begin + pair.end in source else None


def _around_answer(written: _Writing, reasoning: Tags) -> Tags | None:
    """Find the marks between which a template writes an answer that comes after reasoning."""
    _, _, begin = written.between.partition(reasoning.end.strip())
    end = _AFTER.match(written.after.partition(_ANSWER)[2])
    is_marked = re.fullmatch(rf"(\s*({_MARK}))+\s*", begin)
    return Tags(begin.strip(), end[1]) if is_marked and end else None
