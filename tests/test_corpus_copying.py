"""The simplest forms of finding: every answer is what the words of its question lead to."""

from __future__ import annotations

import json
import re
from random import Random

import pytest

from training.chat_format import Conversation
from training.corpus import FIRST_SHARES, MIX, copying, sample_with_task


def turns(conversation: Conversation) -> list[tuple[str, str]]:
    """The text that was given once, put before each question; with each answer."""
    messages = conversation.messages
    given, _, first = messages[0].content.rpartition("\n\n")
    asked = [first, *(message.content for message in messages[2::2])]
    answers = [message.content for message in messages[1::2]]
    return [
        (f"{given}\n\n{question}", answer) for question, answer in zip(asked, answers, strict=True)
    ]


def shares_a_word(text: str, question: str) -> bool:
    """Says whether a word of a text, of Chinese two characters, stands in a question."""
    words = [word for word in re.findall(r"\w+", text) if word.isascii()]
    pairs = [text[i : i + 2] for i in range(len(text) - 1) if not text[i : i + 2].isascii()]
    return any(part in question for part in (*words, *pairs))


@pytest.mark.parametrize("seed", range(60))
def test_the_line_that_is_found_is_the_only_one_that_holds_the_word(seed: int) -> None:
    for text, answer in turns(copying.find_line(Random(seed))):
        given, _, question = text.rpartition("\n\n")
        assert given.count(answer) == 1
        assert shares_a_word(answer, question)


@pytest.mark.parametrize("seed", range(60))
def test_the_name_that_is_found_stands_before_the_word_that_is_asked_for(seed: int) -> None:
    for text, answer in turns(copying.find_head(Random(seed))):
        given, _, question = text.rpartition("\n\n")
        (row,) = [
            line
            for line in given.splitlines()
            if re.search(rf'(^|"){re.escape(answer)}("|: | - )', line)
        ]
        assert shares_a_word(row.split(answer, 1)[1], question)


@pytest.mark.parametrize("seed", range(60))
def test_the_values_that_are_found_stand_in_the_text_under_their_names(seed: int) -> None:
    for text, answer in turns(copying.find_values(Random(seed))):
        given, _, question = text.rpartition("\n\n")
        found = json.loads(answer)
        assert list(found) == re.split("、|, ", question.removeprefix("JSON: "))
        for name, value in found.items():
            assert name in given
            assert str(value) in given


def test_the_simplest_forms_come_first() -> None:
    rng = Random(1)
    at_first = [sample_with_task(rng, at_first=True)[0] for _ in range(1500)]
    later = [sample_with_task(rng)[0] for _ in range(1500)]
    assert sum(map(at_first.count, FIRST_SHARES)) > 2 * sum(map(later.count, FIRST_SHARES))
    assert set(FIRST_SHARES) <= set(MIX)
