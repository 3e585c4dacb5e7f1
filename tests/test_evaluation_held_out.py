"""What the evaluation asks is not in the training text: prompts, tools, values."""

from __future__ import annotations

import re
from random import Random

import pytest

from tests.evaluation_cases import Cases, all_cases, own_cases
from training import corpus
from training.chat_format import Conversation, text_of
from training.corpus.words import holds_held_out
from training.evaluation import handwritten_tools, tool_results, words
from training.evaluation.everyday_requests import KINDS


@pytest.fixture(scope="module")
def cases() -> Cases:
    return all_cases()


@pytest.fixture(scope="module")
def training() -> list[Conversation]:
    rng = Random(11)
    return [corpus.sample(rng) for _ in range(5000)]


def test_no_prompt_of_the_evaluation_is_a_training_prompt(
    cases: Cases, training: list[Conversation]
) -> None:
    trained = {
        message.content.strip().lower()
        for conversation in training
        for message in conversation.messages
        if message.role == "user"
    }
    asked = {
        case.prompt.strip().lower()
        for case in own_cases(cases)
        if case.conversation.messages[-1].role == "user"
    }
    assert len(asked) > 8000
    assert asked & trained == set()


def test_no_tool_of_the_evaluation_is_offered_in_training(
    cases: Cases, training: list[Conversation]
) -> None:
    trained = {tool["function"]["name"] for conversation in training for tool in conversation.tools}
    offered = {
        tool["function"]["name"] for case in own_cases(cases) for tool in case.conversation.tools
    }
    assert len(offered) > 1000
    assert offered & trained == set()


@pytest.mark.parametrize(
    "held_out",
    [words.NOUNS, words.FIRST_NAMES, words.LAST_NAMES, words.CITIES, words.PRODUCTS],
    ids=["nouns", "first names", "last names", "cities", "products"],
)
def test_no_english_value_is_in_the_training_text(
    held_out: tuple[str, ...], training: list[Conversation]
) -> None:
    found: set[str] = set()
    for conversation in training:
        found |= set(re.findall("[A-Za-z]+", text_of(conversation))) & set(held_out)
    assert found == set()


@pytest.mark.parametrize(
    "held_out",
    [words.CHINESE_NOUNS, words.CHINESE_NAMES, words.CHINESE_CITIES, words.CHINESE_PRODUCTS],
    ids=["nouns", "names", "cities", "products"],
)
def test_no_chinese_value_is_in_the_training_text(
    held_out: tuple[str, ...], training: list[Conversation]
) -> None:
    text = "\n".join(map(text_of, training))
    assert [word for word in held_out if word in text] == []


def test_a_word_that_only_begins_like_a_held_out_one_may_stand_in_a_chinese_text() -> None:
    assert holds_held_out("给我 cash")
    assert not holds_held_out("给我cashew")


def test_held_out_words_are_many_and_different() -> None:
    for held_out, least in (
        (words.NOUNS, 120),
        (words.CHINESE_NOUNS, 70),
        (words.FIRST_NAMES, 60),
        (words.LAST_NAMES, 40),
        (words.CHINESE_NAMES, 40),
        (words.CITIES, 60),
        (words.CHINESE_CITIES, 40),
    ):
        assert len(held_out) == len(set(held_out)) >= least


def test_names_of_tools_that_training_leaves_out_are_all_listed() -> None:
    named = {name for kind in KINDS for name in kind.names} | set(tool_results.chain_tool_names())
    for language in ("en", "zh"):
        for case in handwritten_tools.all_cases(language):
            named |= {tool["function"]["name"] for tool in case.conversation.tools}
    assert named <= set(words.TOOL_NAMES)
