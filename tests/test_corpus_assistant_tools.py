"""What the training text says about an assistant's tools is right."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from training.chat_format import Conversation, text_of
from training.corpus import assistant_tools, words
from training.corpus.assistant_tools import kinds, offers, results, templates

_CHINESE = re.compile("[\u4e00-\u9fff]")
KINDS = kinds.all_kinds()


@pytest.fixture(scope="module")
def samples() -> list[Conversation]:
    rng = Random(5)
    return [assistant_tools.sample(rng) for _ in range(1500)]


def test_every_call_is_of_a_tool_offered_with_all_it_needs(samples: list[Conversation]) -> None:
    for conversation in samples:
        tools = {tool["function"]["name"]: tool["function"] for tool in conversation.tools}
        assert len(tools) == len(conversation.tools)
        for call in (call for message in conversation.messages for call in message.calls):
            parameters = tools[call.name]["parameters"]
            assert (
                set(parameters["required"]) <= set(call.arguments) <= set(parameters["properties"])
            )
            for key, value in call.arguments.items():
                allowed = parameters["properties"][key].get("enum")
                assert allowed is None or value in allowed


def test_text_in_a_call_was_said_by_the_user() -> None:
    rng = Random(6)
    for _ in range(800):
        offer = offers.Offer(rng, rng.choice(KINDS))
        said = offer.ask(rng, rng.random() < 0.5)
        for argument in offer.arguments:
            value = said.arguments.get(argument.key)
            if argument.choices or argument.words or "enum" in argument.schema:
                continue
            if isinstance(value, str):
                assert value in said.question


def test_calculating_tools_give_the_right_result() -> None:
    assert [results.evaluated(text) for text in ("2+3*4", "10 - 4 / 2", "7")] == [14, 8, 7]
    assert results.operate("divide", 7, 2) == 3.5
    assert results.operate("divide", 8, 2) == 4


def test_two_in_five_conversations_are_chinese(samples: list[Conversation]) -> None:
    questions = [next(m.content for m in c.messages if m.role == "user") for c in samples]
    share = sum(bool(_CHINESE.search(question)) for question in questions) / len(samples)
    assert 0.36 < share < 0.5


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_templates_of_a_kind_name_slots_it_has(kind: kinds.Kind) -> None:
    slots = {slot.name for slot in kind.slots}
    asked = kind.questions + kind.questions_chinese + kind.follow + kind.follow_chinese
    for template in asked:
        assert template.says <= slots
        texts = [templates.expand(Random(seed), template.parts) for seed in range(30)]
        for text in texts:
            assert set(re.findall(r"\{(\w+)\}", text)) == template.slots
            assert not set(text) & set("[]|")


def test_topics_are_asked_for_in_many_ways() -> None:
    rng = Random(7)
    found: Counter[tuple[str, bool]] = Counter()
    for chinese in (False, True):
        for kind in KINDS:
            asked = kind.questions_chinese if chinese else kind.questions
            texts = [templates.expand(rng, rng.choice(asked).parts) for _ in range(200)]
            found[kind.topic, chinese] += len(set(texts))
    assert min(found.values()) >= 40, found.most_common()[-3:]


def test_a_bracket_left_open_is_an_error() -> None:
    with pytest.raises(ValueError, match="left open"):
        templates.parse("[Turn|Switch on the light")


def test_no_word_of_the_evaluation_occurs(samples: list[Conversation]) -> None:
    nouns = set(words.HELD_OUT_NOUNS)
    for conversation in samples:
        text = text_of(conversation)
        assert not nouns & set(re.findall("[a-z]+", text.lower())), text
        assert not any(word in text for word in words.HELD_OUT_CHINESE_WORDS), text
