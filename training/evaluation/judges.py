"""How a reply is judged. Every judge takes the message and says whether it is right."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage

from ..chat_format import Json, ToolCall, to_json

Judge = Callable[[AIMessage], bool]

_HAN = re.compile("[\u4e00-\u9fff]")
_SENTENCE_END = re.compile(r"[.!?;。！？；\n]+")
_NUMBER = re.compile(r"-?\d+")
# The longest answer in text that is still an answer, in characters.
_LONGEST = {"en": 320, "zh": 160}


def text_of_reply(reply: AIMessage) -> str:
    """Returns the text of a reply, without its reasoning and calls."""
    return str(reply.text).strip()


def is_plain_text(reply: AIMessage) -> bool:
    """Says whether a reply is text alone, ended by itself, and does not repeat itself."""
    text = text_of_reply(reply)
    return (
        bool(text)
        and not reply.tool_calls
        and not reply.invalid_tool_calls
        and "<tool_call>" not in text
        and reply.response_metadata.get("finish_reason") in (None, "stop")
        and not repeats_itself(text)
    )


def repeats_itself(text: str) -> bool:
    """Says whether a sentence comes twice, or a word or character more than three times running."""
    sentences = [part.strip().lower() for part in _SENTENCE_END.split(text) if part.strip()]
    if any(count > 1 for count in Counter(s for s in sentences if len(s) > 3).values()):
        return True
    return bool(re.search(r"\b(\w+)(\W+\1\b){3}", text.lower()) or re.search(r"(\D)\1{4}", text))


def is_in(text: str, language: str) -> bool:
    """Says whether a text is in Chinese or in English, names and terms aside."""
    num_han = len(_HAN.findall(text))
    if language == "zh":
        return num_han >= 2 and num_han * 3 >= len(re.findall("[A-Za-z]+", text))
    return num_han == 0 and bool(re.search("[A-Za-z]", text))


def has_text(expected: str) -> Judge:
    """The reply is this text, and calls nothing."""
    return lambda reply: not reply.tool_calls and text_of_reply(reply) == expected


def mentions(text: str, value: str) -> bool:
    """Says whether a text contains a value, not as a part of a longer word or number."""
    head = r"(?<![\w.])" if value[:1].isascii() else ""
    tail = r"(?![A-Za-z0-9_]|[.,]\d)" if value[-1:].isascii() else ""
    head = head.replace(r"\w", "A-Za-z0-9_")
    return re.search(head + re.escape(value) + tail, text, re.IGNORECASE) is not None


def states(*values: str, others: Sequence[str] = (), language: str = "en") -> Judge:
    """The reply is a short text with these values and none of the others."""

    def is_part(other: str) -> bool:
        return any(other in value for value in values)

    def is_right(reply: AIMessage) -> bool:
        text = text_of_reply(reply)
        return (
            is_plain_text(reply)
            and len(text) <= _LONGEST[language] + sum(map(len, values))
            and all(mentions(text, value) for value in values)
            and not any(mentions(text, other) for other in others if not is_part(other))
        )

    return is_right


def ends_with_number(expected: int) -> Judge:
    """The last number of the reply is this one."""

    def is_right(reply: AIMessage) -> bool:
        numbers = _NUMBER.findall(text_of_reply(reply))
        return is_plain_text(reply) and bool(numbers) and numbers[-1] == str(expected)

    return is_right


_UNKNOWN = {
    "en": re.compile(
        r"\b(do|does|did|could|can)( not|n't|n’t) (know|say|find|tell|mention|see|have|contain|answer)|"
        r"cannot (find|tell|say|answer)|\bno (information|mention|answer)|unknown|"
        r"\bnot (in the|given|mentioned|stated|known|said|available|there)",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "不知道|不清楚|不确定|未知|没提|未提|没说|未说明|没写|找不到|没找到|无法|"
        "没有(提|说|写|找|相关|关于|这|答案|信息)"
    ),
}


def admits_not_knowing(language: str, others: Sequence[str] = ()) -> Judge:
    """The reply says that it does not know, and gives none of the other values as an answer."""

    def is_right(reply: AIMessage) -> bool:
        text = text_of_reply(reply)
        return (
            is_plain_text(reply)
            and _UNKNOWN[language].search(text) is not None
            and len(text) <= _LONGEST[language]
            and not any(mentions(text, other) for other in others)
        )

    return is_right


def answers_in_text(language: str) -> Judge:
    """The reply is text in this language; it calls nothing."""
    return lambda reply: is_plain_text(reply) and is_in(text_of_reply(reply), language)


def has_calls(*expected: ToolCall) -> Judge:
    """The reply is these calls, in any order."""

    def is_right(reply: AIMessage) -> bool:
        found = [{"name": call["name"], "arguments": call["args"]} for call in reply.tool_calls]
        wanted = [{"name": call.name, "arguments": call.arguments} for call in expected]
        return sorted(map(_sorted_json, found)) == sorted(map(_sorted_json, wanted))

    return is_right


def _sorted_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


# What stands for an argument that may be left out, among acceptable values.
ABSENT = object()


def has_call_like(name: str, arguments: Mapping[str, Sequence[Any]]) -> Judge:
    """The reply is one call; each argument is one of the acceptable values.

    Capitals and the marks at the ends of texts do not count; `ABSENT` among the values lets an
    argument be left out.
    """

    def is_right(reply: AIMessage) -> bool:
        if len(reply.tool_calls) != 1 or reply.tool_calls[0]["name"] != name:
            return False
        found = reply.tool_calls[0]["args"]
        if found.keys() - arguments.keys():
            return False
        return all(_is_one_of(found.get(key, ABSENT), arguments[key]) for key in arguments)

    return is_right


def _is_one_of(found: Any, values: Sequence[Any]) -> bool:
    if found is ABSENT or found is None:
        return ABSENT in values
    return any(value is not ABSENT and _plain(found) == _plain(value) for value in values)


def _plain(value: Any) -> Any:
    """A value in the form in which two spellings of it are equal."""
    if isinstance(value, str):
        return re.sub(r"\s+", " ", value).strip(" .,!?\"'。，！？“”").casefold()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    # True is 1 for Python, but not for a schema.
    return (type(value) is bool, value)


def as_object(reply: AIMessage) -> Any:
    """Returns the value of a reply that is JSON, else None."""
    try:
        return json.loads(text_of_reply(reply))
    except json.JSONDecodeError:
        return None


def has_object(expected: Json) -> Judge:
    """The reply is JSON for this object."""
    return lambda reply: _sorted_json(as_object(reply)) == _sorted_json(expected)


def _comes_first(text: str, expected: str, other: str) -> bool:
    """Says whether a text names one before the other, or never names the other."""
    return not mentions(text, other) or text.find(expected) < text.find(other)


def has_answer(expected: str, others: Sequence[str] = ()) -> Judge:
    """The reply is {answer, justification}; the answer is right, the justification is text.

    The answer may name the others after the right one: "Orla is older than Otis".
    """

    def is_right(reply: AIMessage) -> bool:
        found = as_object(reply)
        if not isinstance(found, dict) or found.keys() != {"answer", "justification"}:
            return False
        answer, justification = found["answer"], found["justification"]
        if not isinstance(answer, str) or not isinstance(justification, str):
            return False
        return (
            mentions(answer, expected)
            and all(_comes_first(answer, expected, other) for other in others)
            and bool(justification.strip())
            and not repeats_itself(justification)
        )

    return is_right


def is_joke(language: str) -> Judge:
    """The reply is {setup, punchline}: two different texts in the language, without babble."""

    def is_right(reply: AIMessage) -> bool:
        found = as_object(reply)
        if not isinstance(found, dict) or found.keys() != {"setup", "punchline"}:
            return False
        parts = [found["setup"], found["punchline"]]
        return (
            all(isinstance(p, str) and is_in(p, language) and not repeats_itself(p) for p in parts)
            and parts[0] != parts[1]
            and len(parts[0]) >= (5 if language == "zh" else 12)
        )

    return is_right


_ABILITIES = {
    "en": ("translat", "tool", "json", "sum", "arithmetic", "joke"),
    "zh": ("翻译", "工具", "json", "算术", "计算", "笑话"),
}
_SELF = {
    "en": re.compile(r"langchain-gguf|(tiny|small|little) (language )?model", re.IGNORECASE),
    "zh": re.compile("langchain-gguf|小模型|小型模型|微型模型", re.IGNORECASE),
}


def says_what_it_is(language: str) -> Judge:
    """The reply names itself and two things it can do, in the language, without babble."""

    def is_right(reply: AIMessage) -> bool:
        text = text_of_reply(reply)
        abilities = [word for word in _ABILITIES[language] if word in text.lower()]
        return (
            answers_in_text(language)(reply)
            and _SELF[language].search(text) is not None
            and len(abilities) >= 2
            and len(text) <= _LONGEST[language]
        )

    return is_right


def after_thinking(answer: Judge) -> Judge:
    """The reply has steps in its reasoning, and the answer after them is right."""

    def is_right(reply: AIMessage) -> bool:
        reasoning = str(reply.additional_kwargs.get("reasoning_content") or "").strip()
        return (
            bool(reasoning)
            and not repeats_itself(reasoning)
            and "think>" not in text_of_reply(reply)
            and answer(reply)
        )

    return is_right


def names_first(expected: str, other: str) -> Judge:
    """The reply names the one before the other, as in "Orla has more than Otis", or alone."""

    def is_right(reply: AIMessage) -> bool:
        text = text_of_reply(reply)
        return (
            is_plain_text(reply)
            and mentions(text, expected)
            and _comes_first(text, expected, other)
        )

    return is_right


def show_calls(calls: Sequence[ToolCall]) -> str:
    """Returns calls as a reader would write them."""
    return " ".join(f"{call.name}({to_json(call.arguments)})" for call in calls)
