"""What the training text says about agents is right."""

from __future__ import annotations

import json
import re
from random import Random

import pytest

from training.chat_format import Conversation, text_of
from training.corpus import agents, words
from training.corpus.agents import everyday, generic, records

_CHINESE = re.compile("[\u4e00-\u9fff]")
DEPENDENT = (generic.resolve, generic.in_year, generic.compute, generic.tell, generic.pipe,
             generic.sums, everyday.mail_to, everyday.open_first, everyday.stock_in,
             everyday.read_translate, everyday.read_tell, everyday.fly, everyday.dine,
             everyday.agenda_tell)  # fmt: skip


@pytest.fixture(scope="module")
def samples() -> list[Conversation]:
    rng = Random(5)
    return [agents.sample(rng) for _ in range(1500)]


def test_every_call_is_of_a_tool_offered_with_all_it_needs(samples: list[Conversation]) -> None:
    for conversation in samples:
        tools = {tool["function"]["name"]: tool["function"] for tool in conversation.tools}
        assert len(tools) == len(conversation.tools)
        for call in (call for message in conversation.messages for call in message.calls):
            parameters = tools[call.name]["parameters"]
            assert (
                set(parameters["required"]) <= set(call.arguments) <= set(parameters["properties"])
            )


@pytest.mark.parametrize("maker", DEPENDENT, ids=lambda maker: maker.__name__)
def test_a_later_call_takes_what_an_earlier_result_or_the_question_says(maker: object) -> None:
    rng = Random(6)
    for number in range(150):
        chain = maker(rng, number % 2 == 0)  # type: ignore[operator]
        known = chain.question + "".join(step.result for step in chain.steps[:-1])
        if len(chain.steps) < 2:
            continue
        enums = {
            str(option)
            for tool in chain.tools
            for schema in tool["function"]["parameters"]["properties"].values()
            for option in schema.get("enum", ())
        }
        for value in chain.steps[-1].arguments.values():
            words_of_number = isinstance(value, int) and value <= 10
            escaped = json.dumps(value, ensure_ascii=False)[1:-1] in known
            assert str(value) in known or escaped or str(value) in enums or words_of_number
        first, last = chain.steps[0], chain.steps[-1]
        shared = [v for v in last.arguments.values() if str(v) in chain.steps[-2].result]
        assert shared, (first, last)


def test_sums_are_right() -> None:
    rng = Random(7)
    for _ in range(200):
        chain = generic.sums(rng, False)
        numbers = [int(number) for number in re.findall(r"\d+", chain.question)]
        first, last = (list(step.arguments.values()) for step in chain.steps)
        assert set(numbers) == {*first, last[1]}
        results = [int(step.result) for step in chain.steps]
        for (a, b), result in zip((first, last), results, strict=True):
            assert result in (a + b, a - b, a * b)
        assert last[0] == results[0]
        assert chain.answer == f"The result is {results[1]}."


def test_an_answer_from_a_record_quotes_a_value_of_it() -> None:
    rng = Random(8)
    for _ in range(300):
        tool = records.RecordTool(rng, False)
        wanted = rng.choice(tool.fields)
        told = tool.record(rng, wanted, "Q7", False)
        said = told.answer.removeprefix(f"The {wanted.spoken} of Q7 is ").removesuffix(".")
        assert said.lower() in told.text.lower()


def test_two_in_five_conversations_are_chinese(samples: list[Conversation]) -> None:
    questions = [next(m.content for m in c.messages if m.role == "user") for c in samples]
    share = sum(bool(_CHINESE.search(question)) for question in questions) / len(samples)
    assert 0.33 < share < 0.5


def test_runs_of_two_calls_are_frequent_and_of_three_are_rare(samples: list[Conversation]) -> None:
    calls = [sum(bool(m.calls) for m in c.messages) for c in samples]
    assert sum(count >= 2 for count in calls) > 0.5 * len(calls)


def test_no_word_of_the_evaluation_occurs(samples: list[Conversation]) -> None:
    nouns = set(words.HELD_OUT_NOUNS)
    for conversation in samples:
        text = text_of(conversation)
        assert not nouns & set(re.findall("[a-z]+", text.lower())), text
        assert not any(word in text for word in words.HELD_OUT_CHINESE_WORDS), text
