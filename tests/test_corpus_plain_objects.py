"""The plain text for objects, thinking and translation: true, and without held-out words."""

from __future__ import annotations

import json
import re
from random import Random
from types import ModuleType
from typing import Any

import pytest

from tests.test_corpus_tasks import assert_equations_hold
from training.chat_format import text_of
from training.corpus import (
    plain_extraction,
    plain_fields,
    plain_objects,
    plain_thinking,
    plain_translation,
    words,
)
from training.evaluation import words as evaluation_words

TASKS = (plain_extraction, plain_objects, plain_thinking, plain_translation)


def schema_in(prompt: str) -> Any:
    return json.loads(prompt[prompt.index("{") :])


def stated(value: Any) -> list[Any]:
    """The values of an object that its text has to state word for word."""
    if isinstance(value, dict):
        return [part for inner in value.values() for part in stated(inner)]
    if isinstance(value, list):
        return [part for inner in value for part in stated(inner)]
    return [] if isinstance(value, bool) else [value]


def test_every_value_of_an_object_stands_in_its_note() -> None:
    rng = Random(1)
    for _ in range(500):
        prompt, *turns = plain_extraction.sample(rng).messages
        keys = schema_in(prompt.content)["required"]
        for asked, answered in zip(turns[::2], turns[1::2], strict=True):
            found = json.loads(answered.content)
            assert list(found) == keys
            assert all(str(value) in asked.content for value in stated(found))


@pytest.mark.parametrize("chinese", [False, True])
def test_true_and_false_are_never_said_in_the_same_words(chinese: bool) -> None:
    rng = Random(2)
    for field in plain_fields.FIELDS:
        if field.kind in ("is", "has"):
            for form in plain_fields.sentences(rng, field, chinese):
                said = {plain_fields.say(rng, field, form, chinese) for _ in range(40)}
                assert len(said) == len({sentence for _, sentence in said}) == 2


def test_an_object_has_the_keys_of_its_schema() -> None:
    rng = Random(3)
    for _ in range(500):
        prompt, *turns = plain_objects.sample(rng).messages
        for answered in turns[1::2]:
            assert list(json.loads(answered.content)) == schema_in(prompt.content)["required"]


@pytest.mark.parametrize("task", [plain_objects, plain_thinking])
def test_equations_hold(task: ModuleType) -> None:
    rng = Random(4)
    answers = [m.reasoning + "\n" + m.content for _ in range(1000)
               for m in task.sample(rng).messages if m.role == "assistant"]  # fmt: skip
    assert sum(assert_equations_hold(text) for text in answers) > 500


def test_no_step_is_a_held_out_sum() -> None:
    rng = Random(5)
    for task in (plain_objects, plain_thinking):
        for _ in range(1000):
            for message in task.sample(rng).messages:
                text = message.reasoning + "\n" + message.content
                for a, op, b in re.findall(r"(?:^|\n|\")(\d+) ([-+x/]) (\d+) =", text):
                    assert not words.is_held_out(f"sum {a}{op}{b}", 20)


def test_the_steps_of_a_story_repeat_its_words() -> None:
    rng = Random(6)
    for index in range(500):
        question, thoughts, _ = plain_thinking.story(rng, index % 2 == 0, "+-")
        for thought in thoughts:
            told = re.split("[:：]", thought)[0]
            assert told.lower() in question.lower()


@pytest.mark.parametrize("task", TASKS)
def test_no_word_of_the_evaluation_occurs(task: ModuleType) -> None:
    rng = Random(7)
    text = "\n".join(text_of(task.sample(rng)) for _ in range(2000))
    found = set(re.findall("[A-Za-z]+", text))
    for english in ("NOUNS", "FIRST_NAMES", "LAST_NAMES", "CITIES", "PRODUCTS"):
        assert found & set(getattr(evaluation_words, english)) == set()
    for chinese in ("CHINESE_NOUNS", "CHINESE_NAMES", "CHINESE_CITIES", "CHINESE_PRODUCTS"):
        assert [word for word in getattr(evaluation_words, chinese) if word in text] == []


@pytest.mark.parametrize("task", TASKS)
def test_same_seed_gives_the_same_text(task: ModuleType) -> None:
    first, second = Random(8), Random(8)
    for _ in range(50):
        assert text_of(task.sample(first)) == text_of(task.sample(second))
