"""What is told and found again: recall, drawn facts, names, numbers; far requests between them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

import pytest

from training.chat_format import Conversation, assistant, render, text_of, user
from training.corpus import (
    copy_lists,
    copying,
    crowds,
    drawn_facts,
    far_talk,
    number_order,
    recall_drill,
    words,
)
from training.corpus.recall import NOT_TOLD, NOT_TOLD_CHINESE
from training.corpus.retrieval import NOT_THERE, NOT_THERE_CHINESE

Make = Callable[[Random], Conversation]
MAKERS: dict[str, Make] = {
    "recall": recall_drill.sample,
    "facts": drawn_facts.sample,
    "far facts": drawn_facts.long_sample,
    "names": copying.copy_names,
    "lists": copy_lists.sample,
    "numbers": number_order.sample,
    "far talk": far_talk.sample,
}


def turns(make: Make, count: int) -> Iterator[tuple[str, str, str]]:
    """All that was said before, the question and the answer, of every turn."""
    rng = Random(3)
    for _ in range(count):
        said = ""
        messages = make(rng).messages
        for asked, answer in pairwise(messages):
            if asked.role == "user" and answer.role == "assistant":
                yield said, asked.content, answer.content
            said += asked.content + "\n"


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_same_seed_gives_the_same_text(make: Make) -> None:
    first, second = Random(5), Random(5)
    assert [text_of(make(first)) for _ in range(30)] == [text_of(make(second)) for _ in range(30)]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_no_held_out_word_occurs(make: Make) -> None:
    rng = Random(4)
    for _ in range(100):
        for message in make(rng).messages:
            assert not words.holds_held_out(message.content)


@pytest.mark.parametrize(
    ("make", "least", "most"),
    [
        (drawn_facts.sample, 0.05, 0.25),
        (drawn_facts.long_sample, 0.05, 0.25),
        (crowds.sample, 0, 0.1),
        (crowds.long_sample, 0, 0.1),
    ],
)
def test_an_answer_is_a_sentence_of_the_text_or_says_that_there_is_none(
    make: Make, least: float, most: float
) -> None:
    absent = total = 0
    for said, asked, answer in turns(make, 60):
        total += 1
        if answer in (NOT_THERE, NOT_THERE_CHINESE):
            absent += 1
        else:
            assert answer in said + asked
    assert least < absent / total < most


def test_what_another_might_have_said_is_read_but_not_learned() -> None:
    conversation = Conversation(
        (user("I am Ben."), assistant("Wonderful.", learned=False), user("And?"), assistant("Hm."))
    )
    assert [text for text, is_trained in render(conversation) if is_trained] == ["Hm.<|im_end|>"]


def test_what_is_recalled_holds_values_that_were_told() -> None:
    fixed = {NOT_TOLD, NOT_TOLD_CHINESE}
    for said, _, answer in turns(recall_drill.sample, 80):
        is_told = answer.startswith(("You", "你")) and answer not in fixed
        if is_told:  # sums and facts come in between
            for value in re.findall(r"\d+|[A-Z]{2,}-\d+", answer):
                assert value in said


def test_owners_and_things_stand_before_the_answer() -> None:
    for said, asked, answer in [*turns(copying.copy_names, 60), *turns(copy_lists.sample, 60)]:
        found = next(iter(json.loads(answer).values())) if answer[0] == "{" else answer
        for name in found if isinstance(found, list) else [found]:
            assert name in said + asked


def test_the_number_that_is_asked_for_comes_first() -> None:
    for _, asked, answer in turns(number_order.steps, 60):
        first, sign, second = answer.split(" ")[-3:]
        first = re.split("[:：]", first)[-1]
        assert (int(first) > int(second)) == (sign == ">")
        assert re.search(rf"(?<!\d){first}(?!\d)", asked)
        assert re.search(rf"(?<!\d){second}(?!\d)", asked)


def test_the_answers_after_a_rule_are_all_the_larger_numbers_or_all_the_smaller() -> None:
    rng = Random(3)
    for _ in range(60):
        messages = [each for each in number_order.numbers(rng).messages if each.role != "system"]
        pairs = [sorted(map(int, re.findall(r"\d+", each.content))) for each in messages[::2]]
        answers = [int(each.content) for each in messages[1::2]]
        assert answers in ([high for _, high in pairs], [low for low, _ in pairs])


def test_the_order_of_two_numbers_does_not_give_the_answer_away() -> None:
    rng = Random(3)
    for is_easy in (False, True):
        pairs = [number_order.two_numbers(rng, is_easy) for _ in range(4000)]
        assert all(one != other for one, other in pairs)
        assert 0.47 < sum(one > other for one, other in pairs) / len(pairs) < 0.53
