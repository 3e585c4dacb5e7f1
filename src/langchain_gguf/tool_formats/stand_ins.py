"""Calls and descriptions of tools as text of a message, where a template does not write them.

The fixed texts of a format are control tokens of the model, which the text of a message must not
form: stand-ins go through the template, and the texts are put in their place afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_gguf.tool_formats.base import Call, ToolFormat
from langchain_gguf.tool_formats.json_tags import JSON_TAGS, instructions
from langchain_gguf.tool_formats.reading.json_text import to_json

# Unicode noncharacters, as no text holds them.
_BREAK = "\ufdd0"
_STAND_IN = re.compile("\ufdd1([0-9]+)\ufdd2")
_EXAMPLE = Call("function_name", {"argument_name": "value"})
_INSTRUCTIONS = """\
# Tools

You may call one or more of these functions to assist with the user query:
{tools}

To call functions, write nothing but
{example}
with the name and the arguments that you choose."""


class StandIns:
    """The texts that are written for one prompt.

    Args:
        tool_format: how the model writes calls.
        cut: cuts text of a message so that no piece holds a whole control token.
    """

    def __init__(self, tool_format: ToolFormat, cut: Callable[[str], Sequence[str]]) -> None:
        """Begin without texts."""
        self._format = tool_format
        self._cut = cut
        self._texts: list[str] = []

    def write_calls(self, calls: Sequence[Mapping[str, Any]]) -> str:
        """Write the calls of a message, given as templates take them; returns a stand-in."""
        return self._stand_in(
            self._format.write(
                [
                    Call(*self._broken((call["function"]["name"], call["function"]["arguments"])))
                    for call in calls
                ]
            )
        )

    def instructions(self, tools: Sequence[Mapping[str, Any]]) -> str:
        """Describe tools, in OpenAI's form, and the format; returns a stand-in."""
        broken = self._broken(list(tools))
        if self._format is JSON_TAGS:
            return self._stand_in(instructions(broken))
        lines = "\n".join(map(to_json, broken))
        example = self._format.write([_EXAMPLE])
        return self._stand_in(_INSTRUCTIONS.format(tools=lines, example=example))

    def with_ids(self, messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Give calls and results the ids that the format wants."""
        ids: dict[str, str] = {}
        changed: list[Mapping[str, Any]] = []
        for message in messages:
            calls = [self._with_id(call, ids) for call in message.get("tool_calls") or ()]
            known = ids.get(message.get("tool_call_id", ""))
            own = {"tool_calls": calls} if calls else {"tool_call_id": known} if known else {}
            changed.append({**message, **own})
        return changed

    def fill(self, pieces: Sequence[str]) -> list[str]:
        """Put the texts in the place of their stand-ins in the pieces of a rendered prompt."""
        filled = (
            _STAND_IN.sub(lambda found: self._texts[int(found[1])], piece) for piece in pieces
        )
        return [part for piece in filled for part in piece.split(_BREAK) if part]

    def _stand_in(self, text: str) -> str:
        self._texts.append(text)
        return f"\ufdd1{len(self._texts) - 1}\ufdd2"

    def _with_id(self, call: Mapping[str, Any], ids: dict[str, str]) -> Mapping[str, Any]:
        given = call["id"]
        ids[given] = self._format.call_id(call["function"]["name"], len(ids), given)
        return {**call, "id": ids[given]}

    def _broken(self, value: Any) -> Any:
        """Break control tokens in the strings of a nested value that comes from outside."""
        if isinstance(value, str):
            return _BREAK.join(self._cut(value))
        if isinstance(value, Mapping):
            return {self._broken(key): self._broken(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._broken(item) for item in value]
        return value
