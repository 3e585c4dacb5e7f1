"""The training text for chat, what is beyond it, retrieval, recall and long prompts is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from training import corpus
from training.chat_format import Conversation, text_of
from training.corpus import (
    chat,
    far_talk,
    known_prompts,
    long_context,
    out_of_depth,
    recall,
    retrieval,
    words,
)
from training.corpus.prose import document
from training.corpus.relations import KINDS, RELATIONS, relations_of
from training.evaluation.out_of_domain import prompts

CHINESE = re.compile("[\u4e00-\u9fff]")
NOT_THERE = (retrieval.NOT_THERE, retrieval.NOT_THERE_CHINESE)
MAKERS = (chat.sample, far_talk.sample, retrieval.sample, recall.sample, long_context.sample)


def conversations(make: Callable[[Random], Conversation], count: int) -> list[Conversation]:
    rng = Random(11)
    return [make(rng) for _ in range(count)]


@pytest.mark.parametrize("make", MAKERS)
def test_same_seed_gives_the_same_conversation(make: Callable[[Random], Conversation]) -> None:
    assert [make(Random(seed)) for seed in range(30)] == [make(Random(seed)) for seed in range(30)]


@pytest.mark.parametrize("make", MAKERS)
def test_both_languages_have_their_share(make: Callable[[Random], Conversation]) -> None:
    found = conversations(make, 400)
    share = sum(bool(CHINESE.search(each.messages[-1].content)) for each in found) / len(found)
    assert 0.25 < share < 0.6


@pytest.mark.parametrize("chinese", [False, True])
def test_every_fact_of_a_document_stands_in_it_with_its_span(chinese: bool) -> None:
    rng = Random(1)
    for _ in range(800):
        found = document(rng, chinese, rng.choice((1, 3, 6)))
        for fact in found.facts:
            assert fact.text in found.text
            assert fact.span.lower() in fact.text.lower()


@pytest.mark.parametrize("make", [retrieval.sample, long_context.sample])
def test_an_answer_from_a_text_is_quoted_from_it(make: Callable[[Random], Conversation]) -> None:
    for each in conversations(make, 500):
        context = each.messages[0].content + each.messages[1].content
        for message in each.messages:
            if message.role == "assistant" and message.content not in NOT_THERE:
                assert message.content in context


def test_a_third_to_a_half_of_questions_are_not_answered_by_the_text() -> None:
    answers = [m.content for each in conversations(retrieval.sample, 600)
               for m in each.messages if m.role == "assistant"]  # fmt: skip
    share = sum(answer in NOT_THERE for answer in answers) / len(answers)
    assert 0.3 < share < 0.55


@pytest.mark.parametrize("chinese", [False, True])
def test_no_question_called_unanswered_is_one_of_the_text(chinese: bool) -> None:
    rng = Random(2)
    for _ in range(800):
        found = document(rng, chinese, rng.choice((2, 4, 6)))
        answered = {
            question.format(s=fact.subject)
            for fact in found.facts
            for question in fact.relation.questions
        }
        assert not answered & set(found.not_there)


def test_relations_are_many_and_alike_in_both_languages() -> None:
    assert [row[:2] for row in RELATIONS[0]] == [row[:2] for row in RELATIONS[1]]
    for chinese in (False, True):
        rows = [row for kind in KINDS for row in relations_of(kind, chinese)]
        assert len(rows) > 60
        assert sum(len(row.sentences) for row in rows) / len(rows) > 2.5


def test_what_is_out_of_depth_has_no_answer_of_its_own() -> None:
    rng = Random(3)
    fixed = {
        known_prompts.normalised(case.conversation.messages[0].content)
        for case in corpus.fixed_cases()
        if len(case.conversation.messages) == 2 and not case.conversation.tools
        and case.conversation.messages[1].content not in map(out_of_depth.answer_for, (False, True))
    }  # fmt: skip
    for index in range(6000):
        prompt, answer = out_of_depth.out_of_depth(rng, index % 2 == 0)
        assert not known_prompts.is_known(prompt), prompt
        assert known_prompts.normalised(prompt) not in fixed or not prompt.strip("?!. "), prompt
        assert answer == out_of_depth.answer_for(out_of_depth.is_chinese(prompt))


def test_requests_out_of_depth_hardly_ever_repeat() -> None:
    rng = Random(4)
    seen = Counter(out_of_depth.out_of_depth(rng, index % 2 == 0)[0] for index in range(3000))
    assert len(seen) > 2000


def test_far_requests_are_none_of_the_evaluation_and_have_no_answer_of_their_own() -> None:
    rng = Random(6)
    texts = [*prompts("en"), *prompts("zh")]
    asked = {*texts, *map(known_prompts.normalised, texts)} - {""}
    seen = set()
    for index in range(6000):
        prompt, answer = far_talk.far_exchange(rng, index % 2 == 0)
        seen.add(prompt)
        assert not known_prompts.is_known(prompt), prompt
        assert prompt not in asked and known_prompts.normalised(prompt) not in asked, prompt
        assert not words.holds_held_out(prompt), prompt
        assert answer == out_of_depth.answer_for(index % 2 == 0)
    assert len(seen) > 4800


def test_no_prompt_of_chat_has_two_answers() -> None:
    answers: dict[str, set[str]] = {}
    rng = Random(5)
    for index in range(8000):
        chinese = index % 2 == 0
        make = (chat.small_talk, chat.fact, chat.capital_city, chat.joke)[index // 2 % 4]
        prompt, answer = make(rng, chinese)
        answers.setdefault(known_prompts.normalised(prompt), set()).add(answer)
    assert not [prompt for prompt, found in answers.items() if len(found) > 1]


def test_fixed_prompts_keep_their_answers_in_chat() -> None:
    fixed = {
        case.conversation.messages[0].content: case.conversation.messages[1].content
        for case in corpus.fixed_cases()
        if len(case.conversation.messages) == 2 and not case.conversation.tools
    }
    for each in conversations(chat.sample, 3000):
        for ask, answer in zip(each.messages, each.messages[1:], strict=False):
            if ask.role == "user" and ask.content in fixed:
                assert answer.content == fixed[ask.content]


def test_what_is_recalled_was_told_by_the_user_before() -> None:
    checked = 0
    for each in conversations(recall.sample, 1500):
        said = ""
        for message in each.messages:
            if message.role != "assistant":
                said += message.content.lower() + "\n"
            elif message.content.startswith(("Your ", "你的", "你最")):
                answer = message.content.rstrip(".。").lower()
                value = re.split(r" is called | is |是|叫|你的预约在", answer, maxsplit=1)[-1]
                assert value.removesuffix("的") in said, message.content
                checked += 1
    assert checked > 500


def test_a_correction_replaces_what_was_told() -> None:
    rng = Random(7)
    for index in range(200):
        talk = recall._Talk(rng, index % 2 == 0)
        topic = rng.choice(recall.TOPICS[index % 2 == 0])
        talk.tell(topic)
        talk.tell(topic, again=True)
        talk.ask(topic)
        assert talk.messages[-1].content == talk.known[topic.name].answer
        assert talk.known[topic.name].value.lower() in talk.messages[2].content.lower()


def test_a_long_prompt_has_about_the_length_asked_for() -> None:
    rng = Random(6)
    for chinese in (False, True):
        short = [len(text_of(long_context.conversation(rng, chinese, 256))) for _ in range(60)]
        long = [len(text_of(long_context.conversation(rng, chinese, 1024))) for _ in range(60)]
        assert 3 < sum(long) / sum(short) < 6
