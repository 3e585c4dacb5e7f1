"""The plain training text: what is named is answered with its sentence, the rest is not known."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest

from tests.evaluation_cases import count_roughly
from training import corpus
from training.chat_format import Conversation, text_of
from training.corpus import plain_contexts, plain_facts, plain_recall, retrieval
from training.corpus.recall import NOT_TOLD, NOT_TOLD_CHINESE
from training.evaluation import words

Maker = Callable[[Random], Conversation]
CONTEXTS = (plain_contexts.sample, plain_contexts.long_sample)
NOTHING = (retrieval.NOT_THERE, retrieval.NOT_THERE_CHINESE)


def turns(each: Conversation) -> list[tuple[str, str]]:
    said = [message for message in each.messages if message.role != "system"]
    return [(a.content, b.content) for a, b in zip(said[::2], said[1::2], strict=True)]


@pytest.mark.parametrize("make", CONTEXTS)
def test_answers_are_sentences_of_the_text_and_a_seventh_is_not_known(make: Maker) -> None:
    rng, unknown, known = Random(3), 0, 0
    for _ in range(400):
        each = make(rng)
        first = next(i for i, message in enumerate(each.messages) if message.role == "assistant")
        text = "\n".join(message.content for message in each.messages[:first])
        for _, answer in turns(each):
            if answer in NOTHING:
                unknown += 1
            else:
                assert text.count(answer) == 1
                known += 1
    assert 0.1 < unknown / (unknown + known) < 0.2


@pytest.mark.parametrize("chinese", [False, True])
def test_each_thing_is_named_in_one_sentence_only(chinese: bool) -> None:
    rng = Random(4)
    for _ in range(300):
        names = plain_facts.Names(rng, chinese)
        found = plain_facts.facts(rng, 6, names, chinese)
        said = [fact.text for fact in found]
        said += [plain_facts.filler(rng, names, chinese) for _ in range(20)]
        for fact in found:
            whole = (
                re.escape(fact.name.lower()) if chinese else rf"\b{re.escape(fact.name.lower())}\b"
            )
            assert [text for text in said if re.search(whole, text.lower())] == [fact.text]


def test_there_are_many_plain_statements_and_ways_to_ask() -> None:
    for rows in plain_facts.ROWS:
        assert sum(len(row.sentences) for row in rows) >= 150
        assert all("{s}" in text for row in rows for text in row.sentences + row.questions)
        assert all(text.count("{v}") == 1 for row in rows for text in row.sentences)


def test_long_texts_are_of_many_lengths_and_none_is_too_long() -> None:
    rng = Random(5)
    lengths = sorted(count_roughly(text_of(plain_contexts.long_sample(rng))) for _ in range(300))
    assert lengths[30] < 500
    assert lengths[-1] < 2200


def test_what_is_recalled_was_said_in_other_words_of_the_same_person() -> None:
    rng, checked = Random(6), 0
    for _ in range(500):
        said = ""
        for ask, answer in turns(plain_recall.sample(rng)):
            if answer not in (NOT_TOLD, NOT_TOLD_CHINESE) and said:
                numbers = re.findall(r"\d+", answer)
                assert all(number in said for number in numbers), answer
                checked += bool(numbers)
            said += ask + "\n"
    assert checked > 500


def test_what_is_said_of_oneself_is_turned_to_the_other() -> None:
    turned = plain_recall.to_second_person
    assert turned("I gave my {k} to {v}.", False) == "You gave your {k} to {v}."
    assert turned("{v} is my friend.", False) == "{v} is your friend."
    assert turned("I'm {v}.", False) == "You are {v}."
    assert turned("我把{k}给了{v}。", True) == "你把{k}给了{v}。"


@pytest.mark.parametrize("name", ["plain_contexts", "plain_long_contexts", "plain_recall"])
def test_no_word_of_the_evaluation_is_in_it(name: str) -> None:
    make, rng = corpus.MIX[name][0], Random(8)
    text = "\n".join(text_of(make(rng)) for _ in range(1000))
    chinese = (words.CHINESE_NOUNS, words.CHINESE_NAMES, words.CHINESE_CITIES)
    english = (words.NOUNS, words.FIRST_NAMES, words.LAST_NAMES, words.CITIES, words.PRODUCTS)
    assert [word for held_out in chinese for word in held_out if word in text] == []
    used = set(re.findall("[A-Za-z]+", text))
    assert used & {word for held_out in english for word in held_out} == set()
