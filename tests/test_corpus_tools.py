"""The training text about tools: its labels are right, and it is as varied as it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

from training.chat_format import Conversation, Message, text_of
from training.corpus import phrasing, tool_turns, tools, words

COUNT = 1500


def samples(count: int = COUNT, seed: int = 3) -> list[Conversation]:
    rng = Random(seed)
    return [tools.sample(rng) for _ in range(count)]


SAMPLES = samples()


def calls() -> Iterator[tuple[Conversation, int, Message]]:
    for conversation in SAMPLES:
        for index, message in enumerate(conversation.messages):
            if message.calls:
                yield conversation, index, message


def schema_of(conversation: Conversation, name: str) -> dict[str, Any]:
    function = next(t["function"] for t in conversation.tools if t["function"]["name"] == name)
    parameters: dict[str, Any] = function["parameters"]
    return parameters


def copied_values(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in copied_values(item)]
    if isinstance(value, list):
        return [text for item in value for text in copied_values(item)]
    return [] if isinstance(value, bool) else [str(value)]


def test_only_offered_tools_are_called_with_arguments_they_have() -> None:
    for conversation, _, message in calls():
        for call in message.calls:
            schema = schema_of(conversation, call.name)
            assert set(call.arguments) <= set(schema["properties"])
            assert set(schema["required"]) <= set(call.arguments), text_of(conversation)


def test_every_value_of_a_call_is_said_before_it() -> None:
    for conversation, index, message in calls():
        if message.forced:
            continue
        before = " ".join(m.content for m in conversation.messages[:index])
        for call in message.calls:
            properties = schema_of(conversation, call.name)["properties"]
            for key, value in call.arguments.items():
                if not properties[key].get("enum"):
                    assert all(text in before for text in copied_values(value)), text_of(
                        conversation
                    )


def test_values_have_the_type_of_their_argument() -> None:
    types = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list}
    for conversation, _, message in calls():
        for call in message.calls:
            properties = schema_of(conversation, call.name)["properties"]
            for key, value in call.arguments.items():
                expected = types.get(properties[key]["type"], dict)
                assert isinstance(value, expected), (call, properties[key])  # type: ignore[arg-type]
                assert isinstance(value, bool) == (properties[key]["type"] == "boolean")


def test_choices_are_among_those_offered() -> None:
    for conversation, _, message in calls():
        for call in message.calls:
            properties = schema_of(conversation, call.name)["properties"]
            for key, value in call.arguments.items():
                assert value in properties[key].get("enum", [value])


def test_tools_offered_together_have_different_names() -> None:
    for conversation in SAMPLES:
        names = [tool["function"]["name"] for tool in conversation.tools]
        assert 1 <= len(names) <= 10
        assert len(set(names)) == len(names)


def test_nothing_held_out_is_said_or_offered() -> None:
    for conversation in SAMPLES[:500]:
        for tool in conversation.tools:
            assert not words.holds_held_out(tool["function"]["name"])
        for message in conversation.messages:
            if message.role == "user":
                assert not words.holds_held_out(message.content), message.content


def test_every_kind_of_turn_is_there() -> None:
    questions = [m.content for c in SAMPLES for m in c.messages if m.role == "user"]
    answers = [m for c in SAMPLES for m in c.messages if m.role == "assistant"]
    refusals = (tool_turns.NO_TOOL_ANSWER, tool_turns.NO_TOOL_ANSWER_CHINESE)
    share = Counter[str]()
    for message in answers:
        share["several calls"] += len(message.calls) > 1
        share["different tools"] += len({call.name for call in message.calls}) > 1
        share["refused"] += message.content in refusals
        share["errors"] += message.content.startswith(
            ("The tool returned an error", "工具返回了错误")
        )
        share["forced"] += message.forced
    assert share["several calls"] > 0.06 * len(answers)
    assert share["different tools"] > 0.02 * len(answers)
    assert share["refused"] > 0.04 * len(answers)
    assert share["errors"] > 10
    assert share["forced"] > 10
    chinese = sum(map(tool_turns.is_chinese, questions)) / len(questions)
    assert 0.35 < chinese < 0.55
    many = sum(len(c.tools) >= 5 for c in SAMPLES) / len(SAMPLES)
    assert 0.09 < many < 0.18


def test_questions_seldom_repeat() -> None:
    questions = Counter(m.content for c in SAMPLES for m in c.messages if m.role == "user")
    assert len(questions) > 0.85 * sum(questions.values())


def test_same_seed_gives_the_same_samples() -> None:
    assert samples(50) == samples(50)


def test_no_word_of_the_lists_is_kept_for_the_evaluation() -> None:
    for entries in (words.NOUNS, words.VERBS, words.CITIES, words.CHINESE_WORDS, words.FIRST_NAMES):
        assert len(entries) > 400
        assert not any(words.holds_held_out(entry) for entry in entries)


def test_english_words_take_their_endings() -> None:
    assert phrasing.plural("box") == "boxes"
    assert phrasing.plural("city") == "cities"
    assert phrasing.plural("toy") == "toys"
    assert phrasing.ing("write") == "writing"
    assert phrasing.ing("stop the song") == "stopping the song"
    assert phrasing.possessive("James") == "James'"
    assert phrasing.article("order") == "an order"
    assert phrasing.article("user") == "a user"
