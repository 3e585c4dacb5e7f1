"""Fits a conversation to what one chat template accepts.

Each step changes only what the template cannot take as it is. What has no place in it at all is
left out: earlier reasoning, and text beside a call.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_gguf.chat_template import ChatTemplate, has_calls
from langchain_gguf.errors import InvalidRequestError
from langchain_gguf.template_traits import TemplateTraits, typed

Entry = dict[str, Any]
WriteCalls = Callable[[Sequence[Mapping[str, Any]]], str]
_ROLES = ("system", "user", "assistant", "tool")


def fit_conversation(
    messages: Sequence[Mapping[str, Any]],
    template: ChatTemplate,
    *,
    with_tools: bool,
    write_calls: WriteCalls,
) -> list[Mapping[str, Any]]:
    """Convert the dicts of `messages_to_dicts` to those that a template takes.

    Args:
        messages: roles system, user, assistant, tool, or one of the template's own.
        template: the model's template.
        with_tools: whether tools are bound.
        write_calls: writes the calls of a message as the model would; for templates that do not.

    Raises:
        InvalidRequestError: a message has a role that the template does not know.
    """
    with_tools = with_tools or has_calls(messages)
    traits = template.traits(with_tools=with_tools)
    entries = [
        _with_known_role(dict(message), template, with_tools=with_tools) for message in messages
    ]
    entries = [fitted for entry in entries for fitted in _fit_calls(entry, traits, write_calls)]
    if not traits.parallel_calls:
        entries = _one_call_at_a_time(entries)
    entries = [_fit_reasoning(entry, traits) for entry in entries]
    entries = _place_system(entries, traits)
    entries = _merge_runs(entries, traits.repeatable)
    entries = _open_with_user(entries, traits)
    return [typed(entry, traits.typed_content) for entry in entries]


def _with_known_role(entry: Entry, template: ChatTemplate, *, with_tools: bool) -> Entry:
    role = entry["role"]
    if role in _ROLES or template.knows_role(role, with_tools=with_tools):
        return entry
    if role == "developer":  # OpenAI's later name.
        return {**entry, "role": "system"}
    raise InvalidRequestError(
        f"A message has the role {role!r}, which this model's chat template does not write. Use "
        "system, human, AI or tool messages."
    )


# Calls and results ----------------------------------------------------------------------------


def _fit_calls(entry: Entry, traits: TemplateTraits, write_calls: WriteCalls) -> list[Entry]:
    if entry["role"] == "tool":
        return [_fit_result(entry, traits)]
    calls = entry.get("tool_calls")
    if not calls:
        return [entry]
    if traits.arguments is None:
        text = _join_texts("\n", entry["content"], write_calls(calls))
        return [{**_without(entry, "tool_calls"), "content": text}]
    fitted = {**entry, "tool_calls": [_fit_call(call, traits) for call in calls]}
    if not entry["content"]:
        return [{**fitted, "content": traits.empty_content}]
    if traits.text_beside_calls:
        return [fitted]
    if not traits.text_before_calls:
        return [{**fitted, "content": traits.empty_content}]
    said = _without(entry, "tool_calls", "reasoning_content")
    return [said, {**fitted, "content": traits.empty_content}]


def _fit_call(call: Mapping[str, Any], traits: TemplateTraits) -> Entry:
    function = call["function"]
    if traits.arguments == "text":
        function = {**function, "arguments": _name_and_arguments(call)[1]}
    return {**call, "id": _fit_id(call["id"], traits), "function": function}


def _fit_result(entry: Entry, traits: TemplateTraits) -> Entry:
    if traits.result_role == "user":
        text = f"<tool_response>\n{entry['content']}\n</tool_response>"
        return {"role": "user", "content": text}
    fitted = {**entry, "role": traits.result_role}
    if "tool_call_id" in entry:
        fitted["tool_call_id"] = _fit_id(entry["tool_call_id"], traits)
    return fitted


def _fit_id(call_id: str, traits: TemplateTraits) -> str:
    """Shorten an id where a template insists on a length, always in the same way."""
    length = traits.call_id_length
    if length is None or (len(call_id) == length and call_id.isalnum() and call_id.isascii()):
        return call_id
    return hashlib.sha256(call_id.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _name_and_arguments(call: Mapping[str, Any]) -> tuple[str, str]:
    function = call["function"]
    return function["name"], json.dumps(function["arguments"], ensure_ascii=False)


def _one_call_at_a_time(entries: Sequence[Entry]) -> list[Entry]:
    """Turn calls side by side into calls in turn, each followed by its result."""
    fitted: list[Entry] = []
    waiting = list(entries)
    while waiting:
        entry = waiting.pop(0)
        calls = entry.get("tool_calls") or []
        if len(calls) < 2:
            fitted.append(entry)
            continue
        num_results = next(
            (i for i, other in enumerate(waiting) if "tool_call_id" not in other), len(waiting)
        )
        results, waiting = waiting[:num_results], waiting[num_results:]
        for number, call in enumerate(calls):
            said = {} if number == 0 else {"content": None if entry["content"] is None else ""}
            kept = entry if number == 0 else _without(entry, "reasoning_content")
            fitted.append({**kept, **said, "tool_calls": [call]})
            own = [result for result in results if result["tool_call_id"] == call["id"]]
            fitted += own
            results = [result for result in results if result not in own]
        fitted += results
    return fitted


# Reasoning, system messages, order -------------------------------------------------------------


def _fit_reasoning(entry: Entry, traits: TemplateTraits) -> Entry:
    reasoning = entry.get("reasoning_content")
    if reasoning is None:
        return entry
    fitted = _without(entry, "reasoning_content")
    crowded = entry.get("tool_calls") and entry["content"] and not traits.reasoning_beside_text
    if traits.reasoning_field and not crowded:
        fitted[traits.reasoning_field] = reasoning
    return fitted


def _place_system(entries: Sequence[Entry], traits: TemplateTraits) -> list[Entry]:
    """Put system messages where the template takes them."""
    if traits.later_system:
        return list(entries)
    told = [entry for entry in entries if entry["role"] == "system"]
    others = [entry for entry in entries if entry["role"] != "system"]
    if not told:
        return others
    if traits.system:
        stray = any(entry["role"] == "system" for entry in entries[len(told) :])
        return [_joined(told), *others] if stray else list(entries)
    text = _joined(told)["content"]
    if others and others[0]["role"] == "user":
        first = {**others[0], "content": _join_texts("\n\n", text, others[0]["content"])}
        return [first, *others[1:]]
    return [{"role": "user", "content": text}, *others]


def _merge_runs(entries: Sequence[Entry], repeatable: frozenset[str]) -> list[Entry]:
    """Merge neighbours of one role where the template wants roles to take turns."""
    merged: list[Entry] = []
    for entry in entries:
        previous = merged[-1] if merged else None
        if (
            previous is not None
            and previous["role"] == entry["role"]
            and entry["role"] in ("system", "user", "assistant")
            and entry["role"] not in repeatable
            and not previous.get("tool_calls")
        ):
            merged[-1] = _joined([previous, entry])
        else:
            merged.append(entry)
    return merged


def _open_with_user(entries: Sequence[Entry], traits: TemplateTraits) -> list[Entry]:
    """Let a user who says nothing begin, where somebody has to."""
    num_system = next(
        (i for i, entry in enumerate(entries) if entry["role"] != "system"), len(entries)
    )
    rest = entries[num_system:]
    if rest:
        is_missing = rest[0]["role"] == "assistant" and not traits.assistant_first
    else:
        is_missing = num_system > 0 and not traits.system_alone
    opening = [{"role": "user", "content": ""}] if is_missing else []
    return [*entries[:num_system], *opening, *rest]


def _joined(entries: Sequence[Entry]) -> Entry:
    """Make one message of several; their texts are separated by a line break."""
    joined: Entry = {}
    for entry in entries:
        for key, value in entry.items():
            both = isinstance(value, str) and isinstance(joined.get(key), str)
            if both and key not in ("role", "name"):
                joined[key] = _join_texts("\n", joined[key], value)
            elif joined.get(key) is None:
                joined[key] = value
    return joined


def _join_texts(separator: str, *texts: str) -> str:
    return separator.join(text for text in texts if text)


def _without(entry: Entry, *keys: str) -> Entry:
    return {key: value for key, value in entry.items() if key not in keys}
