"""Earlier turns with calls and results, in the form that a template takes.

What a template does not write itself is written here, as text of the messages. The fixed texts of a
format are control tokens of the model then, which the text of a message must not form: stand-ins
go through the template, and `fill` puts the texts in their place.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_gguf.tool_formats.base import Call
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.template_profile import TemplateProfile

# Unicode noncharacters, as no text holds them.
_STAND_IN = re.compile("\ufdd1([0-9]+)\ufdd2")
_ID_LETTERS = string.ascii_lowercase + string.digits
_RESULT_BEGIN, _RESULT_END = "<tool_response>\n", "\n</tool_response>"

Message = dict[str, Any]


class History:
    """Converts the messages of one conversation.

    Args:
        profile: what the template does.
        neutralize: takes control tokens apart in text that is not the template's own.
    """

    def __init__(self, profile: TemplateProfile, neutralize: Any) -> None:
        """Begin a conversion."""
        self._profile = profile
        self._neutralize = neutralize
        self._texts: list[str] = []
        self._num_calls = 0
        self._ids: dict[str, str] = {}

    def stand_in(self, text: str) -> str:
        """Keep a text that may hold control tokens, and return what stands for it."""
        self._texts.append(text)
        return f"\ufdd1{len(self._texts) - 1}\ufdd2"

    def fill(self, text: str) -> str:
        """Put the kept texts in the place of their stand-ins."""
        return _STAND_IN.sub(lambda found: self._texts[int(found[1])], text)

    def convert(self, messages: Sequence[Mapping[str, Any]]) -> list[Message]:
        """Convert messages; those without calls and results stay as they are."""
        converted: list[Message] = []
        for message in messages:
            if message.get("tool_calls"):
                converted += self._message_with_calls(message)
            elif message.get("role") == "tool":
                self._add_result(converted, dict(message))
            elif message.get("role") == "user" and _is_result(converted):
                converted[-1]["content"] += f"\n{message['content']}"
            else:
                converted.append(dict(message))
        if self._profile.writes_calls and self._profile.one_call_per_message:
            return _one_call_per_message(converted)
        return converted

    def _message_with_calls(self, message: Mapping[str, Any]) -> list[Message]:
        profile = self._profile
        calls = [self._call(call) for call in message["tool_calls"]]
        text = message.get("content") or ""
        rest = {key: value for key, value in message.items() if key != "tool_calls"}
        if not profile.writes_calls:
            neutral = [
                Call(*self._neutralize((call.name, call.arguments, call.id))) for call in calls
            ]
            written = self.stand_in(profile.tool_format.write(neutral))
            return [{**rest, "content": f"{text}\n{written}" if text else written}]
        dicts = [
            {
                "id": call.id,
                "type": "function",
                "function": {
                    "name": call.name,
                    "arguments": to_json(call.arguments)
                    if profile.arguments_as_text
                    else call.arguments,
                },
            }
            for call in calls
        ]
        if not profile.text_with_calls:
            text = ""
        content = text or (None if profile.no_content else "")
        return [{**rest, "content": content, "tool_calls": dicts}]

    def _call(self, call: Mapping[str, Any]) -> Call:
        name, given = call["function"]["name"], call.get("id") or ""
        call_id = self._profile.tool_format.call_id(name, self._num_calls, given)
        if self._profile.short_ids:
            call_id = _short_id(given)
        self._num_calls += 1
        self._ids[given] = call_id
        return Call(name, call["function"]["arguments"], call_id)

    def _add_result(self, converted: list[Message], message: Message) -> None:
        if "tool_call_id" in message:
            given = message["tool_call_id"]
            message["tool_call_id"] = self._ids.get(given, given)
        if self._profile.writes_results:
            converted.append(message)
            return
        begin, end = self.stand_in(_RESULT_BEGIN), self.stand_in(_RESULT_END)
        text = f"{begin}{message['content']}{end}"
        if _is_result(converted):
            converted[-1]["content"] += "\n" + text
        else:
            converted.append({"role": "user", "content": text})


def _is_result(messages: Sequence[Message]) -> bool:
    """Whether a result was written as the last message; what follows joins it.

    Templates without results want the roles of user and assistant to alternate.
    """
    last = messages[-1] if messages else {}
    content = last.get("content")
    return last.get("role") == "user" and isinstance(content, str) and "\ufdd1" in content


def _one_call_per_message(messages: Sequence[Message]) -> list[Message]:
    """Split messages with several calls, each followed by its own result."""
    split: list[Message] = []
    waiting = list(messages)
    while waiting:
        message = waiting.pop(0)
        calls = message.get("tool_calls") or ()
        if len(calls) < 2:
            split.append(message)
            continue
        results: list[Message] = []
        while waiting and waiting[0].get("role") == "tool":
            results.append(waiting.pop(0))
        for place, call in enumerate(calls):
            content = message["content"] if place == 0 else "" if message["content"] else None
            if message["content"] == "":
                content = ""
            split.append({**message, "content": content, "tool_calls": [call]})
            own = [result for result in results if result.get("tool_call_id") == call["id"]]
            split += own
            results = [result for result in results if result not in own]
        split += results
    return split


def _short_id(call_id: str) -> str:
    """Make nine letters or digits of an id, always the same ones."""
    number = int.from_bytes(hashlib.sha256(call_id.encode()).digest()[:8], "big")
    letters = []
    for _ in range(9):
        number, place = divmod(number, len(_ID_LETTERS))
        letters.append(_ID_LETTERS[place])
    return "".join(letters)
